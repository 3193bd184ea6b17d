import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { publicUrl } from "../../src/page/text.ts";
import { ManagedWebSocket } from "../../src/socket.ts";
import { type FakeWebSocket, fakeWorld } from "../../src/testing.ts";
import type { ManagedOptions } from "../../src/types.ts";
import { collectComplaints, complaints } from "../complaints.ts";

const world = fakeWorld().install({ WebSocket: false, clock: false });
collectComplaints();
globalThis.fetch = () => new Promise(() => {});
const options: ManagedOptions = {
	WebSocket: world.WebSocket,
	reconnect: { firstDelayMs: 0 },
};
let socket: ManagedWebSocket;
let said: unknown[];
const others: ManagedWebSocket[] = [];
const say = (what: unknown) => () => void said.push(what);
const native = (): FakeWebSocket => world.WebSocket.last;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
/** A message on the native socket; what was said meanwhile. */
function message(data = "x"): unknown[] {
	said = [];
	world.peer.message(data);
	return said;
}
/** The next connection, open. */
function again(): void {
	socket.reconnect();
	world.peer.accept();
}

beforeEach(() => {
	socket = new ManagedWebSocket("wss://example.test/", [], options);
	world.peer.accept();
	said = [];
	complaints.length = 0;
});

afterEach(() => {
	for (const one of [socket, ...others.splice(0)]) {
		one[Symbol.dispose]();
	}
});

test("once is once over all connections", () => {
	socket.addEventListener("message", say("once"), { once: true });
	assert.deepEqual(message(), ["once"]);
	assert.deepEqual(message(), []);
	again();
	assert.deepEqual(message(), []);
});

test("a listener is called on each connection until it is removed", () => {
	const listener = say("heard");
	socket.addEventListener("message", listener);
	again();
	assert.deepEqual(message(), ["heard"]);
	socket.removeEventListener("message", listener);
	assert.deepEqual(message(), []);
	again();
	assert.deepEqual(message(), []);
});

test("capture tells listeners apart, and a second of its kind is none", () => {
	const listener = say("heard");
	socket.addEventListener("message", listener);
	socket.addEventListener("message", listener);
	socket.addEventListener("message", listener, { capture: false });
	socket.addEventListener("message", listener, true);
	assert.deepEqual(message(), ["heard", "heard"]);
	socket.removeEventListener("message", listener, { capture: true });
	assert.deepEqual(message(), ["heard"]);
	socket.removeEventListener("message", listener, false);
	assert.deepEqual(message(), []);
});

test("a signal ends a listener, now and on later connections", () => {
	const abort = new AbortController();
	socket.addEventListener("message", say("until"), { signal: abort.signal });
	socket.addEventListener("message", say("never"), { signal: AbortSignal.abort() });
	assert.deepEqual(message(), ["until"]);
	abort.abort();
	assert.deepEqual(message(), []);
	again();
	assert.deepEqual(message(), []);
});

test("an object's handleEvent is looked up at each event, with the object as this", () => {
	const object = {
		handleEvent(this: unknown, _event: Event) {
			said.push(this === object);
		},
	};
	socket.addEventListener("message", object);
	assert.deepEqual(message(), [true]);
	object.handleEvent = say("replaced");
	assert.deepEqual(message(), ["replaced"]);
});

test("events say that they happened to the socket", () => {
	let kept: Event | undefined;
	socket.addEventListener("message", function (this: unknown, event) {
		kept = event;
		// Node 20 ends the dispatch for all but the first listener: currentTarget and composedPath() are tested in a browser.
		said.push(
			this === socket,
			event.target === socket,
			event.srcElement === socket,
			event.data,
			event instanceof MessageEvent,
		);
	});
	assert.deepEqual(message("data"), [true, true, true, "data", true]);
	assert.deepEqual([kept?.currentTarget, kept?.composedPath(), kept?.target === socket], [null, [], true]);
});

test("a mock's event with a target of its own says so too", () => {
	socket.addEventListener("message", (event) => said.push(event.target === socket, event.currentTarget === socket));
	const event = new MessageEvent("message", { data: "x" });
	Object.defineProperty(event, "target", { value: {}, configurable: true });
	native().dispatchEvent(event);
	assert.deepEqual(said, [true, true]);
});

