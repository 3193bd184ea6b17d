// What the core makes a session of: the page's options, and its surroundings.

import type { Options, Policy } from "../decider/bridge.gen.ts";
import { isHidden, isOffline } from "../page/page.ts";
import type { Settings } from "./options.ts";

export const policyOf = (s: Settings): Policy => ({ ...s, interactive: !!s.policy });

/** reconnects: an end may be followed by an attempt. */
export const optionsOf = (s: Settings, reconnects: boolean): Options => ({
	...s,
	...policyOf(s),
	reconnect: reconnects,
	heartbeatEveryMs: s.heartbeat?.everyMs ?? 0,
	heartbeatTimeoutMs: s.heartbeat?.timeoutMs ?? 0,
	decides: !!s.decide,
	offline: isOffline(),
	hidden: isHidden(),
});
