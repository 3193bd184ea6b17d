// Random lives of sessions, in Go's core and in the fallback: what the golden matrix and the traces do not think of, such as odd options.
// Go lives each; the fallback takes every step from the snapshot that Go has before it.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as b from "../../src/decider/bridge.gen.ts";
import { connect } from "../../src/decider/core/bridge.ts";
import type { Situation } from "../../src/decider/decider.ts";
import { settings } from "../../src/options/options.ts";
import { numbersFrom } from "../options/hostileoptions.ts";
import { coreModule } from "../tested.ts";
import { Comparison } from "./compared.ts";
import { differences } from "./differences.ts";

const LIVES = 1_500;
const STEPS = 40;

/** The native socket that Go reads. */
const native = { readyState: 1, bufferedAmount: 0, close: (): void => {} };
const crash = (why: Error): void => assert.fail(why);
const { imports, start } = connect({ sockets: [native] as never, unwanted: native as never, crash });
const core = start(await WebAssembly.instantiate(coreModule, imports));

/** Chance, from a seed. */
class Dice {
	readonly next: () => number;
	constructor(seed: number) {
		this.next = numbersFrom(seed);
	}
	of<T>(...list: readonly T[]): T {
		return list[Math.floor(this.next() * list.length)] as T;
	}
	is(probability: number): boolean {
		return this.next() < probability;
	}
}

const LONGEST = 2 ** 31 - 1;
const CODES = [
	1000, 1000, 1000, 1001, 1002, 1005, 1006, 1006, 1006, 1008, 1009, 1011, 1012, 1013, 1015, 1016, 3000, 4001, 4999, 0,
];
const REASONS = [
	"",
	"",
	"bye",
	"retry-after=30",
	"retry-after=0",
	"spread=2",
	"a; spread=0.25 ;retry-after=1.5",
	"spread=9e9",
];

function optionsBy(dice: Dice): b.Options {
	const blankOr = (...ms: readonly number[]): number => (dice.is(0.5) ? -1 : dice.of(...ms));
	return {
		reconnect: !dice.is(0.1),
		openTimeoutMs: dice.of(0, 99, 20_000),
		closeTimeoutMs: dice.of(0, 99, 5_001),
		idleTimeoutMs: dice.of(0, 999, 60_000),
		heartbeatEveryMs: dice.of(0, 333, 25_000),
		heartbeatTimeoutMs: dice.of(1, 10_000),
		network: dice.is(0.7),
		lifecycle: dice.is(0.7),
		decides: dice.is(0.3),
		interactive: dice.is(0.3),
		firstDelayMs: dice.of(0, 1, 7, 999, 5_000, LONGEST),
		maxDelayMs: dice.of(0, 13, 30_000, LONGEST),
		minDelayMs: dice.of(0, 0, 251, LONGEST),
		growth: dice.of(1, 1.5, 2, 1_000),
		jitter: dice.of(b.JITTER_FULL, b.JITTER_EQUAL, b.JITTER_EQUAL, b.JITTER_NONE),
		minUptimeMs: dice.of(0, 50, 5_000),
		maxAttempts: dice.of(0, 3, Infinity, Infinity),
		maxElapsedMs: dice.of(0, 20_000, Infinity, Infinity),
		retryAfter: dice.is(0.8),
		rules: Array.from({ length: dice.of(0, 0, 1, 2) }, () => ({
			...(dice.is(0.3) && { opened: dice.is(0.5) }),
			...(dice.is(0.3) && { wasClean: dice.is(0.5) }),
			action: dice.of(b.STOP, b.RETRY),
			minDelayMs: blankOr(0, 77, LONGEST),
			firstDelayMs: blankOr(0, 5, 333, LONGEST),
			maxAttempts: dice.of(0, 1, Infinity),
			code: dice.of(
				[[1006, 1006]],
				[[1000, 1012]],
				[[4000, 4999]],
				[],
				[
					[0, 999],
					[1008, 65535],
				],
			) as never,
		})),
	};
}

const verdictBy = (dice: Dice): { verdict: number; delayMs: number } => ({
	verdict: dice.of(b.VERDICT_NONE, b.VERDICT_STOP, b.VERDICT_RETRY, b.VERDICT_WIDTH, b.VERDICT_EXACT, b.VERDICT_FLOOR),
	delayMs: dice.of(0, 1, 5_001, LONGEST),
});

/** Makes a fact. timer is one that may run. */
type Make = (dice: Dice, conn: number, timer: number) => b.Fact;

const asked = (dice: Dice): { code: number; reason: string } => ({
	code: dice.of(1000, 1005, 3008, 4001),
	reason: dice.of("", "bye"),
});
const dialled: Make = (_, conn) => ({ kind: "dialled", conn });
const opened: Make = (_, conn) => ({ kind: "opened", conn });
const closed: Make = (dice, conn) => ({
	kind: "closed",
	conn,
	code: dice.of(...CODES),
	reason: dice.of(...REASONS),
	wasClean: dice.is(0.5),
});
const decided: Make = (dice, conn) => ({ kind: "decided", conn, ...verdictBy(dice) });
const told: Make = (_, conn) => ({ kind: "told", conn });
const reconnectAsked: Make = (dice) => ({ kind: "reconnectAsked", ...asked(dice) });
const timerFired: Make = (_, __, timer) => ({ kind: "timerFired", timer });
const cameOnline: Make = () => ({ kind: "cameOnline" });
const pageShown: Make = (dice) => ({ kind: "pageShown", persisted: dice.is(0.5) });
const resumed: Make = () => ({ kind: "resumed" });

