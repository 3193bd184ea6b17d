// Takes the facts of a session while there is no core. It is far simpler than wasm/session: it knows connections, timeouts and retries,
// and leaves network and life cycle to the browser, but for telling the cause. What it decides, fallback.ts evaluates.

import * as n from "../../options/numbers.ts";
import { now, random } from "../../page/clock.ts";
import * as hands from "../../session/hands.ts";
import { UNTOLD } from "../../session/report.ts";
import type { Session } from "../../session/session.ts";
import * as b from "../bridge.gen.ts";
import * as codes from "../codes.gen.ts";
import { NO_WORD, type Verdict } from "../verdict.ts";
import { decide, delay, override, type Tally, TOO_BIG, width } from "./fallback.ts";
import { ours, read } from "./reading.ts";

/** What will follow when the listeners for `close` have returned. */
export interface Pending {
	readonly action: number;
	readonly rule: string;
	readonly delayMs: number;
	/** The number of the next attempt. */
	readonly attempt: number;
}

/** Does what follows from a fact. */
export function step(s: Session, fact: b.Fact, at: number): void {
	if (fact.kind === "opened") {
		follow(s, fact, at); // all is told by the time that a listener is called: the core may take it from there
	} else {
		busy(s, () => follow(s, fact, at));
	}
}

/** Listeners may have a core started: it takes the session over when this is done, and not half-way. */
function busy(s: Session, call: () => void): void {
	s.busy++;
	try {
		call();
	} finally {
		s.busy--;
	}
}

function follow(s: Session, fact: b.Fact, at: number): void {
	const isFree = s.isLive && !s.pending; // to be let go of: nothing settles its end yet
	switch (fact.kind) {
		case "dialled":
			timed(s, b.TIMER_OPEN, at, s.settings.openTimeoutMs);
			break;
		case "dialFailed":
			if (fact.final) {
				stop(s, 0, "bad-url");
			} else {
				ended(s, at, codes.CAUSE_FAILED, "cause:provider", undefined, [fact.verdict, fact.delayMs]);
			}
			break;
		case "opened":
			if (to(s, b.OPEN)) {
				s.probedAt = Infinity;
				timed(s, b.TIMER_IDLE, at, s.settings.idleTimeoutMs);
				timed(s, b.TIMER_BEAT, at, s.settings.heartbeat?.everyMs ?? 0);
			}
			break;
		case "tooBig":
			if (s.state === b.OPEN) {
				const code = codes.TWIN_BASE + 1009 - codes.TWIN_ZERO;
				abandoned(s, at, codes.CAUSE_FAILED, code, "", undefined, TOO_BIG);
			}
			break;
		case "switched":
			if (!fact.on && !settle(s, b.STOP, "page")) {
				stopped(s, "page");
			}
			break;
		case "closed":
			ended(s, at);
			break;
		case "told":
			told(s);
			break;
		case "failAsked":
			abandoned(s, at, codes.CAUSE_FAILED, fact.code, fact.reason);
			break;
		case "disposed":
			if (isFree) {
				abandoned(s, at, codes.CAUSE_ABORTED, n.NO_STATUS, "", b.STOP);
			} else {
				closeAsked(s, n.NO_STATUS, "", at);
			}
			break;
		case "closeAsked":
			closeAsked(s, fact.code, fact.reason, at);
			break;
		case "reconnectAsked":
			if (isFree) {
				abandoned(s, at, codes.CAUSE_ABORTED, fact.code, fact.reason, b.RETRY);
			} else {
				reconnectAsked(s, at);
			}
			break;
		case "timerFired":
			rang(s, fact.timer, at);
			break;
		case "froze":
			if (s.connection) {
				s.connection.frozen = true;
			}
			break;
		case "retryCancelled":
			if (!settle(s, b.STOP, "cancelled")) {
				stopped(s, "cancelled");
			}
			break;
	}
}

/** Ends a wait. */
function stopped(s: Session, rule: string): void {
	if (s.state === b.WAITING || s.state === b.PAUSED) {
		stop(s, s.number, rule);
	}
}

/** Goes on from the facts: the core has crashed, somewhere. */
export function resume(s: Session): void {
	busy(s, () => goOn(s));
}

