import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { load, ManagedWebSocket, type QueuedMessage } from "../../src/index.ts";
import { fakeWorld } from "../../src/testing.ts";
import type { CloseReport, ManagedOptions } from "../../src/types.ts";
import { collectComplaints, complaints } from "../complaints.ts";
import { coreModule } from "../tested.ts";

const turn = setImmediate;
const settled = (): Promise<void> => new Promise((resolve) => void turn(resolve));
const world = fakeWorld().install({ WebSocket: false });
const { clock } = world;
const page = new EventTarget();
Object.assign(globalThis, { addEventListener: page.addEventListener.bind(page) });
collectComplaints();
await load({ module: coreModule });

/** Opens the connection. What is sent over it leaves when the test says so. */
function accept(): void {
	world.peer.hold();
	world.peer.accept();
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
		WebSocket: world.WebSocket,
		reconnect: soon,
		...options,
	});
	socket.addEventListener("expired", ({ detail }) => gone.push(...detail));
	socket.addEventListener("close", ({ report }) => reports.push(report));
	open.push(socket);
	return socket;
}

const states = (list: readonly QueuedMessage[]): string[] => list.map(({ state, data }) => `${state} ${data}`);

beforeEach(() => {
	for (const socket of open) {
		socket[Symbol.dispose]();
	}
	world.drop();
	[gone, reports, open] = [[], [], []];
	complaints.length = 0;
});

test("what is sent before the connection is open waits, and goes behind what the open listeners send", () => {
	const socket = connect();
	socket.send("a");
	socket.send("b");
	assert.equal(socket.bufferedAmount, 2);
	socket.addEventListener("open", () => socket.send("auth"));
	accept();
	assert.deepEqual(world.peer.sent, ["auth", "a", "b"]);
	assert.equal(socket.bufferedAmount, 6);
	socket.send("c");
	assert.deepEqual(world.peer.sent, ["auth", "a", "b", "c"]);
});

test("a listener that is added late is still before the queue", () => {
	const socket = connect();
	socket.send("a");
	socket.onopen = () => socket.send("first");
	socket.addEventListener("open", () => socket.send("second"), { once: true });
	accept();
	assert.deepEqual(world.peer.sent, ["first", "second", "a"]);
});

test("a listener that stops the open event does not hold up the queue", () => {
	const socket = connect();
	socket.addEventListener("open", (event) => event.stopImmediatePropagation());
	socket.send("a");
	accept();
	assert.deepEqual(world.peer.sent, []);
	clock.advance(0);
	assert.deepEqual(world.peer.sent, ["a"]);
});

test("with flush 'manual' the page says when", () => {
	const socket = connect({ queue: { flush: "manual" } });
	socket.send("a");
	accept();
	socket.send("auth");
	assert.deepEqual(world.peer.sent, ["auth"]);
	socket.flush();
	assert.deepEqual(world.peer.sent, ["auth", "a"]);
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
	accept();
	assert.deepEqual(world.peer.sent, ["b"]);
});

test("nothing expires after the end, and what is too old by then expires when the session goes on", () => {
	const socket = connect({ queue: { maxAgeMs: 5_000 } });
	socket.send("a");
	socket.close();
	world.peer.fail();
	assert.equal(socket.phase, "ended");
	clock.advance(60_000);
	assert.deepEqual(gone, []);
	socket.reconnect();
	assert.deepEqual(states(gone), ["expired a"]);
});

test("what a lost connection had not handed over is sent again, before what came later", () => {
	const socket = connect();
	accept();
	for (const text of ["aa", "bb", "cc"]) {
		socket.send(text);
	}
	world.peer.drain(3); // half of bb has left
	world.peer.drop();
	assert.deepEqual([reports[0]?.resent, reports[0]?.queued, reports[0]?.uncertain], [2, 2, 0]);
	assert.equal(reports[0]?.unsentBytes, 3);
	assert.equal(socket.bufferedAmount, 3 - 4 + 4);
	socket.send("dd");
	clock.advance(1_000);
	accept();
	assert.deepEqual(world.peer.sent, ["bb", "cc", "dd"]);
	assert.deepEqual(gone, []);
});

test("what has left is never sent again", () => {
	const socket = connect();
	accept();
	for (let i = 0; i < 1_002; i++) {
		socket.send("x");
		world.peer.drain(socket.bufferedAmount - (i % 3));
	}
	world.peer.drop();
	assert.equal(reports[0]?.resent, 2);
	assert.equal(socket.clearQueue().length, 2);
});

