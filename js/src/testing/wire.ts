// What is between a fake socket and its peer: the state of the connection, and what is under way. It has no timers: what happens by
// itself happens in a microtask of a promise, which fake timers leave alone.

import type { CloseArguments } from "../types.ts";

/** What a peer gets: text, a Blob, or the bytes of any buffer. */
export type Sent = string | Blob | Uint8Array;

/** The microtask after the calls that are running. What throws there is an unhandled rejection, which fails a test. */
export const later = (call: () => void): void => void Promise.resolve().then(call);

/** Also one of another realm: Jest's jsdom has two. */
export const isBuffer = (data: unknown): data is ArrayBuffer =>
	/^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(data));

/** CloseEvent, where there is none: Node 20. */
class PlainCloseEvent extends Event {
	readonly code: number;
	readonly reason: string;
	readonly wasClean: boolean;

	constructor(type: string, { code = 0, reason = "", wasClean = false }: CloseEventInit = {}) {
		super(type);
		this.code = code;
		this.reason = reason;
		this.wasClean = wasClean;
	}
}

export class Wire {
	/** The page's end. */
	readonly socket: EventTarget;
	readyState: 0 | 1 | 2 | 3 = 0;
	/** The opening handshake was done. */
	isAccepted: boolean = false;
	isHeld: boolean = false;
	protocol: string = "";
	extensions: string = "";
	binaryType: BinaryType = "blob";
	/** Bytes that have not left. Those of messages that never will stay: WHATWG WebSockets, bufferedAmount. */
	bufferedAmount: number = 0;
	readonly sent: Sent[] = [];
	readonly received: Sent[] = [];
	readonly closes: CloseArguments[] = [];
	onmessage: ((data: Sent) => void) | null = null;
	onclose: ((asked: CloseArguments) => void) | null = null;
	readonly #leaving: { readonly data: Sent; left: number }[] = [];
	/** How many of them have left: shift() would move all others, each time. */
	#gone = 0;

	constructor(socket: EventTarget) {
		this.socket = socket;
	}

	send(data: Sent, bytes: number): void {
		this.bufferedAmount += bytes;
		if (this.readyState === 1) {
			this.sent.push(data);
			this.#leaving.push({ data, left: bytes });
			later(() => this.isHeld || this.drain(Infinity));
		}
	}

	/** So many bytes leave. A message has arrived when its last byte has. */
	drain(bytes: number): void {
		let rest = bytes;
		for (let first = this.#leaving[this.#gone]; first && this.readyState < 3; first = this.#leaving[this.#gone]) {
			const gone = Math.min(first.left, rest);
			this.bufferedAmount -= gone;
			first.left -= gone;
			rest -= gone;
			if (first.left > 0) {
				return;
			}
			if (++this.#gone === this.#leaving.length) {
				this.#leaving.length = this.#gone = 0;
			}
			this.received.push(first.data);
			this.onmessage?.(first.data);
		}
	}

	/** The page's close(). WHATWG WebSockets, close(), step 3. */
	close(asked: CloseArguments): void {
		this.closes.push(asked);
		if (this.readyState < 2) {
			this.readyState = 2;
			later(() => this.onclose?.(asked));
		}
	}

	open(protocol: string, extensions: string): void {
		this.isAccepted = true;
		this.readyState = 1;
		this.protocol = protocol;
		this.extensions = extensions;
		this.socket.dispatchEvent(new Event("open"));
	}

	/** `error` comes before `close`, and readyState is 3 in both. */
	end(code: number, reason: string, wasClean: boolean, isFailed: boolean): void {
		this.readyState = 3;
		if (isFailed) {
			this.socket.dispatchEvent(new Event("error"));
		}
		const Kind = globalThis.CloseEvent ?? PlainCloseEvent;
		this.socket.dispatchEvent(new Kind("close", { code, reason, wasClean }));
	}
}