function goOn(s: Session): void {
	const { connection, native, state, shown } = s;
	if (s.pending || s.id < 0) {
		return; // Told will come, or the page was told of the end
	}
	s.tally = fresh();
	const isLive = !!native && !connection?.told;
	const hasEnded = !!connection && connection.endedAt !== n.NOT_YET;
	if (isLive && hasEnded) {
		ended(s, now(), -1, "", state === b.ENDED ? b.STOP : undefined); // a listener may have called close()
	} else if (isLive && shown !== state) {
		const { code, reason = "" } = connection?.requested ?? {};
		const kind = state === b.CLOSING ? "closeAsked" : state === b.ENDED ? "disposed" : "reconnectAsked";
		s.state = shown; // a listener has asked for it, and it was not done yet
		step(s, { kind, code: code ?? n.NO_STATUS, reason }, now());
	} else if (isLive || (s.isDialling && shown === state && !hasEnded)) {
		// goes on
	} else if (state === b.ENDED) {
		stop(s, 0, "page");
	} else if (state === b.CONNECTING) {
		dial(s);
	} else if (state !== b.IDLE) {
		to(s, b.WAITING);
		hands.arm(s, { timer: b.TIMER_RETRY, at: s.due || now() }); // a delay below -2^31 would be a long one
	}
}

/** Tells the page of a phase. False where a listener has called close() or reconnect(): what would follow does not. */
function to(s: Session, state: number): boolean {
	const { number } = s;
	for (let timer = b.TIMER_OPEN; timer <= b.TIMER_BEAT; timer++) {
		hands.disarm(s, { timer: timer });
	}
	if (s.shown !== state) {
		hands.phase(s, { from: s.shown, to: state, current: state });
	} else {
		s.state = state;
	}
	return s.state === state && s.number === number;
}

/** Starts a timer; 0 is none. */
export function timed(s: Session, timer: number, at: number, ms: number): void {
	if (ms) {
		hands.arm(s, { timer, at: at + ms });
	} else {
		hands.disarm(s, { timer });
	}
}

function closeAsked(s: Session, code: number, reason: string, at: number): void {
	if (settle(s, b.STOP, "page") || s.state === b.ENDED) {
		return;
	}
	if (!s.isLive) {
		if (s.isDialling) {
			letGo(s, n.NO_STATUS, "");
		}
		stop(s, 0, "page");
	} else if (s.state !== b.CLOSING && to(s, b.CLOSING) && s.isLive) {
		s.buffered = Infinity;
		rang(s, b.TIMER_CLOSE, at);
		s.connection?.close(hands.closeArguments(code, reason));
	}
}

function reconnectAsked(s: Session, at: number): void {
	// Again and again in `close` or `end` listeners is paced as failed attempts are: wasm/reconnect, Redial.
	const { jitter, minDelayMs, firstDelayMs } = s.settings;
	const times = Math.max(s.attempt, s.ends);
	const isPaced = times > 1 && at - s.endedAt < 1_000;
	const wait = isPaced ? delay(jitter, minDelayMs, width(s.settings, firstDelayMs, times - 2), random()) : 0;
	if (!settle(s, b.RETRY, "page", wait)) {
		if (s.state === b.ENDED || s.state === b.IDLE) {
			s.tally = fresh();
			s.attempt = 0;
		}
		again(s, wait, "page", s.attempt);
	}
}

function rang(s: Session, timer: number, at: number): void {
	const { idleTimeoutMs, closeTimeoutMs } = s.settings;
	const { heardAt = at, openedAt = at, askedAt = at, askedBytes = 0 } = s.connection ?? {};
	const isClose = timer === b.TIMER_CLOSE;
	const due = isClose ? askedAt + flushing(askedBytes) + closeTimeoutMs : Math.max(heardAt, openedAt) + idleTimeoutMs;
	const buffered = s.native?.bufferedAmount ?? 0;
	if (timer === b.TIMER_RETRY) {
		if (s.state === b.WAITING) {
			dial(s); // else it is of a wait that a listener has ended, while the core crashed
		}
	} else if (timer === b.TIMER_BEAT) {
		beat(s, at);
	} else if (timer === b.TIMER_OPEN) {
		abandoned(s, at, codes.CAUSE_OPEN_TIMEOUT, n.TIMEOUT, "");
	} else if (isClose && buffered < s.buffered) {
		s.buffered = buffered;
		timed(s, timer, at, closeTimeoutMs);
	} else if (at < due) {
		hands.arm(s, { timer, at: due });
	} else if (timer !== b.TIMER_UPTIME) {
		abandoned(s, at, isClose ? codes.CAUSE_CLOSE_TIMEOUT : codes.CAUSE_IDLE_TIMEOUT, n.TIMEOUT, "");
	}
}

