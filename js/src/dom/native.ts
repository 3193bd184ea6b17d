// Makes native sockets, and puts those that are not the browser's own behind an adapter for Go.

import type { Closeable } from "../decider/core/bridge.ts";
import { complain } from "../page/console.ts";

/** The browser's own class, or what stood in its place when this was loaded. Node 20 has none. */
export const native = globalThis.WebSocket as typeof WebSocket | undefined;

/** A native socket is being made. What install() put in a class's place, and others may have wrapped, makes one too by then. */
export let isMaking = false;

export function make(
	Class: typeof WebSocket | undefined,
	url: string | URL,
	protocols: string | string[] | undefined,
): WebSocket {
	if (!Class) {
		throw new ReferenceError("wsclose: there is no WebSocket here; pass one in the option WebSocket");
	}
	const was = isMaking;
	isMaking = true;
	try {
		return new Class(url, protocols);
	} finally {
		isMaking = was;
	}
}

/** Whether the socket is of the browser's own class, no subclass, and nobody has put anything in place of its close(). */
const isBrowsersOwn = (native: WebSocket): boolean =>
	Object.hasOwn(Object(Object.getPrototypeOf(native)), "close") &&
	/^function close\(\) \{\s*\[native code\]/.test(`${native.close}`);

/** Of a connection: whether its socket was closed. */
interface Closed {
	readonly sent: object | null;
}

/**
 * A session's native socket, as Go closes and reads it. A session has one for all its sockets: an object that Go has fetched stays in
 * wasm_exec.js's table until a finalizer runs, which with Go's compiler is never between calls of exported functions.
 */
export class NativeFace implements Closeable {
	#native: WebSocket | null = null;
	#connection: Closed | null = null;
	/** The browser's own, bound. What may throw stands behind what catches: an exception would end a core that TinyGo compiled. */
	close: WebSocket["close"] = () => {};

	/** connection: what is closed once is closing, whatever readyState a mock says. */
	show(native: WebSocket | null, connection: Closed | null = null): void {
		this.#native = native;
		this.#connection = connection;
		this.close =
			native && isBrowsersOwn(native)
				? native.close.bind(native)
				: (...given) => {
						try {
							native?.close(...given);
						} catch (error) {
							complain(error);
						}
					};
	}

	get readyState(): WebSocket["readyState"] {
		const state = this.#read("readyState", 3);
		return (this.#connection?.sent ? Math.max(state, 2) : state) as WebSocket["readyState"];
	}

	get bufferedAmount(): number {
		return this.#read("bufferedAmount", 0);
	}

	#read(name: "readyState" | "bufferedAmount", none: number): number {
		try {
			return this.#native ? Number(this.#native[name]) || 0 : none; // a mock may have no such member
		} catch (error) {
			complain(error);
			return none;
		}
	}
}
