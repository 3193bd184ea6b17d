// What happens to a session, step by step: each script is run with the core, without it, with a core that comes late and with one that
// crashes, and must look the same to the page each time (machine.test.ts).

import type { ManagedWebSocket } from "../src/socket.ts";
import type { ManualClock, Peer } from "../src/testing.ts";
import type { ManagedOptions } from "../src/types.ts";

export interface World {
	readonly socket: ManagedWebSocket;
	readonly clock: ManualClock;
	/** The other end of a native socket, from 1; without a number of the last. */
	peer(number?: number): Peer;
	note(line: string): void;
	/** Calls f with each event of the type, or with the nth alone. */
	on(type: string, f: (event: never) => void, nth?: number): void;
	/** Writes down what f threw. */
	attempt(f: () => void): void;
	/** A defect in the core, if there is one. */
	crash(): void;
	readonly abort: AbortController;
	refuse(message: string): void;
}

export interface Script {
	readonly name: string;
	readonly options?: ManagedOptions;
	/** Before the first step. */
	readonly prepare?: (world: World) => void;
	readonly steps: readonly ((world: World) => void)[];
	/** Why it may look different without a core. */
	readonly core?: string;
	/** It hangs on counters that are not handed over between core and coreless.ts: closes in a row, and since when. */
	readonly counts?: boolean;
}

const open = (w: World): void => w.peer().accept();
const lose = (w: World): void => w.peer().fail();
const refuseToStay = (w: World): void => {
	open(w);
	w.peer().close(1008);
};
const restart = (w: World): void => w.peer().close(1012, "deploy");
const pass = (ms: number) => (w: World) => w.clock.advance(ms);
/** What no browser does: an event of a connection that was let go of. */
const late = (event: () => Event, number?: number) => (w: World) => void w.peer(number).socket.dispatchEvent(event());
const opened = (): Event => new Event("open");
/** Node 20 has no CloseEvent. */
const closed = (code: number) => (): Event => Object.assign(new Event("close"), { code, reason: "", wasClean: true });
const soon: ManagedOptions = { reconnect: { firstDelayMs: 1_000, maxDelayMs: 4_000 } };
const once: ManagedOptions = { reconnect: false };

/** Each phase, and the steps to it. */
const phases: Record<string, readonly ((world: World) => void)[]> = {
	connecting: [],
	open: [open],
	closing: [open, (w) => w.socket.close(3000, "bye")],
	waiting: [open, lose],
	ended: [open, (w) => w.peer().close(1008)],
};
const inEachPhase = (
	name: string,
	step: (world: World) => void,
	after: readonly ((world: World) => void)[],
	options = soon,
): Script[] =>
	Object.entries(phases).map(([phase, steps]) => ({
		name: `${name} in ${phase}`,
		options,
		steps: [...steps, step, ...after],
	}));

const later = [pass(700), open, pass(6_000), lose, pass(60_000)];

