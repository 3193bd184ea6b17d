// What happens to every session of this realm, for those who watch.

import { observers } from "./page/observers.ts";
import type { ObservedEvent } from "./types.ts";

/**
 * Tells what happens to every session in this realm: each open, close, retry and end, and at pagehide a snapshot of every session that
 * lives; and how the core is, when that changes. Returns how to stop. What a listener throws is reported, and disturbs nothing.
 */
export function observe(listener: (event: ObservedEvent) => void): () => void {
	if (typeof listener !== "function") {
		throw new TypeError("wsclose: observe() takes a function");
	}
	const own = (event: ObservedEvent): void => listener(event); // so that each call stops its own
	observers.add(own);
	return () => void observers.delete(own);
}
