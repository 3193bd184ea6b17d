// A package with its core inside the JavaScript. Each test has a copy of its own, since a realm's core starts once.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, test } from "node:test";
import type * as wsclose from "../../src/index.ts";
import { fakeWorld } from "../../src/testing.ts";
import { collectComplaints, complaints, warnings } from "../complaints.ts";

const world = fakeWorld().install({ WebSocket: false });
const { clock } = world;
collectComplaints();
const turn = setImmediate;
let asked = 0;
globalThis.fetch = async () => {
	asked++;
	throw new TypeError("nobody is asked");
};
const built = new URL("../../inside.mjs", import.meta.url);
let copies = 0;
const copy = (): Promise<typeof wsclose> => import(`${built}?${++copies}`);

const { Module } = WebAssembly;
const { WebAssembly: wasm } = globalThis;
let compiled = 0;
/** Stands in the place of WebAssembly.Module; fails so where a browser would. */
function compiles(fails?: () => Error): void {
	WebAssembly.Module = class extends Module {
		constructor(bytes: BufferSource) {
			compiled++;
			if (fails) {
				throw fails();
			}
			super(bytes);
		}
	};
}

const made: wsclose.ManagedWebSocket[] = [];
function connect({ ManagedWebSocket }: typeof wsclose): wsclose.ManagedWebSocket {
	const socket = new ManagedWebSocket("wss://example.test/", [], { WebSocket: world.WebSocket });
	made.push(socket);
	return socket;
}

beforeEach(() => {
	asked = compiled = complaints.length = warnings.length = 0;
	compiles();
});
afterEach(() => {
	WebAssembly.Module = Module;
	for (const socket of made.splice(0)) {
		socket[Symbol.dispose]();
	}
	world.drop();
	assert.deepEqual([asked, complaints], [0, []], "nobody is asked for a core, and nothing is an error of the page's");
});

test("opening compiles nothing; the core starts when the page is idle after its first open", async () => {
	const copied = await copy();
	const { core } = copied;
	connect(copied);
	await null;
	assert.deepEqual([core.status, compiled, clock.waiting], ["idle", 0, 1], "the time to open alone is waited for");
	world.peer.accept();
	await null;
	assert.deepEqual([core.status, compiled], ["idle", 0]);
	clock.advance(0);
	assert.deepEqual([core.status, compiled], ["ready", 1]);
	clock.advance(0);
	connect(copied);
	world.peer.accept();
	await null;
	clock.advance(0);
	assert.deepEqual([core.status, compiled, core.sessions], ["ready", 1, 2]);
});

test("where a browser tells when it is idle, that is waited for, and a first life is rehearsed at the next such time", async () => {
	const calls: (() => void)[] = [];
	Object.assign(globalThis, { requestIdleCallback: (call: () => void) => calls.push(call) });
	const copied = await copy();
	connect(copied);
	world.peer.accept();
	await null;
	assert.deepEqual([calls.length, copied.core.status], [1, "idle"]);
	calls[0]?.();
	assert.deepEqual([calls.length, copied.core.status], [2, "ready"]);
	calls[1]?.();
	assert.deepEqual([copied.core.status, copied.core.sessions], ["ready", 1]);
	Reflect.deleteProperty(globalThis, "requestIdleCallback");
});

test("the first close is decided by the core, at once", async () => {
	const copied = await copy();
	const socket = connect(copied);
	world.peer.accept();
	world.peer.close(1008);
	assert.deepEqual([socket.phase, socket.lastClose?.decision.rule], ["ended", "default:1008"]);
	assert.deepEqual([socket.lastClose?.decider, copied.core.status, compiled], ["core", "ready", 1]);
});

test("a connection that fails before any open is decided by the core", async () => {
	const copied = await copy();
	const socket = connect(copied);
	world.peer.fail();
	assert.deepEqual([socket.phase, socket.lastClose?.decider, compiled], ["waiting", "core", 1]);
});

