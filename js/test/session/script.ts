// What scripts are made of. A script is what happens to a session, step by step: it is run with the core, without it, with a core that
// comes late and with one that crashes, and must look the same to the page each time (machine.test.ts).

import type { ManagedWebSocket } from "../../src/socket.ts";
import type { ManualClock, Peer } from "../../src/testing.ts";
import type { ManagedOptions } from "../../src/types.ts";

export interface World {
	readonly socket: ManagedWebSocket;
	readonly clock: ManualClock;
	/** The other end of a native socket, from 1; without a number of the last. */
	peer(number?: number): Peer;
	note(line: string): void;
	/** Calls f with each event of the type, or with the nth alone. */
	on(type: string, f: (event: never) => void, nth?: number): void;
	/** Writes down what f threw. */
	attempt(f: () => void): void;
	/** A defect in the core, if there is one. */
	crash(): void;
	readonly abort: AbortController;
	refuse(message: string): void;
}

export type Step = (world: World) => void;

export interface Script {
	readonly name: string;
	readonly options?: ManagedOptions;
	/** Before the first step. */
	readonly prepare?: Step;
	readonly steps: readonly Step[];
	/** Why it may look different without a core. */
	readonly core?: string;
	/** It hangs on counters that are not handed over between core and coreless.ts: closes in a row, and since when. */
	readonly counts?: boolean;
}

export const open = (w: World): void => w.peer().accept();
export const lose = (w: World): void => w.peer().fail();
export const refuseToStay = (w: World): void => {
	open(w);
	w.peer().close(1008);
};
export const restart = (w: World): void => w.peer().close(1012, "deploy");
export const pass =
	(ms: number): Step =>
	(w) =>
		w.clock.advance(ms);
/** What no browser does: an event of a connection that was let go of. */
export const late =
	(event: () => Event, number?: number): Step =>
	(w) =>
		void w.peer(number).socket.dispatchEvent(event());
export const opened = (): Event => new Event("open");
/** Node 20 has no CloseEvent. */
export const closed = (code: number) => (): Event =>
	Object.assign(new Event("close"), { code, reason: "", wasClean: true });
export const soon: ManagedOptions = { reconnect: { firstDelayMs: 1_000, maxDelayMs: 4_000 } };
export const once: ManagedOptions = { reconnect: false };

/** Each phase, and the steps to it. */
const phases: Record<string, readonly Step[]> = {
	connecting: [],
	open: [open],
	closing: [open, (w) => w.socket.close(3000, "bye")],
	waiting: [open, lose],
	ended: [open, (w) => w.peer().close(1008)],
};
export const inEachPhase = (
	name: string,
	step: Step,
	after: readonly Step[],
	options: ManagedOptions = soon,
): Script[] =>
	Object.entries(phases).map(([phase, steps]) => ({
		name: `${name} in ${phase}`,
		options,
		steps: [...steps, step, ...after],
	}));

export const later: readonly Step[] = [pass(700), open, pass(6_000), lose, pass(60_000)];
