// The checks that what a page passes goes through. Each reads a value at a path, or throws: with the path, what must be there, and what is.

import { bare } from "../page/bare.ts";
import { LONGEST_MS } from "./numbers.ts";

/** Reads the value at a path, or throws. */
export type Check<T = unknown> = (value: unknown, path: string) => T;

/** isRange: it has the right type and is out of range. */
export function wrong(path: string, value: unknown, must: string, isRange = false): never {
	throw new (isRange ? RangeError : TypeError)(`wsclose: ${path} must be ${must}, not ${shown(value)}`);
}

function shown(value: unknown): string {
	switch (typeof value) {
		case "string":
			return JSON.stringify(value);
		case "bigint":
			return `${value}n`;
		case "function":
			return "a function";
		case "object":
			return value === null ? "null" : Array.isArray(value) ? "an array" : "an object";
		default:
			return String(value);
	}
}

// Checks are made where this module is loaded. A bundler drops those that nobody needs: to make one has no side effect.

/** type: a value of that type is out of range where it is refused. */
/* @__NO_SIDE_EFFECTS__ */
export const check =
	<T>(must: string, read: (value: unknown) => T | undefined, type = ""): Check<T> =>
	(value, path) =>
		read(value) ?? wrong(path, value, must, typeof value === type);
/* @__NO_SIDE_EFFECTS__ */
const typed = (type: string): Check => check(`a ${type}`, (value) => (typeof value === type ? value : undefined));
/* @__NO_SIDE_EFFECTS__ */
const within = (must: string, min: number, max: number, read: (value: number) => number | undefined): Check<number> =>
	check(
		`${must} from ${min} to ${max}`,
		(value) => (typeof value === "number" && value >= min && value <= max ? read(value) : undefined),
		"number",
	);
/** A size, or a factor. */
/* @__NO_SIDE_EFFECTS__ */
export const number = (min: number, max: number): Check<number> => within("a number", min, max, Number);
/** Milliseconds become whole, and never nothing. */
/* @__NO_SIDE_EFFECTS__ */
export const time = (min: number, max: number = LONGEST_MS): Check<number> => within("a number", min, max, Math.ceil);
/** A count, or a close code. */
/* @__NO_SIDE_EFFECTS__ */
export const whole = (min: number, max: number): Check<number> =>
	within("a whole number", min, max, (value) => (value % 1 ? undefined : value)); // of Infinity that is NaN
/** Read as the index. */
/* @__NO_SIDE_EFFECTS__ */
export const oneOf = (values: readonly unknown[]): Check =>
	check(values.join(" or "), (value) => (values.includes(value) ? values.indexOf(value) : undefined));

export const flag: Check = /* @__PURE__ */ typed("boolean");
export const callable: Check = /* @__PURE__ */ typed("function");
export const ms: Check<number> = /* @__PURE__ */ time(0);

/** Copies before it reads: an array's own map() is the page's, and passes over holes. */
export const list = <T>(value: unknown, path: string, read: (one: unknown, i: number) => T): T[] =>
	Array.isArray(value) ? Array.from(value, read) : wrong(path, value, "an array");

export const object = (value: unknown, path: string, must: string = "an object"): Record<string, unknown> =>
	typeof value === "object" && value && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: wrong(path, value, must);

/**
 * Reads an object of options, each member once. What it has from Object.prototype is none of them: scripts that extend that for
 * everybody mean no option. So nothing that is read here inherits from it either.
 */
export function read(
	path: string,
	given: unknown,
	checks: Record<string, Check>,
	needed: readonly string[] = [],
	must?: string,
): Record<string, unknown> {
	const bag = object(given, path, must);
	const get = (name: string): unknown =>
		Object.hasOwn(bag, name) || !(name in Object.prototype) ? bag[name] : undefined;
	const found: Record<string, unknown> = bare({});
	for (const name in bag) {
		if (!Object.hasOwn(checks, name) && get(name) !== undefined) {
			throw new TypeError(`wsclose: ${path}.${name} is unknown; ${instead(name, Object.keys(checks))}`);
		}
	}
	for (const name in checks) {
		const value = get(name);
		if (value !== undefined || needed.includes(name)) {
			found[name] = checks[name]?.(value, `${path}.${name}`);
		}
	}
	return found;
}

/** What a page may have meant by an unknown name: one that two letters make of it, or any. */
function instead(name: string, known: readonly string[]): string {
	const near = (most: number): string | undefined => known.find((one) => distance(name, one) <= most);
	const meant = near(1) ?? near(2);
	return meant ? `did you mean ${meant}?` : `there are ${known.join(", ")}`;
}

/** How many letters are to be added, dropped or changed to make one of the other, whatever their case: Levenshtein's distance. */
function distance(one: string, other: string): number {
	if (Math.abs(one.length - other.length) > 2) {
		return Infinity;
	}
	let row = Array.from({ length: other.length + 1 }, (_, i) => i);
	for (let i = 0; i < one.length; i++) {
		const next = [i + 1];
		for (let j = 0; j < other.length; j++) {
			const isSame = one[i]?.toLowerCase() === other[j]?.toLowerCase();
			next.push(Math.min((row[j] as number) + Number(!isSame), (row[j + 1] as number) + 1, (next[j] as number) + 1));
		}
		row = next;
	}
	return row[other.length] as number;
}
