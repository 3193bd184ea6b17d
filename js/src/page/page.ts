// What happens to the page around the sockets. One set of listeners, and only while a session lives.

import type { Fact } from "../decider/bridge.gen.ts";
import { bare } from "./bare.ts";

/** What happens to the page, as facts. */
export type PageFact = Extract<
	Fact,
	{
		kind:
			| "wentOffline"
			| "cameOnline"
			| "becameHidden"
			| "becameVisible"
			| "pageHidden"
			| "pageShown"
			| "froze"
			| "resumed";
	}
>;

const FACTS: Record<string, (persisted: boolean) => PageFact> = {
	offline: () => ({ kind: "wentOffline" }),
	online: () => ({ kind: "cameOnline" }),
	pagehide: (persisted) => ({ kind: "pageHidden", persisted }),
	pageshow: (persisted) => ({ kind: "pageShown", persisted }),
	freeze: () => ({ kind: "froze" }),
	resume: () => ({ kind: "resumed" }),
	visibilitychange: () => ({ kind: isHidden() ? "becameHidden" : "becameVisible" }),
};

/** An object, since Node 20 removes none that is given true. */
export const CAPTURING: { capture: boolean } = /* @__PURE__ */ bare({ capture: true });

export const isOffline = (): boolean => globalThis.navigator?.onLine === false;

export const isHidden = (): boolean => globalThis.document?.visibilityState === "hidden";

/** What has changed while nobody listened, or without an event: a page is not listened to before its first `open`. */
export function changesUnheard(known: { readonly offline: boolean; readonly hidden: boolean }): PageFact[] {
	const facts: PageFact[] = [];
	if (known.offline !== isOffline()) {
		facts.push({ kind: known.offline ? "cameOnline" : "wentOffline" });
	}
	if (known.hidden !== isHidden()) {
		facts.push({ kind: known.hidden ? "becameVisible" : "becameHidden" });
	}
	return facts;
}

/** Calls listener with each change. Returns how to stop. Works where there is no page: a worker has only the network, Node nothing. */
export function watchPage(listener: (fact: PageFact) => void): () => void {
	let wasOffline = isOffline();
	const changed = ({ type, persisted }: PageTransitionEvent): void => {
		const isNetwork = type === "offline" || type === "online";
		if (wasOffline && !isNetwork && !isOffline()) {
			listener({ kind: "cameOnline" }); // a page that lay frozen or in the cache was not told
		}
		wasOffline = type === "offline" || (type !== "online" && isOffline());
		listener((FACTS[type] as (persisted: boolean) => PageFact)(persisted));
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
