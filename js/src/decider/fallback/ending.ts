// What follows the end of a connection in the fallback: wasm/session, settle.go.

import * as b from "../bridge.gen.ts";
import { CAUSE_ABORTED, CAUSE_CLOSE_TIMEOUT, CAUSES } from "../codes.gen.ts";
import { NO_VERDICT, type Verdict } from "../verdict.ts";
import { byPage, type Decision, decide, delay, type End, override, provided, STABLE, TOO_BIG } from "./decision.ts";
import { read } from "./reading.ts";
import type { Turn } from "./turn.ts";

/** What ended a connection: the browser's close event, or one of our causes, whose close is 1006 and not clean. */
export interface Ended {
	readonly code: number;
	readonly wasClean: boolean;
	/** -1 where the browser told the end. */
	readonly cause: number;
	/** Of our causes: what decides about it, if not the cause's own. */
	readonly rule: string;
	/** What the page's URL or protocols function threw. */
	readonly verdict: Verdict;
}

/** An end that the browser has not told. Complete: what a page has put on Object.prototype is no member of it. */
export const UNTOLD: Ended = { code: 1006, wasClean: false, cause: -1, rule: "", verdict: NO_VERDICT };

export const STOP_BY_PAGE: Decision = /* @__PURE__ */ byPage(b.STOP);
export const STOP_BY_OPTION: Decision = /* @__PURE__ */ byPage(b.STOP, "reconnect:false");
export const RETRY_BY_PAGE: Decision = /* @__PURE__ */ byPage(b.RETRY);
const isPages = ({ rule }: Pick<Decision, "rule">): boolean =>
	rule === STOP_BY_PAGE.rule || rule === STOP_BY_OPTION.rule;

/** How long after the page was hidden or frozen a server's 1000 is not taken for a goodbye. */
const DISTURBED_FOR = 5_000;

/** An end of the session's own may be followed by an attempt. */
const reconnects = (t: Turn): boolean => t.options.reconnect && !t.s.off;

/** Settles the end of the connection: what it means, what is to be done, and whom to ask and tell. */
export function end(t: Turn, by: Ended): void {
	const { settled, facts } = settlement(t, by);
	const { verdict } = by;
	let decision: Decision;
	if (!reconnects(t)) {
		decision = facts.isAsked ? STOP_BY_PAGE : STOP_BY_OPTION;
	} else if (verdict[0] !== b.VERDICT_NONE) {
		decision = provided(t.options, t.s, verdict);
	} else {
		const [made, tally] = decide(t.options, t.s, facts, t.now.at);
		decision = made;
		t.note(tally);
	}
	const next = { ...settled, ...planned(t, decision) };
	if (t.options.decides && !isPages(decision)) {
		t.to(b.DECIDING, next);
		t.do({ kind: "consult", conn: t.s.conn });
	} else {
		tell(t, next);
	}
}

/** Settles an end whose decision the page has made, so that it is not counted. */
export function endAs(t: Turn, decision: Decision): void {
	const { settled } = settlement(t, { ...UNTOLD, cause: CAUSE_ABORTED });
	tell(t, { ...settled, ...planned(t, { ...decision, next: t.s.attempt }) });
}

const causeRule = (cause: number): string => (cause < 0 ? "" : `cause:${CAUSES[cause]}`);

interface Settled {
	readonly settled: Partial<b.Snapshot>;
	readonly facts: End;
}

/** What an end means, before anything is decided. */
function settlement(t: Turn, { code, wasClean, cause, rule: own }: Ended): Settled {
	const rule = own || causeRule(cause);
	uptime(t);
	t.note({ endedAt: t.now.at });
	const { s } = t;
	const isAsked = s.state === b.CLOSING;
	const { conn, opened, errored, offline, hidden, away, attempt } = s;
	const isDisturbed = hidden || s.frozen || away || t.now.at - s.disturbedAt < DISTURBED_FOR;
	const facts = { code, wasClean, opened, errored, rule, isAsked, isDisturbed };
	const frozen = s.frozen || s.frozenConn === conn;
	const reading = read({
		...facts,
		cause,
		isTooBig: rule === TOO_BIG,
		isAskedFirst: isAsked && !s.late,
		offline,
		away,
		frozen,
	});
	const failed = errored || (cause >= 0 && cause !== CAUSE_ABORTED && cause !== CAUSE_CLOSE_TIMEOUT);
	return { settled: { ...reading, synthetic: cause >= 0, failed, retries: attempt }, facts };
}

