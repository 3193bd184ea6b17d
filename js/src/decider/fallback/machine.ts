// Decides where there is no core, as wasm/session does: a pure function of the options, the state, the fact and its moment. It knows no
// session, no timer and no listener. Where it does otherwise than Go is listed in README.md, "Without the core".

import * as b from "../bridge.gen.ts";
import * as codes from "../codes.gen.ts";
import type { Situation, Step } from "../decider.ts";
import { redial, STABLE, TOO_BIG } from "./decision.ts";
import {
	abandon,
	decided,
	dial,
	end,
	endAs,
	isKept,
	letGo,
	NO_STATUS,
	planned,
	RETRY_BY_PAGE,
	STOP_BY_OPTION,
	STOP_BY_PAGE,
	settle,
	stop,
	told,
	UNTOLD,
	uptime,
	wait,
} from "./ending.ts";
import { closing, flushing, timerFired } from "./timeouts.ts";
import { owns, Turn } from "./turn.ts";

const TWIN_OF_TOO_BIG = codes.TWIN_BASE + 1009 - codes.TWIN_ZERO;

/** What follows from a fact. It accepts every fact in every state: what makes no sense there changes nothing. */
export function step(options: b.Options, from: b.Snapshot, fact: b.Fact, now: Situation): Step {
	const t = new Turn(options, from, now);
	if (!Object.hasOwn(fact, "conn") || (fact as { conn: number }).conn === from.conn) {
		take(t, fact);
	}
	return { state: t.s, effects: t.effects, decider: "fallback" };
}

function take(t: Turn, fact: b.Fact): void {
	const { state } = t.s;
	switch (fact.kind) {
		case "dialled":
			if (state === b.DIALLING) {
				t.to(b.CONNECTING, {});
				t.timed(b.TIMER_OPEN, t.options.openTimeoutMs);
			}
			break;
		case "dialFailed":
			if (state !== b.DIALLING) {
				break;
			}
			if (fact.final) {
				stop(t, 0, "bad-url");
			} else {
				end(t, { ...UNTOLD, cause: codes.CAUSE_FAILED, rule: "cause:provider", verdict: [fact.verdict, fact.delayMs] });
			}
			break;
		case "opened":
			if (state === b.CONNECTING) {
				opened(t);
			}
			break;
		case "errored":
			if (isLive(state)) {
				t.note({ errored: true });
			}
			break;
		case "closed":
			if (isLive(state)) {
				end(t, { ...UNTOLD, code: fact.code, wasClean: fact.wasClean });
			}
			break;
		case "decided":
			decided(t, [fact.verdict, fact.delayMs]);
			break;
		case "told":
			told(t);
			break;
		case "tooBig":
			if (state === b.OPEN) {
				abandon(t, TWIN_OF_TOO_BIG, "", { ...UNTOLD, cause: codes.CAUSE_FAILED, rule: TOO_BIG });
			}
			break;
		case "failAsked":
			if (isLive(state)) {
				abandon(t, fact.code, fact.reason, { ...UNTOLD, cause: codes.CAUSE_FAILED });
			}
			break;
		case "closeAsked":
			closeAsked(t, fact.code, fact.reason);
			break;
		case "disposed":
			if (isLive(state)) {
				letGo(t, NO_STATUS, "");
				endAs(t, STOP_BY_PAGE);
			} else {
				closeAsked(t, NO_STATUS, "");
			}
			break;
		case "reconnectAsked":
			reconnectAsked(t, fact.code, fact.reason);
			break;
		case "switched":
			t.note({ off: !fact.on });
			if (!fact.on && t.options.reconnect && !settle(t, STOP_BY_OPTION)) {
				endWait(t, STOP_BY_OPTION.rule);
			}
			break;
		case "retryCancelled":
			if (state !== b.TELLING) {
				endWait(t, "cancelled");
			} else if (t.s.action !== b.STOP) {
				settle(t, { ...t.s, action: b.STOP, rule: "cancelled" });
			}
			break;
		case "timerFired":
			if (owns(state, fact.timer)) {
				timerFired(t, fact.timer);
			}
			break;
		default:
			pageChanged(t, fact);
	}
}

