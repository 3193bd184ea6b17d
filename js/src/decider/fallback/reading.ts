// Says what the end of a connection means, as wasm/closecode does.

import { rowOf, within } from "../../page/tables.ts";
import type { Current } from "../bridge.gen.ts";
import * as codes from "../codes.gen.ts";

/** wasm/closecode, Reading. */
export type Reading = Pick<Current, "closeKind" | "by" | "cause" | "invalid" | "expected">;

/** wasm/closecode, Facts. */
export interface Facts {
	readonly code: number;
	readonly wasClean: boolean;
	readonly opened: boolean;
	readonly errored: boolean;
	/** The page has asked for the close before a Close frame of the peer's came. */
	readonly isAskedFirst: boolean;
	/** Why wsclose ended the connection; -1 where the browser told the end. */
	readonly cause: number;
	readonly isTooBig: boolean;
	readonly offline: boolean;
	readonly away: boolean;
	readonly frozen: boolean;
}

const EXPECTED = [1000, 1001, 1012];

/** wasm/closecode, Read. */
export function read(f: Facts): Reading {
	const { code, cause } = f;
	const closeKind = rowOf(codes.CODES, code)[2];
	const isOnWire = code !== 1005 && (code !== 1006 || f.wasClean);
	const invalid = isOnWire && !within(codes.ON_WIRE, code);
	if (cause >= 0) {
		return endedHere(f, { closeKind, invalid });
	}
	const told = isOnWire ? codes.CAUSE_CLOSE_FRAME : code === 1005 ? codes.CAUSE_NO_STATUS : -1;
	if (f.isAskedFirst) {
		const lost = f.opened ? codes.CAUSE_LOST : codes.CAUSE_NEVER_OPENED;
		return { closeKind, invalid, by: codes.BY_PAGE, cause: told < 0 ? lost : told, expected: true };
	}
	const [by, why] = told < 0 ? abnormal(f) : ([codes.BY_PEER, told] as const);
	return { closeKind, invalid, by, cause: why, expected: isOnWire && EXPECTED.includes(code) };
}

/** An end that wsclose or the page made otherwise than by close(). */
function endedHere(f: Facts, read: Pick<Reading, "closeKind" | "invalid">): Reading {
	const { cause } = f;
	const isPages = cause === codes.CAUSE_ABORTED || (cause === codes.CAUSE_FAILED && !f.isTooBig);
	const expected = cause === codes.CAUSE_ABORTED || (cause === codes.CAUSE_CLOSE_TIMEOUT && f.isAskedFirst);
	const closeKind = isPages || cause === codes.CAUSE_FAILED ? read.closeKind : codes.KIND_TIMEOUT;
	return { ...read, closeKind, by: isPages ? codes.BY_PAGE : codes.BY_WSCLOSE, cause, expected };
}

/** A 1006 that the browser made up: the surest explanation first. */
function abnormal({ frozen, offline, opened, away, errored }: Facts): readonly [by: number, cause: number] {
	if (frozen) {
		return [codes.BY_BROWSER, codes.CAUSE_FROZEN];
	}
	if (offline) {
		return [codes.BY_NETWORK, codes.CAUSE_OFFLINE];
	}
	if (!opened) {
		return [codes.BY_NETWORK, codes.CAUSE_NEVER_OPENED];
	}
	if (away) {
		return [codes.BY_BROWSER, codes.CAUSE_HIDDEN];
	}
	return errored ? [codes.BY_BROWSER, codes.CAUSE_FAILED] : [codes.BY_NETWORK, codes.CAUSE_LOST];
}
