// What a code means, in words, for a page that asks: generated from wasm/closecode, looked up here.

import { RETRY } from "./decider/bridge.gen.ts";
import { CODES, KINDS, MEANINGS, ON_WIRE, SENDABLE } from "./decider/codes.gen.ts";
import { whole } from "./options/checks.ts";
import { rowOf, within } from "./page/tables.ts";
import type { CloseReport } from "./types.ts";

export interface Description {
	code: number;
	name: string;
	meaning: string;
	kind: CloseReport["kind"];
	/** A page may pass it to close(). */
	sendable: boolean;
	/** It never stands in a Close frame of a conforming peer. */
	reserved: boolean;
	/** The default decision after a close with it. */
	retry: boolean;
}

/** Names and meanings of all numbers, in runs. */
type Words = readonly (readonly [from: number, name: string, meaning: string])[];
const locales: Record<string, Words> = {};
const english = (): Words => CODES.map(([from, name], i) => [from, name, MEANINGS[i] as string]);

/** Makes describe() speak another language: what importing 'wsclose/ja' does. */
export function register(locale: string, words: Words): void {
	locales[locale] = words;
}

const closeCode = /* @__PURE__ */ whole(0, 65_535);

/** Says what a close code means, a whole number from 0 to 65535: else TypeError or RangeError. locale 'ja' needs `import 'wsclose/ja'` and throws RangeError without. */
export function describe(code: number, locale: "en" | "ja" = "en"): Description {
	const number = closeCode(code, "code");
	const words = locale === "en" ? english() : Object.hasOwn(locales, locale) && locales[locale];
	if (!words) {
		throw new RangeError(`wsclose: describe() does not speak ${locale}; 'ja' needs import 'wsclose/ja'`);
	}
	const [, , kind, action] = rowOf(CODES, number);
	const [, name, meaning] = rowOf(words, number);
	return {
		code: number,
		name,
		meaning,
		kind: KINDS[kind] as Description["kind"],
		sendable: within(SENDABLE, number),
		reserved: !within(ON_WIRE, number),
		retry: action === RETRY,
	};
}
