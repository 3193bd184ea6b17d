// ManagedWebSocket: what the page sees. Conversions and exceptions are made here; what happens is the session's.

import { check, lenient } from "./decider/choose.ts";
import { invalidState, refused } from "./dom/errors.ts";
import type { ManagedCloseEvent, ManagedWebSocketEventMap } from "./dom/events.ts";
import { make, native } from "./dom/native.ts";
import { complete, handle } from "./dom/shape.ts";
import { clampedShort, named, needOne, usvString } from "./dom/webidl.ts";
import { FAILED } from "./options/numbers.ts";
import { once, settings } from "./options/options.ts";
import { textOf } from "./page/guarded.ts";
import { act } from "./session/effects.ts";
import { demand } from "./session/living.ts";
import { Dialler, type Protocols, type Url } from "./session/providers.ts";
import { NO_ARGUMENTS, Session } from "./session/session.ts";
import type { CloseReport, ManagedOptions, Phase, QueuedMessage, RetryPlan } from "./types.ts";

/** The global class is looked up at each connection, so that mocks keep working. Where our own stands there, the browser's is meant. */
const nativeClass = (found: typeof WebSocket | undefined): typeof WebSocket | undefined =>
	(found as unknown) === Complete || Object.prototype.isPrototypeOf.call(Complete, found as never) ? native : found;

/** The arguments of a call, with the type as it was converted: the browser is to count and convert the rest. */
const retyped = (type: string, [, ...rest]: Iterable<unknown>): [string, null] =>
	[type, ...rest] as unknown as [string, null];

/** What is set is given wsclose's own events; what is read is as the DOM's, so that an instance is a WebSocket to the compiler too. */
// biome-ignore lint/correctness/noUnusedVariables: it is merged with the class
interface ManagedWebSocket {
	get onopen(): WebSocket["onopen"];
	set onopen(listener: ((this: ManagedWebSocket, event: Event) => unknown) | null);
	get onerror(): WebSocket["onerror"];
	set onerror(listener: ((this: ManagedWebSocket, event: Event) => unknown) | null);
	get onclose(): WebSocket["onclose"];
	set onclose(listener: ((this: ManagedWebSocket, event: ManagedCloseEvent) => unknown) | null);
	get onmessage(): WebSocket["onmessage"];
	set onmessage(listener: ((this: ManagedWebSocket, event: MessageEvent) => unknown) | null);
}

