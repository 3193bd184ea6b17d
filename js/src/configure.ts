import { living } from "./decider/core/core.ts";
import { setDefaults } from "./options/options.ts";
import type { ManagedOptions } from "./types.ts";

/**
 * Sets options for sockets that are made later, below their own, and turns reconnecting off or on again for all sessions of this realm,
 * living ones included: what waits ends, by the rule 'page', and what is lost isn't dialled again. What is not given stays as it was.
 * Throws TypeError or RangeError, by name, before anything changes.
 */
export function configure(defaults: { reconnect?: boolean; options?: ManagedOptions }): void {
	if (setDefaults(defaults)) {
		for (const session of living()) {
			session.fact({ kind: "switched", on: session.reconnects });
		}
	}
}
