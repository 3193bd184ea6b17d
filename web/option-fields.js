// Every option of a ManagedWebSocket as a field, in groups. kind says how a field is typed:
//
//	number  a number, or what else is typed, for the package to refuse
//	text    as it is typed
//	choice  the first one is the default, which is not passed; a choice may be [shown, value]
//	flag    a box; absent is its default
//	rules   a choice that fills a field with JSON
//	twins   a choice whose last one is a table
//
// What can't be typed, functions and signals, is offered as a choice, or said.

import { reads } from "./source.js";

/** Defaults that differ by policy; read() and the code never need them. */
export const PRESETS = {
	rfc6455: { firstDelayMs: 5_000, maxDelayMs: 30_000 },
	interactive: { firstDelayMs: 1_000, maxDelayMs: 15_000 },
};

/** A choice of functions, as they are written. */
const functions = (choices) => ["none", ...Object.entries(choices).map(([text, is]) => [text, reads(text, is)])];

/** A default that depends on whether anything is reconnected. */
const timeout = (on) => (reconnects) => (reconnects ? on : 0);

export const FIRST = [
	{
		path: "reconnect.policy",
		kind: "choice",
		choices: ["rfc6455", "interactive"],
		hint: "a preset; interactive waits less",
	},
	{ path: "reconnect.jitter", kind: "choice", choices: ["full", "equal", "none"], hint: "how a wait is drawn" },
	{ path: "reconnect.firstDelayMs", kind: "number", hint: "width of the first draw" },
	{ path: "reconnect.maxDelayMs", kind: "number", hint: "cap of the random part" },
	{ path: "reconnect.rules", kind: "rules" },
];

export const GROUPS = [
	{
		title: "More of reconnect",
		fields: [
			{ path: "reconnect.growth", kind: "number", absent: 2, hint: "by which the width grows" },
			{ path: "reconnect.minDelayMs", kind: "number", absent: 0, hint: "a floor under every wait" },
			{ path: "reconnect.minUptimeMs", kind: "number", absent: 5_000, hint: "shorter counts as failed" },
			{ path: "reconnect.maxAttempts", kind: "number", absent: "Infinity", hint: "then it stops" },
			{ path: "reconnect.maxElapsedMs", kind: "number", absent: "Infinity", hint: "since it was last stable" },
			{
				path: "reconnect.decide",
				kind: "choice",
				hint: "the last word, a function",
				choices: functions({
					"() => false": () => false,
					"() => true": () => true,
					"() => 2000": () => 2000,
					"() => ({ delayMs: 500, exact: true })": () => ({ delayMs: 500, exact: true }),
					"(report) => report.attempt < 3": (report) => report.attempt < 3,
				}),
			},
			{ path: "reconnect.network", kind: "flag", absent: true, hint: "heed offline and online" },
			{ path: "reconnect.lifecycle", kind: "flag", absent: true, hint: "heed freezing and leaving" },
			{ path: "reconnect.retryAfter", kind: "flag", absent: true, hint: "heed retry-after in a reason" },
		],
	},
	{
		title: "Time limits and heartbeat",
		fields: [
			{ path: "openTimeoutMs", kind: "number", absent: timeout(20_000), hint: "for the handshake; 0: none" },
			{ path: "closeTimeoutMs", kind: "number", absent: timeout(5_000), hint: "for the closing one; 0: none" },
			{ path: "idleTimeoutMs", kind: "number", absent: 0, hint: "without a message; 0: none" },
			{ path: "heartbeat.everyMs", kind: "number", absent: "none", hint: "when nothing else was sent" },
			{ path: "heartbeat.timeoutMs", kind: "number", absent: 10_000, hint: "within which any message is life" },
			{ path: "heartbeat.message", kind: "text", value: "ping", hint: "what the function returns" },
		],
	},
	{
		title: "Queue",
		note: "What send() does while there is no open connection.",
		fields: [
			{
				path: "queue",
				kind: "flag",
				absent: (reconnects) => reconnects,
				hint: "off: false, send() as the DOM's",
				wide: true,
			},
			{ path: "queue.maxMessages", kind: "number", absent: 1_000, hint: "at most" },
			{ path: "queue.maxBytes", kind: "number", absent: 16_777_216, hint: "of UTF-8, where it is text" },
			{ path: "queue.maxAgeMs", kind: "number", absent: 30_000, hint: "older ones expire" },
			{
				path: "queue.whenFull",
				kind: "choice",
				choices: ["throw", "drop-oldest", "drop-newest"],
				hint: "send() into a full one",
			},
			{ path: "queue.flush", kind: "choice", choices: ["auto", "manual"], hint: "manual: by flush()" },
			{ path: "queue.resend", kind: "flag", absent: true, hint: "send again what had not left" },
		],
	},
	{
		title: "Everything else",
		note: "The URL and the subprotocols may also be functions, asked before each connection, and WebSocket the class that native sockets are made with: these are for code alone.",
		fields: [
			{ path: "lenient", kind: "twins", hint: "send a twin for a forbidden code" },
			{ path: "maxMessageBytes", kind: "number", absent: "Infinity", hint: "a larger message fails it" },
			{
				path: "debug",
				kind: "choice",
				hint: "a line for each step",
				choices: ["false", ["true: to the console", true], ["a function: to the events", "log"]],
			},
			{ path: "connect", kind: "flag", absent: true, hint: "off: idle until reconnect()" },
			{ path: "signal", kind: "flag", absent: false, hint: "an AbortSignal, with a button that aborts" },
		],
	},
];

/** What the choice of rules writes into the field below it, before the package's own lists. */
export const SHORT_WAITS = [{ code: [1001, 1006, "1011-1014"], action: "retry", minDelayMs: 0, firstDelayMs: 1_000 }];
