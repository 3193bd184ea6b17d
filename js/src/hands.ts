// What the core, or coreless.ts, has decided is done here, to one session: the browser is asked, and the page told.

import { now, wall } from "./clock.ts";
import { BY_PAGE, CAUSE_ABORTED, CAUSE_FAILED, KIND_ABNORMAL } from "./codes.gen.ts";
import { Connection } from "./connection.ts";
import { unregister } from "./core.ts";
import { Deferred } from "./deferred.ts";
import { complain, WebSocketClosedError } from "./errors.ts";
import { closeEvent, dispatch, emit } from "./events.ts";
import * as Fact from "./facts.ts";
import { admit, linger } from "./lingering.ts";
import * as n from "./numbers.ts";
import { debug, measure, note } from "./observe.ts";
import { NOTHING } from "./queue.ts";
import { decided, reportOf, type Settlement } from "./report.ts";
import type { Session } from "./session.ts";
import type { CloseArguments, CloseReport } from "./types.ts";
import { NO_WORD, type Verdict, verdictOf } from "./verdict.ts";

type Hand = (s: Session, ...args: never[]) => void;

/** By wasm/jsbridge, Hand. */
export const HANDS: readonly Hand[] = [dial, arm, beat, phase, close, abandon, consult, tell, retry, end];

export function dial(s: Session, number: number, attempt: number): void {
	s.number = number;
	s.attempt = attempt;
	s.wished = null;
	s.dialler.abort();
	s.connect(null);
	if (s.settings.debug && s.endedAt !== n.NOT_YET) {
		measure("wait", s, s.endedAt, now());
	}
	admit(() => number === s.number && s.isDialling && s.dialler.dial(s));
}

export function arm(s: Session, timer: number, moment: number): void {
	clearTimeout(s.timers[timer]);
	if (moment >= 0) {
		const ring = (): void => s.fact(Fact.TimerFired, 0, timer, "", 0, Math.max(moment, now())); // browsers may ring early
		s.timers[timer] = setTimeout(ring, moment - now());
	}
}

export function beat(s: Session, number: number): void {
	const { connection, native } = s;
	if (connection && native && number === s.number) {
		s.outbox.beat(connection, native);
	}
}

/** The phase changes; current is what it has become meanwhile. What the page was told already is replayed to a core that comes late. */
export function phase(s: Session, from: number, to: number, current: number): void {
	if (from !== s.shown) {
		return;
	}
	s.shown = to;
	if (s.isStable) {
		s.attempt = 0;
		s.ends = 0;
	}
	s.state = current;
	if (to !== n.WAITING) {
		s.plan = null;
	}
	if (to === n.OPEN) {
		const { dialledAt = 0, openedAt = 0 } = s.connection ?? {};
		s.whenOpen.resolve();
		note(s, { type: "open", openMs: openedAt - dialledAt });
	}
	if (from === n.OPEN) {
		s.whenOpen = new Deferred();
	}
	debug(s, `${n.PHASES[from]} > ${n.PHASES[to]}`);
	emit(s.target, "phase", { from: n.PHASES[from], to: n.PHASES[to] });
	if (from === n.ENDED && s.id >= 0) {
		s.outbox.queue?.wake();
	}
}

export function close(s: Session, number: number, code: number, reason: string): void {
	if (number === s.number) {
		s.connection?.close(closeArguments(code, reason));
	}
}

export function abandon(s: Session, number: number, code: number, reason: string): void {
	const { connection, native } = s;
	s.dialler.abort();
	if (number !== s.number) {
		return; // it was never dialled
	}
	if (connection) {
		const send = closeArguments(code, reason);
		s.listeners.move(null);
		connection.endedAt = now();
		connection.ask(send);
		connection.close(send);
	}
	if (native) {
		linger(native);
	}
}

export function consult(s: Session, number: number, ...settlement: Settlement): void {
	const [kind, delayMs] = verdict(s, settlement);
	s.fact(Fact.Decided, number, kind, "", delayMs);
}

