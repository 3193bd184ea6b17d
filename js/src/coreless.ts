// Takes the facts of a session while there is no core. It is far simpler than wasm/session: it knows connections, timeouts and retries,
// and leaves network and life cycle to the browser. What it decides, fallback.ts evaluates.

import { now, random } from "./clock.ts";
import * as codes from "./codes.gen.ts";
import * as Fact from "./facts.ts";
import { decide, delay, override, type Tally, width } from "./fallback.ts";
import * as n from "./numbers.ts";
import { ours, read } from "./reading.ts";
import { type Settlement, UNTOLD } from "./report.ts";
import type { Session } from "./session.ts";

/** What will follow when the listeners for `close` have returned. */
export interface Pending {
	readonly action: number;
	readonly rule: string;
	readonly delayMs: number;
	/** The number of the next attempt. */
	readonly attempt: number;
}

/** Does what follows from a fact. */
export function step(s: Session, kind: number, a: number, text: string, at: number): void {
	const isFree = s.isLive && !s.pending; // to be let go of: nothing settles its end yet
	if (kind === Fact.Dialled) {
		timed(s, n.TIMER_OPEN, at, s.settings.openTimeoutMs);
	} else if (kind === Fact.DialFailed) {
		ended(s, at, codes.CAUSE_FAILED, "cause:provider");
	} else if (kind === Fact.Opened) {
		to(s, n.OPEN);
		timed(s, n.TIMER_IDLE, at, s.settings.idleTimeoutMs);
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
	} else if (
		kind === Fact.RetryCancelled &&
		!settle(s, n.STOP, "cancelled") &&
		(s.state === n.WAITING || s.state === n.PAUSED)
	) {
		stop(s, s.number, "cancelled");
	}
}

/** Goes on from the facts: the core has crashed, somewhere. */
export function resume(s: Session): void {
	const { connection, state } = s;
	if (s.isTelling || s.id < 0) {
		return; // Told will come, or the page was told of the end
	}
	s.pending = null;
	s.tally = fresh();
	if (connection && !connection.told) {
		if (connection.endedAt !== n.NOT_YET) {
			ended(s, now());
		}
	} else if (state === n.ENDED) {
		stop(s, 0, "page");
	} else if (state === n.CONNECTING) {
		dial(s);
	} else if (state !== n.IDLE) {
		to(s, n.WAITING);
		s.arm(n.TIMER_RETRY, s.due);
	}
}

function to(s: Session, state: number): void {
	for (let timer = n.TIMER_OPEN; timer <= n.TIMER_IDLE; timer++) {
		s.arm(timer, n.NOT_YET);
	}
	if (s.shown !== state) {
		s.phase(s.shown, state, state);
	}
}

/** Starts a timer; 0 is none. */
function timed(s: Session, timer: number, at: number, ms: number): void {
	s.arm(timer, ms ? at + ms : n.NOT_YET);
}

function closeAsked(s: Session, code: number, reason: string, at: number): void {
	if (settle(s, n.STOP, "page") || s.state === n.ENDED) {
		return;
	}
	if (!s.isLive) {
		stop(s, 0, "page");
	} else if (s.state !== n.CLOSING) {
		const { number } = s;
		to(s, n.CLOSING);
		s.buffered = Infinity;
		rang(s, n.TIMER_CLOSE, at);
		s.close(number, code, reason);
	}
}

