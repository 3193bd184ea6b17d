import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ManagedWebSocket } from "../../src/socket.ts";
import { type FakeWebSocket, fakeWebSocket, fakeWorld, type Peer } from "../../src/testing.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What a socket says, from now on. */
function heard(socket: WebSocket): string[] {
	const said: string[] = [];
	for (const type of ["open", "message", "error"]) {
		socket.addEventListener(type, () => said.push(`${type} ${socket.readyState}`));
	}
	socket.addEventListener("close", ({ code, reason, wasClean }) =>
		said.push(`close ${socket.readyState} ${code} ${JSON.stringify(reason)} ${wasClean ? "clean" : "unclean"}`),
	);
	return said;
}

function made(...args: ConstructorParameters<typeof WebSocket> | []): [FakeWebSocket, Peer, string[]] {
	const Class = fakeWebSocket();
	const socket = new Class(...((args.length > 0 ? args : ["wss://example.test/feed"]) as [string]));
	return [socket, socket.peer, heard(socket)];
}

test("it is a WebSocket, for TypeScript too", () => {
	const Class: typeof WebSocket = fakeWebSocket();
	const socket: WebSocket = new Class(new URL("wss://example.test/feed"), "chat");
	assert.equal(String(socket), "[object WebSocket]");
	assert.deepEqual([Class.CONNECTING, Class.OPEN, socket.CLOSING, Class.prototype.CLOSED], [0, 1, 2, 3]);
	assert.deepEqual(
		[socket.url, socket.readyState, socket.bufferedAmount, socket.extensions, socket.protocol, socket.binaryType],
		["wss://example.test/feed", 0, 0, "", "", "blob"],
	);
	socket.binaryType = "nonsense" as "blob";
	assert.equal(socket.binaryType, "blob");
});

test("URLs and subprotocols are checked as by a browser", () => {
	const Class = fakeWebSocket();
	for (const url of ["", "/path", "ftp://h/", "ws://h/#", "ws://h/#x", "ws://h:99999/", "mailto:x", "ws://"]) {
		assert.throws(() => new Class(url), { name: "SyntaxError", code: 12 }, url);
	}
	for (const protocols of ["", "a b", "a,b", "é", ["a", "a"], ["a", ""]]) {
		assert.throws(() => new Class("ws://h/", protocols), { name: "SyntaxError" }, `${protocols}`);
	}
	assert.throws(() => new (Class as unknown as new () => unknown)(), TypeError);
	assert.throws(() => (Class as unknown as () => void)(), TypeError);
	assert.deepEqual(Class.made, []);
	assert.equal(new Class("https://h:443/a?b").url, "wss://h/a?b");
	assert.equal(new Class("HTTP://H").url, "ws://h/");
	assert.deepEqual(new Class("ws://h/", ["a", "A"]).peer.protocols, ["a", "A"]);
	assert.deepEqual(new Class("ws://h/", null as unknown as string[]).peer.protocols, ["null"]);
	assert.equal(Class.made.length, 4);
});

test("close() throws what a browser throws, by the vectors that Go is held to", () => {
	const vectors: { name: string; code: number; reason?: string; repeat?: number; utf16?: number[]; error: string }[] =
		JSON.parse(readFileSync(`${process.cwd()}/../wasm/closecode/testdata/send.json`, "utf8"));
	assert.ok(vectors.length > 20);
	for (const { name, code, reason = "", repeat = 1, utf16, error } of vectors) {
		const [socket, peer] = made();
		const text = (utf16 ? String.fromCharCode(...utf16) : reason).repeat(Math.max(repeat, 1));
		if (error) {
			assert.throws(() => socket.close(code, text), { name: error }, name);
		} else {
			socket.close(code, text);
		}
		assert.deepEqual([socket.readyState, peer.closes.length], error ? [0, 0] : [2, 1], name);
	}
	const [socket] = made();
	assert.throws(() => socket.close(undefined, "why"), { name: "InvalidAccessError" });
	assert.throws(() => socket.close(1n as unknown as number), TypeError);
});