/** How long bytes may take to leave, out of sight: wasm/session, flushing. */
const flushing = (bytes: number): number =>
	bytes < b.FLUSH_NEGLIGIBLE ? 0 : Math.floor(Math.min(bytes, b.FLUSH_UNSEEN) / b.FLUSH_RATE);

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
		hands.beat(s, { conn: number });
		if (s.state !== b.OPEN || s.number !== number) {
			return; // the page's message() has called close() or reconnect()
		}
	}
	hands.arm(s, { timer: b.TIMER_BEAT, at: Math.min(isDue ? at + everyMs : due, s.probedAt + timeoutMs) });
}

/** Lets go of the connection, and closes what it has. */
function letGo(s: Session, code: number, reason: string): void {
	const { connection } = s;
	hands.abandon(s, { conn: s.number, code, reason });
	connection?.close(hands.closeArguments(code, reason));
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
		letGo(s, s.isDialling ? n.NO_STATUS : code, reason);
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
	const byPage = s.state === b.CLOSING || (!isOurs && !!sent);
	const outcome = { ...((!isOurs && connection.closed) || UNTOLD), opened: openedAt !== n.NOT_YET, errored };
	if (s.isStable) {
		s.tally = fresh();
		s.attempt = 0;
	}
	const attempt = s.attempt;
	const reading = isOurs ? ours(cause, rule) : read(outcome, byPage && !connection.isLate, frozen);
	const isCounted = verdict[0] === b.VERDICT_NONE; // else a provider's, which is no failed attempt
	const usual = decide(settings, outcome, isCounted ? attempt : 0, s.tally, at, rule);
	const decided = isCounted
		? usual
		: { ...override(usual, verdict), rule, tally: s.tally, attempt: Math.max(attempt, 1) };
	const drawn = random();
	const plan = ({ action, rule, floor, width }: typeof decided): Pending => ({
		action,
		rule,
		delayMs: action === b.STOP ? 0 : delay(settings.jitter, floor, width, drawn),
		attempt: decided.attempt,
	});
	const settlement = (): b.Settlement => {
		const { action, delayMs, rule } = s.pending as Pending;
		return { ...reading, errored: errored || reading.errored, conn: s.number, attempt, action, delayMs, rule };
	};
	if (made !== undefined || byPage || !s.reconnects) {
		s.pending = { action: made ?? b.STOP, rule: "page", delayMs: 0, attempt };
	} else {
		s.tally = decided.tally;
		s.pending = plan(decided);
		if (settings.decide) {
			to(s, b.CLOSING);
			const verdict = hands.verdictOn(s, settlement());
			s.pending = s.pending.rule === "page" ? s.pending : plan(override(decided, verdict));
		}
	}
	to(s, s.pending.action === b.STOP ? b.ENDED : b.WAITING);
	hands.tell(s, settlement());
}

/** Changes what will follow, while that is being settled; false when nothing is. Who stopped first stays who stopped. */
function settle(s: Session, action: number, rule: string, delayMs = 0): boolean {
	const { pending } = s;
	if (pending && (action === b.RETRY || pending.action === b.RETRY || s.state === b.CLOSING)) {
		s.pending = { ...pending, action, rule, delayMs };
		if (s.state !== b.CLOSING) {
			s.state = action === b.STOP ? b.ENDED : b.WAITING; // the page is told with the rest
		}
	}
	return !!pending;
}

/** The listeners have returned. */
function told(s: Session): void {
	const { action = b.STOP, rule = "page", delayMs = 0, attempt = 0 } = s.pending ?? {};
	s.pending = null;
	if (action === b.STOP || s.state === b.ENDED) {
		stop(s, s.number, action === b.STOP ? rule : "page"); // else the core had heard close() before it crashed
	} else if (to(s, b.WAITING)) {
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
		letGo(s, n.NO_STATUS, "");
	}
	if (to(s, b.WAITING)) {
		hands.arm(s, { timer: b.TIMER_RETRY, at: due });
		hands.retry(s, { attempt, at: due, delayMs, rule });
	}
}

function stop(s: Session, number: number, rule: string): void {
	s.endedAt = now();
	if (to(s, b.ENDED) && s.id >= 0) {
		hands.end(s, { conn: number, rule });
	}
}

function dial(s: Session, attempt = s.attempt): void {
	if (to(s, b.CONNECTING)) {
		timed(s, b.TIMER_OPEN, now(), s.settings.openTimeoutMs);
		hands.dial(s, { conn: s.number + 1, attempt });
	}
}
