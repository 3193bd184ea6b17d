// Decides retry or stop, and the delay, as wasm/reconnect does. It does not heed what a server asks for in its close reason.

import { rowOf, within } from "../../page/tables.ts";
import * as b from "../bridge.gen.ts";
import { CODES } from "../codes.gen.ts";
import type { Verdict } from "../verdict.ts";

/** wasm/reconnect, Decision. */
export type Decision = Pick<
	b.Current,
	"action" | "rule" | "next" | "floor" | "width" | "leastWidth" | "serverFloor" | "exact"
>;

/** wasm/reconnect, Tally: how many retries and closes there were since the last stable connection, and since when. */
export type Tally = Pick<b.Snapshot, "attempt" | "countedFrom" | "streak" | "streakRule">;

/** The end of a connection, as far as a decision needs it. */
export interface End {
	readonly code: number;
	readonly wasClean: boolean;
	readonly opened: boolean;
	readonly errored: boolean;
	/** That of what wsclose ended itself, such as "cause:idle-timeout"; "" where the browser told the end. */
	readonly rule: string;
	/** The page has called close(). */
	readonly isAsked: boolean;
	/** The page was hidden or frozen just now. */
	readonly isDisturbed: boolean;
}

/** The tally once a connection has been open for minUptimeMs. */
export const STABLE: Tally = { attempt: 0, countedFrom: b.NEVER, streak: 0, streakRule: "" };

/** The rule for a message over maxMessageBytes: it would come again. */
export const TOO_BIG = "cause:too-big";

/** wasm/reconnect, ruling: -1 is the policy's own. key is what closes in a row are counted by. */
interface Ruling extends Pick<b.Options["rules"][number], "action" | "minDelayMs" | "firstDelayMs" | "maxAttempts"> {
	readonly name: string;
	readonly key: string;
}

/** What decides about an end, before limits: the page's rules, then the default table. */
function ruleFor(o: b.Options, end: End): Ruling {
	const { code, wasClean, opened, errored, isAsked, isDisturbed } = end;
	if (isAsked || end.rule) {
		const name = isAsked ? "page" : end.rule;
		const action = isAsked || name === TOO_BIG ? b.STOP : b.RETRY;
		return { action, minDelayMs: -1, firstDelayMs: -1, maxAttempts: Infinity, name, key: name };
	}
	const index = o.rules.findIndex(
		(rule) => within(rule.code, code) && (rule.opened ?? opened) === opened && (rule.wasClean ?? wasClean) === wasClean,
	);
	if (index >= 0) {
		const name = `rules[${index}]`;
		return { ...(o.rules[index] as (typeof o.rules)[number]), name, key: name };
	}
	const [from, , , action, min = -1, first = -1, interactive = -1, most = Infinity, group = from] = rowOf(CODES, code);
	return {
		action: code === 1000 && (errored || isDisturbed) ? b.RETRY : action,
		minDelayMs: min,
		firstDelayMs: o.interactive ? interactive : first,
		maxAttempts: most,
		name: `default:${code}`,
		key: `default:${group}`,
	};
}

/** wasm/reconnect, Decide. */
export function decide(o: b.Options, tally: Tally, end: End, now: number): readonly [Decision, Tally] {
	const rule = ruleFor(o, end);
	const next = tally.attempt + 1;
	const first = rule.firstDelayMs < 0 ? o.firstDelayMs : rule.firstDelayMs;
	const counted = {
		attempt: tally.attempt,
		countedFrom: tally.countedFrom === b.NEVER ? now : tally.countedFrom,
		streak: tally.streakRule === rule.key ? tally.streak + 1 : 1,
		streakRule: rule.key,
	};
	const limit =
		counted.streak > rule.maxAttempts || next > o.maxAttempts
			? "limit:attempts"
			: Math.max(0, now - counted.countedFrom) >= o.maxElapsedMs && "limit:elapsed";
	const isStopped = rule.action === b.RETRY && limit;
	const action = isStopped ? b.STOP : rule.action;
	return [
		{
			action,
			rule: isStopped || rule.name,
			next,
			floor: bounded(0, Math.max(o.minDelayMs, rule.minDelayMs)),
			width: width(o, next, first),
			leastWidth: leastWidth(first),
			serverFloor: false,
			exact: false,
		},
		{ ...counted, attempt: action === b.RETRY ? next : tally.attempt },
	];
}