/** A WebSocket that closes properly and, unless told not to, comes back. All members of the DOM's WebSocket are here and mean the same. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: a subclass may declare another type of an attribute, not of a class's accessor
class ManagedWebSocket extends EventTarget {
	declare static readonly CONNECTING: 0;
	declare static readonly OPEN: 1;
	declare static readonly CLOSING: 2;
	declare static readonly CLOSED: 3;
	declare readonly CONNECTING: 0;
	declare readonly OPEN: 1;
	declare readonly CLOSING: 2;
	declare readonly CLOSED: 3;

	readonly #session: Session;

	constructor(url: Url, protocols: Protocols = [], options?: ManagedOptions) {
		super();
		needOne(arguments);
		handle(this);
		const read = settings(options);
		const dialler = new Dialler(url, protocols, (...address) =>
			make(nativeClass(read.WebSocket ?? globalThis.WebSocket), ...address),
		);
		const session = new Session(read, this, dialler, act);
		this.#session = session;
		if (session.abort.isAborted) {
			session.ask("closeAsked", NO_ARGUMENTS);
		} else if (read.connect) {
			session.begin();
		} else {
			session.abort.listen();
		}
	}

	// -- The DOM's WebSocket.

	get url(): string {
		return textOf(this.#session.native, "url");
	}

	get readyState(): WebSocket["readyState"] {
		return this.#session.readyState as WebSocket["readyState"];
	}

	get bufferedAmount(): number {
		return this.#session.outbox.bufferedAmount;
	}

	get extensions(): string {
		return textOf(this.#session.native, "extensions");
	}

	get protocol(): string {
		return textOf(this.#session.native, "protocol");
	}

	get binaryType(): BinaryType {
		return this.#session.binaryType;
	}

	set binaryType(value: BinaryType) {
		const type = `${value}` as const;
		if (type === "blob" || type === "arraybuffer") {
			const session = this.#session;
			session.binaryType = type;
			session.setType();
		}
	}

	/**
	 * Sends a message, or lets it wait in the queue while there is no open connection: QuotaExceededError where that is full. Without a
	 * queue: InvalidStateError while there is no connection, as while the DOM's is CONNECTING.
	 */
	send(data: string | ArrayBufferLike | ArrayBufferView | Blob): void {
		needOne(arguments);
		this.#session.outbox.send(data);
	}

	/**
	 * Ends the session. Throws InvalidAccessError for a code other than 1000 and 3000-4999, SyntaxError for a reason of more than 123
	 * bytes of UTF-8 (unless lenient), before anything changes. WHATWG WebSockets, close().
	 */
	close(code: number | undefined = undefined, reason?: string): void {
		this.#ask("closeAsked", code, reason, reason === undefined ? null : 1000);
	}

	override addEventListener<K extends keyof ManagedWebSocketEventMap>(
		type: K,
		listener: (this: ManagedWebSocket, event: ManagedWebSocketEventMap[K]) => unknown,
		options?: boolean | AddEventListenerOptions,
	): void;
	override addEventListener(
		type: string,
		listener: EventListenerOrEventListenerObject | null,
		options?: boolean | AddEventListenerOptions,
	): void;
	override addEventListener(type: string, listener: unknown, options: unknown = undefined): void {
		const name = `${type}`;
		if (!this.#session.listeners.add(name, listener, options)) {
			super.addEventListener(...retyped(name, arguments));
		}
	}

	override removeEventListener(type: string, listener: unknown, options: unknown = undefined): void {
		const name = `${type}`;
		if (!this.#session.listeners.remove(name, listener, options)) {
			super.removeEventListener(...retyped(name, arguments));
		}
	}

	// -- What the DOM's has not.

	/** Where the session is. */
	get phase(): Phase {
		return this.#session.phase;
	}

	/** Retries since the last connection that stayed open for minUptimeMs; the first dial is 0. */
	get attempt(): number {
		return this.#session.attempt;
	}

	get lastClose(): CloseReport | null {
		return this.#session.lastClose;
	}

	/** The planned attempt, while there is one. */
	get plan(): RetryPlan | null {
		return this.#session.planned;
	}

	/** The number of the current connection, from 1. */
	get connection(): number {
		return this.#session.connection?.number ?? 0;
	}

	/** Fulfils when the current or next connection opens; rejects with WebSocketClosedError when the session ends first. */
	get opened(): Promise<void> {
		return this.#session.whenOpen.promise;
	}

	/** Fulfils when the session has ended, with the last report. Never rejects. */
	get closed(): Promise<CloseReport> {
		return this.#session.whenEnded.promise;
	}

	/** Ends this connection (1000 by default) and dials at once; also out of waiting, paused and ended. Not once the option signal is aborted. */
	reconnect(code?: number, reason?: string): void {
		this.#ask("reconnectAsked", code, reason, 1000);
	}

	/** RFC 6455, section 7.1.7: the page found an error. Reports at once; the peer gets the code, 3902 if none is given. */
	fail(reason?: string, code?: number): void {
		this.#ask("failAsked", code, reason, FAILED);
	}

	/** Sends what is queued, if there is an open connection; needed only with queue.flush 'manual'. */
	flush(): void {
		this.#session.outbox.flush();
	}

	/** Takes everything out of the queue and returns it. */
	clearQueue(): QueuedMessage[] {
		return this.#session.outbox.queue?.clear() ?? [];
	}

	/** Ends the session and drops everything. Idempotent. Also `using socket = …`. */
	[Symbol.dispose](): void {
		this.#session.dispose();
	}

	/** A subclass with these options built in, assignable to `typeof WebSocket`: what another client takes as its webSocketImpl. */
	static with(options: ManagedOptions): typeof ManagedWebSocket {
		const own = once({}, options);
		const Configured = class extends this {
			constructor(url: Url, protocols: Protocols = [], more?: ManagedOptions) {
				needOne(arguments);
				super(url, protocols, once(own, more));
			}
		};
		return named(Configured, "WebSocket");
	}

	/** Converts as WebIDL does, asks whether it may be sent, and then the session for it. absent is the code where none is given. */
	#ask(
		kind: "closeAsked" | "reconnectAsked" | "failAsked",
		code: number | undefined,
		reason: string | undefined,
		absent: number | null,
	): void {
		// A reason without a code: browsers disagree, so it never reaches them; it sends 1000.
		const number = code === undefined ? absent : clampedShort(code);
		const text = reason === undefined ? "" : usvString(reason);
		if (kind === "reconnectAsked" && this.#session.isDisposed) {
			throw invalidState("wsclose: this socket was disposed of; make a new one");
		}
		const asked = Object.freeze({ code: number, reason: text });
		let send = asked;
		demand();
		const table = this.#session.settings.lenient;
		if (number !== null && table) {
			const [code, reason] = lenient(number, text, table);
			send = Object.freeze({ code, reason });
		} else if (number !== null) {
			const wrong = check(number, text);
			if (wrong) {
				throw refused(wrong, number, text);
			}
		}
		if (kind === "reconnectAsked" && this.#session.abort.isAborted) {
			return; // as when it is made: nothing is dialled
		}
		this.#session.ask(kind, asked, send);
	}
}

const Complete: typeof ManagedWebSocket = /* @__PURE__ */ complete(ManagedWebSocket);
type Complete = ManagedWebSocket;

export { Complete as ManagedWebSocket };
