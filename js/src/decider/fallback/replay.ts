// Facts as they cross the bridge, and those that hand a session over to a core that has come after its beginning.

import { NO_STATUS, NOT_YET } from "../../options/numbers.ts";
import type { Session } from "../../session/session.ts";
import { CLOSING, type Fact } from "../bridge.gen.ts";
import type { Happened } from "../core/bridge.ts";

/** What has happened to a session, and when. drawn is from [0, 1), for what is decided upon it. */
export function happened({ connection }: Session, fact: Fact, at: number, drawn = 0): Happened {
	const { heardAt = NOT_YET, sentAt = NOT_YET } = connection ?? {};
	return [fact, { at, random: drawn, heard: heardAt, sent: sentAt }];
}

/** The facts of a session's live connection, or of its wait. */
export function replay(s: Session): Happened[] {
	const { state, number: conn, attempt, plan, native, connection } = s;
	const {
		dialledAt = NOT_YET,
		openedAt = NOT_YET,
		askedAt = NOT_YET,
		askedBytes = 0,
		isLate = false,
	} = connection ?? {};
	const isBetween = state > CLOSING;
	const since = isBetween ? s.endedAt : dialledAt;
	const redials = Math.max(0, s.ends - 1);
	const facts = [happened(s, { kind: "began", conn, phase: state, attempt, redials }, since)];
	if (isBetween) {
		facts.push(happened(s, { kind: "planned", conn, due: s.due, attempt, rule: plan?.rule ?? "" }, since));
	} else {
		if (native) {
			facts.push(happened(s, { kind: "dialled", conn }, since));
		}
		if (openedAt !== NOT_YET) {
			facts.push(happened(s, { kind: "opened", conn }, openedAt));
		}
		if (askedAt !== NOT_YET) {
			const asked = { code: NO_STATUS, late: isLate, buffered: askedBytes };
			facts.push(happened(s, { kind: "closeAskedEarlier", ...asked }, askedAt));
		}
	}
	return facts;
}
