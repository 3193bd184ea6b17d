// What the page's decide may answer.

import { bare } from "../page/bare.ts";
import * as b from "./bridge.gen.ts";

/** wasm/reconnect, Verdict. */
export type Verdict = readonly [kind: number, delayMs: number];

/** It says nothing. */
export const NO_WORD: Verdict = [b.VERDICT_NONE, 0];

/** Reads what decide answered; what it can't mean is reported and counts as no word. */
export function verdictOf(answer: unknown): Verdict {
	if (answer === undefined) {
		return NO_WORD;
	}
	if (typeof answer === "boolean") {
		return [answer ? b.VERDICT_RETRY : b.VERDICT_STOP, 0];
	}
	const { delayMs, exact } = (typeof answer === "number" ? { delayMs: answer } : bare(answer as object)) as {
		delayMs?: number;
		exact?: boolean;
	};
	if (typeof delayMs === "number" && delayMs >= 0 && delayMs < 2 ** 31) {
		return [exact ? b.VERDICT_EXACT : b.VERDICT_WIDTH, Math.round(delayMs)];
	}
	throw new RangeError(
		"wsclose: decide() answers true, false, undefined, milliseconds from 0 to 2147483647, or {delayMs, exact}",
	);
}
