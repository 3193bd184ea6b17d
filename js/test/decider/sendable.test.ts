// What the fallback lets be sent, held to the vectors that Go writes and is held to as well.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { check, lenient } from "../../src/decider/fallback/sendable.ts";
import { usvString } from "../../src/dom/webidl.ts";
import { utf8Length } from "../../src/page/text.ts";

const vectors = <T>(name: string): T =>
	JSON.parse(readFileSync(`../wasm/closecode/testdata/${name}.json`, "utf8")) as T;

interface Text {
	reason?: string;
	repeat?: number;
	utf16?: number[];
}
const textOf = ({ reason = "", repeat = 1, utf16 }: Text): string =>
	usvString((utf16 ? String.fromCharCode(...utf16) : reason).repeat(Math.max(repeat, 1)));

test("what may be sent is what Go lets through", () => {
	const errors = ["", "InvalidAccessError", "SyntaxError"];
	for (const vector of vectors<({ name: string; code: number; bytes: number; error: string } & Text)[]>("send")) {
		assert.equal(errors[check(vector.code, textOf(vector))], vector.error, vector.name);
		assert.equal(utf8Length(textOf(vector)), vector.bytes, vector.name);
	}
});

test("a reason is cut where Go cuts it", () => {
	for (const vector of vectors<({ name: string; want: string } & Text)[]>("reasons")) {
		assert.equal(lenient(1000, textOf(vector), [])[1], vector.want, vector.name);
	}
});

test("twins are Go's", () => {
	for (const { code, twin } of vectors<{ code: number; twin: number }[]>("twins")) {
		assert.equal(lenient(code, "", [])[0], twin, `${code}`);
	}
	for (const { name, code, table, want } of vectors<
		{ name: string; code: number; table: [number, number][]; want: number }[]
	>("lenient")) {
		assert.equal(lenient(code, "", table)[0], want, name);
	}
});
