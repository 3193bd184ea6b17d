import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { load, ManagedWebSocket, type QueuedMessage } from "../src/index.ts";
import type { CloseReport, ManagedOptions } from "../src/types.ts";
import { Clock, complaints, FakeWebSocket, installWorld } from "./fakes.ts";

const turn = setImmediate;
const settled = (): Promise<void> => new Promise((resolve) => void turn(resolve));
const clock = new Clock();
installWorld();
clock.install();
await load({ module: await WebAssembly.compile(readFileSync("dist/wsclose.wasm")) });

/** A native socket whose buffer is emptied by the test alone. */
class Buffering extends FakeWebSocket {
	static override get last(): Buffering {
		return FakeWebSocket.last as Buffering;
	}

	override send(data: unknown): void {
		super.send(data);
		this.bufferedAmount +=
			typeof data === "string" ? new TextEncoder().encode(data).length : (data as ArrayBuffer).byteLength;
	}
}

const soon = { firstDelayMs: 1_000, maxDelayMs: 1_000 };
let gone: QueuedMessage[] = [];
let reports: CloseReport[] = [];
let open: ManagedWebSocket[] = [];

function connect(
	options: ManagedOptions = {},
	url: ConstructorParameters<typeof ManagedWebSocket>[0] = "wss://h/",
): ManagedWebSocket {
	const socket = new ManagedWebSocket(url, [], {
		WebSocket: Buffering as unknown as typeof WebSocket,
		reconnect: soon,
		...options,
	});
	socket.addEventListener("expired", ({ detail }) => gone.push(...detail));
	socket.addEventListener("close", ({ report }) => reports.push(report));
	open.push(socket);
	return socket;
}

const native = (): Buffering => Buffering.last;
const states = (list: readonly QueuedMessage[]): string[] => list.map(({ state, data }) => `${state} ${data}`);

beforeEach(() => {
	for (const socket of open) {
		socket[Symbol.dispose]();
	}
	for (const one of FakeWebSocket.made) {
		one.end(1006, "", false);
	}
	[gone, reports, open] = [[], [], []];
	complaints.length = 0;
});

test("what is sent before the connection is open waits, and goes behind what the open listeners send", () => {
	const socket = connect();
	socket.send("a");
	socket.send("b");
	assert.equal(socket.bufferedAmount, 2);
	socket.addEventListener("open", () => socket.send("auth"));
	native().open();
	assert.deepEqual(native().sent, ["auth", "a", "b"]);
	assert.equal(socket.bufferedAmount, 6);
	socket.send("c");
	assert.deepEqual(native().sent, ["auth", "a", "b", "c"]);
});

test("a listener that is added late is still before the queue", () => {
	const socket = connect();
	socket.send("a");
	socket.onopen = () => socket.send("first");
	socket.addEventListener("open", () => socket.send("second"), { once: true });
	native().open();
	assert.deepEqual(native().sent, ["first", "second", "a"]);
});

test("a listener that stops the open event does not hold up the queue", () => {
	const socket = connect();
	socket.addEventListener("open", (event) => event.stopImmediatePropagation());
	socket.send("a");
	native().open();
	assert.deepEqual(native().sent, []);
	clock.advance(0);
	assert.deepEqual(native().sent, ["a"]);
});

test("with flush 'manual' the page says when", () => {
	const socket = connect({ queue: { flush: "manual" } });
	socket.send("a");
	native().open();
	socket.send("auth");
	assert.deepEqual(native().sent, ["auth"]);
	socket.flush();
	assert.deepEqual(native().sent, ["auth", "a"]);
});

test("a full queue throws, and keeps what it has", () => {
	const socket = connect({ queue: { maxMessages: 2 } });
	socket.send("a");
	socket.send("b");
	assert.throws(() => socket.send("c"), { name: "QuotaExceededError", message: /2 messages, 2 bytes/ });
	assert.deepEqual(states(socket.clearQueue()), ["queued a", "queued b"]);
	assert.deepEqual(socket.clearQueue(), []);
	assert.equal(socket.bufferedAmount, 0);
});

test("bytes are UTF-8's, and fill a queue too", () => {
	const socket = connect({ queue: { maxBytes: 6 } });
	socket.send("€€");
	assert.equal(socket.bufferedAmount, 6);
	assert.throws(() => socket.send("x"), { name: "QuotaExceededError" });
	socket.clearQueue();
	assert.throws(() => socket.send(new Uint8Array(7)), { name: "QuotaExceededError" });
});

