// Builds close reports: the session's facts, with what the core makes of them.

import { ACTIONS, type Settlement, STOP } from "../decider/bridge.gen.ts";
import { BYS, CAUSES, CODES, KINDS } from "../decider/codes.gen.ts";
import { NOTHING } from "../messages/queue.ts";
import { NOT_YET } from "../options/numbers.ts";
import { now, wall } from "../page/clock.ts";
import { rowOf } from "../page/tables.ts";
import { publicUrl } from "../page/text.ts";
import type { CloseReport, Decision } from "../types.ts";
import type { Connection } from "./connection.ts";

/** What a connection's end means: numbers of wasm/closecode. */
export type Reading = Pick<Settlement, "closeKind" | "by" | "cause" | "invalid" | "expected" | "synthetic" | "errored">;

/** What a close means that the browser never told: 1006, as for every end without a Close frame. */
export const UNTOLD = { code: 1006, reason: "", wasClean: false };

/** The session that a report is of. */
export interface Reported {
	/** In this realm, from 1. */
	readonly serial: number;
	/** The core decides for it. */
	readonly isAdopted: boolean;
}

const decider = ({ isAdopted }: Reported): CloseReport["decider"] => (isAdopted ? "core" : "fallback");

/** The same report with the decision that became of it. */
export const decided = (
	session: Reported,
	report: CloseReport,
	action: number,
	delayMs: number,
	rule: string,
): CloseReport => Object.freeze({ ...report, decider: decider(session), decision: decision(action, delayMs, rule) });

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
	{ closeKind, by, cause, invalid, expected, synthetic, attempt, action, delayMs, rule }: Settlement,
	url: string = native?.url ?? "",
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
		decider: decider(session),
		url: publicUrl(url),
		protocol: native?.protocol ?? "",
		connection: number,
		attempt,
		opened,
		connectMs: between(dialledAt, opened ? openedAt : ended),
		openMs: between(openedAt, askedAt === NOT_YET ? ended : askedAt),
		closingMs: between(askedAt, ended),
		at: wall(ended),
		messagesIn,
		messagesOut,
		queued,
		unsentBytes: native?.bufferedAmount ?? 0,
		resent,
		uncertain: uncertain.length,
		expected,
		decision: decision(action, delayMs, rule),
	}) as CloseReport;
}
