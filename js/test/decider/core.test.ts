// The core of a realm: when it is asked for, what waits for it, and what becomes of sessions as it comes and goes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { core, load } from "../../src/decider/core/core.ts";
import { ready } from "../../src/decider/core/status.ts";
import type { ManagedCloseEvent } from "../../src/dom/events.ts";
import { observe } from "../../src/observe.ts";
import { planDelays } from "../../src/plan.ts";
import { ManagedWebSocket } from "../../src/socket.ts";
import { complaints, warnings } from "../complaints.ts";
import { panic } from "../panic.ts";
import { coreModule as module } from "../tested.ts";
import { eachAnew, host, make, page, rules, settled, watched, whole, world } from "./fetched.ts";

const { clock } = world;
const missing = (): Response => new Response("", { status: 404 });
eachAnew();

test("importing asks for nothing", () => {
	assert.equal(core.status, "idle");
	assert.deepEqual([core.error, core.sessions, host.asked], [null, 0, 0]);
	assert.throws(() => planDelays({}, 3), { name: "InvalidStateError" });
});

test("a failed request is made again after 1, 4 and 16 seconds, and a close is held back no longer", async () => {
	host.answers = [missing];
	const socket = make();
	socket.addEventListener("close", ({ report }: ManagedCloseEvent) => rules.push(report.decision.rule));
	socket.addEventListener("open", () =>
		assert.equal(core.status, "idle", "nothing is loaded before the page has its open"),
	);
	world.peer.accept();
	assert.equal(core.status, "loading");
	world.peer.close(1008);
	assert.deepEqual([core.status, rules.length, socket.readyState, socket.phase], ["loading", 0, 2, "open"]);
	await settled();
	assert.equal(core.status, "failed");
	assert.match(`${core.error?.message}`, /wsclose\.wasm: HTTP 404/);
	assert.deepEqual(rules, ["default:1008"]);
	assert.equal(clock.waiting, 1, "the session has ended, but its load was begun for a session that lived");

	const other = make();
	await settled();
	assert.equal(host.asked, 2, "at the next socket");
	for (const [ms, count] of [
		[4_000, 3],
		[16_000, 4],
		[60_000, 4],
	] as const) {
		clock.advance(ms);
		await settled();
		assert.equal(host.asked, count, `${ms}`);
	}
	assert.equal(warnings.length, 1, "said once, when nothing is tried again by itself");
	assert.match(`${warnings}`, /^wsclose: no core from .*wsclose\.wasm: HTTP 404: copy .* go on without the core\.$/);
	assert.deepEqual(complaints, [], "it is no error of the page's");
	other[Symbol.dispose]();
});

test("a load that failed can be tried again, and takes up what lives", async () => {
	const socket = watched();
	await settled();
	host.answers = [whole()];
	await load();
	assert.deepEqual([core.status, core.error], ["ready", null]);
	world.peer.close(1008);
	assert.deepEqual(rules, ["default:1008"]);
	assert.equal((await socket.closed).decision.rule, "default:1008");
	await load();
});

test("a close waits 250 ms for a core that is still loading", async () => {
	let arrive: (response: Response) => void = () => {};
	const slow = new Promise<Response>((resolve) => {
		arrive = resolve;
	});
	host.answers = [() => slow];
	const loading = load();
	watched();
	world.peer.close(1008);
	clock.advance(249);
	assert.deepEqual(rules, []);
	clock.advance(1);
	assert.deepEqual(rules, ["default:1008"]);
	assert.equal(core.status, "loading");
	assert.match(`${core.error?.message}`, /still loading/);

	watched();
	world.peer.close(1008);
	clock.advance(100);
	arrive(whole()());
	await loading;
	assert.equal(core.error, null);
	assert.deepEqual(rules, ["default:1008"], "the core came in time");
	clock.advance(1_000);
	assert.equal(rules.length, 1);
});

test("close() while a close is held back is the page's close", async () => {
	let arrive: (response: Response) => void = () => {};
	const slow = new Promise<Response>((resolve) => {
		arrive = resolve;
	});
	host.answers = [() => slow];
	const loading = load();
	const socket = watched();
	world.peer.close(1012);
	socket.close();
	arrive(whole()());
	await loading;
	assert.deepEqual(rules, ["page"]);
	assert.equal(socket.phase, "ended");
});

