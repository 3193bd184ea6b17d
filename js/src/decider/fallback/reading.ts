// What a connection's end means while there is no core: wasm/closecode, Read.

import * as n from "../../options/numbers.ts";
import { isOffline } from "../../page/page.ts";
import { rowOf, within } from "../../page/tables.ts";
import type { Reading } from "../../session/report.ts";
import * as codes from "../codes.gen.ts";
import { type Outcome, TOO_BIG } from "./fallback.ts";

/** Who ended a connection with a 1006 that the browser made up, and why: the surest explanation first. */
function abnormal(
	{ opened, errored }: Outcome,
	byPage: boolean,
	frozen: boolean,
): readonly [by: number, cause: number] {
	if (!byPage && frozen) {
		return [codes.BY_BROWSER, codes.CAUSE_FROZEN];
	}
	if (!byPage && isOffline()) {
		return [codes.BY_NETWORK, codes.CAUSE_OFFLINE];
	}
	if (!byPage && opened && errored) {
		return [codes.BY_BROWSER, codes.CAUSE_FAILED];
	}
	return [codes.BY_NETWORK, opened ? codes.CAUSE_LOST : codes.CAUSE_NEVER_OPENED];
}

/** An end that the browser told. */
export function read(outcome: Outcome, byPage: boolean, frozen: boolean): Reading {
	const { code, wasClean } = outcome;
	let by: number = codes.BY_PEER;
	let cause: number = codes.CAUSE_CLOSE_FRAME;
	if (code === 1006 && !wasClean) {
		[by, cause] = abnormal(outcome, byPage, frozen);
	} else if (code === n.NO_STATUS) {
		cause = codes.CAUSE_NO_STATUS;
	}
	const isFrame = cause === codes.CAUSE_CLOSE_FRAME;
	const isExpected = byPage || (isFrame && [1000, 1001, 1012].includes(code));
	const isInvalid = isFrame && !within(codes.ON_WIRE, code);
	return {
		closeKind: rowOf(codes.CODES, code)[2],
		by: byPage ? codes.BY_PAGE : by,
		cause,
		invalid: isInvalid,
		expected: isExpected,
		synthetic: false,
		errored: outcome.errored,
	};
}

/** An end of ours. */
export function ours(cause: number, rule: string): Reading {
	const isFailed = cause === codes.CAUSE_FAILED;
	const isPage = (isFailed && rule !== TOO_BIG) || cause === codes.CAUSE_ABORTED;
	const isExpected = cause === codes.CAUSE_ABORTED || cause === codes.CAUSE_CLOSE_TIMEOUT;
	return {
		closeKind: isPage || isFailed ? codes.KIND_ABNORMAL : codes.KIND_TIMEOUT,
		by: isPage ? codes.BY_PAGE : codes.BY_WSCLOSE,
		cause,
		invalid: false,
		expected: isExpected,
		synthetic: true,
		errored: !isExpected,
	};
}
