// Does the effects of a session one after another. In the middle of one, what follows from another fact waits for its turn: so every
// listener of the page finds a whole state, and the order is the same whoever decides.

import type { Snapshot } from "../decider/bridge.gen.ts";
import { type Effect, stands } from "../decider/decider.ts";
import { complain } from "../page/console.ts";
import type { Timers } from "./timers.ts";

/** Does an effect to a session: effects.ts. */
export type Act<Session> = (session: Session, effect: Effect) => void;

interface Turning {
	readonly state: Snapshot;
	readonly timers: Timers;
}

export class Turns {
	readonly #waiting: Effect[] = [];
	readonly #act: (effect: Effect) => void;
	readonly #session: Turning;
	#isActing = false;

	constructor(act: (effect: Effect) => void, session: Turning) {
		this.#act = act;
		this.#session = session;
	}

	/** Does effects, or lets them wait for their turn. */
	take(effects: readonly Effect[]): void {
		this.#waiting.push(...effects);
		if (this.#isActing) {
			return;
		}
		this.#isActing = true;
		for (let effect = this.#waiting.shift(); effect; effect = this.#waiting.shift()) {
			try {
				if (stands(this.#session.state, effect)) {
					this.#act(effect);
				}
			} catch (error) {
				complain(error);
			}
		}
		this.#isActing = false;
		this.#session.timers.set();
	}

	/** Does nothing of what waits. */
	drop(): void {
		this.#waiting.length = 0;
	}
}