test("nothing happens in constructor, send() and close(), nor by itself", async () => {
	const [socket, peer, said] = made();
	await turn();
	peer.accept();
	assert.deepEqual(said.splice(0), ["open 1"]);
	socket.send("x");
	socket.close(3000, "bye");
	await turn();
	assert.deepEqual([said, socket.readyState, peer.closes], [[], 2, [{ code: 3000, reason: "bye" }]]);
});

test("each end has its events, error before close, and readyState 3 in both", () => {
	const accept = (peer: Peer): void => peer.accept();
	const cases: [name: string, steps: ((peer: Peer, socket: FakeWebSocket) => void)[], said: string[]][] = [
		["refused", [(p) => p.refuse()], ["error 3", 'close 3 1006 "" unclean']],
		["dropped before it opened", [(p) => p.drop()], ["error 3", 'close 3 1006 "" unclean']],
		["dropped", [accept, (p) => p.drop()], ["open 1", 'close 3 1006 "" unclean']],
		["failed", [accept, (p) => p.fail()], ["open 1", "error 3", 'close 3 1006 "" unclean']],
		["closed", [accept, (p) => p.close(1012, "deploy")], ["open 1", 'close 3 1012 "deploy" clean']],
		["closed without a code", [accept, (p) => p.close()], ["open 1", 'close 3 1005 "" clean']],
		["closed with a code that is none", [accept, (p) => p.close(999)], ["open 1", 'close 3 999 "" clean']],
		[
			"closed and reset",
			[accept, (p) => p.close(1001, "bye", { wasClean: false })],
			["open 1", 'close 3 1001 "bye" unclean'],
		],
		["answered", [accept, (_, s) => s.close(4001, "mine"), (p) => p.close()], ["open 1", 'close 3 4001 "mine" clean']],
		["answered, empty", [accept, (_, s) => s.close(), (p) => p.close()], ["open 1", 'close 3 1005 "" clean']],
		[
			"answered otherwise",
			[accept, (_, s) => s.close(4001, "mine"), (p) => p.close(4777, "theirs")],
			["open 1", 'close 3 4777 "theirs" clean'],
		],
		[
			"closed twice",
			[accept, (_, s) => s.close(4001), (_, s) => s.close(4002), (p) => p.close()],
			["open 1", 'close 3 4001 "" clean'],
		],
		["never answered", [accept, (_, s) => s.close(4001), (p) => p.drop()], ["open 1", 'close 3 1006 "" unclean']],
		[
			"closed before it opened",
			[(_, s) => s.close(4001), (p) => p.close(4001)],
			["error 3", 'close 3 1006 "" unclean'],
		],
	];
	for (const [name, steps, want] of cases) {
		const [socket, peer, said] = made();
		for (const step of steps) {
			step(peer, socket);
		}
		assert.deepEqual(said, want, name);
	}
});

