// Options and a switch for all sockets of the page.

import { isOn, setDefaults } from "./options/options.ts";
import { guarded } from "./page/guarded.ts";
import { living } from "./session/living.ts";
import type { ManagedOptions } from "./types.ts";

/**
 * Sets options for sockets that are made later, below their own, and turns reconnecting off or on again for all sessions of this realm,
 * living ones included: what waits ends, by the rule 'reconnect:false', and what is lost isn't dialled again. What is not given stays as it was.
 * Throws TypeError or RangeError, by name, before anything changes.
 */
export function configure(defaults: { reconnect?: boolean; options?: ManagedOptions }): void {
	if (setDefaults(defaults)) {
		for (const session of living()) {
			guarded(() => session.take({ kind: "switched", on: isOn })); // one session's fault is no other's
		}
	}
}
