// One native socket and the facts of its life. Facts are only recorded here; what they mean is decided elsewhere.

import { isPointed, point } from "../dom/listeners.ts";
import { exceeds, type Stock } from "../messages/queue.ts";
import { NOT_YET } from "../options/numbers.ts";
import { now } from "../page/clock.ts";
import { bufferedBy, guarded, readOr, readyStateOf } from "../page/guarded.ts";
import type { CloseArguments } from "../types.ts";

/** What the browser said at the end. */
export interface NativeClose {
	readonly code: number;
	readonly reason: string;
	readonly wasClean: boolean;
}

/** A close that the browser never told: 1006, as for every end without a Close frame. */
export const UNTOLD: NativeClose = { code: 1006, reason: "", wasClean: false };

/** What a close event says. A mock's may say anything: where its code is no number from 0 to 65535, the rest is not believed either. */
function readClose({ code, reason, wasClean }: NativeClose): NativeClose {
	return Number.isInteger(code) && code >= 0 && code <= 65535
		? { code, reason: typeof reason === "string" ? reason : "", wasClean: !!wasClean }
		: UNTOLD;
}

/** What happens to a native socket, for the session. */
export interface Watcher {
	/** Whether the time of the last message matters. */
	readonly isTimed: boolean;
	/** A message of more bytes is not taken. */
	readonly most: number;
	/** The socket that the page knows. */
	readonly target: EventTarget;
	opened(connection: Connection): void;
	tooBig(connection: Connection): void;
	closed(connection: Connection): void;
}

export class Connection {
	/** From 1; 0 where the session ended without one. */
	readonly number: number;
	/** null where the browser refused to make one. */
	readonly native: WebSocket | null;
	readonly dialledAt: number = now();
	openedAt: number = NOT_YET;
	/** When its close was asked for here. */
	askedAt: number = NOT_YET;
	/** When it ended, or was let go of: nothing that still happens to the native socket is heard then. */
	endedAt: number = NOT_YET;
	/** What was still buffered then. */
	askedBytes: number = 0;
	/** It was ending already when its close was asked for here: by a Close frame of the peer's. */
	isLate: boolean = false;
	errored: boolean = false;
	/** A browser's own, as its `open` showed. */
	isReal: boolean = false;
	/** null until the native `close`. */
	closed: NativeClose | null = null;
	/** The native `close` was reported to what decides. */
	isReported: boolean = false;
	requested: CloseArguments | null = null;
	sent: CloseArguments | null = null;
	messagesIn: number = 0;
	messagesOut: number = 0;
	/** When the last message came, and when one was last sent, if that matters. */
	heardAt: number = NOT_YET;
	sentAt: number = NOT_YET;
	/** What became of its messages, once it has ended. */
	stock: Stock | null = null;

	readonly #watcher: Watcher | undefined;

	constructor(number: number, native: WebSocket | null, watcher?: Watcher) {
		this.number = number;
		this.native = native;
		this.#watcher = watcher;
		if (native && watcher) {
			this.#watch(native, watcher);
		}
	}

	/** A message has come. Whichever listener is called first says so; false: it is too large, and the page is not to have it. */
	hear(event: MessageEvent): boolean {
		const watcher = this.#watcher as Watcher;
		if (isPointed(event) && event.target === watcher.target) {
			return true; // a mock may give one event to several sockets
		}
		if (watcher.most < Infinity && readOr(() => exceeds(event.data, watcher.most), false)) {
			guarded(() => event.stopImmediatePropagation());
			watcher.tooBig(this);
			return false;
		}
		this.messagesIn++;
		if (watcher.isTimed) {
			this.heardAt = now();
		}
		point(event, watcher.target, this.isReal);
		return true;
	}

	/** The only native listeners for error and close, and the first for open. */
	#watch(native: WebSocket, watcher: Watcher): void {
		const on = (type: string, listener: (event: never) => void): void =>
			native.addEventListener(type, listener as EventListener, true); // capturing: before every thunk of the page's
		on("open", (event: Event) => {
			this.isReal = readOr(() => event.isTrusted && event.target === native, false); // to ask each message would cost as much as all else done for it
			point(event, watcher.target, this.isReal);
			if (this.endedAt === NOT_YET) {
				this.openedAt = now();
				watcher.opened(this);
			}
		});
		const closed = (event: NativeClose): void => {
			if (this.endedAt === NOT_YET) {
				this.closed = readOr(() => readClose(event), UNTOLD);
				this.endedAt = now();
				watcher.closed(this);
			}
		};
		on("error", () => {
			this.errored = true;
			// Where a port is blocked WebKitGTK 2.50 tells no close (conformance: a bad port). A mock's may be under way.
			if (readyStateOf(native, 3) === 0) {
				setTimeout(() => readyStateOf(native, 3) !== 2 && closed(UNTOLD));
			}
		});
		on("close", closed);
	}

	/** Remembers what was asked for, the first time. */
	ask(requested: CloseArguments): void {
		if (!this.requested) {
			this.askedAt = now();
			this.askedBytes = bufferedBy(this.native);
			this.isLate = readyStateOf(this.native, 0) > 1;
			this.requested = requested;
		}
	}

	/** Calls the native close(), once, where that does anything. code null is an empty Close. */
	close(send: CloseArguments): void {
		const { native } = this;
		if (!native || this.sent || this.isLate) {
			return;
		}
		this.sent = send;
		if (send.code === null) {
			native.close();
		} else {
			native.close(send.code, send.reason);
		}
	}
}
