// Time that passes only when a test says so.

import { replace } from "./replace.ts";

interface Timer {
	readonly at: number;
	/** For setInterval. */
	readonly everyMs: number | null;
	readonly ring: () => void;
}

/** Date.now() when performance.now() is 0: 14 November 2023, 22:13:20 UTC. */
const EPOCH = 1_700_000_000_000;

/**
 * A clock moved by hand, and the timers on it. Times are milliseconds. Another fake clock, such as Jest's, Vitest's or Sinon's, serves
 * as well: wsclose looks timers and clocks up at each call. Use one of them.
 */
export class ManualClock {
	#now = 1_000;
	#next = 1;
	readonly #timers: Map<number, Timer> = new Map();
	#undo: (() => void)[] = [];
	#realTimeout: typeof setTimeout = globalThis.setTimeout;

	/** What performance.now() says while it is installed; 1,000 at first. */
	get now(): number {
		return this.#now;
	}

	/** What Date.now() says. */
	get date(): number {
		return EPOCH + this.#now;
	}

	/** How many timers wait. */
	get waiting(): number {
		return this.#timers.size;
	}

	/** Takes the place of setTimeout, setInterval, their opposites, performance.now and Date.now; `new Date()` stays as it is. */
	install(): void {
		if (this.#undo.length > 0) {
			return;
		}
		this.#realTimeout = globalThis.setTimeout;
		const set =
			(repeats: boolean) =>
			(call: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): number => {
				const wait = Math.max(ms | 0, Number(repeats)); // a `long` of WebIDL: Infinity and 2^32 are 0
				return this.#set(wait, repeats ? wait : null, () => call(...args));
			};
		const clear = (handle: number): void => void this.#timers.delete(handle);
		this.#undo = [
			replace(globalThis, "setTimeout", set(false)),
			replace(globalThis, "setInterval", set(true)),
			replace(globalThis, "clearTimeout", clear),
			replace(globalThis, "clearInterval", clear),
			replace(performance, "now", () => this.now),
			replace(Date, "now", () => this.date),
		];
	}

	/** Gives the places back. The timers that wait never ring. */
	uninstall(): void {
		for (const undo of this.#undo.splice(0)) {
			undo();
		}
		this.#timers.clear();
	}

	/** Lets time pass; timers ring in their order, each at its moment. RangeError for what is no time. */
	advance(ms: number): void {
		const end = this.#end(ms);
		while (this.#ring(end)) {}
		this.#now = end;
	}

	/** The same, and what was promised happens between the timers: for code that awaits. */
	async advanceAsync(ms: number): Promise<void> {
		const end = this.#end(ms);
		do {
			await this.#turn();
		} while (this.#ring(end));
		this.#now = end;
	}

	/** All microtasks run. */
	#turn(): Promise<void> {
		return new Promise((resolve) => this.#realTimeout.call(globalThis, resolve, 0));
	}

	#end(ms: number): number {
		if (!(ms >= 0 && ms < Infinity)) {
			throw new RangeError(`wsclose/testing: advance() takes milliseconds from 0, not ${ms}`);
		}
		return this.#now + ms;
	}

	#set(wait: number, everyMs: number | null, ring: () => void, handle: number = this.#next++): number {
		this.#timers.set(handle, { at: this.#now + wait, everyMs, ring });
		return handle;
	}

	/** Rings the next timer, if it is due until then. */
	#ring(end: number): boolean {
		const [first] = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
		if (!first) {
			return false;
		}
		const [handle, { at, everyMs, ring }] = first;
		this.#now = Math.max(this.#now, at);
		this.#timers.delete(handle);
		if (everyMs !== null) {
			this.#set(everyMs, everyMs, ring, handle);
		}
		ring();
		return true;
	}
}
