import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ACTIONS, STOP } from "../../src/decider/bridge.gen.ts";
import { KINDS, ON_WIRE, SENDABLE } from "../../src/decider/codes.gen.ts";
import { check, decide, delay, lenient, override } from "../../src/decider/fallback/fallback.ts";
import { verdictOf } from "../../src/decider/verdict.ts";
import { describe } from "../../src/describe.ts";
import { clampedShort, usvString } from "../../src/dom/webidl.ts";
import { NOT_YET } from "../../src/options/numbers.ts";
import { settings } from "../../src/options/options.ts";
import { within } from "../../src/page/tables.ts";
import { utf8Length } from "../../src/page/text.ts";
import type { DecideAnswer, ReconnectOptions } from "../../src/types.ts";
import "../../src/ja.ts";

/** The vectors that Go writes and is held to as well. */
const vectors = <T>(name: string): T => JSON.parse(readFileSync(`${process.cwd()}/../wasm/${name}.json`, "utf8")) as T;

interface Text {
	reason?: string;
	repeat?: number;
	utf16?: number[];
}
const textOf = ({ reason = "", repeat = 1, utf16 }: Text): string =>
	usvString((utf16 ? String.fromCharCode(...utf16) : reason).repeat(Math.max(repeat, 1)));

test("what may be sent is what Go lets through", () => {
	const errors = ["", "InvalidAccessError", "SyntaxError"];
	for (const vector of vectors<({ name: string; code: number; bytes: number; error: string } & Text)[]>(
		"closecode/testdata/send",
	)) {
		assert.equal(errors[check(vector.code, textOf(vector))], vector.error, vector.name);
		assert.equal(utf8Length(textOf(vector)), vector.bytes, vector.name);
	}
});

test("a reason is cut where Go cuts it", () => {
	for (const vector of vectors<({ name: string; want: string } & Text)[]>("closecode/testdata/reasons")) {
		assert.equal(lenient(1000, textOf(vector), [])[1], vector.want, vector.name);
	}
});

test("twins are Go's", () => {
	for (const { code, twin } of vectors<{ code: number; twin: number }[]>("closecode/testdata/twins")) {
		assert.equal(lenient(code, "", [])[0], twin, `${code}`);
	}
	for (const { name, code, table, want } of vectors<
		{ name: string; code: number; table: [number, number][]; want: number }[]
	>("closecode/testdata/lenient")) {
		assert.equal(lenient(code, "", table)[0], want, name);
	}
});

interface Run {
	from: number;
	to: number;
	name: string;
	meaning: string;
	ja: [string, string];
	kind: string;
	sendable: boolean;
	reserved: boolean;
	twin: number;
}

test("every number from 0 to 65535 is described as Go describes it", () => {
	let next = 0;
	for (const run of vectors<Run[]>("closecode/testdata/codes")) {
		assert.equal(run.from, next);
		for (let code = run.from; code <= run.to; code++) {
			const { retry: _, ...described } = describe(code);
			const { name, meaning, kind, sendable, reserved } = run;
			assert.deepEqual(described, { code, name, meaning, kind, sendable, reserved });
			const ja = describe(code, "ja");
			assert.deepEqual([ja.name, ja.meaning, ja.kind], [...run.ja, kind]);
			assert.equal(within(SENDABLE, code), sendable);
			assert.equal(within(ON_WIRE, code), !reserved);
			if (run.twin) {
				assert.equal(lenient(code, "", [])[0], run.twin);
			}
			assert.ok(KINDS.includes(kind as (typeof KINDS)[number]));
		}
		next = run.to + 1;
	}
	assert.equal(next, 65536);
});

test("describe() converts its code, and speaks no other language", () => {
	assert.equal(describe(1012.4).name, "Service Restart");
	assert.equal(describe(-5).code, 0);
	assert.equal(describe("1008" as unknown as number).name, "Policy Violation");
	for (const locale of ["fr", "toString", "__proto__", ""]) {
		assert.throws(() => describe(1000, locale as "ja"), { name: "RangeError" }, locale);
	}
});

interface Want {
	action: "stop" | "retry";
	rule: string;
	attempt: number;
	floorMs: number;
	widthMs: number;
}
interface Vector {
	name: string;
	core?: boolean;
	policy: ReconnectOptions;
	close: { code: number; wasClean: boolean; opened: boolean; errored: boolean; asked: string; ended: string };
	attempt: number;
	streak: number;
	elapsedMs: number;
	decide?: DecideAnswer;
	want: Want;
}
const { sweeps, vectors: cases } = vectors<{
	sweeps: { policy: ReconnectOptions; streak: number; runs: (Want & { from: number; to: number })[] }[];
	vectors: Vector[];
}>("reconnect/testdata/decide");

