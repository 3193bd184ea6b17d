import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { core, load, ready } from "../src/core.ts";
import type { ManagedCloseEvent } from "../src/events.ts";
import { observe } from "../src/observe.ts";
import { planDelays } from "../src/plan.ts";
import { ManagedWebSocket } from "../src/socket.ts";
import { fakeWorld } from "../src/testing.ts";
import { collectComplaints, complaints, warnings } from "./complaints.ts";
import { panic } from "./panic.ts";
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
	complaints.length = warnings.length = 0;
});
afterEach(() => {
	panic();
});

test("importing asks for nothing", () => {
	assert.equal(core.status, "idle");
	assert.deepEqual([core.error, core.sessions, asked], [null, 0, 0]);
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
	assert.equal(warnings.length, 1, "said once, when nothing is tried again by itself");
	assert.match(`${warnings}`, /^wsclose: no core from .*wsclose\.wasm: HTTP 404: copy .* go on without the core\.$/);
	assert.deepEqual(complaints, [], "it is no error of the page's");
	other[Symbol.dispose]();
});

test("a load that failed can be tried again, and takes up what lives", async () => {
	const socket = watched();
	await settled();
	answers = [whole()];
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

const URL_OF_CORE = "https://example.test/wsclose.wasm";
const served =
	(body: BodyInit, type = "application/octet-stream", status = 200) =>
	(): Response =>
		new Response(body, { status, headers: { "content-type": type } });
const WASM = "application/wasm";
const html = "<!doctype html><title>app</title>";
const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 2248019\n";
/** Where a login page is, behind a redirect. */
const behindRedirect = (type: string) => (): Response =>
	Object.defineProperties(served("\n  <html>Sign in", type)(), {
		redirected: { value: true },
		url: { value: "https://id.test/login?token=secret" },
	});
const another = new Uint8Array([
	...[0, 97, 115, 109, 1, 0, 0, 0],
	...[1, 4, 1, 0x60, 0, 0], // a type: func
	...[2, 7, 1, 1, 97, 1, 98, 0, 0], // which is imported as a.b
]);

for (const [name, answer, says, isFinal] of [
	["a page", served(html, "text/html"), /a page came, as for a missing file: copy wsclose\.wasm there/, true],
	["a page that is called a wasm", served(html, WASM), /a page came, as for a missing file/, true],
	[
		"a login page behind a redirect",
		behindRedirect("text/html"),
		/a page came, after a redirect to https:\/\/id\.test\/login: does it want a login\? /,
		true,
	],
	["an empty file", served("", WASM), /the file is empty: copy wsclose\.wasm there/, true],
	["an empty file of no type", served(""), /the file is empty: copy/, true],
	["a wasm cut short", served(bytes.subarray(0, 1_000), WASM), /damaged or cut short: copy .*WebAssembly\./, true],
	["a wasm cut short, of no type", served(bytes.subarray(0, 1_000)), /damaged or cut short: copy/, true],
	["a Git LFS pointer", served(pointer), /a Git LFS pointer lies in its place: run git lfs pull/, true],
	["a Git LFS pointer that is called a wasm", served(pointer, WASM), /a Git LFS pointer/, true],
	[
		"gzip that nothing unpacks",
		served(new Uint8Array(gzipSync(bytes)), WASM),
		/packed by gzip.*: send Content-Encoding: gzip/,
		true,
	],
	["something else", served("nonsense"), /no wasm, it begins with "nonsense": copy/, true],
	[
		"another program's wasm",
		served(another, WASM),
		/does not start: this wasm is another program's.*: serve both/,
		true,
	],
	["a wasm that does nothing", served(another.subarray(0, 8), WASM), /does not start: this wasm is not the core/, true],
	[
		"no network",
		() => new TypeError("Failed to fetch"),
		/request failed \(TypeError: Failed to fetch\).*network/,
		false,
	],
	["a missing file", served("", "text/plain", 404), /HTTP 404: copy wsclose\.wasm there, or load\(\{url\}\)$/, false],
	["a file that is not for everyone", served("", "text/plain", 403), /HTTP 403: let everyone read the file/, false],
	["a server's error", served("", "text/plain", 503), /HTTP 503, the server's failure$/, false],
	[
		"a transfer that breaks off",
		() => new Response(new ReadableStream({ start: (body) => body.error(new TypeError("network error")) })),
		/the transfer broke off \(TypeError: network error\)/,
		false,
	],
] as const) {
	test(`${name} is told with what to do, and is ${isFinal ? "final" : "not final"}`, async () => {
		answers = [answer];
		await assert.rejects(load({ url: URL_OF_CORE }), says);
		assert.equal(core.status, "failed");
		const text = `${core.error?.message}`;
		assert.match(text, says);
		assert.match(text, /^wsclose: (no core|the core) from https:\/\/example\.test\/wsclose\.wasm/);
		assert.doesNotMatch(text, /secret/);
		assert.deepEqual(warnings, [`${text}. Sessions go on without the core.`]);
		assert.throws(() => planDelays({}, 1), {
			name: "InvalidStateError",
			message: /needs the core, which is not there: wsclose: /,
		});
		const before = asked;
		const socket = make();
		await settled();
		assert.equal(asked, before + (isFinal ? 0 : 1));
		socket[Symbol.dispose]();
		assert.deepEqual([complaints.length, warnings.length], [0, 1], "said once, and as no error");
		answers = [whole("text/plain")];
		await load();
		assert.equal(core.status, "ready", "a wrong type does no harm");
	});
}

test("only the exact type is streamed, as no browser streams another; what is called otherwise loads too", async () => {
	const { compileStreaming } = WebAssembly;
	let streamed = 0;
	WebAssembly.compileStreaming = (source) => {
		streamed++;
		return compileStreaming(source);
	};
	for (const [type, count] of [
		["application/wasm", 1],
		["Application/WASM", 0],
		["application/wasm; charset=utf-8", 0],
		["application/wasm;", 0],
		["application/wasm, application/wasm", 0],
		["application/wasmx", 0],
		["", 0],
	] as const) {
		streamed = 0;
		answers = [whole(type)];
		await load();
		assert.deepEqual([core.status, streamed], ["ready", count], type);
		panic();
	}
	WebAssembly.compileStreaming = compileStreaming;
});

test("a policy that forbids wasm, and a realm without it, are final and told", async () => {
	const { compile, CompileError } = WebAssembly;
	WebAssembly.compile = () =>
		Promise.reject(new CompileError("violates the Content Security policy, as 'unsafe-eval' is no source"));
	answers = [whole("text/plain")];
	await assert.rejects(load(), /forbids it: allow script-src 'wasm-unsafe-eval'$/);
	WebAssembly.compile = compile;
	const { WebAssembly: wasm } = globalThis;
	Reflect.deleteProperty(globalThis, "WebAssembly");
	await assert.rejects(load(), /no core from .*: there is no WebAssembly here/);
	globalThis.WebAssembly = wasm;
	const before = asked;
	make()[Symbol.dispose]();
	await settled();
	assert.equal(asked, before);
});

test("a policy that forbids the request is told from a network that fails, and final", async () => {
	const page = new EventTarget();
	const own = ["addEventListener", "removeEventListener"] as const;
	for (const name of own) {
		Object.assign(globalThis, { [name]: page[name].bind(page) });
	}
	answers = [
		() => {
			const violation = { disposition: "enforce", blockedURI: URL_OF_CORE };
			page.dispatchEvent(Object.assign(new Event("securitypolicyviolation"), violation));
			return new TypeError("Failed to fetch");
		},
	];
	await assert.rejects(load({ url: URL_OF_CORE }), /forbids the request: allow the address in connect-src$/);
	const socket = make();
	await settled();
	assert.equal(asked, 1, "it is final");
	socket[Symbol.dispose]();
	for (const name of own) {
		Reflect.deleteProperty(globalThis, name);
	}
});

test("under Node the core is read from its file, which fetch() can't; a missing file is told, and final", async () => {
	answers = [() => new TypeError("fetch failed")];
	await load({ url: pathToFileURL(corePath) });
	assert.equal(core.status, "ready");
	panic();
	await assert.rejects(
		load(),
		/^Error: wsclose: no core from file:.*wsclose\.wasm: Error: ENOENT.*: copy wsclose\.wasm there/,
	);
	const socket = make();
	await settled();
	assert.equal(asked, 2);
	socket[Symbol.dispose]();
});

test("a file that is found missing when it is read, as in Bun, is told and final too", async () => {
	const gone = new ReadableStream({ start: (body) => body.error(new Error("ENOENT: no such file")) });
	answers = [() => new Response(gone)];
	await assert.rejects(load(), /from file:.*wsclose\.wasm: Error: ENOENT: no such file: copy wsclose\.wasm there/);
	const socket = make();
	await settled();
	assert.equal(asked, 1);
	socket[Symbol.dispose]();
});

test("a module that is no core is told", async () => {
	await assert.rejects(
		load({ module: new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])) }),
		/wsclose: the core does not start: this wasm is not the core of wsclose: serve/,
	);
});

