// Says what may be sent, and what lenient mode sends in its place, as wasm/closecode does.

import { type Spans, within } from "../../page/tables.ts";
import { utf8Length } from "../../page/text.ts";
import * as codes from "../codes.gen.ts";

/** 0 fine, 1 the code, 2 the reason may not be sent: wasm/closecode, CheckSend. */
export const check = (code: number, reason: string): number =>
	within(codes.SENDABLE, code) ? (utf8Length(reason) > codes.MAX_REASON_BYTES ? 2 : 0) : 1;

/** wasm/closecode, Lenient. */
export function lenient(code: number, reason: string, table: Spans): readonly [code: number, reason: string] {
	const twin = codes.TWIN_BASE + (code >= codes.TWIN_FIRST && code <= codes.TWIN_LAST ? code - codes.TWIN_ZERO : 0);
	const own = table.find(([from, to]) => from === code && within(codes.SENDABLE, to));
	const { read } = new TextEncoder().encodeInto(reason, new Uint8Array(codes.MAX_REASON_BYTES));
	return [within(codes.SENDABLE, code) ? code : (own?.[1] ?? twin), reason.slice(0, read)];
}
