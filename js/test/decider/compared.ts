// Compares the fallback with Go, step by step. Each step begins with the snapshot that Go has left.

import { type Effect, type Fact, type Options, type Snapshot, START } from "../../src/decider/bridge.gen.ts";
import type { Situation } from "../../src/decider/decider.ts";
import { step } from "../../src/decider/fallback/machine.ts";
import type { Difference } from "./differences.ts";

/** A step of Go's. */
export interface Taken {
	/** Where it was taken, for people. */
	readonly name: string;
	readonly options: Options;
	readonly before: Snapshot;
	readonly fact: Fact;
	readonly now: Situation;
	readonly after: Snapshot;
	readonly effects: readonly Effect[];
}

/** For records of what is no object, and lists of such: node's own takes ten times as long. */
const isEqual = (a: object, b: object): boolean => {
	const keys = Object.keys(a) as never[];
	return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key] || isBoth(a[key], b[key]));
};
const isBoth = (a: unknown, b: unknown): boolean =>
	typeof a === "object" && typeof b === "object" && isEqual(a as object, b as object);

const changed = (from: Snapshot, to: Snapshot): object =>
	Object.fromEntries(Object.entries(to).filter(([key, value]) => value !== from[key as keyof Snapshot]));
const infinite = (_: string, value: unknown): unknown => (value === Infinity ? "Infinity" : value);

export class Comparison {
	/** How many steps were compared. */
	steps = 0;
	/** What is wrong with the fallback, or with the list: the first five. */
	readonly faults: string[] = [];
	readonly #list: readonly Difference[];
	/** How often each difference held. */
	readonly #held: Map<Difference, number>;

	constructor(list: readonly Difference[]) {
		this.#list = list;
		this.#held = new Map(list.map((difference) => [difference, 0]));
	}

	take({ name, options, before, fact, now, after, effects }: Taken): void {
		this.steps++;
		const have = step(options, before, fact, now);
		const isSame = isEqual(have.state, after) && isEqual(have.effects, effects);
		const holding = this.#list.filter((difference) => difference.holds(options, before, fact, now));
		for (const difference of holding) {
			this.#held.set(difference, (this.#held.get(difference) as number) + 1);
		}
		if (isSame === !holding.length || this.faults.length > 4) {
			return;
		}
		const what = isSame ? `as Go does, and yet it says: ${holding[0]?.name}` : "otherwise than Go";
		const lines = [
			["options", options],
			["before", changed(START, before)],
			["fact", fact],
			["now", now],
			["Go", [changed(before, after), effects]],
			["fallback", [changed(before, have.state), have.effects]],
		] as const;
		const shown = lines.map(([of, value]) => `${of} ${JSON.stringify(value, infinite)}`);
		this.faults.push([`${name}: the fallback does ${what}`, ...shown].join("\n"));
	}

	/** The differences that held so many times at most. */
	rare(times: number): string[] {
		return [...this.#held].filter(([, held]) => held <= times).map(([{ name }]) => name);
	}
}
