import { demand, ready } from "./decider/core/core.ts";
import { error, status } from "./decider/core/running.ts";
import { invalidState } from "./dom/errors.ts";
import { policyOf } from "./options/made.ts";
import { settings } from "./options/options.ts";
import { random } from "./page/clock.ts";
import type { ReconnectOptions } from "./types.ts";

/** The delays, in milliseconds, that a policy would draw for consecutive closes with 1006. Needs the core: InvalidStateError until load() is done. */
export function planDelays(options: ReconnectOptions, attempts: number, draw: () => number = random): number[] {
	const read = settings({ reconnect: options });
	if (!(Number.isInteger(attempts) && attempts >= 0 && attempts <= 100_000)) {
		throw new RangeError(`wsclose: attempts is ${String(attempts)}; it takes a whole number from 0 to 100000`);
	}
	demand();
	if (!ready) {
		throw invalidState(
			`wsclose: planDelays() needs the core${error && status !== "loading" ? `, which is not there: ${error.message}` : "; await load() first"}`,
		);
	}
	return ready.plan(
		policyOf(read),
		Array.from({ length: attempts }, () => +draw()),
	);
}
