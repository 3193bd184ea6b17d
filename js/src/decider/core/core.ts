// What sessions and the page have of the core, and what the realm's sessions hear of the page. Opening never waits for it: sessions live
// on coreless.ts until it is there.

import * as loader from "wsclose/own";
import { bare } from "../../page/bare.ts";
import { lingering } from "../../page/lingering.ts";
import { type PageFact, watchPage } from "../../page/page.ts";
import type { Session } from "../../session/session.ts";
import { add, type CoreStatus, error, type LoadOptions, living, ready, remove, status } from "./running.ts";

export { type CoreStatus, discard, type LoadOptions, living, ready, show } from "./running.ts";

let unwatch: (() => void) | null = null;

/** A session lives from now on. */
export function register(session: Session): void {
	add(session);
	if (status !== "idle") {
		watch();
	}
	loader.retry();
}

/**
 * Something has happened to the page. It is listened to no further where no session lives any more: to stop at each end would cost more
 * than all else that an end does, half a millisecond in Chromium.
 */
function changed(fact: PageFact): void {
	const all = living();
	for (const one of all) {
		one.pageChanged(fact);
	}
	if (!all.length) {
		unwatch?.();
		unwatch = null;
	} else if (fact.kind === "cameOnline") {
		loader.retry();
	}
}

/** The session of this number has ended: nothing here holds it any longer. */
export function unregister(id: number): void {
	ready?.ask({ kind: "forget", session: id });
	remove(id);
}

/** How the core is. */
export const core: {
	/** 'failed' also while a load is to be tried again. */
	readonly status: CoreStatus;
	/** Why there is none, and what to do; or that a close did not wait for it any longer. */
	readonly error: Error | null;
	/** The sessions that live. */
	readonly sessions: number;
	/** The native sockets that were let go of and have not ended: while there are 32, the next attempts wait. */
	readonly lingering: number;
} = /* @__PURE__ */ Object.freeze({
	get status() {
		return status;
	},
	get error() {
		return error;
	},
	get sessions() {
		return living().length;
	},
	get lingering() {
		return lingering();
	},
});

/**
 * Loads the core ahead of time; never needed, and safe to repeat. Rejects with what core.error says; a failed load can be tried again.
 */
export async function load(options: LoadOptions = {}): Promise<void> {
	await loader.load(bare({ ...options }));
}

/** The core is to be there soon: the page has had an `open`, or something is to be decided. */
export function want(): void {
	watch();
	loader.want();
}

/** Something is to be decided now: a core that is inside the JavaScript is there afterwards, where it can be. */
export const demand = (): void => loader.demand();

/** The browser has told the end of a session's connection: it reports that now, or when a core that is being fetched is there. */
export const hold = (session: Session): void => loader.hold(session);

/** Listens to the page. Not before its first `open`, which that would delay by 6 ms in Chromium: there is no core then to act on what is heard. */
function watch(): void {
	unwatch ??= watchPage(changed);
}