test("drop-oldest and drop-newest tell what they drop, once for all", async () => {
	for (const [whenFull, left, lost] of [
		["drop-oldest", ["queued c", "queued d"], ["dropped a", "dropped b"]],
		["drop-newest", ["queued a", "queued b"], ["dropped c", "dropped d"]],
	] as const) {
		gone = [];
		let events = 0;
		const socket = connect({ queue: { maxMessages: 2, whenFull } });
		socket.addEventListener("expired", () => events++);
		for (const text of ["a", "b", "c", "d"]) {
			socket.send(text);
		}
		await settled();
		assert.deepEqual(states(gone), lost);
		assert.equal(events, 1);
		assert.deepEqual(states(socket.clearQueue()), left);
	}
});

test("a message that no room can be made for is dropped, with all that was", async () => {
	const socket = connect({ queue: { maxBytes: 3, whenFull: "drop-oldest" } });
	socket.send("abc");
	socket.send("defg");
	await settled();
	assert.deepEqual(states(gone), ["dropped abc", "dropped defg"]);
	assert.deepEqual(socket.clearQueue(), []);
});

test("messages expire at their age, in order, and are not sent", () => {
	const socket = connect({ queue: { maxAgeMs: 5_000 } });
	socket.send("a");
	clock.advance(3_000);
	socket.send("b");
	clock.advance(1_999);
	assert.deepEqual(gone, []);
	clock.advance(1);
	assert.deepEqual(states(gone), ["expired a"]);
	native().open();
	assert.deepEqual(native().sent, ["b"]);
});

test("nothing expires after the end, and what is too old by then expires when the session goes on", () => {
	const socket = connect({ queue: { maxAgeMs: 5_000 } });
	socket.send("a");
	socket.close();
	native().lose();
	assert.equal(socket.phase, "ended");
	clock.advance(60_000);
	assert.deepEqual(gone, []);
	socket.reconnect();
	assert.deepEqual(states(gone), ["expired a"]);
});

test("buffers are copied when they are sent", () => {
	const socket = connect();
	const bytes = new Uint8Array([1, 2, 3]);
	socket.send(bytes);
	socket.send(bytes.buffer);
	bytes.fill(9);
	native().open();
	assert.deepEqual(native().sent, [new Uint8Array([1, 2, 3]), new Uint8Array([1, 2, 3]).buffer]);
});

test("what is no string, buffer or Blob is converted when it is sent, as by the DOM's", () => {
	const socket = connect();
	socket.send(5 as unknown as string);
	socket.send(null as unknown as string);
	assert.throws(() => socket.send(Symbol("s") as unknown as string), TypeError);
	native().open();
	assert.deepEqual(native().sent, ["5", "null"]);
});

test("what a lost connection had not handed over is sent again, before what came later", () => {
	const socket = connect();
	native().open();
	for (const text of ["aa", "bb", "cc"]) {
		socket.send(text);
	}
	native().bufferedAmount = 3; // half of bb has left
	native().end(1006, "", false);
	assert.deepEqual([reports[0]?.resent, reports[0]?.queued, reports[0]?.uncertain], [2, 2, 0]);
	assert.equal(reports[0]?.unsentBytes, 3);
	assert.equal(socket.bufferedAmount, 3 - 4 + 4);
	socket.send("dd");
	clock.advance(1_000);
	native().open();
	assert.deepEqual(native().sent, ["bb", "cc", "dd"]);
	assert.deepEqual(gone, []);
});

test("what has left is never sent again", () => {
	const socket = connect();
	native().open();
	for (let i = 0; i < 1_000; i++) {
		socket.send("x");
		native().bufferedAmount = i % 3;
	}
	native().bufferedAmount = 2;
	native().end(1006, "", false);
	assert.equal(reports[0]?.resent, 2);
	assert.equal(socket.clearQueue().length, 2);
});

test("with resend false nothing is kept", () => {
	const socket = connect({ queue: { resend: false } });
	native().open();
	socket.send("a");
	native().end(1006, "", false);
	assert.deepEqual([reports[0]?.resent, reports[0]?.queued, reports[0]?.uncertain], [0, 0, 0]);
	assert.deepEqual(socket.clearQueue(), []);
});