test("observe() and each report say whether the core decides", async () => {
	const seen: unknown[] = [];
	const stop = observe((event) => {
		if (event.type === "core") {
			seen.push([event.status, event.error?.message.slice(0, 20), Object.isFrozen(event)]);
		} else if (event.type === "close") {
			seen.push([event.session === event.report.session, event.report.decider]);
		}
	});
	const close = async (): Promise<void> => {
		const socket = watched();
		world.peer.close(1008);
		assert.equal((await socket.closed).decider, socket.lastClose?.decider);
	};
	host.answers = [page];
	await load().catch(() => {});
	await close();
	await load({ module });
	await close();
	panic();
	await null; // not in the middle of a decision
	await close();
	stop();
	assert.deepEqual(seen, [
		["failed", "wsclose: no core fro", true],
		[true, "fallback"],
		["ready", undefined, true],
		[true, "core"],
		["crashed", "wsclose: the core ha", true],
		[true, "fallback"],
	]);
});

test("sessions are known to Go from their first decision to their end, and their numbers are used again", async () => {
	await load({ module });
	const sockets = [watched(), watched(), watched()];
	assert.deepEqual([core.sessions, ready?.ask({ kind: "count" })], [3, 0]);
	for (const socket of sockets) {
		socket.fail();
	}
	assert.deepEqual([core.sessions, ready?.ask({ kind: "count" })], [3, 3]);
	sockets[1]?.close();
	assert.deepEqual([core.sessions, ready?.ask({ kind: "count" })], [2, 2]);
	sockets[1]?.close();
	sockets[1]?.reconnect();
	assert.deepEqual([core.sessions, ready?.ask({ kind: "count" })], [3, 3]);
	for (const socket of sockets) {
		socket[Symbol.dispose]();
		socket.close();
	}
	assert.deepEqual([core.sessions, ready?.ask({ kind: "count" })], [0, 0]);
	assert.equal(clock.waiting, 0);
});

test("an idle page lets a core that has come warmUp, and nothing is left of it", async () => {
	const calls: (() => void)[] = [];
	Object.assign(globalThis, { requestIdleCallback: (call: () => void) => calls.push(call) });
	await load({ module });
	const socket = watched();
	for (const call of calls) {
		call();
	}
	Object.assign(globalThis, { requestIdleCallback: undefined });
	assert.deepEqual([calls.length, core.status, core.sessions, ready?.ask({ kind: "count" })], [1, "ready", 1, 0]);
	assert.deepEqual([socket.phase, rules.length, clock.waiting], ["open", 0, 1], "its own timer for minUptimeMs");
	panic();
	assert.doesNotThrow(() => calls[0]?.(), "there is no core any more");
	socket[Symbol.dispose]();
});

