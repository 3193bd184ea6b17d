// Takes the facts of a session while there is no core. It is far simpler than wasm/session: it knows connections, timeouts and retries,
// and leaves network and life cycle to the browser, but for telling the cause. What it decides, fallback.ts evaluates.

import { now, random } from "./clock.ts";
import * as codes from "./codes.gen.ts";
import * as Fact from "./facts.ts";
import { decide, delay, override, type Tally, TOO_BIG, width } from "./fallback.ts";
import * as hands from "./hands.ts";
import * as n from "./numbers.ts";
import { ours, read } from "./reading.ts";
import { type Settlement, UNTOLD } from "./report.ts";
import type { Session } from "./session.ts";
import { NO_WORD, type Verdict } from "./verdict.ts";

/** What will follow when the listeners for `close` have returned. */
export interface Pending {
	readonly action: number;
	readonly rule: string;
	readonly delayMs: number;
	/** The number of the next attempt. */
	readonly attempt: number;
}

/** Does what follows from a fact. */
export function step(s: Session, kind: number, a: number, text: string, at: number, b: number, c: number): void {
	const isFree = s.isLive && !s.pending; // to be let go of: nothing settles its end yet
	if (kind === Fact.Dialled) {
		timed(s, n.TIMER_OPEN, at, s.settings.openTimeoutMs);
	} else if (kind === Fact.DialFailed) {
		if (a) {
			stop(s, 0, "bad-url");
		} else {
			ended(s, at, codes.CAUSE_FAILED, "cause:provider", undefined, [b, c]);
		}
	} else if (kind === Fact.Opened) {
		if (!to(s, n.OPEN)) {
			return;
		}
		s.probedAt = Infinity;
		timed(s, n.TIMER_IDLE, at, s.settings.idleTimeoutMs);
		timed(s, n.TIMER_BEAT, at, s.settings.heartbeat?.everyMs ?? 0);
	} else if (kind === Fact.TooBig && s.state === n.OPEN) {
		abandoned(s, at, codes.CAUSE_FAILED, codes.TWIN_BASE + 1009 - codes.TWIN_ZERO, "", undefined, TOO_BIG);
	} else if (kind === Fact.Switched && !s.reconnects && !settle(s, n.STOP, "page") && s.state > n.CLOSING) {
		stopped(s, "page");
	} else if (kind === Fact.Closed) {
		ended(s, at);
	} else if (kind === Fact.Told) {
		told(s);
	} else if (kind === Fact.FailAsked) {
		abandoned(s, at, codes.CAUSE_FAILED, a, text);
	} else if (kind === Fact.Disposed && isFree) {
		abandoned(s, at, codes.CAUSE_ABORTED, a, text, n.STOP);
	} else if (kind === Fact.CloseAsked || kind === Fact.Disposed) {
		closeAsked(s, a, text, at);
	} else if (kind === Fact.ReconnectAsked && isFree) {
		abandoned(s, at, codes.CAUSE_ABORTED, a, text, n.RETRY);
	} else if (kind === Fact.ReconnectAsked) {
		reconnectAsked(s, at);
	} else if (kind === Fact.TimerFired) {
		rang(s, a, at);
	} else if (kind === Fact.Froze && s.connection) {
		s.connection.frozen = true;
	} else if (kind === Fact.RetryCancelled && !settle(s, n.STOP, "cancelled")) {
		stopped(s, "cancelled");
	}
}

/** Ends a wait. */
function stopped(s: Session, rule: string): void {
	if (s.state === n.WAITING || s.state === n.PAUSED) {
		stop(s, s.number, rule);
	}
}

/** Goes on from the facts: the core has crashed, somewhere. */
export function resume(s: Session): void {
	const { connection, native, state, shown } = s;
	if (s.pending || s.id < 0) {
		return; // Told will come, or the page was told of the end
	}
	s.tally = fresh();
	const isLive = !!native && !connection?.told;
	const hasEnded = !!connection && connection.endedAt !== n.NOT_YET;
	if (isLive && hasEnded) {
		ended(s, now(), -1, "", state === n.ENDED ? n.STOP : undefined); // a listener may have called close()
	} else if (isLive && shown !== state) {
		const { code, reason = "" } = connection?.requested ?? {};
		const kind = state === n.CLOSING ? Fact.CloseAsked : state === n.ENDED ? Fact.Disposed : Fact.ReconnectAsked;
		s.state = shown; // a listener has asked for it, and it was not done yet
		step(s, kind, code ?? n.NO_STATUS, reason, now(), 0, 0);
	} else if (isLive || (s.isDialling && shown === state && !hasEnded)) {
		// goes on
	} else if (state === n.ENDED) {
		stop(s, 0, "page");
	} else if (state === n.CONNECTING) {
		dial(s);
	} else if (state !== n.IDLE) {
		to(s, n.WAITING);
		hands.arm(s, n.TIMER_RETRY, s.due || now()); // a delay below -2^31 would be a long one
	}
}

