// Which delays a policy would draw, for a page or a test that wants to see them.

import { error, ready, status } from "./decider/core/status.ts";
import { invalidState } from "./dom/errors.ts";
import { callable, whole } from "./options/checks.ts";
import { settings } from "./options/options.ts";
import { random } from "./page/clock.ts";
import { demand } from "./session/living.ts";
import type { ReconnectOptions } from "./types.ts";

/** The delays, in milliseconds, that a policy would draw for consecutive closes with 1006. Needs the core: InvalidStateError until load() is done. */
export function planDelays(options: ReconnectOptions, attempts: number, draw: () => number = random): number[] {
	const read = settings({ reconnect: options });
	const length = whole(0, 100_000)(attempts, "attempts");
	callable(draw, "draw");
	demand();
	if (!ready) {
		throw invalidState(
			`wsclose: planDelays() needs the core${error && status !== "loading" ? `, which is not there: ${error.message}` : "; await load() first"}`,
		);
	}
	return ready.plan(
		read,
		Array.from({ length }, () => +draw()),
	);
}
