// The timers of a session. They are set when the session has done all that a fact asked for: to set one takes a browser as long as a decision.

import { LONGEST_MS } from "../options/numbers.ts";
import { now } from "../page/clock.ts";

export class Timers {
	readonly #fire: (timer: number, due: number) => void;
	readonly #running: ReturnType<typeof setTimeout>[] = [];
	/** What was asked for since they were last set: the moment of each, or null to end it. */
	readonly #asked: Map<number, number | null> = new Map();

	constructor(fire: (timer: number, due: number) => void) {
		this.#fire = fire;
	}

	arm(timer: number, at: number): void {
		this.#asked.set(timer, at);
	}

	disarm(timer: number): void {
		this.#asked.set(timer, null);
	}

	/** Sets and ends what was asked for. */
	set(): void {
		for (const [timer, at] of this.#asked) {
			clearTimeout(this.#running[timer]);
			if (at !== null) {
				this.#start(timer, at);
			}
		}
		this.#asked.clear();
	}

	/** A browser's timer holds no longer than LONGEST_MS, and fires at once for more: it is set again for what is left. */
	#start(timer: number, at: number): void {
		const wait = Math.max(0, Math.ceil(at - now()));
		this.#running[timer] =
			wait > LONGEST_MS
				? setTimeout(() => this.#start(timer, at), LONGEST_MS)
				: setTimeout(() => this.#fire(timer, at), wait);
	}
}
