// What happens to every session of this realm, for those who watch, and for the option debug.

import { NOT_YET } from "./options/numbers.ts";
import { bare } from "./page/bare.ts";
import { complain } from "./page/console.ts";
import { publicUrl } from "./page/text.ts";
import type { Connection } from "./session/connection.ts";
import type { CloseReport, ManagedOptions, ObservedEvent } from "./types.ts";

type Listener = (event: ObservedEvent) => void;

const listeners: Set<Listener> = new Set();

/**
 * Tells what happens to every session in this realm: each open, close, retry and end, and at pagehide a snapshot of every session that
 * lives; and how the core is, when that changes. Returns how to stop. What a listener throws is reported, and disturbs nothing.
 */
export function observe(listener: Listener): () => void {
	if (typeof listener !== "function") {
		throw new TypeError("wsclose: observe() takes a function");
	}
	const own: Listener = (event) => listener(event); // so that each call stops its own
	listeners.add(own);
	return () => void listeners.delete(own);
}

/** What of a session is told. */
interface Noted {
	readonly serial: number;
	readonly number: number;
	readonly settings: { readonly debug?: ManagedOptions["debug"] };
	readonly connection: Connection | null;
}

type OfSession = Exclude<ObservedEvent, { type: "core" }>;
type Without<Event> = Event extends unknown ? Omit<Event, "session"> : never;
type Happened = Without<OfSession>;
/** The members that only some of them have. */
type Members = Partial<Pick<Extract<OfSession, { type: "retry" }>, "report" | "plan">> & { openMs?: number };

/** Tells those who observe. */
export function announce(event: ObservedEvent): void {
	for (const listener of listeners) {
		guarded(() => listener(Object.freeze({ ...event })));
	}
}

/** Tells those who observe, and, where the option is on, writes a line and what the browser's performance timeline gets. */
export function note({ serial, number, settings, connection }: Noted, event: Happened): void {
	const s = { serial, number, settings, connection }; // as it is now: who is told may change it
	announce({ ...event, session: serial } as OfSession);
	if (settings.debug) {
		const { dialledAt = 0, openedAt = NOT_YET, endedAt = 0 } = connection ?? {};
		if (event.type === "open") {
			measure("connect", s, dialledAt, openedAt);
		} else if (event.type === "close" && openedAt !== NOT_YET) {
			measure("open", s, openedAt, endedAt);
		}
		debug(s, lineOf(s, event), (event as Members).report);
	}
}

/** One line for the option debug. */
export function debug({ serial, settings: { debug } }: Noted, line: string, report?: CloseReport): void {
	if (debug) {
		const text = `wsclose #${serial}: ${line}`;
		guarded(() => (typeof debug === "function" ? debug(text, report) : console.debug(text)));
	}
}

function lineOf({ number }: Noted, event: Happened): string {
	const { type } = event;
	const { report, plan, openMs = 0 }: Members = event;
	if (report && type !== "retry") {
		const { code, name, by, cause, url, decision } = report;
		const next = decision.action === "retry" ? `retry in ${decision.delayMs} ms` : "stop";
		return `${type} ${number}: ${code} ${name}, by ${by} (${cause}), ${url}; ${next} by ${decision.rule}`;
	}
	return plan
		? `retry ${plan.attempt} in ${plan.delayMs} ms by ${plan.rule}`
		: `${type} ${number} after ${openMs.toFixed(1)} ms`;
}

/** Puts a stretch of time into the browser's performance timeline: observers see it, and nothing is kept. */
export function measure(what: string, { serial, connection }: Noted, start: number, end: number): void {
	const name = `wsclose ${what} #${serial}`;
	guarded(() => {
		performance.measure?.(name, bare({ start, end, detail: { url: publicUrl(connection?.native?.url ?? "") } }));
		performance.clearMeasures?.(name);
	});
}

function guarded(call: () => void): void {
	try {
		call();
	} catch (error) {
		complain(error);
	}
}