for (const [what, act] of Object.entries({
	"close()": (socket) => socket.close(1001),
	"reconnect()": (socket) => socket.reconnect(1001),
	"fail()": (socket) => socket.fail("", 1001),
} as Record<string, (socket: wsclose.ManagedWebSocket) => void>)) {
	test(`the check of ${what} is the core's`, async () => {
		const copied = await copy();
		const socket = connect(copied);
		world.peer.accept();
		assert.throws(() => act(socket), { name: "InvalidAccessError" });
		assert.deepEqual([copied.core.status, compiled, socket.phase], ["ready", 1, "open"]);
		socket.close();
		assert.equal(socket.phase, "closing");
		world.peer.close();
		assert.equal(socket.lastClose?.decider, "core");
	});
}

test("planDelays() needs no load()", async () => {
	const { planDelays } = await copy();
	assert.deepEqual(
		planDelays({}, 2, () => 0.5),
		[2_500, 5_000],
	);
});

test("load() takes a module, and refuses an address by name", async () => {
	const { core, load } = await copy();
	await assert.rejects(load({ url: "/wsclose.wasm" }), { name: "TypeError", message: /takes no url/ });
	assert.deepEqual([core.status, core.error, compiled], ["idle", null, 0]);
	await load({ module: new Module(readFileSync("dist/wsclose.wasm")) });
	assert.deepEqual([core.status, compiled], ["ready", 0]);
	await load();
	assert.equal(compiled, 0, "there is one");
});

test("a module that is no core is told; load() without one mends it", async () => {
	const { core, load, planDelays } = await copy();
	const none = new Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
	await assert.rejects(load({ module: none }), /^Error: wsclose: the core does not start: this wasm is not the core/);
	assert.equal(core.status, "failed");
	assert.throws(() => planDelays({}, 1), /which is not there: wsclose: the core does not start/);
	await load();
	assert.deepEqual([core.status, core.error], ["ready", null]);
});

for (const [name, hinder, says] of [
	[
		"a policy that forbids wasm",
		() => compiles(() => new WebAssembly.CompileError("blocked by CSP")),
		/allow script-src 'wasm-unsafe-eval'/,
	],
	[
		"a realm without WebAssembly",
		() => void Reflect.deleteProperty(globalThis, "WebAssembly"),
		/there is no WebAssembly here/,
	],
] as const) {
	test(`with ${name} the fallback decides; it is said once`, async () => {
		const copied = await copy();
		hinder();
		for (let i = 0; i < 2; i++) {
			const socket = connect(copied);
			world.peer.accept();
			world.peer.close(1008);
			assert.deepEqual([socket.phase, socket.lastClose?.decision.rule], ["ended", "default:1008"]);
			assert.equal(socket.lastClose?.decider, "fallback");
		}
		await assert.rejects(copied.load(), says);
		globalThis.WebAssembly = wasm;
		assert.equal(copied.core.status, "failed");
		assert.match(`${copied.core.error?.message}`, says);
		assert.equal(warnings.length, 1);
		assert.match(`${warnings}`, says);
		assert.equal(clock.waiting, 0, "nothing is tried again");
	});
}

test("a browser that compiles so much in the background only gets the core a little later, and no close waits", async () => {
	const copied = await copy();
	compiles(
		() => new RangeError("WebAssembly.Compile is disallowed on the main thread, if the buffer size is larger than 4KB"),
	);
	const first = connect(copied);
	world.peer.accept();
	world.peer.close(1012);
	assert.deepEqual([copied.core.status, first.phase, first.lastClose?.decider], ["loading", "waiting", "fallback"]);
	await copied.load();
	while (copied.core.status === "loading") {
		await new Promise((resolve) => turn(resolve));
	}
	assert.deepEqual([copied.core.status, compiled, warnings], ["ready", 1, []]);
	const second = connect(copied);
	world.peer.accept();
	world.peer.close(1008);
	assert.equal(second.lastClose?.decider, "core");
});

test("nothing of what fetches a core is in it", () => {
	const text = readFileSync(built, "utf8").replace(/[0-9a-f]{1000,}/, "");
	const sources = [...text.matchAll(/^\/\/ (js\/src\/[\w./]+)$/gm)].map(([, name]) => name);
	assert.ok(sources.includes("js/src/decider/core/inside.ts"));
	for (const name of ["beside", "compile", "address", "mistaken"]) {
		assert.ok(!sources.includes(`js/src/decider/core/${name}.ts`), name);
	}
	for (const part of ["fetch(", "compileStreaming", "application/wasm", "still loading", "RETRIES", "getURL"]) {
		assert.ok(!text.includes(part), part);
	}
});
