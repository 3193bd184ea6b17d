// The events that wsclose makes itself. The browser's own `message` events are handed on as they are.

import type { CloseReport, Phase, QueuedMessage, RetryPlan } from "./types.ts";

/** Node 20 has none. */
const NativeCloseEvent: typeof CloseEvent = globalThis.CloseEvent ?? Event;

/** A CloseEvent that tells all. */
export class ManagedCloseEvent extends NativeCloseEvent {
	readonly report: CloseReport;
	/** Ends the session instead of the planned retry. */
	readonly cancelRetry: () => void;

	constructor(report: CloseReport, cancelRetry: () => void) {
		super("close", report);
		if (!globalThis.CloseEvent) {
			const { code, reason, wasClean } = report;
			Object.assign(this, { code, reason, wasClean });
		}
		this.report = report;
		this.cancelRetry = cancelRetry;
	}
}

export interface ManagedWebSocketEventMap extends Omit<WebSocketEventMap, "close"> {
	close: ManagedCloseEvent;
	/** Every change of phase. */
	phase: CustomEvent<{ from: Phase; to: Phase }>;
	/** An attempt is planned. */
	retry: CustomEvent<RetryPlan>;
	/** Messages that will not be sent: too old, dropped, or of a connection that was let go of. */
	expired: CustomEvent<readonly QueuedMessage[]>;
	/** The session is over. */
	end: CustomEvent<CloseReport>;
}
