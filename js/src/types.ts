// The types of the API that hold no code: options, reports, plans, events. api: README.md, "Reference".

import type { PHASES } from "./decider/bridge.gen.ts";
import type { BYS, CAUSES, KINDS } from "./decider/codes.gen.ts";

/** Where the session is. `waiting`: for a delay to pass. `paused`: for the network or the page to come back. `ended`: for good. */
export type Phase = (typeof PHASES)[number];

/** Decides a close by its code. The first rule that matches wins, before the default table; only for closes that peer or network made. */
export interface Rule {
	code: number | `${number}-${number}` | readonly (number | `${number}-${number}`)[];
	/** Only connections that were, or were not, open. */
	opened?: boolean;
	/** Only closes that were, or were not, clean. */
	wasClean?: boolean;
	action: "retry" | "stop";
	/** Milliseconds, a floor under the delay. */
	minDelayMs?: number;
	/** Milliseconds, the width of the first draw. */
	firstDelayMs?: number;
	/** So many closes in a row by this rule are answered with a retry. */
	maxAttempts?: number;
}

/** What decide may answer: stop, retry as planned, the upper bound of a draw, an exact delay, or no word. */
export type DecideAnswer = boolean | number | { delayMs: number; exact?: boolean } | undefined;

export interface ReconnectOptions {
	/** A preset for what follows: 'rfc6455' (default) spares servers, 'interactive' is for a page in front of a person. */
	policy?: "rfc6455" | "interactive";
	/** The first wait is uniform in [0, this). Default 5,000 ms; interactive 1,000 ms. */
	firstDelayMs?: number;
	/** The cap of the random part. Default 30,000 ms; interactive 15,000 ms. */
	maxDelayMs?: number;
	/** By which the random part grows with each attempt; at least 1. Default 2. */
	growth?: number;
	/** A floor under every delay. Default 0 ms. */
	minDelayMs?: number;
	/** How a delay is drawn: from all of the width, from its upper half, or not at all. Default 'full'. */
	jitter?: "full" | "equal" | "none";
	/** Shorter connections count as failed attempts. Default 5,000 ms. */
	minUptimeMs?: number;
	/** Default Infinity. */
	maxAttempts?: number;
	/** Since the session was last open for minUptimeMs. Default Infinity. */
	maxElapsedMs?: number;
	rules?: readonly Rule[];
	/** The page's last word, synchronous. Not asked after the page's own close(). */
	decide?: (report: CloseReport) => DecideAnswer;
	/** No attempt while offline; soon after it is over. Default true. */
	network?: boolean;
	/** No attempt while the page is frozen or gone; what froze is replaced. Default true. */
	lifecycle?: boolean;
	/** Heed `retry-after=SECONDS` and `spread=SECONDS` in a close reason. Default true. */
	retryAfter?: boolean;
}

export interface ManagedOptions {
	/** Default true. false: every end is final, as with the DOM's WebSocket, and both timeouts are off unless given. */
	reconnect?: boolean | ReconnectOptions;
	/** false (default): close() throws what the browser throws. true, or a table of codes: a code that a page may not send becomes another. */
	lenient?: boolean | Readonly<Record<number, number>>;
	/** false: nothing is dialled until reconnect(). Default true. */
	connect?: boolean;
	/** Default 20,000 ms; 0 is none. */
	openTimeoutMs?: number;
	/** Default 5,000 ms; 0 is none. Starts anew while bufferedAmount falls, and later where much was buffered (256 kB a second, at most 20 s). */
	closeTimeoutMs?: number;
	/** No message for so long: the connection is taken for lost. Default 0: none. */
	idleTimeoutMs?: number;
	/** Something to send when nothing else was, so that a lost connection is found out. */
	heartbeat?: {
		/** Milliseconds, from 1, without a message of the page's. Also sent at once when the page becomes visible or is back online. */
		everyMs: number;
		/** Any message within so many milliseconds is life; else the connection is lost (3008 Timeout). Default 10,000 ms. */
		timeoutMs?: number;
		message: () => string | ArrayBufferLike | ArrayBufferView | Blob;
	};
	/** What send() does while there is no open connection: false, as the DOM's. */
	queue?:
		| false
		| {
				/** Default 1,000. */
				maxMessages?: number;
				/** Of UTF-8 where it is text. Default 16 MiB. */
				maxBytes?: number;
				/** Older messages expire. Default 30,000 ms. */
				maxAgeMs?: number;
				/** Default 'throw': QuotaExceededError. What is dropped is told by an `expired` event. */
				whenFull?: "throw" | "drop-oldest" | "drop-newest";
				/** Whether what a connection had not handed to the network at its native end is sent again. Default true. */
				resend?: boolean;
				/** 'auto' (default): when the `open` listeners have returned. 'manual': when the page calls flush(). */
				flush?: "auto" | "manual";
		  };
	/** A larger message fails the connection (3909, the twin of 1009). Bytes, of UTF-8 where it is text. Default: none. */
	maxMessageBytes?: number;
	/** true: a line for each step to console.debug, and performance entries for connect, open and wait. Or who takes the lines. */
	debug?: boolean | ((line: string, report?: CloseReport) => void);
	/** Aborting it is close(). */
	signal?: AbortSignal;
	/** What native sockets are made with. Default: the global one, looked up at each connection. */
	WebSocket?: typeof WebSocket;
}

