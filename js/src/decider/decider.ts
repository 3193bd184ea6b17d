// The contract between a session and what decides for it. A decider takes a fact and gives the state after it, and the effects that the
// session is to do, in order. It does nothing by itself. Two fulfil it: core/, which is Go, and fallback/.

import { bare } from "../page/bare.ts";
import {
	DECIDING,
	DIALLING,
	type Effect,
	ENDED,
	type Fact,
	type Moment,
	type Options,
	PHASE_CLOSING,
	PHASE_CONNECTING,
	PHASE_ENDED,
	PHASE_IDLE,
	PHASE_OPEN,
	PHASE_PAUSED,
	PHASE_WAITING,
	type Snapshot,
	STOP,
	TELLING,
	WAITING,
} from "./bridge.gen.ts";

/** When a fact happened, and what is read on the native socket then. */
export interface Situation extends Moment {
	/** Its bufferedAmount. */
	readonly buffered: number;
	/** It is ending already: a Close frame of the peer's came first. */
	readonly late: boolean;
}

/** What follows from a fact. */
export interface Step {
	readonly state: Snapshot;
	readonly effects: readonly Effect[];
	readonly decider: "core" | "fallback";
}

/** A session, as far as a decider needs it. */
export interface Subject {
	/** The number of its place in this realm. */
	readonly id: number;
	readonly options: Options;
	readonly state: Snapshot;
}

const ONLY_IN: Partial<Record<Effect["kind"], number>> = /* @__PURE__ */ bare({
	dial: DIALLING,
	consult: DECIDING,
	tell: TELLING,
	retry: WAITING,
	end: ENDED,
});

/** Whether an effect is still to be done when its turn has come: a listener may have changed the state since. */
export const stands = ({ state, conn }: Snapshot, effect: Effect): boolean =>
	(ONLY_IN[effect.kind] ?? state) === state && (effect.kind !== "dial" || effect.conn === conn);

/** The phases by the number of a state. */
const PHASES_OF = [
	PHASE_IDLE,
	PHASE_CONNECTING,
	PHASE_CONNECTING,
	PHASE_OPEN,
	PHASE_CLOSING,
	PHASE_CLOSING,
	PHASE_WAITING,
	PHASE_WAITING,
	PHASE_PAUSED,
	PHASE_ENDED,
] as const;

/** What the page is told of a state: wasm/session, phaseOf. */
export const phaseOf = ({ state, action }: Snapshot): number =>
	state === TELLING && action === STOP ? PHASE_ENDED : (PHASES_OF[state] as number);

export type { Effect, Fact };