test("with resend false nothing is kept", () => {
	const socket = connect({ queue: { resend: false } });
	accept();
	socket.send("a");
	world.peer.drop();
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
		accept();
		socket.send("a");
		socket.send("b");
		world.peer.drain(1);
		end(socket);
		assert.deepEqual([reports[0]?.resent, reports[0]?.uncertain, reports[0]?.unsentBytes], [0, 1, 1]);
		assert.deepEqual(states(gone), ["uncertain b"]);
		assert.deepEqual(socket.clearQueue(), []);
	});
}

test("a page that was frozen or hidden meanwhile makes it uncertain", () => {
	for (const type of ["freeze", "pagehide"]) {
		[gone, reports] = [[], []];
		const socket = connect({ reconnect: { ...soon, lifecycle: false } });
		accept();
		socket.send("a");
		page.dispatchEvent(new Event(type));
		world.peer.drop();
		assert.deepEqual([reports[0]?.resent, reports[0]?.uncertain], [0, 1], type);
		socket[Symbol.dispose]();
	}
});

test("a page that was hidden while something else was still here makes nothing uncertain", () => {
	const socket = connect({ reconnect: { ...soon, lifecycle: false } });
	accept();
	socket.send("a");
	page.dispatchEvent(new Event("pagehide"));
	world.peer.drain(1);
	socket.send("b");
	world.peer.drop();
	assert.deepEqual([reports[0]?.resent, reports[0]?.uncertain], [1, 0]);
	assert.deepEqual(states(socket.clearQueue()), ["queued b"]);
});

test("what has left is let go of by its bytes too, and what a buffer grows by is told with all that it holds", () => {
	const socket = connect();
	accept();
	const large = "€".repeat(30_000);
	const sent = ["1", large, "2", large, "3", large];
	for (const one of sent) {
		socket.send(one);
		socket.send(new Uint8Array(20_000));
	}
	world.peer.drain(socket.bufferedAmount - 20_000 - 90_000 - 1);
	socket.send("");
	world.peer.drop();
	const waiting = socket.clearQueue();
	assert.deepEqual(
		waiting.map(({ bytes }) => bytes),
		[20_000, 90_000, 20_000, 0],
	);
	assert.equal(waiting[1]?.data, large);
});

test("of a message that had left in part nothing is counted when it is taken out", () => {
	const socket = connect();
	accept();
	socket.send("x".repeat(100));
	world.peer.drain(50);
	world.peer.drop();
	assert.equal(socket.bufferedAmount, 50);
	socket.clearQueue();
	assert.equal(socket.bufferedAmount, 0);
});

test("a close that the page asked for hands back what the server did not take", () => {
	const socket = connect();
	accept();
	socket.send("a");
	socket.close(1000);
	socket.send("b");
	world.peer.close(1001, "away", { wasClean: false });
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
	accept();
	socket.send("a");
	socket.addEventListener("close", () => socket.send("b"), { once: true });
	world.peer.drop();
	clock.advance(1_000);
	accept();
	assert.deepEqual(world.peer.sent, ["a", "b"]);
});

test("without a queue send() does as the DOM's", () => {
	const socket = connect({ queue: false });
	assert.throws(() => socket.send("x"), { name: "InvalidStateError" });
	accept();
	socket.send("a");
	world.peer.socket.close();
	socket.send("dropped by the browser");
	assert.deepEqual([world.peer.sent, socket.bufferedAmount], [["a"], 23]);
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
	accept();
	socket.send("a");
	clock.advance(1_000);
	assert.deepEqual(world.peer.sent, ["a", "ping"]);
	clock.advance(1_500);
	assert.deepEqual(complaints, ["no beat"]);
	world.peer.drop();
	assert.equal(reports[0]?.resent, 1);
	assert.deepEqual(states(socket.clearQueue()), ["queued a"]);
});

test("a larger message than maxMessageBytes fails the connection and reaches nobody", () => {
	const heard: unknown[] = [];
	const socket = connect({ maxMessageBytes: 6 });
	socket.addEventListener("message", ({ data }) => heard.push(data));
	accept();
	world.peer.message("abcdef");
	world.peer.message("€€");
	world.peer.message(new ArrayBuffer(6));
	assert.equal(heard.length, 3);
	world.peer.message("€€!");
	assert.equal(heard.length, 3);
	assert.deepEqual(world.peer.closes, [{ code: 3909, reason: "" }]);
	const { cause, by, decision, synthetic } = reports[0] as CloseReport;
	assert.deepEqual(
		{ cause, by, synthetic, ...decision },
		{ cause: "failed", by: "wsclose", synthetic: true, action: "stop", rule: "cause:too-big" },
	);
	assert.equal(socket.phase, "ended");
});
