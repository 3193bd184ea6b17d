// All that the fallback does otherwise than Go. README.md lists the same, with these words. steps.test.ts and random.test.ts hold that
// the two differ in a step just where one of these holds.

import * as b from "../../src/decider/bridge.gen.ts";
import type { Situation } from "../../src/decider/decider.ts";
import { step } from "../../src/decider/fallback/machine.ts";

type Of<Kind extends b.Fact["kind"]> = Extract<b.Fact, { kind: Kind }>;

export interface Difference {
	readonly name: string;
	/** What the page has to expect, and what makes up for it. */
	readonly reason: string;
	holds(options: b.Options, before: b.Snapshot, fact: b.Fact, now: Situation): boolean;
}

export const differences: readonly Difference[] = [
	{
		name: "A server's hints are not read",
		reason:
			"`retry-after` and `spread` in a close reason are text like any other. Clients are still kept apart: the wait that follows the code is drawn at random.",
		holds: (options, before, fact, now) => {
			const isEnd =
				fact.kind === "closed" && fact.conn === before.conn && isIn(before, b.CONNECTING, b.OPEN, b.CLOSING);
			if (!isEnd || !options.retryAfter || !options.reconnect || before.off) {
				return false;
			}
			const most = Math.min(options.maxElapsedMs, HOUR);
			const spread = hint(fact.reason, "spread");
			const { width, leastWidth } = step(options, before, fact, now).state;
			return (
				Math.min(hint(fact.reason, "retry-after") ?? 0, most) > 0 ||
				(spread !== undefined && Math.max(Math.min(spread, most), leastWidth) !== width)
			);
		},
	},
	{
		name: "A connection is not closed on the way into the back/forward cache",
		reason: "The browser ends it by itself. The server may hear of that only when the page is back.",
		holds: ({ lifecycle }, before, fact) =>
			lifecycle && fact.kind === "pageHidden" && fact.persisted && isIn(before, b.DIALLING, b.CONNECTING, b.OPEN),
	},
	{
		name: "A connection is not replaced after the page was frozen",
		reason: "If it has died meanwhile, its `close`, `idleTimeoutMs` or the heartbeat ends it.",
		holds: ({ lifecycle }, before, fact) =>
			lifecycle && isBack(before, fact) && isDead(before, fact) && isIn(before, b.CONNECTING, b.OPEN),
	},
	{
		name: "No extra heartbeat is sent",
		reason: "When the network or the page is back, the next one that is due shows whether the connection is alive.",
		holds: ({ heartbeatEveryMs, lifecycle }, before, fact) =>
			heartbeatEveryMs > 0 &&
			isIn(before, b.OPEN) &&
			(fact.kind === "cameOnline" || (isBack(before, fact) && !(lifecycle && isDead(before, fact)))),
	},
	{
		name: "No attempt is made sooner than planned",
		reason:
			"When the network or the page is back, a wait goes on to its moment. If that has passed, the attempt is made at once.",
		holds: (options, before, fact, now) => isAdvanced(options, before, fact, now) || isSpacing(before, fact, now),
	},
	{
		name: "A late timer gives no extra time",
		reason:
			"After the machine slept, `idleTimeoutMs` and the heartbeat's `timeoutMs` end a silent connection at once, though a message may be about to arrive.",
		holds: (options, before, fact, { at, heard }) => {
			if (fact.kind !== "timerFired" || !isIn(before, b.OPEN)) {
				return false;
			}
			const { since, excused, probed, patience } = before;
			const silent = Math.max(heard, since);
			return (
				(fact.timer === b.TIMER_IDLE && at - silent - options.idleTimeoutMs > LATENESS && excused !== silent) ||
				(fact.timer === b.TIMER_BEAT &&
					options.heartbeatEveryMs > 0 &&
					heard < probed &&
					at - patience > LATENESS &&
					patience <= probed + options.heartbeatTimeoutMs)
			);
		},
	},
];

const HOUR = 3_600_000;
/** wasm/session, lateness. */
const LATENESS = 1_000;
/** wasm/reconnect, TriggerSpacing. */
const SPACING = 5_000;

const isIn = ({ state }: b.Snapshot, ...states: readonly number[]): boolean => states.includes(state);

/** wasm/reconnect, ParseHint: the milliseconds that a reason names. */
function hint(reason: string, name: string): number | undefined {
	const seconds = reason.split(";").flatMap((part) => {
		const [, given, text] = /^[ \t]*([a-z-]+)=(\d+(?:\.\d+)?)[ \t]*$/.exec(part) ?? [];
		return given === name ? [Number(text)] : [];
	})[0];
	return seconds === undefined ? undefined : Math.min(Math.floor(seconds * 1_000), HOUR);
}

/** A person has come back to the page: wasm/session, restored. */
const isBack = ({ away }: b.Snapshot, fact: b.Fact): boolean =>
	fact.kind === "becameVisible" || fact.kind === "resumed" || (fact.kind === "pageShown" && (fact.persisted || away));

/** What the page comes back from kills connections. */
const isDead = ({ frozen }: b.Snapshot, fact: b.Fact): boolean =>
	frozen || (fact as Partial<Of<"pageShown">>).persisted === true;

/** wasm/session, trigger: Go moves a wait, or ends a pause by another plan than that which was made before. */
function isAdvanced(options: b.Options, before: b.Snapshot, fact: b.Fact, { at, random }: Situation): boolean {
	const isOnline = fact.kind === "cameOnline";
	const isTrigger = isOnline ? options.network : options.lifecycle && isBack(before, fact);
	const isGone = before.away && fact.kind !== "pageShown";
	const isKept = (options.network && before.offline && !isOnline) || (options.lifecycle && isGone);
	if (!isTrigger || isKept || (isOnline && options.lifecycle && before.frozen) || !isIn(before, b.WAITING, b.PAUSED)) {
		return false;
	}
	const wanted = isOnline ? Math.floor(random * (options.interactive ? 500 : 2_000)) : 0;
	const delay = triggered(before, at, wanted);
	return isIn(before, b.WAITING)
		? at + delay < before.at
		: delay === 0 || at + delay !== before.at || delay !== before.delayMs || before.at !== before.advancedAt;
}

/** wasm/session, dialPlanned: Go remembers when it makes an attempt that it has made sooner. */
const isSpacing = (before: b.Snapshot, fact: b.Fact, { at }: Situation): boolean =>
	fact.kind === "timerFired" &&
	fact.timer === b.TIMER_RETRY &&
	isIn(before, b.WAITING) &&
	before.at === before.advancedAt &&
	before.triggeredAt !== at;

/** wasm/reconnect, triggered: how long from now an attempt is to be made. */
function triggered(before: b.Snapshot, at: number, wanted: number): number {
	const floor = before.serverFloor || before.exact ? before.closedAt + before.floor : b.NEVER;
	if (floor > at) {
		return Math.min(Math.max(floor, before.at) - at, 2 * b.LONGEST_WAIT);
	}
	const spaced = before.triggeredAt + SPACING - at;
	const delay = wanted < spaced ? Math.min(spaced, SPACING) : wanted;
	const due = before.at - at;
	return due > 0 && due < delay ? due : delay;
}