/** What may happen. */
const FACTS: readonly Make[] = [
	dialled,
	(dice, conn) => ({ kind: "dialFailed", conn, final: dice.is(0.2), ...verdictBy(dice) }),
	opened,
	(_, conn) => ({ kind: "errored", conn }),
	closed,
	decided,
	told,
	(_, conn) => ({ kind: "tooBig", conn }),
	(_, conn) => ({ kind: "retryCancelled", conn }),
	(dice) => ({ kind: "closeAsked", ...asked(dice) }),
	reconnectAsked,
	(dice) => ({ kind: "failAsked", ...asked(dice) }),
	(dice) => ({ kind: "switched", on: dice.is(0.7) }),
	() => ({ kind: "disposed" }),
	timerFired,
	() => ({ kind: "wentOffline" }),
	cameOnline,
	() => ({ kind: "becameHidden" }),
	() => ({ kind: "becameVisible" }),
	(dice) => ({ kind: "pageHidden", persisted: dice.is(0.5) }),
	pageShown,
	() => ({ kind: "froze" }),
	resumed,
];

/** What leads on from each state. */
const ONWARD: readonly (readonly [state: number, ...facts: Make[]])[] = [
	[b.IDLE, reconnectAsked],
	[b.DIALLING, dialled],
	[b.CONNECTING, opened, opened, closed],
	[b.OPEN, closed, timerFired, timerFired],
	[b.CLOSING, closed, timerFired, timerFired],
	[b.DECIDING, decided],
	[b.TELLING, told],
	[b.WAITING, timerFired],
	[b.PAUSED, cameOnline, resumed, pageShown],
	[b.ENDED, reconnectAsked],
];

function factBy(dice: Dice, { state, conn }: b.Snapshot, armed: readonly number[]): b.Fact {
	const [, ...onward] = ONWARD.find(([from]) => from === state) as (typeof ONWARD)[number];
	const timer = armed.length && !dice.is(0.1) ? dice.of(...armed) : dice.of(0, 1, 2, 3, 4, 5);
	return dice.of(...(dice.is(0.6) ? onward : FACTS))(dice, dice.is(0.03) ? conn + 1 : conn, timer);
}

/** What was seen, for the bars below. */
const seen = new Set<string>();

function live(seed: number, comparison: Comparison): void {
	const dice = new Dice(seed);
	const options = optionsBy(dice);
	const armed = new Map<number, number>();
	let before = b.START;
	let at = 0;
	for (let i = 0; i < STEPS; i++) {
		const fact = factBy(dice, before, [...armed.keys()]);
		const due = fact.kind === "timerFired" ? (armed.get(fact.timer) ?? at) : at;
		at = Math.max(at, due) + dice.of(0, 0, 0, 1, 99, 1_000, 1_001, 5_000, 100_000);
		const heard = dice.of(b.NEVER, at, at - 1, at - 1_001, at - 30_000);
		const sent = dice.of(b.NEVER, at, at - 30_000);
		const late = dice.is(0.2);
		const buffered = dice.of(0, 1, 65_536, 3_000_001, 9_000_000);
		Object.assign(native, { readyState: late ? 2 : 1, bufferedAmount: buffered });
		const now: Situation = { at, random: dice.of(0, 0.5, 0.999_999, dice.next()), heard, sent, buffered, late };
		const { state: after, effects } = core.step({ id: 0, options, state: before }, fact, now) ?? assert.fail("crashed");
		comparison.take({ name: `seed ${seed}, step ${i}`, options, before, fact, now, after, effects });
		for (const effect of effects) {
			if (effect.kind === "arm") {
				armed.set(effect.timer, effect.at);
			} else if (effect.kind === "disarm") {
				armed.delete(effect.timer);
			}
			seen.add(effect.kind);
		}
		if (fact.kind === "timerFired" && !effects.some((effect) => effect.kind === "arm")) {
			armed.delete(fact.timer);
		}
		seen.add(fact.kind).add(`in ${before.state}`);
		before = after;
	}
	core.forget(0);
}

test("the fallback lives as Go does, but for what is listed", () => {
	const comparison = new Comparison(differences);
	for (let seed = 1; seed <= LIVES; seed++) {
		live(seed, comparison);
	}
	assert.deepEqual(comparison.faults, []);
	assert.equal(comparison.steps, LIVES * STEPS);
	assert.deepEqual(comparison.rare(100), [], "differences that are hardly seen");
	assert.equal(seen.size, 23 + 11 + 10, `facts, effects and states: ${[...seen].sort()}`);
});

test("every code is answered as Go answers it", () => {
	const comparison = new Comparison(differences);
	const open: b.Snapshot = { ...b.START, state: b.OPEN, conn: 1, opened: true, last: 1 };
	const now: Situation = { at: 1_000, random: 0.5, heard: b.NEVER, sent: b.NEVER, buffered: 0, late: false };
	for (const interactive of [false, true]) {
		const options = { ...settings(null), interactive };
		for (let code = 0; code < 65_536; code += code >= 900 && code < 5_010 ? 1 : 101) {
			const fact: b.Fact = { kind: "closed", conn: 1, code, reason: "", wasClean: true };
			const one = { id: 0, options, state: open };
			const { state: after, effects } = core.step(one, fact, now) ?? assert.fail("crashed");
			comparison.take({ name: `${code}`, options, before: open, fact, now, after, effects });
			core.forget(0);
		}
	}
	assert.deepEqual(comparison.faults, []);
	assert.ok(comparison.steps > 9_000, `${comparison.steps}`);
});
