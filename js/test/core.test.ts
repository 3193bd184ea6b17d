import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";
import { SHAPE } from "../src/bridge.ts";
import { core, load, ready } from "../src/core.ts";
import type { ManagedCloseEvent } from "../src/events.ts";
import { ASK_COUNT, ASK_PANIC } from "../src/numbers.ts";
import { planDelays } from "../src/plan.ts";
import { ManagedWebSocket } from "../src/socket.ts";
import { fakeWorld } from "../src/testing.ts";
import { collectComplaints, complaints } from "./complaints.ts";
import { coreBytes as bytes, corePath, coreModule as module } from "./tested.ts";

const world = fakeWorld().install({ WebSocket: false });
const { clock } = world;
collectComplaints();
const turn = setImmediate;
const settled = async (): Promise<void> => {
	for (let i = 0; i < 20; i++) {
		await new Promise((resolve) => turn(resolve));
	}
};

type Answer = Response | Error | Promise<Response>;
let asked = 0;
let answers: (() => Answer)[] = [];
globalThis.fetch = async () => {
	const answer = answers[Math.min(asked++, answers.length - 1)]?.() ?? new Error("nobody is there");
	if (answer instanceof Error) {
		throw answer;
	}
	return answer;
};
const missing = (): Response => new Response("", { status: 404 });
const whole =
	(type = "application/wasm") =>
	(): Response =>
		new Response(bytes, { headers: { "content-type": type } });

const make = (): ManagedWebSocket => new ManagedWebSocket("wss://example.test/", [], { WebSocket: world.WebSocket });
const rules: string[] = [];
function watched(): ManagedWebSocket {
	const socket = make();
	rules.length = 0;
	socket.addEventListener("close", ({ report }: ManagedCloseEvent) => rules.push(report.decision.rule));
	world.peer.accept();
	return socket;
}

beforeEach(() => {
	asked = 0;
	complaints.length = 0;
});
afterEach(() => {
	ready?.ask(ASK_PANIC);
});

test("importing asks for nothing", () => {
	assert.equal(core.status, "idle");
	assert.deepEqual([core.error, core.sessions, core.callbacks, asked], [null, 0, 0, 0]);
	assert.throws(() => planDelays({}, 3), { name: "InvalidStateError" });
});

test("a failed request is made again after 1, 4 and 16 seconds, and a close is held back no longer", async () => {
	answers = [missing];
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
	assert.deepEqual(rules, ["fallback:1008"]);
	assert.equal(clock.waiting, 1, "the session has ended, but its load was begun for a session that lived");

	const other = make();
	await settled();
	assert.equal(asked, 2, "at the next socket");
	for (const [ms, count] of [
		[4_000, 3],
		[16_000, 4],
		[60_000, 4],
	] as const) {
		clock.advance(ms);
		await settled();
		assert.equal(asked, count, `${ms}`);
	}
	assert.deepEqual(complaints.length, 1, "one error event");
	other[Symbol.dispose]();
});

test("a load that failed can be tried again, and takes up what lives", async () => {
	const socket = watched();
	await settled();
	answers = [whole()];
	await load();
	assert.deepEqual([core.status, core.error, core.callbacks], ["ready", null, 2]);
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
	answers = [() => slow];
	const loading = load();
	watched();
	world.peer.close(1008);
	clock.advance(249);
	assert.deepEqual(rules, []);
	clock.advance(1);
	assert.deepEqual(rules, ["fallback:1008"]);
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
	answers = [() => slow];
	const loading = load();
	const socket = watched();
	world.peer.close(1012);
	socket.close();
	arrive(whole()());
	await loading;
	assert.deepEqual(rules, ["page"]);
	assert.equal(socket.phase, "ended");
});

for (const [name, answer, says, isFinal] of [
	[
		"a page instead of the wasm",
		() => new Response("<html>", { headers: { "content-type": "text/html" } }),
		/text\/html.*missing file/,
		true,
	],
	[
		"a wasm cut short",
		() => new Response(bytes.subarray(0, 1_000), { headers: { "content-type": "application/wasm" } }),
		/CompileError/,
		true,
	],
	["something else", () => new Response("nonsense"), /magic|CompileError/, true],
	["no network", () => new Error("Failed to fetch"), /Failed to fetch/, false],
	["a server's error", () => new Response("", { status: 503 }), /HTTP 503/, false],
] as const) {
	test(`${name} is told, and ${isFinal ? "final" : "not final"}`, async () => {
		answers = [answer];
		await assert.rejects(load({ url: "https://example.test/wsclose.wasm" }), says);
		assert.equal(core.status, "failed");
		assert.match(`${core.error?.message}`, says);
		const socket = make();
		await settled();
		assert.equal(asked, isFinal ? 1 : 2);
		socket[Symbol.dispose]();
		answers = [whole("text/plain")];
		await load();
		assert.equal(core.status, "ready", "a wrong type does no harm");
	});
}