test("an event handler keeps its place until it is null", () => {
	socket.addEventListener("message", say("first"));
	socket.onmessage = say("attribute");
	socket.addEventListener("message", say("last"));
	assert.deepEqual(message(), ["first", "attribute", "last"]);
	socket.onmessage = say("replaced");
	assert.deepEqual(message(), ["first", "replaced", "last"]);
	socket.onmessage = null;
	assert.deepEqual(message(), ["first", "last"]);
	socket.onmessage = say("at the end");
	assert.deepEqual(message(), ["first", "last", "at the end"]);
});

test("an event handler is a function, an object that is not called, or null", async () => {
	const object = { handleEvent: say("never") };
	for (const [value, is] of [
		[5, null],
		["x", null],
		[undefined, null],
		[object, object],
	]) {
		socket.onmessage = value as null;
		assert.equal(socket.onmessage, is);
	}
	assert.deepEqual(message(), []);
	socket.onclose = say("closed");
	world.peer.close(1008);
	await socket.closed;
	assert.deepEqual(said, ["closed"]);
});

test("a made-up event reaches the listeners, and a handler that returns false cancels it", () => {
	socket.addEventListener("message", say("heard"));
	socket.onmessage = () => false;
	assert.equal(socket.dispatchEvent(new Event("message", { cancelable: true })), false);
	assert.deepEqual(said, ["heard"]);
	socket.onopen = say("open");
	assert.equal(socket.dispatchEvent(new Event("open")), true);
	assert.deepEqual(said, ["heard", "open"]);
	socket.addEventListener("mine", say("mine"));
	socket.dispatchEvent(new Event("mine"));
	assert.deepEqual(said, ["heard", "open", "mine"]);
});

test("listeners that throw are reported and stop no other", async () => {
	socket.addEventListener("message", () => {
		throw new Error("mine");
	});
	socket.addEventListener("message", say("called"));
	assert.deepEqual(message(), ["called"]);
	await turn();
	assert.deepEqual(complaints, ["mine"]);
});

test("stopImmediatePropagation stops the listeners that come later", () => {
	socket.addEventListener("message", (event) => event.stopImmediatePropagation());
	socket.addEventListener("message", say("never"));
	assert.deepEqual(message(), []);
});

test("what is no listener is what it is natively", () => {
	const target = new EventTarget();
	const add = (of: EventTarget, ...args: unknown[]): string => {
		try {
			of.addEventListener(...(args as [string, null]));
			return "taken";
		} catch (error) {
			return (error as Error).name;
		}
	};
	for (const args of [
		[],
		["message"],
		["message", null],
		["message", undefined],
		["message", 5],
		["message", {}],
		[Symbol("s"), () => {}],
	]) {
		assert.equal(add(socket, ...args), add(target, ...args), String(args.map(String)));
	}
	assert.deepEqual(message(), []);
});

test("binaryType is the next connection's too", () => {
	socket.binaryType = "arraybuffer";
	assert.equal(native().binaryType, "arraybuffer");
	socket.binaryType = "nonsense" as "blob";
	assert.equal(socket.binaryType, "arraybuffer");
	again();
	assert.equal(native().binaryType, "arraybuffer");
});

test("the shape is a WebSocket's", () => {
	assert.equal(String(socket), "[object WebSocket]");
	assert.deepEqual(
		[ManagedWebSocket.CLOSED, socket.CONNECTING, socket.CLOSED, ManagedWebSocket.prototype.OPEN],
		[3, 0, 3, 1],
	);
	const members: string[] = [];
	for (const name in socket) {
		members.push(name);
	}
	for (const name of [
		"url",
		"readyState",
		"bufferedAmount",
		"onopen",
		"onmessage",
		"extensions",
		"protocol",
		"binaryType",
		"send",
		"close",
		"OPEN",
	]) {
		assert.ok(members.includes(name), name);
	}
	assert.ok(!members.includes("constructor"));
	assert.throws(() => new (ManagedWebSocket as unknown as new () => unknown)(), TypeError);
	assert.throws(() => (socket.send as () => void)(), TypeError);
});

test("a subclass has its options built in, and more can be added", () => {
	const Configured = ManagedWebSocket.with({ ...options, lenient: true });
	const one: WebSocket = new Configured("wss://example.test/", "proto");
	assert.ok(one instanceof ManagedWebSocket);
	others.push(one);
	world.peer.accept();
	one.close(1001);
	assert.deepEqual(world.peer.closes, [{ code: 3901, reason: "" }]);
	assert.throws(() => ManagedWebSocket.with({ closeTimeoutMs: -1 }), RangeError);
	const strict = new Configured("wss://example.test/", [], { lenient: false });
	others.push(strict);
	assert.throws(() => strict.close(1001), { name: "InvalidAccessError", message: /1001/ });
	assert.deepEqual([ManagedWebSocket.name, Configured.name, Configured.length], ["ManagedWebSocket", "WebSocket", 1]);
	assert.throws(() => new (Configured as unknown as new () => unknown)(), TypeError);
});

