// Facts as they cross the bridge, and those that hand a session over to a core that has come after its beginning.

import type { Happened } from "./bridge.ts";
import { now } from "./clock.ts";
import * as Fact from "./facts.ts";
import { CLOSING, NO_STATUS, NOT_YET } from "./numbers.ts";
import type { Session } from "./session.ts";

/** What has happened to a session. drawn is from [0, 1), for what is decided upon it. */
export function happened(
	{ native, connection }: Session,
	kind: number,
	of = 0,
	a = 0,
	text = "",
	b = 0,
	at: number = now(),
	c = 0,
	drawn = 0,
): Happened {
	const { heardAt = NOT_YET, sentAt = NOT_YET } = connection ?? {};
	return [[kind, of, at, drawn, native?.bufferedAmount ?? 0, heardAt, sentAt, a, b, c], text];
}

/** The facts of a session's live connection, or of its wait. */
export function replay(s: Session): Happened[] {
	const { state, number, attempt, plan, native, connection } = s;
	const { dialledAt = NOT_YET, openedAt = NOT_YET, askedAt = NOT_YET, askedBytes, isLate } = connection ?? {};
	const isBetween = state > CLOSING;
	const since = isBetween ? s.endedAt : dialledAt;
	const facts = [happened(s, Fact.Began, number, state, "", attempt, since, Math.max(0, s.ends - 1))];
	if (isBetween) {
		facts.push(happened(s, Fact.Planned, number, s.due, plan?.rule, attempt, since));
	} else {
		if (native) {
			facts.push(happened(s, Fact.Dialled, number, 0, "", 0, since));
		}
		if (openedAt !== NOT_YET) {
			facts.push(happened(s, Fact.Opened, number, 0, "", 0, openedAt));
		}
		if (askedAt !== NOT_YET) {
			facts.push(happened(s, Fact.CloseAsked, 0, NO_STATUS, "", isLate ? 1 : 0, askedAt, askedBytes));
		}
	}
	return facts;
}
