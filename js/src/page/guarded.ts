// Calls what may be the page's, and reads what a native socket says: a mock's members may be missing, throw, or be of any type. What is
// thrown is reported, and stops nobody.

import { complain } from "./console.ts";

/** Calls what may be the page's. */
export const guarded = (call: () => void): void => readOr(call, undefined);

/** What read gives, or none where it throws. */
export function readOr<T>(read: () => T, none: T): T {
	try {
		return read();
	} catch (error) {
		complain(error);
		return none;
	}
}

type Native = WebSocket | null;

/** none where there is no socket, or where it throws. */
export const readyStateOf = (native: Native, none: number): number =>
	native ? readOr(() => Number(native.readyState) || 0, none) : none;

export const bufferedBy = (native: Native): number =>
	native ? readOr(() => Math.min(Math.max(Number(native.bufferedAmount) || 0, 0), Number.MAX_SAFE_INTEGER), 0) : 0;

export const textOf = (native: Native, name: "url" | "protocol" | "extensions"): string =>
	native ? readOr(() => `${native[name] ?? ""}`, "") : "";