function reconnectAsked(s: Session, at: number): void {
	// Again and again in `close` listeners is paced as failed attempts are: wasm/reconnect, Redial.
	const { jitter, minDelayMs, firstDelayMs } = s.settings;
	const isPaced = s.attempt > 1 && at - s.endedAt < 1_000;
	const wait = isPaced ? delay(jitter, minDelayMs, width(s.settings, firstDelayMs, s.attempt - 2), random()) : 0;
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
	const { heardAt = at, openedAt = at, askedAt = at } = s.connection ?? {};
	const isClose = timer === n.TIMER_CLOSE;
	const due = isClose ? askedAt + closeTimeoutMs : Math.max(heardAt, openedAt) + idleTimeoutMs;
	const buffered = s.native?.bufferedAmount ?? 0;
	if (timer === n.TIMER_RETRY) {
		dial(s);
	} else if (timer === n.TIMER_OPEN) {
		abandoned(s, at, codes.CAUSE_OPEN_TIMEOUT, n.TIMEOUT, "");
	} else if (isClose && buffered < s.buffered) {
		s.buffered = buffered;
		timed(s, timer, at, closeTimeoutMs);
	} else if (at < due) {
		s.arm(timer, due);
	} else if (timer !== n.TIMER_UPTIME) {
		abandoned(s, at, isClose ? codes.CAUSE_CLOSE_TIMEOUT : codes.CAUSE_IDLE_TIMEOUT, n.TIMEOUT, "");
	}
}

/** Lets go of the live connection, for a cause of ours. made is what the page has decided. */
function abandoned(s: Session, at: number, cause: number, code: number, reason: string, made?: number): void {
	if (s.isLive && !s.pending) {
		s.abandon(s.number, code, reason);
		ended(s, at, cause, `cause:${codes.CAUSES[cause]}`, made);
	}
}

/** Settles the end of the connection and tells the page: for a cause of ours, or as the browser said. */
function ended(s: Session, at: number, cause = -1, rule = "", made?: number): void {
	const { connection, settings } = s;
	if (!connection || connection.told) {
		return;
	}
	const { openedAt, errored, sent } = connection;
	const isOurs = cause >= 0;
	const byPage = s.state === n.CLOSING || (!isOurs && !!sent);
	const outcome = { ...((!isOurs && connection.closed) || UNTOLD), opened: openedAt !== n.NOT_YET, errored };
	if (s.isStable) {
		s.tally = fresh();
		s.attempt = 0;
	}
	const attempt = s.attempt;
	const [kind, by, why, flags] = isOurs ? ours(cause) : read(outcome, byPage);
	const decided = decide(settings, outcome, attempt, s.tally, at, rule);
	const drawn = random();
	const plan = ({ action, rule, floor, width }: typeof decided): Pending => ({
		action,
		rule,
		delayMs: action === n.STOP ? 0 : delay(settings.jitter, floor, width, drawn),
		attempt: attempt + 1,
	});
	const settlement = (): Settlement => {
		const { action, delayMs, rule } = s.pending as Pending;
		return [kind, by, why, flags | (errored ? n.FLAG_ERROR : 0), attempt, action, delayMs, rule];
	};
	if (made !== undefined || byPage || !settings.reconnect) {
		s.pending = { action: made ?? n.STOP, rule: "page", delayMs: 0, attempt };
	} else {
		s.tally = decided.tally;
		s.pending = plan(decided);
		if (settings.decide) {
			to(s, n.CLOSING);
			const verdict = s.verdict(settlement());
			s.pending = s.pending.rule === "page" ? s.pending : plan(override(decided, verdict));
		}
	}
	to(s, s.pending.action === n.STOP ? n.ENDED : n.WAITING);
	s.tell(s.number, ...settlement());
}

/** Changes what will follow, while that is being settled; false when nothing is. Who stopped first stays who stopped. */
function settle(s: Session, action: number, rule: string, delayMs = 0): boolean {
	const { pending } = s;
	if (pending && (action === n.RETRY || pending.action === n.RETRY)) {
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
	if (action === n.STOP) {
		stop(s, s.number, rule);
	} else {
		to(s, n.WAITING);
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
	to(s, n.WAITING);
	s.arm(n.TIMER_RETRY, due);
	s.retry(attempt, due, delayMs, rule);
}

function stop(s: Session, number: number, rule: string): void {
	s.endedAt = now();
	to(s, n.ENDED);
	s.end(number, rule);
}

function dial(s: Session, attempt = s.attempt): void {
	const { number } = s;
	to(s, n.CONNECTING);
	if (s.state === n.CONNECTING && s.number === number) {
		s.dial(number + 1, attempt); // else a listener has called close() or reconnect()
	}
}
