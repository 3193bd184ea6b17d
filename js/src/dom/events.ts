// The events that wsclose makes itself. The browser's own `message` events are handed on as they are.

import { bare } from "../page/bare.ts";
import type { CloseReport, Phase, QueuedMessage, RetryPlan } from "../types.ts";

/** A CloseEvent that tells all. */
export interface ManagedCloseEvent extends CloseEvent {
	readonly report: CloseReport;
	/** Ends the session instead of the planned retry. */
	cancelRetry(): void;
}

/** Makes one: the browser's own CloseEvent. The rest is hidden from code that looks at its class or its keys. */
export function closeEvent(report: CloseReport, cancelRetry: () => void): ManagedCloseEvent {
	const { code, reason, wasClean } = report;
	const told = { code, reason, wasClean };
	const isMade = "CloseEvent" in globalThis; // Node 20 has none
	const event = isMade ? new CloseEvent("close", bare(told)) : new Event("close");
	const own = { report, cancelRetry, ...(!isMade && told) };
	for (const name in own) {
		Object.defineProperty(event, name, bare({ value: own[name as keyof typeof own] }));
	}
	return event as ManagedCloseEvent;
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

/** A page that replaces dispatchEvent is not asked. */
export function dispatch(target: EventTarget, event: Event): void {
	EventTarget.prototype.dispatchEvent.call(target, event);
}

export function emit(target: EventTarget, type: string, detail: object): void {
	dispatch(target, new CustomEvent(type, { detail: Object.freeze(detail) }));
}