/** Tells the page of a phase. False where a listener has called close() or reconnect(): what would follow does not. */
function to(s: Session, state: number): boolean {
	const { number } = s;
	for (let timer = n.TIMER_OPEN; timer <= n.TIMER_BEAT; timer++) {
		hands.arm(s, timer, n.NOT_YET);
	}
	if (s.shown !== state) {
		hands.phase(s, s.shown, state, state);
	} else {
		s.state = state;
	}
	return s.state === state && s.number === number;
}

/** Starts a timer; 0 is none. */
export function timed(s: Session, timer: number, at: number, ms: number): void {
	hands.arm(s, timer, ms ? at + ms : n.NOT_YET);
}

function closeAsked(s: Session, code: number, reason: string, at: number): void {
	if (settle(s, n.STOP, "page") || s.state === n.ENDED) {
		return;
	}
	if (!s.isLive) {
		if (s.isDialling) {
			hands.abandon(s, s.number, n.NO_STATUS, "");
		}
		stop(s, 0, "page");
	} else if (s.state !== n.CLOSING && to(s, n.CLOSING) && s.isLive) {
		s.buffered = Infinity;
		rang(s, n.TIMER_CLOSE, at);
		hands.close(s, s.number, code, reason);
	}
}

function reconnectAsked(s: Session, at: number): void {
	// Again and again in `close` or `end` listeners is paced as failed attempts are: wasm/reconnect, Redial.
	const { jitter, minDelayMs, firstDelayMs } = s.settings;
	const times = Math.max(s.attempt, s.ends);
	const isPaced = times > 1 && at - s.endedAt < 1_000;
	const wait = isPaced ? delay(jitter, minDelayMs, width(s.settings, firstDelayMs, times - 2), random()) : 0;
	if (!settle(s, n.RETRY, "page", wait)) {
		if (s.state === n.ENDED || s.state === n.IDLE) {
			s.tally = fresh();
			s.attempt = 0;
		}
		again(s, wait, "page", s.attempt);
	}
}

function rang(s: Session, timer: number, at: number): void {
	const { idleTimeoutMs, closeTimeoutMs } = s.settings;
	const { heardAt = at, openedAt = at, askedAt = at, askedBytes = 0 } = s.connection ?? {};
	const isClose = timer === n.TIMER_CLOSE;
	const due = isClose ? askedAt + flushing(askedBytes) + closeTimeoutMs : Math.max(heardAt, openedAt) + idleTimeoutMs;
	const buffered = s.native?.bufferedAmount ?? 0;
	if (timer === n.TIMER_RETRY) {
		if (s.state === n.WAITING) {
			dial(s); // else it is of a wait that a listener has ended, while the core crashed
		}
	} else if (timer === n.TIMER_BEAT) {
		beat(s, at);
	} else if (timer === n.TIMER_OPEN) {
		abandoned(s, at, codes.CAUSE_OPEN_TIMEOUT, n.TIMEOUT, "");
	} else if (isClose && buffered < s.buffered) {
		s.buffered = buffered;
		timed(s, timer, at, closeTimeoutMs);
	} else if (at < due) {
		hands.arm(s, timer, due);
	} else if (timer !== n.TIMER_UPTIME) {
		abandoned(s, at, isClose ? codes.CAUSE_CLOSE_TIMEOUT : codes.CAUSE_IDLE_TIMEOUT, n.TIMEOUT, "");
	}
}

/** How long bytes may take to leave, out of sight: wasm/session, flushing. */
const flushing = (bytes: number): number =>
	bytes < n.FLUSH_NEGLIGIBLE ? 0 : Math.floor(Math.min(bytes, n.FLUSH_UNSEEN) / n.FLUSH_RATE);

/** Sends a heartbeat when nothing else was sent for so long, and gives up when nothing came after one. */
function beat(s: Session, at: number): void {
	const { number } = s;
	const { everyMs = 0, timeoutMs = 0 } = s.settings.heartbeat ?? {};
	const { heardAt = at, sentAt = at, openedAt = at } = s.connection ?? {};
	const due = Math.max(sentAt, openedAt) + everyMs;
	s.probedAt = heardAt >= s.probedAt ? Infinity : s.probedAt;
	if (at >= s.probedAt + timeoutMs) {
		abandoned(s, at, codes.CAUSE_IDLE_TIMEOUT, n.TIMEOUT, "");
		return;
	}
	const isDue = at >= due;
	if (isDue) {
		s.probedAt = Math.min(s.probedAt, at);
		hands.beat(s, number);
		if (s.state !== n.OPEN || s.number !== number) {
			return; // the page's message() has called close() or reconnect()
		}
	}
	hands.arm(s, n.TIMER_BEAT, Math.min(isDue ? at + everyMs : due, s.probedAt + timeoutMs));
}