for (const [how, end] of Object.entries({
	"fail()": (socket: ManagedWebSocket) => socket.fail(),
	"reconnect()": (socket: ManagedWebSocket) => socket.reconnect(),
	"a close timeout": (socket: ManagedWebSocket) => {
		socket.close();
		clock.advance(20_000);
	},
	"disposing of it": (socket: ManagedWebSocket) => socket[Symbol.dispose](),
})) {
	test(`after ${how} what was not handed over is uncertain, handed back and not sent again`, () => {
		const socket = connect();
		native().open();
		socket.send("a");
		socket.send("b");
		native().bufferedAmount = 1;
		end(socket);
		assert.deepEqual([reports[0]?.resent, reports[0]?.uncertain, reports[0]?.unsentBytes], [0, 1, 1]);
		assert.deepEqual(states(gone), ["uncertain b"]);
		assert.deepEqual(socket.clearQueue(), []);
	});
}

test("a page that was frozen or hidden meanwhile makes it uncertain", () => {
	for (const type of ["freeze", "pagehide"]) {
		[gone, reports] = [[], []];
		const page = new EventTarget();
		Object.assign(globalThis, { addEventListener: page.addEventListener.bind(page) });
		const socket = connect({ reconnect: { ...soon, lifecycle: false } });
		native().open();
		socket.send("a");
		page.dispatchEvent(new Event(type));
		native().end(1006, "", false);
		assert.deepEqual([reports[0]?.resent, reports[0]?.uncertain], [0, 1], type);
		socket[Symbol.dispose]();
	}
});

test("a close that the page asked for hands back what the server did not take", () => {
	const socket = connect();
	native().open();
	socket.send("a");
	socket.close(1000);
	socket.send("b");
	native().end(1001, "away", false);
	assert.equal(socket.phase, "ended");
	assert.deepEqual(states(socket.clearQueue()), ["queued a", "queued b"]);
});

test("disposing drops what waits, and tells before the end", () => {
	const seen: string[] = [];
	const socket = connect();
	socket.addEventListener("expired", ({ detail }) => seen.push(...states(detail)));
	socket.addEventListener("end", () => seen.push("end"));
	socket.send("a");
	socket[Symbol.dispose]();
	assert.deepEqual(seen, ["dropped a", "end"]);
});

test("messages queued in a close listener are behind those that are sent again", () => {
	const socket = connect();
	native().open();
	socket.send("a");
	socket.addEventListener("close", () => socket.send("b"), { once: true });
	native().end(1006, "", false);
	clock.advance(1_000);
	native().open();
	assert.deepEqual(native().sent, ["a", "b"]);
});

test("without a queue send() does as the DOM's", () => {
	const socket = connect({ queue: false });
	assert.throws(() => socket.send("x"), { name: "InvalidStateError" });
	native().open();
	socket.send("a");
	native().readyState = 2;
	socket.send("dropped by the browser");
	assert.deepEqual(native().sent, ["a", "dropped by the browser"]);
});

test("a heartbeat is not sent again, and a message() that throws is reported and ends nothing", () => {
	let beats = 0;
	const message = (): string => {
		beats++;
		if (beats === 2) {
			throw new Error("no beat");
		}
		return "ping";
	};
	const socket = connect({ heartbeat: { everyMs: 1_000, timeoutMs: 5_000, message } });
	native().open();
	socket.send("a");
	clock.advance(1_000);
	assert.deepEqual(native().sent, ["a", "ping"]);
	clock.advance(1_500);
	assert.deepEqual(complaints, ["no beat"]);
	native().end(1006, "", false);
	assert.equal(reports[0]?.resent, 1);
	assert.deepEqual(states(socket.clearQueue()), ["queued a"]);
});

test("a larger message than maxMessageBytes fails the connection and reaches nobody", () => {
	const heard: unknown[] = [];
	const socket = connect({ maxMessageBytes: 6 });
	socket.addEventListener("message", ({ data }) => heard.push(data));
	native().open();
	native().message("abcdef");
	native().message("€€");
	native().message(new ArrayBuffer(6));
	assert.equal(heard.length, 3);
	native().message("€€!");
	assert.equal(heard.length, 3);
	assert.deepEqual(native().closes, [[3909]]);
	const { cause, by, decision, synthetic } = reports[0] as CloseReport;
	assert.deepEqual(
		{ cause, by, synthetic, ...decision },
		{ cause: "failed", by: "wsclose", synthetic: true, action: "stop", rule: "cause:too-big" },
	);
	assert.equal(socket.phase, "ended");
});
