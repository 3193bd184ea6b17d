// What a connection's end means while there is no core: wasm/closecode, Read, as far as it can be told without the surroundings.

import * as codes from "./codes.gen.ts";
import { rowOf, within } from "./codes.ts";
import { type Outcome, TOO_BIG } from "./fallback.ts";
import * as n from "./numbers.ts";
import type { Reading } from "./report.ts";

/** An end that the browser told. */
export function read({ code, wasClean, opened, errored }: Outcome, byPage: boolean): Reading {
	let by: number = codes.BY_PEER;
	let cause: number = codes.CAUSE_CLOSE_FRAME;
	if (code === 1006 && !wasClean) {
		const isFailed = opened && errored && !byPage;
		by = isFailed ? codes.BY_BROWSER : codes.BY_NETWORK;
		cause = isFailed ? codes.CAUSE_FAILED : opened ? codes.CAUSE_LOST : codes.CAUSE_NEVER_OPENED;
	} else if (code === n.NO_STATUS) {
		cause = codes.CAUSE_NO_STATUS;
	}
	const isFrame = cause === codes.CAUSE_CLOSE_FRAME;
	const isExpected = byPage || (isFrame && [1000, 1001, 1012].includes(code));
	const isInvalid = isFrame && !within(codes.ON_WIRE, code);
	const flags = (isExpected ? n.FLAG_EXPECTED : 0) | (isInvalid ? n.FLAG_INVALID : 0);
	return [rowOf(codes.CODES, code)[3], byPage ? codes.BY_PAGE : by, cause, flags];
}

/** An end of ours. */
export function ours(cause: number, rule: string): Reading {
	const isFailed = cause === codes.CAUSE_FAILED;
	const isPage = (isFailed && rule !== TOO_BIG) || cause === codes.CAUSE_ABORTED;
	const isExpected = cause === codes.CAUSE_ABORTED || cause === codes.CAUSE_CLOSE_TIMEOUT;
	return [
		isPage || isFailed ? codes.KIND_ABNORMAL : codes.KIND_TIMEOUT,
		isPage ? codes.BY_PAGE : codes.BY_WSCLOSE,
		cause,
		n.FLAG_SYNTHETIC | (isExpected ? n.FLAG_EXPECTED : n.FLAG_ERROR),
	];
}