test("under Node the core is read from its file, which fetch() can't", async () => {
	answers = [() => new TypeError("fetch failed")];
	await load({ url: pathToFileURL(corePath) });
	assert.equal(core.status, "ready");
	ready?.ask(ASK_PANIC);
	await assert.rejects(load(), /ENOENT.*wsclose\.wasm/);
});

test("a module that is no core is told", async () => {
	await assert.rejects(
		load({ module: new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])) }),
		/wsclose/,
	);
});

test("a core of another version is told, and does nothing", async () => {
	const stale = Buffer.from(bytes);
	for (let at = stale.indexOf(SHAPE); at >= 0; at = stale.indexOf(SHAPE)) {
		stale.fill("x", at, at + SHAPE.length);
	}
	assert.notDeepEqual(stale, bytes);
	await assert.rejects(load({ module: await WebAssembly.compile(stale) }), /another version of wsclose/);
	assert.equal(core.status, "failed");
	const socket = watched();
	world.peer.close(1008);
	assert.deepEqual([rules, socket.phase], [["fallback:1008"], "ended"]);
});

test("sessions are known to Go from their first decision to their end, and their numbers are used again", async () => {
	await load({ module });
	const sockets = [watched(), watched(), watched()];
	assert.deepEqual([core.sessions, ready?.ask(ASK_COUNT)], [3, 0]);
	for (const socket of sockets) {
		socket.fail();
	}
	assert.deepEqual([core.sessions, ready?.ask(ASK_COUNT)], [3, 3]);
	sockets[1]?.close();
	assert.deepEqual([core.sessions, ready?.ask(ASK_COUNT)], [2, 2]);
	sockets[1]?.close();
	sockets[1]?.reconnect();
	assert.deepEqual([core.sessions, ready?.ask(ASK_COUNT)], [3, 3]);
	for (const socket of sockets) {
		socket[Symbol.dispose]();
		socket.close();
	}
	assert.deepEqual([core.sessions, ready?.ask(ASK_COUNT)], [0, 0]);
	assert.equal(clock.waiting, 0);
});

test("an idle page lets a core that has come rehearse, and nothing is left of it", async () => {
	const calls: (() => void)[] = [];
	Object.assign(globalThis, { requestIdleCallback: (call: () => void) => calls.push(call) });
	await load({ module });
	const socket = watched();
	for (const call of calls) {
		call();
	}
	Object.assign(globalThis, { requestIdleCallback: undefined });
	assert.deepEqual([calls.length, core.status, core.sessions, ready?.ask(ASK_COUNT)], [1, "ready", 1, 0]);
	assert.deepEqual([socket.phase, rules.length, clock.waiting], ["open", 0, 0]);
	ready?.ask(ASK_PANIC);
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
	assert.deepEqual([core.status, core.error, later.length], ["ready", null, 1]);
	assert.throws(() => later[0]?.(), /the page's own/, "an error as any of the page's");
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
	ready?.ask(ASK_PANIC);
	assert.equal(core.status, "crashed");
	assert.match(`${core.error?.message}`, /the core has crashed: .*(asked to panic|unreachable)/); // with TinyGo a panic has no text
	assert.equal(ready, null);
	const socket = watched();
	assert.equal(core.status, "crashed", "nobody loads it again unasked");
	world.peer.close(1008);
	assert.deepEqual(rules, ["fallback:1008"]);
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
		ready?.ask(ASK_PANIC);
	});
	world.peer.drop();
	assert.deepEqual([core.status, socket.phase, core.sessions, ends], ["crashed", "ended", 0, ["page"]]);
	assert.equal((await socket.closed).decision.action, "stop");
	await load({ module });
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
	for (const attempts of [-1, 1.5, 100_001, Number.NaN, "3", 3n]) {
		assert.throws(() => planDelays({}, attempts as number), { name: "RangeError" }, String(attempts));
	}
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
