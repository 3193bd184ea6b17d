// Scripts of what decide answers, of timeouts, and of what no browser or page should do.

import { closed, late, lose, open, opened, pass, restart, type Script, soon } from "./script.ts";

export const deciding: readonly Script[] = [
	{
		name: "decide: undefined",
		options: { reconnect: { decide: () => undefined } },
		steps: [open, restart, pass(60_000)],
	},
	{ name: "decide: false", options: { reconnect: { decide: () => false } }, steps: [open, restart, pass(60_000)] },
	{
		name: "decide: true against a stop",
		options: { reconnect: { decide: () => true } },
		steps: [open, (w) => w.peer().close(1008), pass(60_000)],
	},
	{
		name: "decide: true to a retry",
		options: { reconnect: { decide: () => true } },
		steps: [open, restart, pass(60_000)],
	},
	{ name: "decide: a number", options: { reconnect: { decide: () => 9_000 } }, steps: [open, lose, pass(60_000)] },
	{
		name: "decide: too small a number",
		options: { reconnect: { decide: () => 10 } },
		steps: [open, lose, pass(60_000)],
	},
	{
		name: "decide: an object",
		options: { reconnect: { minDelayMs: 100, decide: () => ({ delayMs: 3_000 }) } },
		steps: [open, lose, pass(60_000)],
	},
	{
		name: "decide: exact",
		options: { reconnect: { minDelayMs: 100, decide: () => ({ delayMs: 3, exact: true }) } },
		steps: [open, lose, pass(3)],
	},
	{
		name: "decide: nonsense",
		options: { reconnect: { decide: () => "soon" as unknown as number } },
		steps: [open, lose, pass(60_000)],
	},
	{ name: "decide: NaN", options: { reconnect: { decide: () => Number.NaN } }, steps: [open, lose, pass(60_000)] },
	{
		name: "decide: null",
		options: { reconnect: { decide: () => null as unknown as undefined } },
		steps: [open, lose, pass(60_000)],
	},
	{
		name: "decide throws",
		options: {
			reconnect: {
				decide: (report) => {
					throw new Error(`undecided on ${report.code}`);
				},
			},
		},
		steps: [open, restart, pass(60_000)],
	},
	{
		name: "decide is not asked after close()",
		options: { reconnect: { decide: () => true } },
		steps: [open, (w) => w.socket.close(), (w) => w.peer().close(1005)],
	},
	{
		name: "decide is asked after a timeout",
		options: { openTimeoutMs: 100, reconnect: { decide: (report) => report.cause !== "open-timeout" } },
		steps: [pass(100)],
	},
	{
		name: "decide beats a limit",
		options: { reconnect: { maxAttempts: 0, decide: () => true } },
		steps: [lose, pass(60_000)],
	},

	{
		name: "openTimeoutMs",
		options: { ...soon, openTimeoutMs: 300 },
		steps: [pass(299), pass(1), late(opened), pass(500), pass(300)],
	},
	{
		name: "openTimeoutMs is over with open",
		options: { ...soon, openTimeoutMs: 300 },
		steps: [pass(299), open, pass(60_000)],
	},
	{
		name: "a timeout is not for rules on 1006",
		options: { openTimeoutMs: 300, reconnect: { rules: [{ code: 1006, action: "stop" }] } },
		steps: [pass(300)],
	},
	{
		name: "a timeout counts as an attempt",
		options: { openTimeoutMs: 300, reconnect: { firstDelayMs: 1_000, maxAttempts: 1 } },
		steps: [pass(300), pass(500), pass(300)],
	},
	{
		name: "idleTimeoutMs",
		options: { ...soon, idleTimeoutMs: 1_000 },
		steps: [open, pass(900), (w) => w.peer().message("x"), pass(900), pass(100), pass(60_000)],
	},
	{
		name: "idleTimeoutMs of a connection without a message",
		options: { ...soon, idleTimeoutMs: 1_000 },
		steps: [open, pass(1_000)],
	},

	{
		name: "late events of a connection that was let go",
		options: soon,
		steps: [
			open,
			(w) => w.socket.reconnect(),
			late(() => new MessageEvent("message", { data: "late" }), 1),
			(w) => w.peer(1).fail(),
			open,
			late(closed(1012), 1),
		],
	},
	{
		name: "late open of a connection that timed out",
		options: { ...soon, openTimeoutMs: 300 },
		steps: [
			pass(300),
			late(opened, 1),
			late(() => new MessageEvent("message", { data: "late" }), 1),
			late(closed(1000), 1),
			pass(500),
		],
	},
	{
		name: "connect false",
		options: { connect: false },
		steps: [pass(100), (w) => w.socket.reconnect(), open, (w) => w.socket.close(), (w) => w.peer().close(1005)],
	},
	{
		name: "connect false and close()",
		options: { connect: false },
		steps: [(w) => w.socket.close(4000, "x"), pass(100), (w) => w.socket.reconnect(), open],
	},
	{
		name: "connect false and dispose",
		options: { connect: false },
		steps: [(w) => w.socket[Symbol.dispose](), pass(100)],
	},
	{ name: "connect false and fail()", options: { connect: false }, steps: [(w) => w.socket.fail(), pass(100)] },
	{
		name: "a second session after the first",
		options: soon,
		steps: [
			open,
			(w) => w.peer().close(1008),
			pass(10_000),
			(w) => w.socket.reconnect(),
			open,
			lose,
			pass(500),
			open,
			(w) => w.socket.close(),
			(w) => w.peer().close(1005),
		],
	},
	{
		name: "no native socket can be made",
		options: soon,
		steps: [open, lose, (w) => w.refuse("no socket"), pass(500), pass(60_000)],
	},
	{
		name: "lenient",
		options: { lenient: true },
		steps: [open, (w) => w.socket.close(1001, "x".repeat(200)), (w) => w.peer().close(3901)],
	},
	{
		name: "a reason without a code",
		steps: [open, (w) => w.socket.close(undefined, "why"), (w) => w.peer().close(1000, "why")],
	},
	{
		name: "listeners that throw",
		options: soon,
		steps: [
			open,
			(w) => w.peer().message("x"),
			lose,
			pass(500),
			open,
			(w) => w.socket.close(),
			(w) => w.peer().close(1005),
		],
		prepare: (w) => {
			for (const type of ["open", "message", "error", "close", "phase", "retry", "end"]) {
				w.on(type, () => {
					throw new Error(`from ${type}`);
				});
			}
		},
	},
	...["phase", "error", "close", "retry", "end"].map(
		(type): Script => ({
			name: `a crash in a listener for ${type}`,
			options: soon,
			steps: [open, lose, pass(500), open, (w) => w.peer().close(1008), pass(60_000)],
			prepare: (w) => w.on(type, () => w.crash()),
		}),
	),
	{
		name: "a crash in decide",
		options: { reconnect: { firstDelayMs: 1_000, decide: () => undefined } },
		steps: [open, lose, pass(500), open, (w) => w.peer().close(1008)],
	},
];
