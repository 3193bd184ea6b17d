// Tells of a session: those who observe, the lines of the option debug, and the browser's performance timeline.

import { NOT_YET } from "../options/numbers.ts";
import { bare } from "../page/bare.ts";
import { now } from "../page/clock.ts";
import { guarded } from "../page/guarded.ts";
import { announce } from "../page/observers.ts";
import { publicUrl } from "../page/text.ts";
import type { CloseReport, ManagedOptions, ObservedEvent, RetryPlan } from "../types.ts";
import type { Connection } from "./connection.ts";

/** What of a session is told. */
interface Noted {
	readonly serial: number;
	readonly settings: { readonly debug?: ManagedOptions["debug"] };
	readonly connection: Connection | null;
}

interface Living {
	readonly plan: RetryPlan | null;
	readonly lastClose: CloseReport | null;
	readonly isOpen: boolean;
}

type OfSession = Exclude<ObservedEvent, { type: "core" }>;
type Without<Event> = Event extends unknown ? Omit<Event, "session"> : never;
type Happened = Without<OfSession>;
/** The members that only some of them have. */
type Members = Partial<Pick<Extract<OfSession, { type: "retry" }>, "report" | "plan">> & { openMs?: number };

/** Tells those who observe, and, where the option is on, writes a line and what the browser's performance timeline gets. */
export function note({ serial, settings, connection }: Noted, event: Happened): void {
	const s = { serial, settings, connection }; // as it is now: who is told may change it
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

/** Tells how a session is, where the page may be seen for the last time. */
export function noteSnapshot(s: Noted & Living): void {
	const { plan, lastClose, connection, isOpen } = s;
	note(s, {
		type: "snapshot",
		...(plan && { plan }),
		...(lastClose && { report: lastClose }),
		...(isOpen && { openMs: now() - (connection?.openedAt ?? 0) }),
	});
}

/** One line for the option debug. */
export function debug({ serial, settings: { debug } }: Noted, line: string, report?: CloseReport): void {
	if (debug) {
		const text = `wsclose #${serial}: ${line}`;
		guarded(() => (typeof debug === "function" ? debug(text, report) : console.debug(text)));
	}
}

function lineOf({ connection }: Noted, event: Happened): string {
	const number = connection?.number ?? 0;
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