export const scripts: readonly Script[] = [
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

	{
		name: "reconnect() in a close listener wins over a stop",
		steps: [open, (w) => w.peer().close(1008), open, pass(100)],
		prepare: (w) => w.on("close", () => w.socket.reconnect(), 1),
	},
	{
		name: "reconnect() in a close listener wins over a retry",
		steps: [open, lose, open, pass(60_000)],
		prepare: (w) => w.on("close", () => w.socket.reconnect(), 1),
	},
	{
		name: "reconnect() in every close listener is paced",
		options: soon,
		steps: [open, lose, lose, pass(10), late(closed(1006)), pass(10), late(closed(1006)), pass(5_000)],
		prepare: (w) => w.on("close", () => w.socket.reconnect()),
		core: "counts attempts and not calls",
	},
	{
		name: "reconnect() twice in a close listener",
		options: soon,
		steps: [open, lose, open],
		prepare: (w) =>
			w.on(
				"close",
				() => {
					w.socket.reconnect();
					w.socket.reconnect();
				},
				1,
			),
	},
	{
		name: "reconnect() in an end listener",
		steps: [open, (w) => w.peer().close(1008), open, (w) => w.peer().close(1008), pass(60_000)],
		prepare: (w) => w.on("end", () => w.socket.reconnect(), 1),
	},
	{
		name: "reconnect() in every end listener is paced",
		options: soon,
		steps: [
			refuseToStay,
			refuseToStay,
			pass(2_000),
			refuseToStay,
			pass(4_000),
			open,
			pass(6_000),
			(w) => w.peer().close(1008),
			open,
		],
		prepare: (w) => w.on("end", () => w.socket.reconnect()),
	},
	{
		name: "reconnect() in a retry listener",
		options: soon,
		steps: [open, lose, open, pass(60_000)],
		prepare: (w) => w.on("retry", () => w.socket.reconnect(), 1),
	},
	{
		name: "reconnect() in an open listener",
		options: soon,
		steps: [open, open, pass(100)],
		prepare: (w) => w.on("open", () => w.socket.reconnect(), 1),
	},
	{
		name: "reconnect() in a message listener",
		options: soon,
		steps: [open, (w) => w.peer().message("x"), open, pass(100)],
		prepare: (w) => w.on("message", () => w.socket.reconnect(), 1),
	},
	{
		name: "reconnect() in an error listener",
		options: soon,
		steps: [open, lose, open, pass(100)],
		prepare: (w) => w.on("error", () => w.socket.reconnect(), 1),
	},
	{
		name: "close() in a close listener",
		steps: [open, restart, pass(60_000)],
		prepare: (w) => w.on("close", () => w.socket.close(4000), 1),
	},
	{
		name: "close() in a retry listener",
		steps: [open, restart, pass(60_000)],
		prepare: (w) => w.on("retry", () => w.socket.close(4000), 1),
	},
	{
		name: "close() in an open listener",
		steps: [open, (w) => w.peer().close(4000), pass(60_000)],
		prepare: (w) => w.on("open", () => w.socket.close(4000), 1),
	},
	{
		name: "close() and reconnect() in a close listener: the last wins",
		options: soon,
		steps: [open, restart, pass(100), open],
		prepare: (w) =>
			w.on(
				"close",
				() => {
					w.socket.close();
					w.socket.reconnect();
				},
				1,
			),
		core: "tells each change of mind",
	},
	{
		name: "reconnect() and close() in a close listener: the last wins",
		options: soon,
		steps: [open, restart, pass(60_000)],
		prepare: (w) =>
			w.on(
				"close",
				() => {
					w.socket.reconnect();
					w.socket.close();
				},
				1,
			),
	},
	{
		name: "cancelRetry() in a close listener",
		steps: [open, restart, pass(60_000)],
		prepare: (w) => w.on("close", (event: { cancelRetry(): void }) => event.cancelRetry()),
	},
	{
		name: "cancelRetry() after a stop",
		steps: [open, (w) => w.peer().close(1008), pass(60_000)],
		prepare: (w) => w.on("close", (event: { cancelRetry(): void }) => event.cancelRetry()),
	},
	{
		name: "cancelRetry() after reconnect()",
		steps: [open, restart, pass(60_000)],
		prepare: (w) =>
			w.on("close", (event: { cancelRetry(): void }) => {
				w.socket.reconnect();
				event.cancelRetry();
			}),
	},
	{
		name: "dispose in a close listener",
		steps: [open, restart, pass(60_000)],
		prepare: (w) => w.on("close", () => w.socket[Symbol.dispose]()),
	},
	{
		name: "close() in a phase listener",
		steps: [open, restart, pass(60_000)],
		prepare: (w) => w.on("phase", (event: CustomEvent) => event.detail.to === "waiting" && w.socket.close()),
	},
	{
		name: "close() in a phase listener when it dials",
		options: soon,
		steps: [open, lose, pass(500), pass(60_000)],
		prepare: (w) => w.on("phase", (event: CustomEvent) => event.detail.to === "connecting" && w.socket.close()),
		core: "the core dials, and lets go at once",
	},

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