/** Decides after so many closes by the same rule. */
function decided({ policy, close, attempt, streak, elapsedMs, decide: answer }: Omit<Vector, "name" | "want">): Want {
	const read = settings({ reconnect: policy });
	const { key } = decide(read, close, attempt, { key: "", streak: 0, since: 0 }, 0).tally;
	const made = decide(read, close, attempt, { key, streak, since: 0 }, elapsedMs);
	const { action, rule, floor, width, attempt: next } = override(made, verdictOf(answer));
	const stops = action === STOP;
	return {
		action: ACTIONS[action] as Want["action"],
		rule,
		attempt: stops ? 0 : next,
		floorMs: stops ? 0 : floor,
		widthMs: stops ? 0 : width,
	};
}
const fallbackRule = (rule: string, code = 0): string => rule.replace("default:", "fallback:").replace("*", `${code}`);

test("what follows a close is what Go decides, but for what takes the core", () => {
	let held = 0;
	for (const { want, ...vector } of cases) {
		// close() is answered by coreless.ts: the session's part.
		if (!vector.core && vector.close.asked === "nobody" && vector.close.ended === "none") {
			assert.deepEqual(decided(vector), { ...want, rule: fallbackRule(want.rule) }, vector.name);
			held++;
		}
	}
	assert.ok(held > 40, `${held}`);
});

test("the default table is Go's for every code, with every count of closes before", () => {
	for (const { policy, streak, runs } of sweeps) {
		let next = 0;
		for (const { from, to, ...want } of runs) {
			assert.equal(from, next);
			for (let code = from; code <= to; code++) {
				const close = { code, wasClean: true, opened: true, errored: false, asked: "nobody", ended: "none" };
				const have = decided({ policy, close, attempt: 0, streak, elapsedMs: 0 });
				assert.deepEqual(have, { ...want, rule: fallbackRule(want.rule, code) }, `${code} after ${streak}`);
			}
			next = to + 1;
		}
		assert.equal(next, 65536);
	}
});

test("the width never falls below min(first, 1 s), nor overflows", () => {
	for (const firstDelayMs of [0, 1, 999, 1_000, 5_000, 2 ** 31 - 1]) {
		for (const maxDelayMs of [0, 1, 30_000, 2 ** 31 - 1]) {
			for (const growth of [1, 1.5, 2, 1_000]) {
				const read = settings({ reconnect: { firstDelayMs, maxDelayMs, growth } });
				for (const attempt of [0, 1, 30, 1_100, 2 ** 31]) {
					const lost = { code: 1006, wasClean: false, opened: false, errored: true };
					const { width } = decide(read, lost, attempt, { key: "", streak: 0, since: 0 }, 0);
					assert.ok(width >= Math.min(firstDelayMs, 1_000), `${width}`);
					assert.ok(width <= Math.max(maxDelayMs, Math.min(firstDelayMs, 1_000)), `${width}`);
				}
			}
		}
	}
});

test("a delay is drawn from floor and width, and fits a browser's timer", () => {
	assert.equal(delay(0, 250, 1_000, 0), 250);
	assert.equal(delay(0, 250, 1_000, 0.5), 750);
	assert.equal(delay(1, 250, 1_000, 0), 750);
	assert.equal(delay(1, 250, 1_000, 0.999), 1_249);
	assert.equal(delay(2, 250, 1_000, 0), 1_250);
	assert.ok(delay(2, 2 ** 31 - 1, 2 ** 31 - 1, 0) < 2 ** 31);
	assert.equal(NOT_YET, -1);
});

test("WebIDL's conversions", () => {
	const cases: [unknown, number][] = [
		[0.5, 0],
		[1.5, 2],
		[2.5, 2],
		[999.5, 1_000],
		[998.9, 999],
		[4_999.5, 5_000],
		[-1, 0],
		[-0, 0],
		[1e9, 65_535],
		[65_535.5, 65_535],
		[Infinity, 65_535],
		[Number.NaN, 0],
		["1000", 1_000],
		["x", 0],
		[null, 0],
		[true, 1],
		[[], 0],
		[{ valueOf: () => 3_000 }, 3_000],
	];
	for (const [value, want] of cases) {
		assert.ok(Object.is(clampedShort(value), want), `${String(value)}: ${clampedShort(value)}`);
	}
	assert.throws(() => clampedShort(1n), TypeError);
	assert.throws(() => clampedShort(Symbol()), TypeError);
	assert.equal(usvString("a\ud800b\udc00😀"), "a\ufffdb\ufffd😀");
	assert.equal(usvString(undefined), "undefined");
	assert.throws(() => usvString(Symbol()), TypeError);
	assert.equal(utf8Length("aé閉😀"), 1 + 2 + 3 + 4);
});
