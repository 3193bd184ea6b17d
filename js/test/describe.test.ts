import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { KINDS, ON_WIRE, SENDABLE } from "../src/decider/codes.gen.ts";
import { lenient } from "../src/decider/fallback/sendable.ts";
import { describe } from "../src/describe.ts";
import { within } from "../src/page/tables.ts";
import "../src/ja.ts";

/** So many numbers in a row of which the same is known. */
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
	for (const run of JSON.parse(readFileSync("../wasm/closecode/testdata/codes.json", "utf8")) as Run[]) {
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

test("describe() answers for whole numbers from 0 to 65535 alone, and speaks no other language", () => {
	for (const code of [70_000, 65_536, -1, 1012.4, Number.NaN, Infinity]) {
		const message = `wsclose: code must be a whole number from 0 to 65535, not ${code}`;
		assert.throws(() => describe(code), { name: "RangeError", message });
	}
	for (const code of ["x", "1008", null, undefined, true, 1008n, {}, Symbol("s")]) {
		assert.throws(() => describe(code as number), { name: "TypeError", message: /^wsclose: code must be a whole / });
	}
	for (const locale of ["fr", "toString", "__proto__", ""]) {
		assert.throws(() => describe(1000, locale as "ja"), { name: "RangeError" }, locale);
	}
});
