// Does what was decided about a session: asks the browser, and tells the page.

import * as b from "../decider/bridge.gen.ts";
import { close as closeByCore } from "../decider/choose.ts";
import { BY_PAGE, CAUSE_ABORTED, CAUSE_FAILED, KIND_ABNORMAL } from "../decider/codes.gen.ts";
import { sockets } from "../decider/core/slots.ts";
import type { Effect } from "../decider/decider.ts";
import { NO_VERDICT, type Verdict, verdictOf } from "../decider/verdict.ts";
import { WebSocketClosedError } from "../dom/errors.ts";
import { closeEvent, dispatch, emit } from "../dom/events.ts";
import { NOTHING } from "../messages/queue.ts";
import { NO_STATUS } from "../options/numbers.ts";
import { now, wall } from "../page/clock.ts";
import { complain } from "../page/console.ts";
import { guarded, textOf } from "../page/guarded.ts";
import { admit, linger } from "../page/lingering.ts";
import type { CloseArguments, CloseReport } from "../types.ts";
import { Connection } from "./connection.ts";
import { Deferred } from "./deferred.ts";
import { unregister } from "./living.ts";
import { debug, measure, note } from "./notices.ts";
import { decided, reportOf, type Settlement } from "./report.ts";
import type { Session } from "./session.ts";

type Of<Kind extends Effect["kind"]> = Extract<Effect, { kind: Kind }>;
type Actions = { readonly [Kind in Effect["kind"]]: (s: Session, effect: Of<Kind>) => void };

/** Does an effect. */
export function act(s: Session, effect: Effect): void {
	(actions[effect.kind] as (s: Session, effect: Effect) => void)(s, effect);
}

const actions: Actions = {
	dial,
	close,
	abandon,
	arm: (s, { timer, at }) => s.timers.arm(timer, at),
	disarm: (s, { timer }) => s.timers.disarm(timer),
	beat,
	consult,
	tell,
	phase,
	retry,
	end,
};

function dial(s: Session, { conn, attempt }: Of<"dial">): void {
	const { endedAt } = s.state;
	s.attempted = attempt;
	s.requested = null;
	s.dialler.abort();
	s.connect(null);
	if (s.settings.debug && endedAt !== b.NEVER) {
		measure("wait", s, endedAt, now());
	}
	admit(() => s.state.conn === conn && s.isDialling && s.dialler.dial(s));
}

/** Closes the native socket: Go does where it decides. code 1005 is an empty Close. */
function close(s: Session, { conn, code, reason }: Pick<Of<"close">, "conn" | "code" | "reason">): void {
	const { connection } = s;
	if (!connection || conn !== connection.number) {
		return;
	}
	const sent = closeArguments(code, reason);
	const isClosed = closeByCore(s.id, code, reason);
	if (isClosed === undefined) {
		connection.close(sent);
	} else if (isClosed) {
		connection.sent = sent;
	}
}

/** Lets go of the connection: nothing that its native socket does is heard any more. */
function abandon(s: Session, effect: Of<"abandon">): void {
	const { connection, native } = s;
	s.dialler.abort();
	if (!connection || effect.conn !== connection.number) {
		return; // it was never dialled
	}
	s.listeners.move(null);
	connection.endedAt = now();
	connection.ask(closeArguments(effect.code, effect.reason));
	if (native) {
		linger(native);
		close(s, effect);
	}
}

function beat(s: Session, { conn }: Of<"beat">): void {
	const { connection, native } = s;
	if (connection && native && conn === connection.number) {
		s.outbox.beat(connection, native);
	}
}

function phase(s: Session, { from, to }: Of<"phase">): void {
	if (to !== b.PHASE_WAITING) {
		s.plan = null;
	}
	if (to === b.PHASE_OPEN) {
		const { dialledAt = 0, openedAt = 0 } = s.connection ?? {};
		s.whenOpen.resolve();
		note(s, { type: "open", openMs: openedAt - dialledAt });
	}
	if (from === b.PHASE_OPEN) {
		s.whenOpen = new Deferred();
	}
	debug(s, `${b.PHASES[from]} > ${b.PHASES[to]}`);
	emit(s.target, "phase", { from: b.PHASES[from], to: b.PHASES[to] });
	if (from === b.PHASE_ENDED && s.id >= 0) {
		s.outbox.queue?.wake();
	}
}

function consult(s: Session, { conn }: Of<"consult">): void {
	const [verdict, delayMs] = verdictOn(s);
	s.take({ kind: "decided", conn, verdict, delayMs });
}

/** Asks the page's decide. */
function verdictOn(s: Session): Verdict {
	try {
		const { decide } = s.settings; // its `this` is not ours
		return verdictOf(decide?.(reported(s, s.connection as Connection)));
	} catch (error) {
		complain(error);
		return NO_VERDICT;
	}
}

function tell(s: Session, { conn }: Of<"tell">): void {
	const connection = s.connection as Connection;
	const { failed, retries } = s.state;
	s.attempted = retries;
	sockets[s.id]?.show(null);
	s.listeners.move(null);
	const report = reported(s, connection);
	s.lastClose = report;
	s.isTelling = true;
	note(s, { type: "close", report });
	if (failed) {
		dispatch(s.target, new Event("error"));
	}
	const cancelRetry = (): void => s.take({ kind: "retryCancelled", conn });
	guarded(() => dispatch(s.target, closeEvent(report, cancelRetry))); // a test's own CloseEvent may be none to dispatchEvent()
	s.isTelling = false;
	const { uncertain = [] } = connection.stock ?? {};
	if (uncertain.length) {
		emit(s.target, "expired", uncertain);
	}
	s.take({ kind: "told", conn });
}

/** The report of the connection that has ended, with what became of its messages. */
function reported(s: Session, connection: Connection): CloseReport {
	connection.stock ??= s.outbox.settle(connection);
	return reportOf(s, connection, s.state);
}

function retry(s: Session): void {
	const { next: attempt, at, delayMs, rule } = s.state;
	s.attempted = attempt;
	const report = decided(s, s.lastClose ?? unconnected(s, rule), b.RETRY, delayMs, rule);
	const plan = Object.freeze({ attempt, delayMs, at: wall(at), rule, report });
	s.plan = plan;
	note(s, { type: "retry", plan, report });
	if (s.plan === plan && s.state.state === b.WAITING) {
		emit(s.target, "retry", plan); // else who observes has called close() or reconnect()
	}
}

function end(s: Session, { conn, rule }: Of<"end">): void {
	const { id } = s;
	if (s.isDisposed) {
		s.outbox.drop(false);
	}
	s.outbox.queue?.rest();
	if (!s.isEnded) {
		return; // a listener for `expired` has called reconnect()
	}
	const report = conn && s.lastClose ? decided(s, s.lastClose, b.STOP, 0, rule) : unconnected(s, rule);
	s.lastClose = report;
	s.requested = null;
	s.dialler.abort();
	s.end();
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
	none.requested = s.requested;
	none.stock = { ...NOTHING, queued: s.outbox.queue?.count ?? 0 };
	const settlement: Settlement = {
		...b.BLANK,
		closeKind: KIND_ABNORMAL,
		by: BY_PAGE,
		cause: isRefused ? CAUSE_FAILED : CAUSE_ABORTED,
		expected: !isRefused,
		synthetic: true,
		retries: s.attempt,
		action: b.STOP,
		rule,
	};
	return reportOf(s, none, settlement, textOf(s.native, "url"));
}

const closeArguments = (code: number, reason: string): CloseArguments =>
	Object.freeze({ code: code === NO_STATUS ? null : code, reason });
