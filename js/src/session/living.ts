// The sessions that live, and what they hear of the page. It is listened to from its first `open` on, or the first decision: before, that
// would delay the `open` by 6 ms in Chromium.

import * as loader from "wsclose/own";
import type { Fact } from "../decider/bridge.gen.ts";
import { forget } from "../decider/choose.ts";
import * as slots from "../decider/core/slots.ts";
import { type Held, status } from "../decider/core/status.ts";
import { guarded } from "../page/guarded.ts";
import { type PageFact, watchPage } from "../page/page.ts";

interface Living {
	take(fact: Fact): void;
	pageChanged(fact: PageFact): void;
}

const sessions: Map<number, Living> = new Map();
export const living = (): Living[] => [...sessions.values()];

let unwatch: (() => void) | null = null;

/** A session lives from now on. Gives it its number. */
export function register(session: Living): number {
	const id = slots.claim();
	sessions.set(id, session);
	if (status !== "idle") {
		watch();
	}
	loader.retry();
	return id;
}

/** The session of this number has ended: nothing here holds it any longer. */
export function unregister(id: number): void {
	sessions.delete(id);
	forget(id);
	slots.release(id);
}

/** The core is to be there soon: the page has had an `open`, or something is to be decided. */
export function want(): void {
	watch();
	loader.want();
}

/** Something is to be decided now: a core that is inside the JavaScript is there afterwards, where it can be. */
export const demand = (): void => loader.demand();

/** The browser has told the end of a session's connection: it reports that now, or when a core that is being fetched is there. */
export const hold = (session: Held): void => loader.hold(session);

function watch(): void {
	unwatch ??= watchPage(changed);
}

/**
 * Something has happened to the page. It is listened to no further where no session lives any more: to stop at each end would cost more
 * than all else that an end does, half a millisecond in Chromium.
 */
function changed(fact: PageFact): void {
	const all = living();
	for (const one of all) {
		guarded(() => one.pageChanged(fact)); // one session's fault is no other's
	}
	if (!all.length) {
		unwatch?.();
		unwatch = null;
	} else if (fact.kind === "cameOnline") {
		loader.retry();
	}
}
