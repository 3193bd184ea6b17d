// Both deciders draw the same delays, to the millisecond: of odd widths, of growths that are no binary fractions, and of the longest.

import assert from "node:assert/strict";
import { test } from "node:test";
import { RETRY } from "../../src/decider/bridge.gen.ts";
import { decide, delay, STABLE } from "../../src/decider/fallback/decision.ts";
import { planDelays } from "../../src/index.ts";
import { settings } from "../../src/options/options.ts";
import type { ReconnectOptions } from "../../src/types.ts";
import { arrive } from "../lives.ts";
import { numbersFrom } from "../options/hostileoptions.ts";

const LOST = {
	code: 1006,
	wasClean: false,
	opened: false,
	errored: true,
	rule: "",
	isAsked: false,
	isDisturbed: false,
};

/** planDelays() by the fallback. */
function planned(reconnect: ReconnectOptions, attempts: number, draw: () => number): number[] {
	const options = settings({ reconnect });
	const delays: number[] = [];
	let tally = { ...STABLE, countedFrom: 0 };
	for (let now = 0; delays.length < attempts; now += delays.at(-1) ?? 0) {
		const [decision, next] = decide(options, tally, LOST, now);
		if (decision.action !== RETRY) {
			break;
		}
		delays.push(delay(options, decision, draw()));
		tally = next;
	}
	return delays;
}

function same(reconnect: ReconnectOptions, draws: readonly number[]): void {
	const drawing = (): (() => number) => {
		const left = draws.values();
		return () => left.next().value as number;
	};
	const have = planned(reconnect, draws.length, drawing());
	assert.deepEqual(have, planDelays(reconnect, draws.length, drawing()), JSON.stringify({ reconnect, draws }));
}

test("equal jitter is the same at odd widths", async () => {
	await arrive();
	for (let width = 0; width < 200; width++) {
		for (const drawn of [0, 0.25, 0.5, 0.999]) {
			same({ jitter: "equal", firstDelayMs: width, maxDelayMs: width, growth: 1 }, [drawn]);
		}
	}
});

test("a width in the middle of two milliseconds is rounded alike", () => {
	for (const [growth, firstDelayMs] of [
		[1.45, 4_000],
		[1.9, 5_000],
		[2.9, 500],
		[3.65, 4_000],
	] as const) {
		same({ jitter: "none", growth, firstDelayMs, maxDelayMs: 1e9 }, [0, 0, 0, 0, 0, 0]);
	}
});

test("delays are the same under any policy", () => {
	const random = numbersFrom(14);
	const whole = (most: number): number => Math.floor(random() * (most + 1));
	const ms = (): number => whole([10, 5_000, 2 ** 31 - 1][whole(2)] as number);
	for (let i = 0; i < 3_000; i++) {
		const reconnect: ReconnectOptions = {
			policy: random() < 0.5 ? "rfc6455" : "interactive",
			...{ firstDelayMs: ms(), maxDelayMs: ms(), minDelayMs: ms() },
			growth: random() < 0.5 ? 1 + whole(400) / 100 : 1 + 999 * random(),
			jitter: (["full", "equal", "none"] as const)[whole(2)] as "full",
			maxAttempts: random() < 0.2 ? whole(9) : Infinity,
			maxElapsedMs: random() < 0.2 ? ms() : Infinity,
		};
		same(reconnect, Array.from({ length: 1 + whole(30) }, random));
	}
});
