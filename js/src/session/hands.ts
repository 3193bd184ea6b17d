// What the core, or coreless.ts, has decided is done here, to one session: the browser is asked, and the page told.

import * as b from "../decider/bridge.gen.ts";
import { BY_PAGE, CAUSE_ABORTED, CAUSE_FAILED, KIND_ABNORMAL } from "../decider/codes.gen.ts";
import { show, unregister } from "../decider/core/core.ts";
import { NO_WORD, type Verdict, verdictOf } from "../decider/verdict.ts";
import { WebSocketClosedError } from "../dom/errors.ts";
import { closeEvent, dispatch, emit } from "../dom/events.ts";
import { NOTHING } from "../messages/queue.ts";
import { debug, measure, note } from "../observe.ts";
import * as n from "../options/numbers.ts";
import { now, wall } from "../page/clock.ts";
import { complain } from "../page/console.ts";
import { admit, linger } from "../page/lingering.ts";
import type { CloseArguments, CloseReport } from "../types.ts";
import { Connection } from "./connection.ts";
import { Deferred } from "./deferred.ts";
import { decided, reportOf } from "./report.ts";
import type { Session } from "./session.ts";

type Done<Kind extends b.Effect["kind"]> = Omit<Extract<b.Effect, { kind: Kind }>, "kind">;

/** Does an effect: wasm/jsbridge, effects. */
export function act(s: Session, effect: b.Effect): void {
	(hands[effect.kind] as (s: Session, effect: b.Effect) => void)(s, effect);
}

const hands: { readonly [Kind in b.Effect["kind"]]: (s: Session, effect: Done<Kind>) => void } = {
	dial,
	arm,
	disarm,
	beat,
	phase,
	sent,
	abandon,
	consult,
	tell,
	retry,
	end,
};

export function dial(s: Session, { conn, attempt }: Done<"dial">): void {
	s.number = conn;
	s.attempt = attempt;
	s.wished = null;
	s.dialler.abort();
	s.connect(null);
	if (s.settings.debug && s.endedAt !== n.NOT_YET) {
		measure("wait", s, s.endedAt, now());
	}
	admit(() => conn === s.number && s.isDialling && s.dialler.dial(s));
}

export function arm(s: Session, { timer, at }: Done<"arm">): void {
	clearTimeout(s.timers[timer]);
	const ring = (): void => s.fact({ kind: "timerFired", timer }, Math.max(at, now())); // browsers may ring early
	s.timers[timer] = setTimeout(ring, at - now());
}

export function disarm(s: Session, { timer }: Done<"disarm">): void {
	clearTimeout(s.timers[timer]);
}

export function beat(s: Session, { conn }: Done<"beat">): void {
	const { connection, native } = s;
	if (connection && native && conn === s.number) {
		s.outbox.beat(connection, native);
	}
}

/** The phase changes; current is what it has become meanwhile. What the page was told already is replayed to a core that comes late. */
export function phase(s: Session, { from, to, current }: Done<"phase">): void {
	if (from !== s.shown) {
		return;
	}
	s.shown = to;
	if (s.isStable) {
		s.attempt = 0;
		s.ends = 0;
	}
	s.state = current;
	if (to !== b.WAITING) {
		s.plan = null;
	}
	if (to === b.OPEN) {
		const { dialledAt = 0, openedAt = 0 } = s.connection ?? {};
		s.whenOpen.resolve();
		note(s, { type: "open", openMs: openedAt - dialledAt });
	}
	if (from === b.OPEN) {
		s.whenOpen = new Deferred();
	}
	debug(s, `${b.PHASES[from]} > ${b.PHASES[to]}`);
	emit(s.target, "phase", { from: b.PHASES[from], to: b.PHASES[to] });
	if (from === b.ENDED && s.id >= 0) {
		s.outbox.queue?.wake();
	}
}

/** Go has closed the native socket. */
export function sent(s: Session, { conn, code, reason }: Done<"sent">): void {
	if (conn === s.number && s.connection) {
		s.connection.sent = closeArguments(code, reason);
	}
}

