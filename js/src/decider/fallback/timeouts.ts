// What follows where a timer has run out in the fallback: wasm/session, timer.go and heartbeat.go. It gives late timers no grace.

import * as b from "../bridge.gen.ts";
import * as codes from "../codes.gen.ts";
import { abandon, dial, NO_STATUS, UNTOLD, uptime } from "./ending.ts";
import type { Turn } from "./turn.ts";

/** Timeouts close with it: registered as Timeout. */
const TIMEOUT = 3008;

/** A timer of the state has run out. */
export function timerFired(t: Turn, timer: number): void {
	switch (t.s.state) {
		case b.DIALLING:
			abandon(t, NO_STATUS, "", { ...UNTOLD, cause: codes.CAUSE_OPEN_TIMEOUT });
			break;
		case b.CONNECTING:
			abandon(t, TIMEOUT, "", { ...UNTOLD, cause: codes.CAUSE_OPEN_TIMEOUT });
			break;
		case b.CLOSING:
			closingChecked(t);
			break;
		case b.WAITING:
			dial(t);
			break;
		default:
			if (timer === b.TIMER_UPTIME) {
				uptime(t);
			} else if (timer === b.TIMER_IDLE) {
				silenceChecked(t);
			} else {
				heartbeatChecked(t);
			}
	}
}

/** How long bytes may take to leave, out of sight: wasm/session, flushing. */
export const flushing = (bytes: number): number =>
	bytes < b.FLUSH_NEGLIGIBLE ? 0 : Math.floor(Math.min(bytes, b.FLUSH_UNSEEN) / b.FLUSH_RATE);

/** Waits for the closing handshake. What is buffered is looked at several times in one closeTimeoutMs, which begins anew when it falls. */
export function closing(t: Turn, fields: Pick<b.Snapshot, "opened" | "errored" | "late" | "since" | "buffered">): void {
	const { closeTimeoutMs } = t.options;
	t.to(b.CLOSING, fields);
	if (closeTimeoutMs > 0) {
		const due = fields.since + closeTimeoutMs;
		const look = t.now.at + Math.max(Math.floor(closeTimeoutMs / 8), 25);
		t.do({ kind: "arm", timer: b.TIMER_CLOSE, at: fields.buffered > 0 ? Math.min(look, due) : due });
	}
}

function closingChecked(t: Turn): void {
	const { s } = t;
	const { at, buffered } = t.now;
	const isLess = buffered < s.buffered;
	if (!isLess && at - s.since >= t.options.closeTimeoutMs) {
		abandon(t, TIMEOUT, "", { ...UNTOLD, cause: codes.CAUSE_CLOSE_TIMEOUT });
	} else {
		closing(t, { ...s, since: isLess ? Math.max(s.since, at) : s.since, buffered });
	}
}

/** Ends a connection that was silent for idleTimeoutMs. A message that came after the timer was armed moves it. */
function silenceChecked(t: Turn): void {
	const due = Math.max(t.now.heard, t.s.since) + t.options.idleTimeoutMs;
	if (t.now.at < due) {
		t.do({ kind: "arm", timer: b.TIMER_IDLE, at: due });
	} else {
		abandon(t, TIMEOUT, "", { ...UNTOLD, cause: codes.CAUSE_IDLE_TIMEOUT });
	}
}

/** Sends a heartbeat if nothing else was sent for everyMs, and ends a connection on which nothing came after one for timeoutMs. */
function heartbeatChecked(t: Turn): void {
	const { heartbeatEveryMs: every, heartbeatTimeoutMs: timeout } = t.options;
	const { at, heard, sent } = t.now;
	const { conn, since } = t.s;
	if (every <= 0) {
		return;
	}
	if (heard >= t.s.probed) {
		t.note({ probed: b.NEVER });
	}
	const isProbed = (): boolean => t.s.probed !== b.NEVER;
	if (isProbed() && at >= t.s.patience) {
		abandon(t, TIMEOUT, "", { ...UNTOLD, cause: codes.CAUSE_IDLE_TIMEOUT });
		return;
	}
	let next = Math.max(sent, since) + every;
	if (at >= next) {
		t.do({ kind: "beat", conn });
		if (!isProbed()) {
			t.note({ probed: at, patience: at + timeout });
		}
		next = at + every;
	}
	t.do({ kind: "arm", timer: b.TIMER_BEAT, at: isProbed() ? Math.min(next, t.s.patience) : next });
}
