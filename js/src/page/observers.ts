// Who watches all sessions of this realm, and how they are told.

import type { ObservedEvent } from "../types.ts";
import { guarded } from "./guarded.ts";

type Listener = (event: ObservedEvent) => void;

export const observers: Set<Listener> = new Set();

/** Tells those who observe. */
export function announce(event: ObservedEvent): void {
	for (const observer of observers) {
		guarded(() => observer(Object.freeze({ ...event })));
	}
}
