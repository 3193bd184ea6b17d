// Builds close reports: the session's facts, with what the core makes of them.

import { now, wall } from "./clock.ts";
import { BYS, CAUSES, CODES, KINDS } from "./codes.gen.ts";
import { rowOf } from "./codes.ts";
import type { Connection } from "./connection.ts";
import { ACTIONS, FLAG_EXPECTED, FLAG_INVALID, FLAG_SYNTHETIC, NOT_YET, STOP } from "./numbers.ts";
import { NOTHING } from "./queue.ts";
import type { CloseReport, Decision } from "./types.ts";

/** What a connection's end means: numbers of wasm/closecode, and the bits of FLAG_. */
export type Reading = readonly [kind: number, by: number, cause: number, flags: number];

/** What was made of a connection's end, as it crosses the bridge. */
export type Settlement = readonly [...Reading, attempt: number, action: number, delayMs: number, rule: string];

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

/** Where a URL leads, without what is secret in it: tokens live in queries, credentials and fragments. */
export const publicUrl = (url: string): string =>
	/[?#@]/.test(url) ? url.replace(/[?#].*$/s, "").replace(/^([a-z]+:\/\/)[^/]*@/i, "$1") : url;

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
	[kind, by, cause, flags, attempt, action, delayMs, rule]: Settlement,
	url: string = native?.url ?? "",
): CloseReport {
	const ended = endedAt === NOT_YET ? now() : endedAt;
	const synthetic = !!(flags & FLAG_SYNTHETIC);
	const { code, reason, wasClean } = (!synthetic && closed) || UNTOLD;
	const opened = openedAt !== NOT_YET;
	const { queued, resent, uncertain } = stock ?? NOTHING;
	return Object.freeze({
		code,
		reason,
		wasClean,
		name: rowOf(CODES, code)[1],
		kind: KINDS[kind],
		by: BYS[by],
		cause: CAUSES[cause],
		invalid: !!(flags & FLAG_INVALID),
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
		expected: !!(flags & FLAG_EXPECTED),
		decision: decision(action, delayMs, rule),
	}) as CloseReport;
}
