// The native socket of a session, as Go closes and reads it.

import { bufferedBy, guarded, readOr, readyStateOf } from "../../page/guarded.ts";
import type { Closeable } from "./bridge.ts";

/** What has been sent to a socket's close(), if anything. */
interface Closed {
	readonly sent: object | null;
}

/** Whether the socket is of the browser's own class, no subclass, and nobody has put anything in place of its close(). */
const isBrowsersOwn = (native: WebSocket): boolean =>
	readOr(
		() =>
			Object.hasOwn(Object(Object.getPrototypeOf(native)), "close") &&
			/^function close\(\) \{\s*\[native code\]/.test(`${native.close}`),
		false,
	);

/**
 * One for all the sockets of a session: an object that Go has fetched stays in wasm_exec.js's table until a finalizer runs, which with
 * Go's compiler is never between calls of exported functions.
 */
export class SocketAdapter implements Closeable {
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
				: (...given) => guarded(() => native?.close(...given));
	}

	get readyState(): WebSocket["readyState"] {
		const state = readyStateOf(this.#native, 3);
		return (this.#connection?.sent ? Math.max(state, 2) : state) as WebSocket["readyState"];
	}

	get bufferedAmount(): number {
		return bufferedBy(this.#native);
	}
}