/** The connection is let go of: nothing that its native socket does is heard any more. Who decides closes it. */
export function abandon(s: Session, { conn, code, reason }: Done<"abandon">): void {
	const { connection, native } = s;
	s.dialler.abort();
	if (conn !== s.number) {
		return; // it was never dialled
	}
	if (connection) {
		s.listeners.move(null);
		connection.endedAt = now();
		connection.ask(closeArguments(code, reason));
	}
	if (native) {
		linger(native);
	}
}

export function consult(s: Session, settlement: b.Settlement): void {
	const [verdict, delayMs] = verdictOn(s, settlement);
	s.fact({ kind: "decided", conn: settlement.conn, verdict, delayMs });
}

/** Asks the page's decide: the kind of its verdict, and the milliseconds in it. */
export function verdictOn(s: Session, settlement: b.Settlement): Verdict {
	try {
		const { decide } = s.settings; // its `this` is not ours
		return verdictOf(decide?.(reported(s, s.connection as Connection, settlement)));
	} catch (error) {
		complain(error);
		return NO_WORD;
	}
}

export function tell(s: Session, settlement: b.Settlement): void {
	const { connection } = s;
	const { conn, attempt, action, rule, delayMs } = settlement;
	if (!connection || connection.told) {
		return;
	}
	connection.told = true;
	show(s.id, null);
	s.listeners.move(null);
	s.endedAt = now();
	if (s.isAdopted) {
		s.pending = { action, rule, delayMs, attempt: attempt + 1 }; // for coreless.ts, if the core crashes now
	}
	const report = reported(s, connection, settlement);
	s.lastClose = report;
	s.isTelling = true;
	note(s, { type: "close", report });
	if (settlement.errored) {
		dispatch(s.target, new Event("error"));
	}
	dispatch(
		s.target,
		closeEvent(report, () => conn === s.number && s.fact({ kind: "retryCancelled", conn })),
	);
	s.isTelling = false;
	const { uncertain = [] } = connection.stock ?? {};
	if (uncertain.length) {
		emit(s.target, "expired", uncertain);
	}
	s.fact({ kind: "told", conn });
	s.pending = null;
}

/** The report of the connection that has ended, with what became of its messages. */
function reported(s: Session, connection: Connection, settlement: b.Settlement): CloseReport {
	connection.stock ??= s.outbox.settle(connection);
	return reportOf(s, connection, settlement);
}

export function retry(s: Session, { attempt, at, delayMs, rule }: Done<"retry">): void {
	s.attempt = attempt;
	const report = decided(s, s.lastClose ?? unconnected(s, rule), b.RETRY, delayMs, rule);
	const plan = Object.freeze({ attempt, delayMs, at: wall(at), rule, report });
	s.plan = plan;
	note(s, { type: "retry", plan, report });
	if (s.plan === plan && s.state === b.WAITING) {
		emit(s.target, "retry", plan); // else who observes has called close() or reconnect()
	}
}

export function end(s: Session, { conn, rule }: Done<"end">): void {
	const { id } = s;
	if (s.isDisposed) {
		s.outbox.drop(false);
	}
	s.outbox.queue?.rest();
	if (s.state !== b.ENDED || s.id !== id) {
		return; // a listener for `expired` has called reconnect()
	}
	const report = conn && s.lastClose ? decided(s, s.lastClose, b.STOP, 0, rule) : unconnected(s, rule);
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
	return reportOf(
		s,
		none,
		{
			conn: 0,
			closeKind: KIND_ABNORMAL,
			by: BY_PAGE,
			cause: isRefused ? CAUSE_FAILED : CAUSE_ABORTED,
			invalid: false,
			expected: !isRefused,
			synthetic: true,
			errored: false,
			attempt: s.attempt,
			action: b.STOP,
			delayMs: 0,
			rule,
		},
		s.native?.url,
	);
}

export const closeArguments = (code: number, reason: string): CloseArguments =>
	Object.freeze({ code: code === n.NO_STATUS ? null : code, reason });