/** Counts a connection that stayed open for long enough as a success. */
export function uptime(t: Turn): void {
	if (t.s.state === b.OPEN && t.now.at - t.s.since >= t.options.minUptimeMs) {
		t.note({ ...STABLE, redials: 0 });
	}
}

/** A decision, and when its attempt is to be made. */
type Plan = Decision & Pick<b.Current, "at" | "delayMs" | "closedAt">;

/** When the attempt of a decision is to be made. */
export function planned(t: Turn, decision: Decision): Plan {
	const { at } = t.now;
	const delayMs = delay(t.options, decision, t.now.random);
	return { ...decision, at: at + delayMs, delayMs, closedAt: at };
}

function tell(t: Turn, settled: Partial<b.Snapshot>): void {
	t.to(b.TELLING, settled);
	t.do({ kind: "tell", conn: t.s.conn });
}

/** Takes the page's verdict, unless the page has settled the matter itself. */
export function decided(t: Turn, verdict: Verdict): void {
	const { s } = t;
	if (s.state === b.DECIDING) {
		const decision = override(s, verdict);
		const isDrawn = verdict[0] > b.VERDICT_RETRY || s.action === b.STOP;
		tell(t, { ...s, ...decision, ...(isDrawn && planned(t, decision)) });
	}
}

/** The listeners for `close` have returned. */
export function told(t: Turn): void {
	const { s } = t;
	if (s.state !== b.TELLING) {
		return;
	}
	if (s.action === b.STOP) {
		stop(t, s.conn, s.rule);
		return;
	}
	t.note({ attempt: s.next });
	if (s.rule === RETRY_BY_PAGE.rule && !s.delayMs) {
		dial(t); // reconnect(): the page does not wait, online or not
	} else {
		wait(t, s.conn, s);
	}
}

/** Ends the session. conn is 0 where it ends without a connection. */
export function stop(t: Turn, conn: number, rule: string): void {
	t.note({ endedAt: t.now.at });
	t.to(b.ENDED, { conn: t.s.last });
	t.do({ kind: "end", conn, rule });
}

/** Lets a plan's moment come, and tells the page which it is. */
export function wait(t: Turn, conn: number, plan: Plan): void {
	if (hold(t, conn, plan)) {
		t.do({ kind: "retry" });
	}
}

/** Waits for a plan's moment, or first for the network or the page to come back. Whether the moment stands. */
function hold(t: Turn, conn: number, plan: Plan): boolean {
	const { at, delayMs, closedAt, action, rule, next, floor, width, leastWidth, serverFloor, exact } = plan;
	const fields = { conn, at, delayMs, closedAt, action, rule, next, floor, width, leastWidth, serverFloor, exact };
	if (isKept(t)) {
		t.to(b.PAUSED, fields);
		return false;
	}
	t.to(b.WAITING, fields);
	t.do({ kind: "arm", timer: b.TIMER_RETRY, at });
	return true;
}

/** Whether attempts must wait for the network or for the page. */
export const isKept = ({ options, s }: Turn): boolean =>
	(options.network && s.offline) || (options.lifecycle && (s.frozen || s.away));

/** Begins the next connection. */
export function dial(t: Turn): void {
	const conn = t.s.last + 1;
	t.note({ last: conn });
	t.to(b.DIALLING, { conn });
	t.timed(b.TIMER_OPEN, t.options.openTimeoutMs);
	t.do({ kind: "dial", conn, attempt: t.s.attempt });
}

/** Changes what is being settled, while something is. Who stopped first stays who stopped. */
export function settle(t: Turn, decision: Decision): boolean {
	const { s } = t;
	const isDeciding = s.state === b.DECIDING;
	if (!isDeciding && s.state !== b.TELLING) {
		return false;
	}
	const isChanged = isDeciding || decision.action === b.RETRY || s.action === b.RETRY;
	t.to(b.TELLING, { ...s, ...(isChanged && planned(t, { ...decision, next: s.next })) });
	if (isDeciding) {
		t.do({ kind: "tell", conn: s.conn });
	}
	return true;
}

/** A close() without a code. */
export const NO_STATUS = 1005;

/** Lets go of the connection: its native socket is closed, and nothing of it is heard any more. */
export function letGo(t: Turn, code: number, reason: string): void {
	t.do({ kind: "abandon", conn: t.s.conn, code, reason });
}

/** Lets go of the live connection, and settles its end without waiting for the browser. */
export function abandon(t: Turn, code: number, reason: string, why: Ended): void {
	letGo(t, code, reason);
	end(t, why);
}
