// WebIDL's conversions, done before a value reaches the rules: one behaviour in every browser.

import { bare } from "../page/bare.ts";

/** `[Clamp] unsigned short`: WebIDL, ConvertToInt. Halves go to the even neighbour, where Chromium 156 truncates (TestACodeIsRoundedHalfToEvenInEveryBrowser). */
export function clampedShort(value: unknown): number {
	const clamped = Math.min(Math.max(+(value as number), 0), 65535) || 0; // BigInt and Symbol throw TypeError here, as they must; NaN is 0
	const rounded = Math.round(clamped); // halves go up
	return rounded - clamped === 0.5 ? rounded - (rounded % 2) : rounded;
}

/** `USVString`: lone surrogates become U+FFFD. */
export function usvString(value: unknown): string {
	return `${value as string}`.replace(/[\uD800-\uDFFF]/gu, "\uFFFD"); // with u, a pair is one character and no match
}

/** An operation or constructor with one required argument, called with these. */
export function needOne({ length }: ArrayLike<unknown>): void {
	if (length === 0) {
		throw new TypeError("1 argument required, but only 0 present.");
	}
}

/** Names a class, whatever minifying made of its name. */
export const named = <T extends object>(Class: T, value: string): T =>
	Object.defineProperty(Class, "name", bare({ value }));
