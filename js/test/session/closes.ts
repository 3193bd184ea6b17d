// Scripts of what a server does to a session, and of its close().

import {
	inEachPhase,
	late,
	later,
	lose,
	once,
	open,
	opened,
	pass,
	restart,
	type Script,
	soon,
	type World,
} from "./script.ts";

export const closes: readonly Script[] = [
	{
		name: "every close of a server's ends a session without reconnect",
		options: once,
		steps: [open, (w) => w.peer().message("x"), restart],
	},
	...[1000, 1001, 1002, 1003, 1004, 1005, 1008, 1011, 1012, 1013, 1015, 2000, 3000, 3008, 3500, 4000, 5000, 0].map(
		(code): Script => ({
			name: `${code} from the server`,
			steps: [open, (w) => w.peer().close(code, "why"), pass(120_000)],
		}),
	),
	{
		name: "1000 after an error",
		steps: [open, (w) => w.peer().socket.dispatchEvent(new Event("error")), (w) => w.peer().close(1000), pass(60_000)],
	},
	{ name: "an unclean 1012", steps: [open, (w) => w.peer().close(1012, "", { wasClean: false }), pass(60_000)] },
	{
		name: "never opened, again and again",
		options: soon,
		steps: [lose, pass(500), lose, pass(1_000), lose, pass(2_000), lose, pass(60_000)],
	},
	{
		name: "lost after it was stable",
		options: soon,
		steps: [open, pass(5_000), lose, pass(500), open, pass(4_999), lose, pass(60_000)],
	},
	{
		name: "minUptimeMs 0",
		options: { reconnect: { firstDelayMs: 1_000, minUptimeMs: 0 } },
		steps: [lose, pass(500), open, lose, pass(60_000)],
	},
	{
		name: "invalid codes have a limit together",
		counts: true,
		options: soon,
		steps: [4, 2000, 5000, 1004].flatMap((code) => [open, (w: World) => w.peer().close(code), pass(4_000)]),
	},
	{
		name: "1002 is tried once more",
		counts: true,
		options: soon,
		steps: [open, (w) => w.peer().close(1002), pass(4_000), open, (w) => w.peer().close(1002), pass(4_000)],
	},
	{
		name: "maxAttempts",
		options: { reconnect: { firstDelayMs: 1_000, maxAttempts: 2 } },
		steps: [lose, pass(500), lose, pass(1_000), lose, pass(60_000)],
	},
	{
		name: "maxElapsedMs",
		counts: true,
		options: { reconnect: { firstDelayMs: 1_000, maxElapsedMs: 3_000 } },
		steps: [lose, pass(500), lose, pass(1_500), open, pass(2_000), lose],
	},
	{
		name: "maxElapsedMs starts anew after a stable connection",
		counts: true,
		options: { reconnect: { firstDelayMs: 1_000, maxElapsedMs: 3_000 } },
		steps: [open, pass(9_000), lose, pass(500), lose, pass(3_000), lose],
	},
	{
		name: "rules",
		counts: true,
		options: {
			reconnect: {
				firstDelayMs: 1_000,
				rules: [
					{ code: "4000-4099", action: "stop" },
					{ code: 4100, action: "retry", minDelayMs: 700, firstDelayMs: 100, maxAttempts: 1 },
				],
			},
		},
		steps: [open, (w) => w.peer().close(4100), pass(750), open, (w) => w.peer().close(4100)],
	},
	{
		name: "a rule for what never opened",
		options: { reconnect: { rules: [{ code: 1006, opened: false, action: "stop" }] } },
		steps: [lose],
	},
	{
		name: "no jitter",
		options: { reconnect: { firstDelayMs: 1_000, jitter: "none", minDelayMs: 100 } },
		steps: [lose, pass(1_100), lose, pass(2_100)],
	},
	{
		name: "equal jitter",
		options: { reconnect: { firstDelayMs: 1_000, jitter: "equal" } },
		steps: [lose, pass(750), lose, pass(1_500)],
	},
	{ name: "interactive", options: { reconnect: { policy: "interactive" } }, steps: [open, restart, pass(60_000)] },
	{ name: "no delay at all", options: { reconnect: { firstDelayMs: 0 } }, steps: [lose, pass(0), lose, pass(0)] },

	{
		name: "close() is answered",
		steps: [open, (w) => w.socket.close(4001, "mine"), (w) => w.peer().close(4001, "mine")],
	},
	{
		name: "close() is answered with another code",
		steps: [open, (w) => w.socket.close(), (w) => w.peer().close(4777, "theirs")],
	},
	{
		name: "close() is answered after a while",
		steps: [open, (w) => w.socket.close(), pass(4_000), (w) => w.peer().close(1005), pass(60_000)],
	},
	{
		name: "close() is never answered",
		steps: [open, (w) => w.socket.close(3000), pass(5_000), (w) => w.peer().close(3000), pass(60_000)],
	},
	{
		name: "close() with bytes that still leave",
		steps: [
			open,
			(w) => {
				w.peer().hold();
				w.peer().socket.send("x".repeat(1_000));
				w.socket.close();
			},
			(w) => w.peer().drain(500),
			pass(4_900),
			(w) => w.peer().close(1005),
		],
	},
	{
		name: "close() with 5 MB, which leave out of sight",
		steps: [
			open,
			(w) => {
				w.peer().hold();
				w.peer().socket.send("x".repeat(5e6));
				w.socket.close();
			},
			(w) => w.peer().drain(5e6),
			pass(24_530),
			pass(1),
		],
	},
	{
		name: "close() without a timeout",
		options: { closeTimeoutMs: 0 },
		steps: [open, (w) => w.socket.close(), pass(1e6), lose],
	},
	{ name: "close() and no Close frame", steps: [open, (w) => w.socket.close(3001), lose] },
	{
		name: "close() twice",
		steps: [open, (w) => w.socket.close(3001), pass(3_000), (w) => w.socket.close(3002), pass(3_000)],
	},
	{
		name: "close() when the peer's Close has come already",
		steps: [
			open,
			(w) => {
				Object.defineProperty(w.peer().socket, "readyState", { value: 2, configurable: true });
				w.socket.close(3001, "late");
			},
			(w) => {
				Reflect.deleteProperty(w.peer().socket, "readyState");
				w.peer().close(4001, "theirs");
			},
			pass(60_000),
		],
	},
	{ name: "close() of what never opens", steps: [(w) => w.socket.close(3000), lose] },
	{
		name: "close() in a native that ends at once",
		options: soon,
		steps: [
			open,
			(w) => {
				w.note("hasty");
				w.socket.close(3000, "x");
			},
			pass(60_000),
		],
	},
	...inEachPhase("close()", (w) => w.socket.close(4000, "enough"), [
		pass(100),
		(w) => w.peer().socket.readyState < 3 && w.peer().close(4000, "enough"),
		pass(60_000),
	]),
	...inEachPhase("a close() that throws", (w) => w.attempt(() => w.socket.close(1001)), [pass(100)]),
	...inEachPhase("reconnect()", (w) => w.socket.reconnect(), later),
	...inEachPhase("reconnect(4001, 'x')", (w) => w.socket.reconnect(4001, "x"), [pass(100)]),
	...inEachPhase("fail()", (w) => w.socket.fail("bad message"), [pass(100), late(opened), pass(100)]),
	...inEachPhase("fail('x', 4002)", (w) => w.socket.fail("x", 4002), [pass(60_000)]),
	...inEachPhase("dispose", (w) => w.socket[Symbol.dispose](), [
		pass(100),
		(w) => w.attempt(() => w.socket.reconnect()),
		(w) => w.socket[Symbol.dispose](),
	]),
	...inEachPhase("abort", (w) => w.abort.abort(), [pass(6_000)]),
	...inEachPhase("cancelRetry() too late", (w) => w.socket.dispatchEvent(new Event("cancel")), [pass(60_000)]).map(
		(script) => ({
			...script,
			prepare: (w: World) => {
				let last: { cancelRetry(): void } | undefined;
				w.on("close", (event) => {
					last = event;
				});
				w.on("cancel", () => last?.cancelRetry());
			},
		}),
	),
];
