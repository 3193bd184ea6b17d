// What happens to the page around the sockets. One set of listeners, and only while a session lives.

import * as Fact from "./facts.ts";
import { bare } from "./webidl.ts";

const FACTS: Record<string, number> = {
	offline: Fact.WentOffline,
	online: Fact.CameOnline,
	pagehide: Fact.PageHidden,
	pageshow: Fact.PageShown,
	freeze: Fact.Froze,
	resume: Fact.Resumed,
	visibilitychange: Fact.BecameVisible,
};

/** An object, since Node 20 removes none that is given true. */
export const CAPTURING: { capture: boolean } = bare({ capture: true });

export const isOffline = (): boolean => globalThis.navigator?.onLine === false;

export const isHidden = (): boolean => globalThis.document?.visibilityState === "hidden";

/** Calls listener with each change. Returns how to stop. Works where there is no page: a worker has only the network, Node nothing. */
export function watchPage(listener: (fact: number, persisted: boolean) => void): () => void {
	let wasOffline = isOffline();
	const changed = ({ type, persisted }: PageTransitionEvent): void => {
		const fact = type === "visibilitychange" && isHidden() ? Fact.BecameHidden : (FACTS[type] as number);
		if (wasOffline && fact > Fact.CameOnline && !isOffline()) {
			listener(Fact.CameOnline, false); // a page that lay frozen or in the cache was not told
		}
		wasOffline = fact === Fact.WentOffline || (fact !== Fact.CameOnline && isOffline());
		listener(fact, persisted);
	};
	// Capturing: freeze and resume don't bubble from the document. No signal: to abort one takes half a millisecond in Chromium.
	const each = (how: "addEventListener" | "removeEventListener"): void => {
		for (const type of Object.keys(FACTS)) {
			globalThis[how]?.(type, changed as EventListener, CAPTURING);
		}
	};
	each("addEventListener");
	return () => each("removeEventListener");
}
