// The page of a random walk: what it is like and what it does, by chance. All of it follows from the seed.

import { configure, RetryLater, StopReconnecting } from "../../src/index.ts";
import type { ManagedOptions } from "../../src/types.ts";
import { crash, network, start, type Url, world } from "../lives.ts";
import { Life } from "./life.ts";

/** So much does it do in all, and so deep within itself. */
const ACTS = 50;
const DEPTH = 4;

/** What it throws on purpose. */
export const WITHIN = "within";

/** What it hears of the browser. */
const target = new EventTarget();
for (const name of ["addEventListener", "removeEventListener"] as const) {
	Object.defineProperty(globalThis, name, { value: target[name].bind(target), configurable: true });
}
export const hear = (type: string): boolean =>
	target.dispatchEvent(Object.assign(new Event(type), { persisted: true }));

export function goOnline(is: boolean): void {
	network.onLine = is;
	hear(is ? "online" : "offline");
}

/** A source of chance (mulberry32), from 0 to below 1. */
function chances(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** What is done more often than the rest. */
const OFTEN = ["close", "reconnect", "send", "send"];

export class Walker {
	/** What must not be. */
	readonly faults: string[] = [];
	/** What was done and heard, in order. */
	readonly done: string[] = [];
	/** The core has: a wait may have lost its plan, and what was asked for just then may be. */
	hasCrashed = false;
	readonly lives: Life[] = [];
	/** It does nothing any more. */
	isStill = false;
	readonly #chance: () => number;
	readonly #mayCrash: boolean;
	readonly #mayStart: boolean;
	#left = ACTS;
	#depth = 0;
	#messages = 0;
	/** What its functions for the URL have promised. */
	readonly #promised: (() => void)[] = [];

	/** mayCrash: the page may have the core crash; mayStart: and start another, there and then. */
	constructor(seed: number, mayCrash: boolean, mayStart: boolean) {
		this.#chance = chances(seed);
		this.#mayCrash = mayCrash;
		this.#mayStart = mayStart;
		world.random = this.of([0, 0.5, 0.999]);
	}

	log(line: string): void {
		this.done.push(`${"  ".repeat(this.#depth)}${line}`);
	}

	/** Or else this is wrong. */
	must(isSo: boolean, what: string): void {
		if (!isSo) {
			this.faults.push(what);
			this.log(`WRONG: ${what}`);
		}
	}

	of<T>(list: readonly T[]): T {
		return list[Math.floor(this.#chance() * list.length)] as T;
	}

	happens(probability: number): boolean {
		return this.#chance() < probability;
	}

	/** One socket, or two. */
	begin(): void {
		do {
			this.lives.push(new Life(`#${this.lives.length + 1}`, this.#options(), this.#url(), this));
		} while (this.lives.length < 2 && this.happens(0.2));
	}

	#options(): ManagedOptions {
		const firstDelayMs = this.of([0, 0, 1, 100, 1_000]);
		const decide = (): boolean | number | undefined => {
			this.act("decide");
			return this.of([undefined, true, false, 0, 500]);
		};
		const message = (): string => {
			this.act("heartbeat");
			return "beat";
		};
		return {
			connect: !this.happens(0.05),
			reconnect: !this.happens(0.1) && {
				firstDelayMs,
				maxDelayMs: firstDelayMs,
				minUptimeMs: this.of([0, 50, 5_000]),
				maxAttempts: this.of([2, Infinity, Infinity]),
				...(this.happens(0.3) && { decide }),
			},
			queue: !this.happens(0.1) && {
				maxMessages: this.of([1, 2, 1_000]),
				whenFull: this.of(["throw", "drop-oldest", "drop-newest"]),
				maxAgeMs: this.of([1, 50, 30_000]),
				resend: !this.happens(0.2),
				flush: this.of(["auto", "auto", "manual"]),
			},
			openTimeoutMs: this.of([0, 50, 20_000]),
			closeTimeoutMs: this.of([0, 30, 5_000]),
			idleTimeoutMs: this.of([0, 0, 50, 300]),
			...(this.happens(0.3) && { heartbeat: { everyMs: 10, timeoutMs: this.of([10, 1_000]), message } }),
		};
	}

	#url(): Url {
		const fixed = "wss://h/";
		const ways: (() => string | Promise<string>)[] = [
			() => fixed,
			() => new Promise((resolve) => this.#promised.push(() => resolve(fixed))),
			() => "http://[",
			() => {
				throw this.of([new Error(WITHIN), new RetryLater(30), new StopReconnecting(WITHIN)]);
			},
		];
		const provider = (): string | Promise<string> => {
			this.act("url");
			return this.of(ways)();
		};
		return this.happens(0.6) ? fixed : provider;
	}

	/** Its functions for the URL answer. */
	answer(): void {
		for (const answer of this.#promised.splice(0)) {
			answer();
		}
	}

	/** Its code runs, and may do something. Whether it did. */
	act(where: string): boolean {
		const chance = { constructor: 0.05, observe: 0.05, rest: 1 }[where] ?? 0.25;
		if (this.isStill || this.#left <= 0 || this.#depth >= DEPTH || !this.happens(chance)) {
			return false;
		}
		this.#depth++;
		try {
			do {
				this.#left--;
				const often = this.#mayStart ? [...OFTEN, "start", "crash"] : OFTEN;
				const name = this.of(this.happens(0.4) ? often : Object.keys(this.#acts));
				if (where !== "observe" || !/reconnect|fail/.test(name)) {
					const life = this.of(this.lives);
					this.log(`${name} ${life.name} at ${where}`);
					this.#acts[name]?.(life);
				}
			} while (this.happens(0.5));
		} finally {
			this.#depth--;
		}
		return true;
	}

	readonly #acts: Record<string, (life: Life) => void> = {
		close: ({ socket }) => socket.close(),
		"close 3000": ({ socket }) => socket.close(3000, "r"),
		reconnect: (life) => life.reconnect(),
		fail: ({ socket }) => socket.fail(),
		dispose: (life) => life.dispose(),
		send: (life) => life.send(`m${++this.#messages}`),
		"send what acts": (life) => {
			const text = `m${++this.#messages}`;
			life.send(text, () => {
				this.act("toString");
				return text;
			});
		},
		flush: ({ socket }) => socket.flush(),
		take: (life) => life.take(),
		cancel: (life) => life.cancel(),
		"switch off": () => configure({ reconnect: false }),
		"switch on": () => configure({ reconnect: true }),
		offline: () => goOnline(false),
		online: () => goOnline(true),
		pagehide: () => hear("pagehide"),
		pageshow: () => hear("pageshow"),
		freeze: () => hear("freeze"),
		resume: () => hear("resume"),
		throw: () => {
			throw new Error(WITHIN);
		},
		crash: () => {
			if (this.#mayCrash) {
				this.hasCrashed = true;
				crash();
			}
		},
		start: () => {
			if (this.#mayStart) {
				start();
			}
		},
	};
}