const leastWidth = (first: number): number => Math.min(first, 1_000);

/** wasm/reconnect, Width: what the delay before an attempt, from 1, is drawn from. */
const width = (o: b.Options, attempt: number, first: number = o.firstDelayMs): number =>
	Math.max(
		Math.round(Math.min(o.maxDelayMs, b.LONGEST_WAIT, first && first * power(o.growth, attempt - 1))),
		leastWidth(first),
	);

/** wasm/reconnect, power: by squaring, since what `**` gives may round to another millisecond. */
function power(growth: number, n: number): number {
	let result = 1;
	for (let [square, left] = [growth, n]; left > 0; square *= square, left = Math.floor(left / 2)) {
		if (left % 2 === 1) {
			result *= square;
		}
	}
	return result;
}

/** wasm/reconnect, Override: the page's last word. */
export function override(decision: Decision, [verdict, ms]: Verdict): Decision {
	if (verdict === b.VERDICT_NONE) {
		return decision;
	}
	const made = { ...decision, action: verdict === b.VERDICT_STOP ? b.STOP : b.RETRY, rule: "decide" };
	switch (verdict) {
		case b.VERDICT_WIDTH:
			return { ...made, width: bounded(made.leastWidth, ms) };
		case b.VERDICT_EXACT:
			return { ...made, floor: bounded(0, ms), width: 0, exact: true, serverFloor: false };
		case b.VERDICT_FLOOR:
			return { ...made, floor: bounded(made.floor, ms), serverFloor: true };
		default:
			return made;
	}
}

const bounded = (least: number, ms: number): number => Math.max(least, Math.min(ms, b.LONGEST_WAIT));

/** wasm/reconnect, Provided: what follows where the page's URL or protocols function threw a verdict. */
export const provided = (o: b.Options, { attempt }: Tally, verdict: Verdict): Decision => ({
	...override({ ...paced(o, Math.max(attempt, 1), 1), action: b.STOP, rule: "" }, verdict),
	rule: "cause:provider",
});

/** A retry by the policy's own delays, drawn as the one before an attempt of this number. */
const paced = (o: b.Options, next: number, attempt: number): Decision => ({
	action: b.RETRY,
	rule: "page",
	next,
	floor: bounded(0, o.minDelayMs),
	width: width(o, attempt),
	leastWidth: leastWidth(o.firstDelayMs),
	serverFloor: false,
	exact: false,
});

/** A decision of the page's own: reconnect() dials at once. */
export const byPage = (action: number, rule = "page"): Decision => ({
	action,
	rule,
	next: 0,
	floor: 0,
	width: 0,
	leastWidth: 0,
	serverFloor: false,
	exact: action === b.RETRY,
});

/** wasm/reconnect, Redial: reconnect() while there is no connection; again and again it is paced. */
export const redial = (o: b.Options, { attempt }: Tally, redials: number, sinceEnd: number): Decision =>
	redials > 1 && sinceEnd < 1_000 ? paced(o, attempt + 1, redials - 1) : { ...byPage(b.RETRY), next: attempt };

/** wasm/reconnect, Delay: drawn with a number from [0, 1). A page's fake of Math.random may give 1. */
export function delay(o: b.Options, { floor, width }: Decision, drawn: number): number {
	const half = Math.floor(width / 2);
	const draw = (most: number): number => Math.max(0, Math.floor(Math.min(drawn * most, most - 1)));
	return (
		floor + (o.jitter === b.JITTER_NONE ? width : o.jitter === b.JITTER_EQUAL ? width - half + draw(half) : draw(width))
	);
}