/** There is a native socket that has not ended. */
const isLive = (state: number): boolean => state >= b.CONNECTING && state <= b.CLOSING;

function opened(t: Turn): void {
	const { minUptimeMs, reconnect, idleTimeoutMs, heartbeatEveryMs } = t.options;
	t.to(b.OPEN, { opened: true, since: t.now.at, errored: t.s.errored, excused: b.NEVER, probed: b.NEVER });
	if (minUptimeMs <= 0) {
		t.note({ ...STABLE, redials: 0 });
	} else if (reconnect && !t.s.off) {
		t.timed(b.TIMER_UPTIME, minUptimeMs);
	}
	t.timed(b.TIMER_IDLE, idleTimeoutMs);
	t.timed(b.TIMER_BEAT, heartbeatEveryMs);
}

function closeAsked(t: Turn, code: number, reason: string): void {
	const { state, conn, opened, errored } = t.s;
	const { at, buffered, late } = t.now;
	if (state === b.CONNECTING || state === b.OPEN) {
		uptime(t);
		t.do({ kind: "close", conn, code, reason });
		closing(t, { opened, errored, late, since: at + flushing(buffered), buffered });
	} else if (state === b.DIALLING || state === b.IDLE || state === b.WAITING || state === b.PAUSED) {
		if (state === b.DIALLING) {
			letGo(t, NO_STATUS, "");
		}
		stop(t, 0, STOP_BY_PAGE.rule);
	} else {
		settle(t, STOP_BY_PAGE);
	}
}

function reconnectAsked(t: Turn, code: number, reason: string): void {
	if (isLive(t.s.state)) {
		letGo(t, code, reason);
		endAs(t, RETRY_BY_PAGE);
		return;
	}
	if (t.s.redialled !== t.s.last) {
		t.note({ redials: t.s.redials + 1, redialled: t.s.last });
	}
	const decision = redial(t.options, t.s, t.s.redials, t.now.at - t.s.endedAt);
	if (settle(t, decision)) {
		return;
	}
	if (t.s.state === b.IDLE || t.s.state === b.ENDED) {
		t.note({ ...STABLE, countedFrom: t.now.at });
	} else if (t.s.state === b.DIALLING) {
		letGo(t, NO_STATUS, ""); // a URL function may hang, or be what asks
		t.note({ endedAt: t.now.at });
	}
	const plan = planned(t, { ...decision, next: t.s.attempt });
	if (plan.delayMs > 0) {
		wait(t, t.s.last, plan);
	} else {
		dial(t);
	}
}

/** Ends a wait. */
function endWait(t: Turn, rule: string): void {
	if (t.s.state === b.WAITING || t.s.state === b.PAUSED) {
		stop(t, t.s.conn, rule);
	}
}

/** Remembers how the page is. A wait is held back while it is offline or away, and goes on when that is over. */
function pageChanged(t: Turn, fact: b.Fact): void {
	switch (fact.kind) {
		case "wentOffline":
			t.note({ offline: true });
			break;
		case "cameOnline":
			t.note({ offline: false });
			break;
		case "becameHidden":
			t.note({ hidden: true });
			break;
		case "becameVisible":
			t.note({ hidden: false });
			restored(t);
			break;
		case "pageHidden":
			t.note({ away: true });
			break;
		case "pageShown":
			if (fact.persisted || t.s.away) {
				t.note({ away: false });
				restored(t);
			}
			break;
		case "froze":
			t.note({ frozen: true, frozenConn: t.s.last });
			break;
		case "resumed":
			restored(t);
			break;
	}
	const { s } = t;
	if (s.state === b.WAITING && isKept(t)) {
		t.to(b.PAUSED, s);
	} else if (s.state === b.PAUSED && !isKept(t)) {
		wait(t, s.conn, s);
	}
}

function restored(t: Turn): void {
	t.note({ frozen: false, disturbedAt: t.now.at });
}