/** A message that was not sent, or not for sure. */
export interface QueuedMessage {
	readonly data: string | ArrayBuffer | ArrayBufferView | Blob;
	readonly bytes: number;
	/** When send() took it, as in Date.now(); of one that its connection's end gave back, at the latest that end. */
	readonly at: number;
	/** 'uncertain': its connection was let go of, and the browser may still have sent it. */
	readonly state: "queued" | "expired" | "dropped" | "uncertain";
}

/** What a provider may go by. */
export interface ProviderPlan {
	readonly attempt: number;
	readonly lastClose: CloseReport | null;
	/** Aborted when its answer is no longer wanted. */
	readonly signal: AbortSignal;
}

/** Gives the address of each connection. What it throws makes a failed attempt; StopReconnecting and RetryLater are verdicts. */
export type UrlProvider = (plan: ProviderPlan) => string | URL | Promise<string | URL>;
export type ProtocolsProvider = (plan: ProviderPlan) => string | string[] | Promise<string | string[]>;

/** What observe() tells: each type has members of its own. Sessions are numbered from 1. */
export type ObservedEvent =
	/** openMs: how long it took to open, in milliseconds. */
	| { readonly type: "open"; readonly session: number; readonly openMs: number }
	| { readonly type: "close" | "end"; readonly session: number; readonly report: CloseReport }
	| { readonly type: "retry"; readonly session: number; readonly report: CloseReport; readonly plan: RetryPlan }
	/** openMs: how long the connection has been open. */
	| {
			readonly type: "snapshot";
			readonly session: number;
			readonly report?: CloseReport;
			readonly plan?: RetryPlan;
			readonly openMs?: number;
	  }
	/** core.status has become this, and core.error; `failed` also where the load is to be tried again. */
	| { readonly type: "core"; readonly status: "ready" | "failed" | "crashed"; readonly error: Error | null };

/**
 * rule is what decided, the same whoever did: 'page', 'reconnect:false', 'rules[2]', 'default:1012', 'decide', 'cancelled',
 * 'limit:attempts', 'limit:elapsed', 'bad-url' or 'cause:close-timeout'.
 */
export type Decision =
	| { readonly action: "stop"; readonly rule: string }
	| { readonly action: "retry"; readonly delayMs: number; readonly rule: string };

export interface RetryPlan {
	readonly attempt: number;
	/** Milliseconds from when it was planned. */
	readonly delayMs: number;
	/** The moment of the attempt, as in Date.now(). */
	readonly at: number;
	readonly rule: string;
	/** Of the connection that ended last; of connection 0 where none has, as after reconnect() while the first URL is asked for. */
	readonly report: CloseReport;
}

/** What was asked of a close; code null is an empty Close. */
export interface CloseArguments {
	readonly code: number | null;
	readonly reason: string;
}

/** All that is known about one connection's end. Frozen, and structured-cloneable. Times are milliseconds. */
export interface CloseReport {
	/** What the browser said, untouched. */
	readonly code: number;
	readonly reason: string;
	readonly wasClean: boolean;
	/** The code's registered name, such as 'Going Away'. */
	readonly name: string;
	readonly kind: (typeof KINDS)[number];
	readonly by: (typeof BYS)[number];
	/** Why there is no better code: for 1006 above all. */
	readonly cause: (typeof CAUSES)[number];
	/** The code came on the wire and breaks RFC 6455, section 7.4. */
	readonly invalid: boolean;
	/** wsclose ended it without the browser's close event. */
	readonly synthetic: boolean;
	/** What the page, or wsclose, asked for. */
	readonly requested: CloseArguments | null;
	/** What the native close() was given. */
	readonly sent: CloseArguments | null;
	/** The session's number in this realm, from 1, as in observe(). */
	readonly session: number;
	/** Who decided: Go, or the JavaScript that stands in where there is no core. */
	readonly decider: "core" | "fallback";
	/** Without query, fragment and credentials. */
	readonly url: string;
	readonly protocol: string;
	/** From 1; 0 where the session ended without a connection. */
	readonly connection: number;
	readonly attempt: number;
	readonly opened: boolean;
	readonly connectMs: number;
	readonly openMs: number;
	readonly closingMs: number;
	/** When it ended, as in Date.now(). */
	readonly at: number;
	readonly messagesIn: number;
	readonly messagesOut: number;
	readonly queued: number;
	readonly unsentBytes: number;
	readonly resent: number;
	readonly uncertain: number;
	/** Nothing to alert on: the page's own close, a normal end, navigation, a planned restart. */
	readonly expected: boolean;
	readonly decision: Decision;
}
