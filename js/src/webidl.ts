// WebIDL's conversions, done before a value reaches the rules: one behaviour in every browser.

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

/** How many bytes of UTF-8 a USVString has. */
export const utf8Length = (text: string): number => new TextEncoder().encode(text).length;

/** An operation or constructor with one required argument, called with these. */
export function needOne({ length }: ArrayLike<unknown>): void {
	if (length === 0) {
		throw new TypeError("1 argument required, but only 0 present.");
	}
}

/** Takes an object's prototype away: what a page has put on Object.prototype is no member of it. */
/* @__NO_SIDE_EFFECTS__ */
export const bare = <T extends object>(own: T): T => ({ __proto__: null, ...own });

/** Names a class, whatever minifying made of its name. */
export const named = <T extends object>(Class: T, value: string): T =>
	Object.defineProperty(Class, "name", bare({ value }));
