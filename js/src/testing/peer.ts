// The server's end of a fake connection: what a test does to a page. Events happen before a control returns.

import type { CloseArguments } from "../types.ts";
import { isBuffer, type Sent, type Wire } from "./wire.ts";

const NO_STATUS = 1005;
const ABNORMAL = 1006;

/** The server's end. A control that can't be, such as a message before accept(), throws an Error: the test is wrong. */
export class PeerOf<Socket extends { readonly url: string }> {
	/** The page's end. */
	readonly socket: Socket;
	/** The subprotocols that the page asks for. */
	readonly protocols: readonly string[];
	readonly #wire: Wire;

	constructor(socket: Socket, protocols: readonly string[], wire: Wire) {
		this.socket = socket;
		this.protocols = protocols;
		this.#wire = wire;
	}

	/** What the page has sent over the open connection, at once: text as a string, a Blob as it is, any buffer as a Uint8Array. */
	get sent(): readonly Sent[] {
		return this.#wire.sent;
	}

	/** What of it has left the browser whole: after a microtask, or as hold() and drain() say. */
	get received(): readonly Sent[] {
		return this.#wire.received;
	}

	/** Each call of the page's close() that did not throw; code null is an empty Close. Only the first is sent. */
	get closes(): readonly CloseArguments[] {
		return this.#wire.closes;
	}

	/** Called with each message when it has been received. */
	get onmessage(): ((data: Sent) => void) | null {
		return this.#wire.onmessage;
	}

	set onmessage(listener: ((data: Sent) => void) | null) {
		this.#wire.onmessage = listener;
	}

	/** Called in a microtask after the page's close(): `() => peer.close()` answers it. */
	get onclose(): ((asked: CloseArguments) => void) | null {
		return this.#wire.onclose;
	}

	set onclose(listener: ((asked: CloseArguments) => void) | null) {
		this.#wire.onclose = listener;
	}

	/** Opens the connection, with the first subprotocol that the page asks for. */
	accept({
		protocol = this.protocols[0] ?? "",
		extensions = "",
	}: {
		protocol?: string;
		extensions?: string;
	} = {}): void {
		this.#need("accept", this.#wire.readyState === 0);
		if (protocol && !this.protocols.includes(protocol)) {
			const asked = this.protocols.join(", ") || "none";
			throw new RangeError(`wsclose/testing: accept() with the subprotocol ${protocol}; the page asks for ${asked}`);
		}
		this.#wire.open(protocol, extensions);
	}

	/** The connection never opens, for whatever reason: `error`, then `close` with 1006. */
	refuse(): void {
		this.#need("refuse", !this.#wire.isAccepted);
		this.fail();
	}

	/** Sends a message: text, or bytes, which arrive by binaryType. While the socket is CLOSING it is lost, as in a browser. */
	message(data: string | ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob): void {
		const { readyState, socket, binaryType, isAccepted } = this.#wire;
		this.#need("message", isAccepted);
		if (readyState === 1) {
			const { origin } = new URL(this.socket.url);
			socket.dispatchEvent(new MessageEvent("message", { data: arriving(data, binaryType), origin }));
		}
	}

	/**
	 * Sends a Close frame, and the connection ends with it: `close`. Without a code it answers the page's close() with what that said,
	 * else it is an empty Close, which is 1005; so is the code 1005 itself. Any other number goes out, as from servers it does.
	 * wasClean false: as where RST follows the frame. A connection that the page closed before it was open can't end so: it fails.
	 */
	close(code?: number, reason?: string, { wasClean = true }: { wasClean?: boolean } = {}): void {
		const { isAccepted, readyState, closes } = this.#wire;
		this.#need("close", readyState > 0);
		if (!isAccepted) {
			this.fail();
			return;
		}
		const [asked] = code === undefined ? closes : [];
		this.#wire.end(code ?? asked?.code ?? NO_STATUS, reason ?? asked?.reason ?? "", wasClean, false);
	}

	/**
	 * The connection is lost without a Close frame, by FIN or RST: `close` with 1006, and no `error` (Chromium 156). One that never opened
	 * is refused.
	 */
	drop(): void {
		this.#need("drop", true);
		this.#wire.end(ABNORMAL, "", false, !this.#wire.isAccepted);
	}

	/** The browser fails the connection, as for a frame that breaks the protocol: `error`, then `close` with 1006. */
	fail(): void {
		this.#need("fail", true);
		this.#wire.end(ABNORMAL, "", false, true);
	}

	/** What the page sends from now on stays in its bufferedAmount. */
	hold(): void {
		this.#wire.isHeld = true;
	}

	/** So many bytes leave; without a number all do, and nothing is held any longer. */
	drain(bytes?: number): void {
		this.#wire.isHeld = bytes !== undefined;
		this.#wire.drain(bytes ?? Infinity);
	}

	#need(control: string, can: boolean): void {
		const { isAccepted, readyState } = this.#wire;
		if (!can || readyState === 3) {
			const state = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"][readyState];
			throw new Error(
				`wsclose/testing: ${control}() can't be: the socket is ${state}, and was ${isAccepted ? "" : "never "}accepted`,
			);
		}
	}
}

function arriving(data: unknown, binaryType: BinaryType): string | Blob | ArrayBuffer {
	if (typeof data === "string") {
		return data;
	}
	if (data instanceof Blob) {
		if (binaryType === "arraybuffer") {
			throw new TypeError("wsclose/testing: message() with a Blob while binaryType is arraybuffer; give it the bytes");
		}
		return data;
	}
	if (!ArrayBuffer.isView(data) && !isBuffer(data)) {
		throw new TypeError("wsclose/testing: message() takes a string, bytes, or a Blob");
	}
	const { buffer, byteOffset, byteLength } = ArrayBuffer.isView(data) ? data : new Uint8Array(data);
	const copy = new Uint8Array(buffer, byteOffset, byteLength).slice();
	return binaryType === "arraybuffer" ? copy.buffer : new Blob([copy]);
}