/** Lets go of the live connection, for a cause of ours. made is what the page has decided. */
function abandoned(
	s: Session,
	at: number,
	cause: number,
	code: number,
	reason: string,
	made?: number,
	rule = `cause:${codes.CAUSES[cause]}`,
): void {
	if ((s.isLive || (s.isDialling && cause === codes.CAUSE_OPEN_TIMEOUT)) && !s.pending) {
		hands.abandon(s, s.number, s.isDialling ? n.NO_STATUS : code, reason);
		ended(s, at, cause, rule, made);
	}
}

/** Settles the end of the connection and tells the page: for a cause of ours, or as the browser said. */
function ended(s: Session, at: number, cause = -1, rule = "", made?: number, verdict: Verdict = NO_WORD): void {
	const { connection, settings } = s;
	if (!connection || connection.told) {
		return;
	}
	const { openedAt, errored, frozen, sent } = connection;
	const isOurs = cause >= 0;
	const byPage = s.state === n.CLOSING || (!isOurs && !!sent);
	const outcome = { ...((!isOurs && connection.closed) || UNTOLD), opened: openedAt !== n.NOT_YET, errored };
	if (s.isStable) {
		s.tally = fresh();
		s.attempt = 0;
	}
	const attempt = s.attempt;
	const [kind, by, why, flags] = isOurs ? ours(cause, rule) : read(outcome, byPage && !connection.isLate, frozen);
	const isCounted = verdict[0] === n.VERDICT_NONE; // else a provider's, which is no failed attempt
	const usual = decide(settings, outcome, isCounted ? attempt : 0, s.tally, at, rule);
	const decided = isCounted
		? usual
		: { ...override(usual, verdict), rule, tally: s.tally, attempt: Math.max(attempt, 1) };
	const drawn = random();
	const plan = ({ action, rule, floor, width }: typeof decided): Pending => ({
		action,
		rule,
		delayMs: action === n.STOP ? 0 : delay(settings.jitter, floor, width, drawn),
		attempt: decided.attempt,
	});
	const settlement = (): Settlement => {
		const { action, delayMs, rule } = s.pending as Pending;
		return [kind, by, why, flags | (errored ? n.FLAG_ERROR : 0), attempt, action, delayMs, rule];
	};
	if (made !== undefined || byPage || !s.reconnects) {
		s.pending = { action: made ?? n.STOP, rule: "page", delayMs: 0, attempt };
	} else {
		s.tally = decided.tally;
		s.pending = plan(decided);
		if (settings.decide) {
			to(s, n.CLOSING);
			const verdict = hands.verdict(s, settlement());
			s.pending = s.pending.rule === "page" ? s.pending : plan(override(decided, verdict));
		}
	}
	to(s, s.pending.action === n.STOP ? n.ENDED : n.WAITING);
	hands.tell(s, s.number, ...settlement());
}

/** Changes what will follow, while that is being settled; false when nothing is. Who stopped first stays who stopped. */
function settle(s: Session, action: number, rule: string, delayMs = 0): boolean {
	const { pending } = s;
	if (pending && (action === n.RETRY || pending.action === n.RETRY || s.state === n.CLOSING)) {
		s.pending = { ...pending, action, rule, delayMs };
		if (s.state !== n.CLOSING) {
			s.state = action === n.STOP ? n.ENDED : n.WAITING; // the page is told with the rest
		}
	}
	return !!pending;
}

/** The listeners have returned. */
function told(s: Session): void {
	const { action = n.STOP, rule = "page", delayMs = 0, attempt = 0 } = s.pending ?? {};
	s.pending = null;
	if (action === n.STOP || s.state === n.ENDED) {
		stop(s, s.number, action === n.STOP ? rule : "page"); // else the core had heard close() before it crashed
	} else if (to(s, n.WAITING)) {
		again(s, delayMs, rule, attempt);
	}
}

/** Nothing is counted yet. */
export const fresh = (): Tally => ({ key: "", streak: 0, since: now() });

/** Waits for the next attempt; reconnect() does not wait. */
function again(s: Session, delayMs: number, rule: string, attempt: number): void {
	if (rule === "page" && !delayMs) {
		dial(s, attempt);
		return;
	}
	const due = s.endedAt + delayMs;
	if (s.isDialling) {
		hands.abandon(s, s.number, n.NO_STATUS, "");
	}
	if (to(s, n.WAITING)) {
		hands.arm(s, n.TIMER_RETRY, due);
		hands.retry(s, attempt, due, delayMs, rule);
	}
}

function stop(s: Session, number: number, rule: string): void {
	s.endedAt = now();
	if (to(s, n.ENDED) && s.id >= 0) {
		hands.end(s, number, rule);
	}
}

function dial(s: Session, attempt = s.attempt): void {
	if (to(s, n.CONNECTING)) {
		timed(s, n.TIMER_OPEN, now(), s.settings.openTimeoutMs);
		hands.dial(s, s.number + 1, attempt);
	}
}
