// `wsclose/reconnecting-websocket`: the class of the package reconnecting-websocket 4.4.0, over ManagedWebSocket.

import { type ManagedOptions, ManagedWebSocket, type ManagedWebSocketEventMap, rules } from "wsclose";

export type Event = globalThis.Event;
export type CloseEvent = ManagedWebSocketEventMap["close"];
/** message is 'TIMEOUT' where connectionTimeout has passed; the browser's own errors say nothing. */
export interface ErrorEvent extends Event {
	readonly message?: string;
	readonly error?: Error;
}

interface EventMap extends Omit<ManagedWebSocketEventMap, "error"> {
	error: ErrorEvent;
}

export type Message = string | ArrayBuffer | Blob | ArrayBufferView;
/** Asked before each connection. One that throws or rejects makes a failed attempt. */
export type UrlProvider = string | URL | (() => string | URL | Promise<string | URL>);

/** The package's options, and those of ManagedWebSocket, which win. Times are milliseconds. */
export interface Options extends Omit<ManagedOptions, "WebSocket" | "debug"> {
	/** What native sockets are made with; default: the global class. */
	// biome-ignore lint/suspicious/noExplicitAny: the package's own type
	WebSocket?: any;
	/** The longest delay. Default 10,000. */
	maxReconnectionDelay?: number;
	/** The first delay, exactly. Default: drawn for each delay, 1,000 to 5,000 at first. */
	minReconnectionDelay?: number;
	/** By which the delay grows with each attempt; below 1 it is 1. Default 1.3. */
	reconnectionDelayGrowFactor?: number;
	/** Shorter connections count as failed attempts. Default 5,000. */
	minUptime?: number;
	/** For the opening handshake; Infinity is none. Default 20,000. */
	connectionTimeout?: number;
	/** Default Infinity. */
	maxRetries?: number;
	/** How many messages wait for a connection; later ones are dropped. Default 1,000, and 16 MiB in all. */
	maxEnqueuedMessages?: number;
	/** true: nothing is dialled until reconnect(). */
	startClosed?: boolean;
	/** true: a line for each step to console.log. */
	debug?: ManagedOptions["debug"];
}

/**
 * ReconnectingWebSocket of reconnecting-websocket 4.4.0: its constructor, options, events, retryCount, reconnect() and close(). It is a
 * ManagedWebSocket, with `close` reports, `retry` and `end` events. What differs, and why:
 *
 * - `close` never says 1000 for what was not closed so. A failed handshake, a timeout and reconnect() end with 1006 and wasClean false, as
 *   the browser has it; the code that was asked for is in event.report.requested. `error` comes before `close`, as natively.
 * - close() and reconnect() with a code or a reason that may not be sent throw before anything changes. The package has by then given up
 *   reconnecting, or left the old connection open beside the new.
 * - reconnect() works after maxRetries, after an early close(), and while waiting, when it dials at once. It starts the count of retries
 *   anew only where the session had ended, so that a page that calls it in each `close` listener still slows down.
 * - The first connection is dialled in the constructor, which throws SyntaxError for a bad URL. A URL function is called right after it.
 * - A URL function that throws or rejects makes a failed attempt. The package never tries again.
 * - Listeners are EventTarget's: `once` and `signal` work, a listener added twice is called once, handler attributes have their place
 *   among the listeners, event.target is this socket.
 * - The queue is bounded (1,000 messages, 16 MiB), and counted in bytes. What it drops, an `expired` event hands back. What the browser
 *   had not handed to the network when a connection ended goes out on the next.
 * - Without minReconnectionDelay each delay is drawn anew. The package draws once for a page, and a crowd that lost one server comes back
 *   in step. A server may ask for more by `retry-after=SECONDS` in its reason.
 * - connectionTimeout is 20 s: Chromium itself holds a tab's handshakes back for up to 5 s after failures, and 4 s would cut them off.
 * - A peer that never answers close() is waited for 5 s (closeTimeoutMs), where browsers wait up to a minute.
 * - No attempt is made while the browser is offline or the page frozen; soon after, one is.
 * - Options are read once. One that is unknown or out of range is rejected by name. Members with a leading underscore are gone.
 */
export default class ReconnectingWebSocket extends ManagedWebSocket {
	declare onerror: ((event: ErrorEvent) => unknown) | null;

	/** Throws what the browser throws for a URL or protocols that are none, TypeError and RangeError for options. */
	constructor(url: UrlProvider, protocols?: string | string[] | null, options: Options = {}) {
		const {
			maxReconnectionDelay: max = 10_000,
			minReconnectionDelay: exact,
			reconnectionDelayGrowFactor: growth = 1.3,
			minUptime: minUptimeMs,
			connectionTimeout,
			maxRetries: maxAttempts,
			maxEnqueuedMessages: maxMessages,
			startClosed,
			debug,
			...rest
		} = options;
		const minDelayMs = exact === undefined ? Math.min(1_000, max) : 0;
		super(typeof url === "function" ? () => url() : url, protocols || [], {
			reconnect: {
				rules: rules.always,
				jitter: exact === undefined ? "full" : "none",
				minDelayMs,
				firstDelayMs: Math.min(exact ?? 4_000, max - minDelayMs),
				maxDelayMs: max - minDelayMs,
				growth: Math.max(growth, 1),
				minUptimeMs,
				maxAttempts,
			},
			openTimeoutMs: connectionTimeout === Infinity ? 0 : connectionTimeout,
			queue: { maxMessages, maxAgeMs: Infinity, whenFull: "drop-newest" },
			connect: !startClosed,
			debug: debug === true ? (line: string) => console.log("RWS>", line) : debug,
			...rest,
		} as ManagedOptions);
		// The package sends what waits before any listener can.
		this.addEventListener("open", () => this.flush());
		this.addEventListener("error", (event) => {
			if (this.lastClose?.cause === "open-timeout") {
				Object.assign(event, { message: "TIMEOUT", error: new Error("TIMEOUT") });
			}
		});
	}

	/** The connection attempts after the first, since a connection was open for minUptime; in `close` listeners, with the one to come. */
	get retryCount(): number {
		const isTold = this.phase === "waiting" && super.readyState === 3;
		return this.attempt + Number(isTold && this.lastClose?.decision.rule !== "page");
	}

	/** CLOSED while it waits, too. */
	override get readyState(): WebSocket["readyState"] {
		return /^(idle|waiting|paused)$/.test(this.phase) ? 3 : super.readyState;
	}

	override addEventListener<K extends keyof EventMap>(
		type: K,
		listener: (this: ReconnectingWebSocket, event: EventMap[K]) => unknown,
		options?: boolean | AddEventListenerOptions,
	): void;
	override addEventListener(
		type: string,
		listener: EventListenerOrEventListenerObject | null,
		options?: boolean | AddEventListenerOptions,
	): void;
	override addEventListener(...all: unknown[]): void {
		super.addEventListener(...(all as Parameters<EventTarget["addEventListener"]>));
	}

	/** Ends the session: 1000 by default. */
	override close(code: number = 1000, reason?: string): void {
		super.close(code, reason);
	}
}