test("exceptions name what was passed and what is allowed", () => {
	assert.throws(() => socket.close(1005), { name: "InvalidAccessError", message: /1000.*3000-4999.*1005/, code: 15 });
	assert.throws(() => socket.close(1000, "é".repeat(62)), { name: "SyntaxError", message: /123.*124/, code: 12 });
	assert.throws(() => socket.reconnect(999), { name: "InvalidAccessError" });
	assert.throws(() => socket.fail("x".repeat(124)), { name: "SyntaxError" });
	assert.throws(() => socket.close(1n as unknown as number), TypeError);
	assert.equal(socket.phase, "open");
	assert.deepEqual(world.peer.closes, []);
	const strict = new ManagedWebSocket("wss://example.test/", [], { queue: false, WebSocket: world.WebSocket });
	assert.throws(() => strict.send("x"), { name: "InvalidStateError", message: /CONNECTING/ });
	strict.close();
});

test("the native class is looked up at each connection, our own is passed over", () => {
	const before = globalThis.WebSocket;
	try {
		(globalThis as { WebSocket: unknown }).WebSocket = world.WebSocket;
		const { length } = world.WebSocket.made;
		others.push(new ManagedWebSocket("wss://example.test/"));
		assert.equal(world.WebSocket.made.length, length + 1);
		for (const own of [ManagedWebSocket, ManagedWebSocket.with({}), undefined]) {
			(globalThis as { WebSocket: unknown }).WebSocket = own;
			assert.throws(() => new ManagedWebSocket("wss://example.test/"), {
				name: "ReferenceError",
				message: /option WebSocket/,
			});
		}
	} finally {
		(globalThis as { WebSocket: unknown }).WebSocket = before;
	}
});

test("an aborted signal makes no connection", async () => {
	const { length } = world.WebSocket.made;
	const dead = new ManagedWebSocket("wss://example.test/", [], { ...options, signal: AbortSignal.abort() });
	assert.equal(world.WebSocket.made.length, length);
	assert.equal((await dead.closed).cause, "aborted");
	await assert.rejects(dead.opened, { name: "WebSocketClosedError", message: /aborted/ });
});

test("one event that a mock gives to two sockets is a message of each", () => {
	class Mock extends EventTarget {
		readonly readyState = 1;
		readonly heard = new Map<string, (event: unknown) => void>();
		override addEventListener(type: string, listener: never): void {
			this.heard.set(type, listener);
		}
		override removeEventListener(): void {}
		close(): void {}
	}
	const mocks: Mock[] = [];
	const make = class extends Mock {
		constructor() {
			super();
			mocks.push(this);
		}
	};
	const pair = [0, 1].map(() => new ManagedWebSocket("wss://h/", [], { WebSocket: make as never, maxMessageBytes: 5 }));
	others.push(...pair);
	for (const one of pair) {
		one.onmessage = ({ data, target }) => said.push([data, pair.indexOf(target as never)]);
	}
	for (const event of [
		{ type: "message", data: "short" },
		{ type: "message", data: "too long" },
	]) {
		for (const mock of mocks) {
			mock.heard.get("message")?.(Object.assign(event, { stopImmediatePropagation() {} }));
		}
	}
	assert.deepEqual(said, [
		["short", 0],
		["short", 1],
	]);
});

test("what is secret in a URL is in no report", () => {
	for (const [url, want] of [
		["wss://user:password@host:8443/a/b?token=1#x", "wss://host:8443/a/b"],
		["ws://host/a@b?x", "ws://host/a@b"],
		["wss://a@b@host/", "wss://host/"],
		["wss://host?x", "wss://host"],
		["wss://host/p#f?q", "wss://host/p"],
		["", ""],
	] as const) {
		assert.equal(publicUrl(url), want);
	}
});

test("a report is frozen and can be cloned", async () => {
	socket.close(3000, "bye");
	world.peer.close(3000, "bye");
	const report = await socket.closed;
	assert.ok(
		Object.isFrozen(report) &&
			Object.isFrozen(report.decision) &&
			Object.isFrozen(report.requested) &&
			Object.isFrozen(report.sent),
	);
	assert.deepEqual(structuredClone(report), report);
	assert.equal(report.url, "wss://example.test/");
});