test("a control that can't be is the test's mistake", () => {
	const [, fresh] = made();
	for (const wrong of [() => fresh.message("x"), () => fresh.close(1000)]) {
		assert.throws(wrong, /wsclose\/testing: \w+\(\) can't be: the socket is CONNECTING, and was never accepted/);
	}
	const [, open] = made();
	open.accept();
	for (const wrong of [() => open.accept(), () => open.refuse()]) {
		assert.throws(wrong, /\w+\(\) can't be: the socket is OPEN/);
	}
	const [socket, closed] = made();
	socket.close();
	assert.throws(() => closed.accept(), /CLOSING, and was never accepted/);
	closed.refuse();
	for (const wrong of [
		() => closed.accept(),
		() => closed.refuse(),
		() => closed.message("x"),
		() => closed.close(),
		() => closed.drop(),
		() => closed.fail(),
	]) {
		assert.throws(wrong, /the socket is CLOSED/);
	}
	assert.throws(() => fakeWebSocket().last, /no socket was made/);
});

test("the first subprotocol that is asked for is spoken, or another of them", () => {
	const speaks = (protocols: string[], options?: { protocol: string }): string => {
		const [socket, peer] = made("ws://h/", protocols);
		peer.accept(options);
		return socket.protocol;
	};
	assert.equal(speaks([]), "");
	assert.equal(speaks(["a", "b"]), "a");
	assert.equal(speaks(["a", "b"], { protocol: "b" }), "b");
	assert.throws(() => speaks(["a"], { protocol: "c" }), /the subprotocol c; the page asks for a/);
	assert.throws(() => speaks([], { protocol: "c" }), /asks for none/);
});

test("messages arrive by binaryType, and none while the socket closes", async () => {
	const [socket, peer] = made();
	peer.accept();
	const events: MessageEvent[] = [];
	socket.onmessage = (event) => events.push(event);
	const arrived = (): unknown => events.pop()?.data;
	peer.message("text");
	assert.equal(events[0]?.origin, "wss://example.test");
	assert.equal(arrived(), "text");
	const bytes = new Uint8Array([0, 1, 2, 3]).subarray(1, 3);
	for (const data of [bytes, bytes.slice().buffer, new Blob([bytes])]) {
		peer.message(data);
		assert.deepEqual(new Uint8Array(await (arrived() as Blob).arrayBuffer()), bytes.slice());
	}
	socket.binaryType = "arraybuffer";
	for (const data of [bytes, bytes.slice().buffer, new DataView(bytes.buffer, 1, 2)]) {
		peer.message(data);
		assert.deepEqual(arrived(), bytes.slice().buffer);
	}
	assert.throws(() => peer.message(new Blob([bytes])), /give it the bytes/);
	assert.throws(() => peer.message({ type: "hello" } as unknown as string), /takes a string, bytes, or a Blob/);
	socket.close();
	peer.message("late");
	assert.deepEqual(events, []);
});

test("what is sent is kept as it was, and leaves in a microtask", async () => {
	const [socket, peer] = made();
	assert.throws(() => socket.send("early"), { name: "InvalidStateError" });
	assert.throws(() => (socket.send as () => void)(), TypeError);
	peer.accept();
	const bytes = new Uint8Array([1, 2, 3]);
	const blob = new Blob(["four"]);
	for (const data of ["é\ud800", bytes, bytes.buffer, new DataView(bytes.buffer, 1), blob]) {
		socket.send(data);
	}
	socket.send(5 as unknown as string);
	bytes.fill(9);
	assert.equal(socket.bufferedAmount, 2 + 3 + 3 + 3 + 2 + 4 + 1);
	const want = ["é\ufffd", new Uint8Array([1, 2, 3]), new Uint8Array([1, 2, 3]), new Uint8Array([2, 3]), blob, "5"];
	assert.deepEqual([peer.sent, peer.received], [want, []]);
	await turn();
	assert.deepEqual([socket.bufferedAmount, peer.received], [0, want]);
});

test("the peer holds back what is sent, by bytes", async () => {
	const [socket, peer] = made();
	const got: unknown[] = [];
	peer.onmessage = (data) => got.push(data);
	peer.accept();
	peer.hold();
	for (const data of ["abcd", "", "ef", "g"]) {
		socket.send(data);
	}
	await turn();
	assert.deepEqual([socket.bufferedAmount, got], [7, []]);
	peer.drain(3);
	assert.deepEqual([socket.bufferedAmount, got], [4, []]);
	peer.drain(1);
	assert.deepEqual([socket.bufferedAmount, got], [3, ["abcd", ""]]);
	socket.close();
	peer.drain(2);
	assert.deepEqual([socket.bufferedAmount, got], [1, ["abcd", "", "ef"]], "close() discards nothing");
	socket.send("after close()");
	assert.equal(socket.bufferedAmount, 14);
	peer.drain();
	assert.deepEqual([socket.bufferedAmount, got], [13, ["abcd", "", "ef", "g"]], "what came after close() never leaves");
	assert.deepEqual(peer.sent, ["abcd", "", "ef", "g"]);
});

test("what was held at the end never leaves", async () => {
	const [socket, peer] = made();
	peer.accept();
	peer.hold();
	socket.send("held");
	peer.drop();
	peer.drain();
	await turn();
	assert.deepEqual([socket.bufferedAmount, peer.sent, peer.received], [4, ["held"], []]);
});

test("a server that serves by itself", async () => {
	const world = fakeWorld();
	world.WebSocket.onconnect = (peer) => {
		peer.onmessage = (data) => peer.message(data as string);
		peer.onclose = () => peer.close();
		peer.accept();
	};
	const socket = new world.WebSocket("ws://h/");
	const said = heard(socket);
	assert.deepEqual(said, []);
	await turn();
	socket.send("x");
	assert.deepEqual(said, ["open 1"]);
	await turn();
	socket.close(3000, "bye");
	assert.deepEqual(said, ["open 1", "message 1"]);
	await turn();
	assert.deepEqual(said, ["open 1", "message 1", 'close 3 3000 "bye" clean']);
});

test("the network goes for all at once", () => {
	const world = fakeWorld();
	const [fresh, open, closed] = [1, 2, 3].map(() => new world.WebSocket("ws://h/"));
	open?.peer.accept();
	closed?.peer.refuse();
	const said = heard(open as FakeWebSocket);
	world.drop();
	world.drop();
	assert.deepEqual([said, fresh?.readyState], [['close 3 1006 "" unclean'], 3]);
});

test("worlds don't meet", () => {
	const [one, other] = [fakeWorld(), fakeWorld()];
	one.WebSocket.refusal = new Error("mine");
	const socket = new other.WebSocket("ws://h/");
	assert.throws(() => new one.WebSocket("ws://h/"), /mine/);
	assert.doesNotThrow(() => new one.WebSocket("ws://h/"), "once");
	assert.deepEqual([one.peers.length, other.peers, other.peer], [1, [socket.peer], socket.peer]);
	assert.ok(!(socket instanceof one.WebSocket));
});

test("event handler attributes have their place among the listeners", () => {
	const [socket, peer] = made();
	const said: string[] = [];
	socket.addEventListener("open", () => said.push("first"));
	socket.onopen = () => said.push("attribute");
	socket.addEventListener("open", () => said.push("last"));
	socket.onopen = () => said.push("replaced");
	peer.accept();
	assert.deepEqual(said, ["first", "replaced", "last"]);
	assert.equal(socket.onclose, null);
});

test("wsclose runs on it, in the place of the global class", async () => {
	using world = fakeWorld().install();
	globalThis.fetch = async () => new Response("", { status: 404 });
	const socket = new ManagedWebSocket("wss://example.test/", [], { reconnect: { minDelayMs: 100 } });
	world.peer.accept();
	world.peer.drop();
	await world.clock.advanceAsync(250);
	assert.deepEqual([socket.plan?.delayMs, world.peers.length], [100 + 2_500, 1], "the middle of 5 s");
	world.clock.advance(2_599 - 250);
	assert.equal(world.peers.length, 1);
	world.clock.advance(1);
	world.peer.accept();
	assert.deepEqual([world.peers.length, socket.phase], [2, "open"]);
	socket[Symbol.dispose]();
	assert.equal(world.clock.waiting, 0);
});

test("install() rejects what it does not know by name, and takes no place then", () => {
	const { setTimeout } = globalThis;
	for (const [what, message] of [
		[{ clok: false }, /^wsclose: install\.clok is unknown; did you mean clock\?$/],
		[{ clock: 0 }, /^wsclose: install\.clock must be a boolean, not 0$/],
		[false, /^wsclose: install must be an object, not false$/],
	] as const) {
		assert.throws(() => fakeWorld().install(what as object), { name: "TypeError", message });
	}
	assert.equal(globalThis.setTimeout, setTimeout);
});
