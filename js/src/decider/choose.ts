// Has the core decide where there is one, and else the fallback. It also asks the core first what may be sent.

import { guarded } from "../page/guarded.ts";
import type { Spans } from "../page/tables.ts";
import { utf8Length } from "../page/text.ts";
import { DIALLING, type Fact, type Snapshot } from "./bridge.gen.ts";
import { discard as discardByGo, ready } from "./core/status.ts";
import type { Situation, Step, Subject } from "./decider.ts";
import { step as fallback } from "./fallback/machine.ts";
import * as sendable from "./fallback/sendable.ts";

/** The way from the constructor to `open` enters no core: it is not made to wait, and there is nothing to decide. */
const isOpening = ({ kind }: Fact): boolean => kind === "dialled" || kind === "opened";

/**
 * What follows from a fact. The core takes a session over at the first fact that asks for a decision. Where it crashes over one, the
 * fallback decides about that, and about all that follow: the state is the same.
 */
export const step = (subject: Subject, fact: Fact, situation: Situation): Step =>
	(isCores(subject.id) || !isOpening(fact) ? ready?.step(subject, fact, situation) : undefined) ??
	fallback(subject.options, subject.state, fact, situation);

/** A session that has not dialled yet, at its first dial: there is nothing to decide. */
export const begun = (from: Snapshot, at: number): Snapshot => ({
	...from,
	state: DIALLING,
	conn: 1,
	last: 1,
	countedFrom: at,
});

/** Whether the core has taken over the session of this number. */
export const isCores = (id: number): boolean => !!ready?.knows(id);

/** 0 fine, 1 the code, 2 the reason may not be sent. */
export const check = (code: number, reason: string): number =>
	ready?.ask({ kind: "check", code, bytes: utf8Length(reason) }) ?? sendable.check(code, reason);

/** What lenient mode sends. */
export const lenient = (code: number, reason: string, table: Spans): readonly [code: number, reason: string] =>
	ready?.lenient(code, reason, table) ?? sendable.lenient(code, reason, table);

/** Has Go close the native socket of a session, where it is not closing yet. Whether it has; undefined without a core. */
export function close(id: number, code: number, reason: string): boolean | undefined {
	const answer = ready?.ask({ kind: "close", session: id, code, reason });
	return answer === undefined ? undefined : !!answer;
}

/** Closes a socket that is not wanted any more by the time it is made. */
export function discard(native: WebSocket): void {
	if (!discardByGo(native)) {
		guarded(() => native.close());
	}
}

/** The session of this number has ended. */
export const forget = (id: number): void => ready?.forget(id);
