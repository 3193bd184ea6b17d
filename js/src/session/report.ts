// Builds close reports: what was seen of a connection, with what was decided about its end.

import { ACTIONS, type Current, STOP } from "../decider/bridge.gen.ts";
import { BYS, CAUSES, CODES, KINDS } from "../decider/codes.gen.ts";
import { NOTHING } from "../messages/queue.ts";
import { NOT_YET } from "../options/numbers.ts";
import { now, wall } from "../page/clock.ts";
import { bufferedBy, textOf } from "../page/guarded.ts";
import { rowOf } from "../page/tables.ts";
import { publicUrl } from "../page/text.ts";
import type { CloseReport, Decision } from "../types.ts";
import { type Connection, UNTOLD } from "./connection.ts";

/** What was decided about a connection's end. */
export type Settlement = Pick<
	Current,
	"closeKind" | "by" | "cause" | "invalid" | "expected" | "synthetic" | "retries" | "action" | "delayMs" | "rule"
>;

/** The session that a report is of. */
interface Reported {
	/** In this realm, from 1. */
	readonly serial: number;
	readonly decider: CloseReport["decider"];
}

/** The same report with the decision that became of it. */
export const decided = (
	session: Reported,
	report: CloseReport,
	action: number,
	delayMs: number,
	rule: string,
): CloseReport => Object.freeze({ ...report, decider: session.decider, decision: decision(action, delayMs, rule) });

const decision = (action: number, delayMs: number, rule: string): Decision =>
	Object.freeze({ action: ACTIONS[action], ...(action !== STOP && { delayMs }), rule }) as Decision;

/** Milliseconds, to a hundredth. */
const between = (from: number, to: number): number =>
	from === NOT_YET ? 0 : Math.round(Math.max(0, to - from) * 100) / 100;

/** The report of a connection's end; one that was not told is now. */
export function reportOf(
	session: Reported,
	{
		native,
		number,
		dialledAt,
		openedAt,
		askedAt,
		endedAt,
		closed,
		requested,
		sent,
		messagesIn,
		messagesOut,
		stock,
	}: Connection,
	{ closeKind, by, cause, invalid, expected, synthetic, retries, action, delayMs, rule }: Settlement,
	url: string = textOf(native, "url"),
): CloseReport {
	const ended = endedAt === NOT_YET ? now() : endedAt;
	const { code, reason, wasClean } = (!synthetic && closed) || UNTOLD;
	const opened = openedAt !== NOT_YET;
	const { queued, resent, uncertain } = stock ?? NOTHING;
	return Object.freeze({
		code,
		reason,
		wasClean,
		name: rowOf(CODES, code)[1],
		kind: KINDS[closeKind],
		by: BYS[by],
		cause: CAUSES[cause],
		invalid,
		synthetic,
		requested,
		sent,
		session: session.serial,
		decider: session.decider,
		url: publicUrl(url),
		protocol: textOf(native, "protocol"),
		connection: number,
		attempt: retries,
		opened,
		connectMs: between(dialledAt, opened ? openedAt : ended),
		openMs: between(openedAt, askedAt === NOT_YET ? ended : askedAt),
		closingMs: between(askedAt, ended),
		at: wall(ended),
		messagesIn,
		messagesOut,
		queued,
		unsentBytes: bufferedBy(native),
		resent,
		uncertain: uncertain.length,
		expected,
		decision: decision(action, delayMs, rule),
	}) as CloseReport;
}
