// One step of the fallback while it runs: the session's state as it becomes, and what is to be done.

import * as b from "../bridge.gen.ts";
import { phaseOf, type Situation } from "../decider.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export class Turn {
	readonly options: b.Options;
	readonly now: Situation;
	/** The state as it becomes: a copy, that this step alone changes. */
	readonly s: Mutable<b.Snapshot>;
	readonly effects: b.Effect[] = [];

	constructor(options: b.Options, from: b.Snapshot, now: Situation) {
		this.options = options;
		this.s = { ...from };
		this.now = now;
	}

	do(effect: b.Effect): void {
		this.effects.push(effect);
	}

	/** Changes what every state has. */
	note(changes: Partial<b.Snapshot>): void {
		Object.assign(this.s, changes);
	}

	/** The only place where the state changes. A timer ends with the states that own it, and the page learns of each change of phase. */
	to(state: number, fields: Partial<b.Current>): void {
		const { state: from, conn } = this.s;
		const before = phaseOf(this.s);
		for (let timer = b.TIMER_OPEN; timer <= b.TIMER_BEAT; timer++) {
			if (owns(from, timer) && !owns(state, timer)) {
				this.do({ kind: "disarm", timer });
			}
		}
		this.note({ ...b.BLANK, conn, ...fields, state });
		const after = phaseOf(this.s);
		if (before !== after) {
			this.do({ kind: "phase", from: before, to: after });
		}
	}

	/** Starts a timer that runs out after an option's milliseconds; 0 is none. */
	timed(timer: number, ms: number): void {
		if (ms > 0) {
			this.do({ kind: "arm", timer, at: this.now.at + ms });
		}
	}
}

const OWNERS: Record<number, readonly number[]> = {
	[b.DIALLING]: [b.TIMER_OPEN],
	[b.CONNECTING]: [b.TIMER_OPEN],
	[b.OPEN]: [b.TIMER_UPTIME, b.TIMER_IDLE, b.TIMER_BEAT],
	[b.CLOSING]: [b.TIMER_CLOSE],
	[b.WAITING]: [b.TIMER_RETRY],
};

/** Whether a timer runs in a state. */
export const owns = (state: number, timer: number): boolean => !!OWNERS[state]?.includes(timer);
