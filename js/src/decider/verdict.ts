// What the page's decide may answer.

import { flag, ms, read } from "../options/checks.ts";
import * as b from "./bridge.gen.ts";

/** wasm/reconnect, Verdict. */
export type Verdict = readonly [kind: number, delayMs: number];

/** It says nothing. */
export const NO_VERDICT: Verdict = [b.VERDICT_NONE, 0];

const PATH = "the answer of decide()";
const MUST = "true, false, undefined, milliseconds, or {delayMs, exact}";
const ANSWER = { delayMs: ms, exact: flag };

/** Reads what decide answered; what it can't mean is reported and counts as no word. */
export function verdictOf(answer: unknown): Verdict {
	if (answer === undefined) {
		return NO_VERDICT;
	}
	if (typeof answer === "boolean") {
		return [answer ? b.VERDICT_RETRY : b.VERDICT_STOP, 0];
	}
	if (typeof answer === "number") {
		return [b.VERDICT_WIDTH, ms(answer, PATH)];
	}
	const { delayMs, exact } = read(PATH, answer, ANSWER, ["delayMs"], MUST);
	return [exact ? b.VERDICT_EXACT : b.VERDICT_WIDTH, delayMs as number];
}
