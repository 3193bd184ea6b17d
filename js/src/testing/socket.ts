// The page's end of a fake connection: the DOM's WebSocket, as far as a page can tell, without a network.

import { MAX_REASON_BYTES, SENDABLE } from "../decider/codes.gen.ts";
import { Handler } from "../dom/listeners.ts";
import { clampedShort, usvString } from "../dom/webidl.ts";
import { within } from "../page/tables.ts";
import { utf8Length } from "../page/text.ts";
import { PeerOf } from "./peer.ts";
import { isBuffer, later, type Sent, Wire } from "./wire.ts";

/** RFC 7230, section 3.2.6: what a subprotocol is made of. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/**
 * A native WebSocket whose other end is the test: `peer`. Nothing happens to it but what the peer does. It checks what it is given as
 * the DOM's does, and throws the same exceptions.
 */
export class FakeWebSocket extends EventTarget {
	/** All of this class, in the order in which they were made. */
	declare static readonly made: FakeWebSocket[];
	/** The constructor throws it, once. */
	declare static refusal: Error | null;
	/** Called with the peer of each new socket, in a microtask: a server that accepts and answers by itself. */
	declare static onconnect: ((peer: Peer) => void) | null;
	declare static readonly CONNECTING: 0;
	declare static readonly OPEN: 1;
	declare static readonly CLOSING: 2;
	declare static readonly CLOSED: 3;
	declare readonly CONNECTING: 0;
	declare readonly OPEN: 1;
	declare readonly CLOSING: 2;
	declare readonly CLOSED: 3;
	declare onopen: ((event: Event) => unknown) | null;
	declare onerror: ((event: Event) => unknown) | null;
	declare onclose: ((event: CloseEvent) => unknown) | null;
	declare onmessage: ((event: MessageEvent) => unknown) | null;

	readonly url: string;
	/** The other end. */
	readonly peer: Peer;
	readonly #wire: Wire;
	readonly #handlers: Record<string, Handler> = {};

	/** WHATWG WebSockets, the constructor: SyntaxError for a URL or a subprotocol that is none. */
	constructor(url: string | URL, protocols: string | string[] = []) {
		super();
		const Class = new.target;
		if (arguments.length === 0) {
			throw new TypeError("1 argument required, but only 0 present.");
		}
		const { refusal } = Class;
		if (refusal) {
			Class.refusal = null;
			throw refusal;
		}
		this.url = parse(usvString(url));
		const asked = (Array.isArray(protocols) ? protocols : [protocols]).map(usvString);
		if (new Set(asked).size < asked.length || !asked.every((protocol) => TOKEN.test(protocol))) {
			throw syntaxError(`The subprotocols '${asked.join("', '")}' are invalid or duplicated.`);
		}
		this.#wire = new Wire(this);
		this.peer = new PeerOf(this, asked, this.#wire);
		Class.made.push(this);
		later(() => Class.onconnect?.(this.peer));
	}

	/** The newest of this class. */
	static get last(): FakeWebSocket {
		const last = this.made.at(-1);
		if (!last) {
			throw new Error("wsclose/testing: no socket was made with this class");
		}
		return last;
	}

	get readyState(): 0 | 1 | 2 | 3 {
		return this.#wire.readyState;
	}

	/** Bytes of UTF-8, or of buffers, that have not left: they do in a microtask, unless the peer holds them. */
	get bufferedAmount(): number {
		return this.#wire.bufferedAmount;
	}

	get extensions(): string {
		return this.#wire.extensions;
	}

	get protocol(): string {
		return this.#wire.protocol;
	}

	get binaryType(): BinaryType {
		return this.#wire.binaryType;
	}

	set binaryType(value: BinaryType) {
		if (value === "blob" || value === "arraybuffer") {
			this.#wire.binaryType = value;
		}
	}

	/** InvalidStateError while CONNECTING. Once the socket closes it only counts. */
	send(data: string | ArrayBufferLike | ArrayBufferView | Blob): void {
		if (arguments.length === 0) {
			throw new TypeError("1 argument required, but only 0 present.");
		}
		const message = copied(data);
		if (this.readyState === 0) {
			throw new DOMException("Still in CONNECTING state.", "InvalidStateError");
		}
		this.#wire.send(message, sizeOf(message));
	}

	/** InvalidAccessError for a code other than 1000 and 3000-4999, SyntaxError for a reason of more than 123 bytes of UTF-8. */
	close(code?: number, reason?: string): void {
		// A reason without a code: the standard has no answer, Chromium 156 takes it for a code of 0.
		const number = code === undefined && reason === undefined ? null : clampedShort(code);
		const text = reason === undefined ? "" : usvString(reason);
		if (number !== null && !within(SENDABLE, number)) {
			throw new DOMException(`The code must be 1000 or 3000-4999; ${number} is not.`, "InvalidAccessError");
		}
		if (utf8Length(text) > MAX_REASON_BYTES) {
			throw syntaxError(`The reason must not have more than ${MAX_REASON_BYTES} bytes.`);
		}
		this.#wire.close({ code: number, reason: text });
	}

	static {
		const { prototype } = this;
		["CONNECTING", "OPEN", "CLOSING", "CLOSED"].forEach((name, value) => {
			Object.defineProperty(this, name, { value, enumerable: true });
			Object.defineProperty(prototype, name, { value, enumerable: true });
		});
		for (const type of ["open", "error", "close", "message"]) {
			Object.defineProperty(prototype, `on${type}`, {
				get(this: FakeWebSocket) {
					return this.#handlers[type]?.value ?? null;
				},
				set(this: FakeWebSocket, value: unknown) {
					this.#handlers[type] ??= new Handler(this, type);
					this.#handlers[type].set(value);
				},
				configurable: true,
				enumerable: true,
			});
		}
		Object.defineProperty(prototype, Symbol.toStringTag, { value: "WebSocket", configurable: true });
	}
}

const syntaxError = (message: string): DOMException => new DOMException(message, "SyntaxError");

function parse(text: string): string {
	let url: URL;
	try {
		url = new URL(text, globalThis.location?.href);
	} catch {
		throw syntaxError(`The URL '${text}' is invalid.`);
	}
	url.protocol = url.protocol.replace(/^http/, "ws");
	if (!/^wss?:$/.test(url.protocol) || url.href.includes("#")) {
		throw syntaxError(`The URL '${text}' must have the scheme ws or wss (or http, https), and no fragment.`);
	}
	return url.href;
}

/** What is sent is what it is now. */
function copied(data: unknown): Sent {
	if (data instanceof Blob) {
		return data;
	}
	if (ArrayBuffer.isView(data)) {
		return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
	}
	return isBuffer(data) ? new Uint8Array(data).slice() : usvString(data);
}

const sizeOf = (data: Sent): number =>
	typeof data === "string" ? utf8Length(data) : data instanceof Blob ? data.size : data.byteLength;

/** The other end of a fake connection: the test's. */
export type Peer = PeerOf<FakeWebSocket>;

/** The class of a world: what is made with it is known to it alone, so that tests beside each other don't meet. */
export type FakeWebSocketClass = typeof FakeWebSocket;

/**
 * Makes a class to be given as the option WebSocket, or to stand in the place of globalThis.WebSocket. Each has its own `made`, `last`,
 * `refusal` and `onconnect`.
 */
export function fakeWebSocket(): FakeWebSocketClass {
	return class WebSocket extends FakeWebSocket {
		static override readonly made: FakeWebSocket[] = [];
		static override refusal: Error | null = null;
		static override onconnect: ((peer: Peer) => void) | null = null;
	};
}