test("a core of another version is told, and does nothing", async () => {
	// A core as either compiler's wasm_exec.js starts it, whose shape() answers 7.
	const stale =
		"0061736d010000000 10d0360 00017f 60027f7f00 600000 0304030001 02 0503010001 072c05 057368617065 0000 0372756e 0001 0b5f696e697469616c697a65 0002 036d656d 0200 066d656d6f7279 0200 0a0c03 040041070b 02000b 02000b";
	const module = await WebAssembly.compile(Buffer.from(stale.replaceAll(" ", ""), "hex"));
	await assert.rejects(load({ module }), /another version of wsclose/);
	assert.equal(core.status, "failed");
	const socket = watched();
	world.peer.close(1008);
	assert.deepEqual([rules, socket.phase], [["fallback:1008"], "ended"]);
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
	answers = [served(html)];
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

test("an idle page lets a core that has come rehearse, and nothing is left of it", async () => {
	const calls: (() => void)[] = [];
	Object.assign(globalThis, { requestIdleCallback: (call: () => void) => calls.push(call) });
	await load({ module });
	const socket = watched();
	for (const call of calls) {
		call();
	}
	Object.assign(globalThis, { requestIdleCallback: undefined });
	assert.deepEqual([calls.length, core.status, core.sessions, ready?.ask({ kind: "count" })], [1, "ready", 1, 0]);
	assert.deepEqual([socket.phase, rules.length, clock.waiting], ["open", 0, 0]);
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
		panic();
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