/** Asks the page's decide: the kind of its verdict, and the milliseconds in it. */
export function verdict(s: Session, settlement: Settlement): Verdict {
	try {
		const { decide } = s.settings; // its `this` is not ours
		return verdictOf(decide?.(reported(s, s.connection as Connection, settlement)));
	} catch (error) {
		complain(error);
		return NO_WORD;
	}
}

export function tell(s: Session, number: number, ...settlement: Settlement): void {
	const { connection } = s;
	if (!connection || connection.told) {
		return;
	}
	const [, , , flags, attempt, action, delayMs, rule] = settlement;
	connection.told = true;
	s.listeners.move(null);
	s.endedAt = now();
	if (s.isAdopted) {
		s.pending = { action, rule, delayMs, attempt: attempt + 1 }; // for coreless.ts, if the core crashes now
	}
	const report = reported(s, connection, settlement);
	s.lastClose = report;
	s.isTelling = true;
	note(s, { type: "close", report });
	if (flags & n.FLAG_ERROR) {
		dispatch(s.target, new Event("error"));
	}
	dispatch(
		s.target,
		closeEvent(report, () => number === s.number && s.fact(Fact.RetryCancelled, number)),
	);
	s.isTelling = false;
	const { uncertain = [] } = connection.stock ?? {};
	if (uncertain.length) {
		emit(s.target, "expired", uncertain);
	}
	s.fact(Fact.Told, number);
	s.pending = null;
}

/** The report of the connection that has ended, with what became of its messages. */
function reported(s: Session, connection: Connection, settlement: Settlement): CloseReport {
	connection.stock ??= s.outbox.settle(connection);
	return reportOf(s, connection, settlement);
}

export function retry(s: Session, attempt: number, due: number, delayMs: number, rule: string): void {
	s.attempt = attempt;
	const report = decided(s, s.lastClose ?? unconnected(s, rule), n.RETRY, delayMs, rule);
	const plan = Object.freeze({ attempt, delayMs, at: wall(due), rule, report });
	s.plan = plan;
	note(s, { type: "retry", plan, report });
	if (s.plan === plan && s.state === n.WAITING) {
		emit(s.target, "retry", plan); // else who observes has called close() or reconnect()
	}
}

export function end(s: Session, number: number, rule: string): void {
	const { id } = s;
	if (s.isDisposed) {
		s.outbox.drop(false);
	}
	s.outbox.queue?.rest();
	if (s.state !== n.ENDED || s.id !== id) {
		return; // a listener for `expired` has called reconnect()
	}
	const report = number && s.lastClose ? decided(s, s.lastClose, n.STOP, 0, rule) : unconnected(s, rule);
	s.ends++;
	s.lastClose = report;
	s.wished = null;
	s.dialler.abort();
	s.isAdopted = false;
	s.id = -1;
	s.whenOpen.reject(() => new WebSocketClosedError(report));
	s.whenEnded.resolve(report);
	note(s, { type: "end", report });
	emit(s.target, "end", report);
	unregister(id);
}

/** The report of a session without a connection. */
function unconnected(s: Session, rule: string): CloseReport {
	const none = new Connection(0, null);
	const isRefused = rule === "bad-url";
	none.requested = s.wished;
	none.stock = { ...NOTHING, queued: s.outbox.queue?.count ?? 0 };
	const settlement = [
		KIND_ABNORMAL,
		BY_PAGE,
		isRefused ? CAUSE_FAILED : CAUSE_ABORTED,
		n.FLAG_SYNTHETIC | (isRefused ? 0 : n.FLAG_EXPECTED),
		s.attempt,
		n.STOP,
		0,
		rule,
	] as const;
	return reportOf(s, none, settlement, s.native?.url);
}

const closeArguments = (code: number, reason: string): CloseArguments =>
	Object.freeze({ code: code === n.NO_STATUS ? null : code, reason });
