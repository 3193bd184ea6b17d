// What wasm/closecode and wasm/reconnect decide, evaluated from the data generated from them, while there is no core: may this be sent,
// its twin, retry or stop, the default formula. Rules, limits and decide are honoured; server hints and the page's life cycle are the
// core's. The vectors of wasm/*/testdata hold both equal (test/fallback.test.ts).

import type { Matcher, Settings } from "../../options/options.ts";
import { rowOf, type Spans, within } from "../../page/tables.ts";
import { utf8Length } from "../../page/text.ts";
import * as b from "../bridge.gen.ts";
import * as codes from "../codes.gen.ts";
import type { Verdict } from "../verdict.ts";

/** The rule for a message over maxMessageBytes: it would come again. */
export const TOO_BIG = "cause:too-big";

/** 0 fine, 1 the code, 2 the reason may not be sent: wasm/closecode, CheckSend. */
export const check = (code: number, reason: string): number =>
	within(codes.SENDABLE, code) ? (utf8Length(reason) > codes.MAX_REASON_BYTES ? 2 : 0) : 1;

/** What lenient mode sends: wasm/closecode, Lenient. */
export function lenient(code: number, reason: string, table: Spans): readonly [code: number, reason: string] {
	const twin = codes.TWIN_BASE + (code >= codes.TWIN_FIRST && code <= codes.TWIN_LAST ? code - codes.TWIN_ZERO : 0);
	const own = table.find(([from, to]) => from === code && within(codes.SENDABLE, to));
	const { read } = new TextEncoder().encodeInto(reason, new Uint8Array(codes.MAX_REASON_BYTES));
	return [within(codes.SENDABLE, code) ? code : (own?.[1] ?? twin), reason.slice(0, read)];
}

/** One connection's end, as far as a decision needs it. */
export interface Outcome {
	readonly code: number;
	readonly wasClean: boolean;
	readonly opened: boolean;
	readonly errored: boolean;
}

/** How many closes in a row were decided by one rule, and when maxElapsedMs began. */
export interface Tally {
	readonly key: string;
	readonly streak: number;
	readonly since: number;
}

/** What follows a close; of a stop, the numbers of the retry that it is not. */
export interface Decided {
	readonly action: number;
	readonly rule: string;
	/** The number of the next attempt. */
	readonly attempt: number;
	readonly floor: number;
	readonly width: number;
	/** What the width is not below. */
	readonly least: number;
	readonly tally: Tally;
}

/** What follows a close after this attempt: wasm/reconnect, Decide. cause is the rule for what wsclose ended itself. */
export function decide(s: Settings, close: Outcome, attempt: number, tally: Tally, at: number, cause = ""): Decided {
	const { code, wasClean, opened, errored } = close;
	const index = s.rules.findIndex(
		(rule) => within(rule.code, code) && (rule.opened ?? opened) === opened && (rule.wasClean ?? wasClean) === wasClean,
	);
	const [from, , , action, min = -1, first = -1, soon = -1, most = Infinity, group = from] = rowOf(codes.CODES, code);
	const usual = {
		action: code === 1000 && errored ? b.RETRY : action,
		minDelayMs: min,
		firstDelayMs: s.policy ? soon : first,
		maxAttempts: most,
	};
	const own: Omit<Matcher, "code"> = cause
		? { action: cause === TOO_BIG ? b.STOP : b.RETRY, minDelayMs: 0, firstDelayMs: -1, maxAttempts: Infinity }
		: (s.rules[index] ?? usual);
	const named = cause || (index < 0 ? "" : `rules[${index}]`);
	const key = named || `default:${group}`;
	const streak = tally.key === key ? tally.streak + 1 : 1;
	const initial = own.firstDelayMs < 0 ? s.firstDelayMs : own.firstDelayMs;
	const limit =
		streak > own.maxAttempts || attempt >= s.maxAttempts
			? "limit:attempts"
			: at - tally.since >= s.maxElapsedMs
				? "limit:elapsed"
				: "";
	const stops = own.action === b.RETRY && limit;
	return {
		action: stops ? b.STOP : own.action,
		rule: stops || named || `fallback:${code}`,
		attempt: attempt + 1,
		floor: Math.max(s.minDelayMs, own.minDelayMs),
		width: width(s, initial, attempt),
		least: Math.min(initial, 1_000),
		tally: { key, streak, since: tally.since },
	};
}

/** What the delay after so many attempts is drawn from, never below min(first, 1 s): wasm/reconnect, Width. */
export const width = (s: Settings, first: number, attempts: number): number =>
	Math.max(Math.round(Math.min(s.maxDelayMs, first && first * s.growth ** attempts)), Math.min(first, 1_000));

/** The page's last word: wasm/reconnect, Override. */
export function override(made: Decided, [verdict, ms]: Verdict): Decided {
	return verdict === b.VERDICT_NONE
		? made
		: {
				...made,
				action: verdict === b.VERDICT_STOP ? b.STOP : b.RETRY,
				rule: "decide",
				...(verdict === b.VERDICT_WIDTH && { width: Math.max(made.least, ms) }),
				...(verdict === b.VERDICT_FLOOR && { floor: Math.max(made.floor, ms) }),
				...(verdict === b.VERDICT_EXACT && { floor: ms, width: 0 }),
			};
}

/** The delay that a number from [0, 1) draws: wasm/reconnect, Delay. */
export function delay(jitter: number, floor: number, width: number, drawn: number): number {
	const part = jitter === b.JITTER_NONE ? 1 : jitter === b.JITTER_EQUAL ? (1 + drawn) / 2 : drawn;
	return Math.floor(Math.min(floor, b.LONGEST_WAIT) + Math.min(width, b.LONGEST_WAIT) * part);
}