test("an idle callback of the page's own that throws does the core no harm", async () => {
	Object.assign(globalThis, {
		requestIdleCallback: () => {
			throw new TypeError("the page's own");
		},
	});
	const { queueMicrotask } = globalThis;
	const later: (() => void)[] = [];
	globalThis.queueMicrotask = (call) => void later.push(call);
	await load({ module });
	globalThis.queueMicrotask = queueMicrotask;
	assert.deepEqual([core.status, core.error, later.length], ["ready", null, 2]);
	assert.doesNotThrow(() => later[0]?.(), "that observe() tells of the core");
	assert.throws(() => later[1]?.(), /the page's own/, "an error as any of the page's");
	Object.assign(globalThis, { requestIdleCallback: undefined });
});

test("more rules cross than the wire had room for", async () => {
	await load({ module });
	const many = Array.from({ length: 100 }, (_, i) => ({ code: [4_000 + i], action: "stop" }) as const);
	const socket = new ManagedWebSocket("wss://example.test/", [], {
		WebSocket: world.WebSocket,
		reconnect: { rules: many },
	});
	world.peer.accept();
	world.peer.close(4_099, "the last");
	assert.equal(socket.lastClose?.decision.rule, "rules[99]");
});

test("a byte order mark at the start of a reason reaches the native close()", async () => {
	await load({ module });
	const socket = watched();
	socket.close(3000, "\ufeffbye");
	world.peer.close(3000);
	assert.deepEqual(socket.lastClose?.sent, { code: 3000, reason: "\ufeffbye" });
	assert.deepEqual(world.peer.closes[0], { code: 3000, reason: "\ufeffbye" });
});

test("sockets made in listeners are sessions of their own", async () => {
	await load({ module });
	const lines: string[] = [];
	const first = watched();
	first.addEventListener("close", () => {
		const second = make();
		second.addEventListener("phase", ({ detail }) => lines.push(`${detail.from} -> ${detail.to}`));
		world.peer.accept();
		second.close(3000);
		world.peer.close(3000);
	});
	world.peer.close(1008);
	assert.deepEqual(lines, ["connecting -> open", "open -> closing", "closing -> ended"]);
	assert.equal(core.sessions, 0);
});

test("a crash is told once, and load() makes a new core", async () => {
	await load({ module });
	panic();
	assert.equal(core.status, "crashed");
	assert.match(`${core.error?.message}`, /the core has crashed: .*(index out of range|unreachable)/); // with TinyGo a panic has no text
	assert.equal(ready, null);
	assert.equal(warnings.length, 1);
	assert.match(
		`${warnings}`,
		/crashed: .*(index out of range|unreachable).*: load\(\) starts another; please report it: github\.com/,
	);
	assert.deepEqual(complaints, [], "it is no error of the page's");
	const socket = watched();
	assert.equal(core.status, "crashed", "nobody loads it again unasked");
	world.peer.close(1008);
	assert.deepEqual(rules, ["default:1008"]);
	assert.equal(socket.phase, "ended");
	await load({ module });
	assert.deepEqual([core.status, core.error], ["ready", null]);
});

test("a close() that a core has heard in a close listener stands when it crashes there", async () => {
	await load({ module });
	const socket = watched();
	const ends: string[] = [];
	socket.addEventListener("end", ({ detail }) => ends.push(detail.decision.rule));
	socket.addEventListener("close", () => {
		socket.close();
		panic();
	});
	world.peer.drop();
	assert.deepEqual([core.status, socket.phase, core.sessions, ends], ["crashed", "ended", 0, ["page"]]);
	assert.equal((await socket.closed).decision.action, "stop");
	await load({ module });
});

test("load() rejects what is no option of its own by name, and loads nothing", async () => {
	const { status } = core;
	for (const [options, name, message] of [
		[{ ur: "/wsclose.wasm" }, "TypeError", /^wsclose: options\.ur is unknown; did you mean url\?$/],
		[{ timeout: 5 }, "TypeError", /^wsclose: options\.timeout is unknown; there are url, module$/],
		[{ url: 5 }, "TypeError", /^wsclose: options\.url must be a string or a URL, not 5$/],
		[
			{ module: new Uint8Array(8) },
			"TypeError",
			/^wsclose: options\.module must be a WebAssembly\.Module, not an object$/,
		],
		["/wsclose.wasm", "TypeError", /^wsclose: options must be an object, not "\/wsclose.wasm"$/],
		[5, "TypeError", /^wsclose: options must be an object, not 5$/],
	] as const) {
		await assert.rejects(load(options as object), { name, message });
	}
	assert.equal(core.status, status);
	await load({ module, url: undefined as never });
	await load(null as never);
	assert.equal(core.status, "ready");
});

test("planDelays() draws what the policy would, and checks what it is given", async () => {
	await load({ module });
	assert.deepEqual(
		planDelays({}, 5, () => 0.5),
		[2_500, 5_000, 10_000, 15_000, 15_000],
	);
	assert.deepEqual(
		planDelays({ maxAttempts: 2 }, 5, () => 0),
		[0, 0],
	);
	assert.deepEqual(planDelays({ jitter: "none", minDelayMs: 7 }, 2), [5_007, 10_007]);
	for (const attempts of [-1, 1.5, 100_001, Number.NaN, Infinity]) {
		assert.throws(() => planDelays({}, attempts), { name: "RangeError", message: /^wsclose: attempts must be / });
	}
	for (const attempts of ["3", 3n, null, undefined]) {
		assert.throws(() => planDelays({}, attempts as never), {
			name: "TypeError",
			message: /^wsclose: attempts must be /,
		});
	}
	assert.throws(() => planDelays({}, 3, 0.5 as never), {
		name: "TypeError",
		message: /^wsclose: draw must be a function/,
	});
	assert.throws(() => planDelays({ grwth: 2 } as object, 3), {
		name: "TypeError",
		message: /; did you mean growth\?$/,
	});
	assert.deepEqual(
		planDelays({ jitter: "none", firstDelayMs: 2e9, maxDelayMs: 2e9, minDelayMs: 2e9 }, 1),
		[4e9],
		"as long as was asked for",
	);
	assert.throws(() => planDelays({ growth: 0 }, 3), RangeError);
	const boom = new Error("boom");
	assert.throws(
		() =>
			planDelays({}, 3, () => {
				throw boom;
			}),
		boom,
	);
	assert.throws(() => planDelays({}, 3, () => Symbol("s") as unknown as number), TypeError);
	assert.deepEqual(
		planDelays({}, 2, () => Number.NaN),
		[0, 0],
	);
	assert.equal(core.status, "ready", "the page's mistakes are not the core's");
});
