// The mocks that pages are tested with keep working: the native class is looked up at each connection, timers at each call.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { WebSocketInterceptor } from "@mswjs/interceptors/WebSocket";
import { type Client, WebSocket as MockWebSocket, Server } from "mock-socket";
import { install } from "../../src/install.ts";
import { ManagedWebSocket } from "../../src/socket.ts";
import type { ManagedOptions } from "../../src/types.ts";

console.error = () => {};
globalThis.fetch = () => Promise.reject(new TypeError("no core"));
const URL = "wss://example.test/";
const world = globalThis as unknown as { WebSocket?: unknown };
const soon: ManagedOptions = { reconnect: { firstDelayMs: 0, rules: [{ code: 1012, action: "retry" }] } };

const next = (target: EventTarget, type: string): Promise<Event> =>
	new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
const sockets: ManagedWebSocket[] = [];
function make(options?: ManagedOptions): ManagedWebSocket {
	const socket = new ManagedWebSocket(URL, [], options);
	sockets.push(socket);
	return socket;
}

beforeEach(() => {
	world.WebSocket = class {}; // one for the mocks to take the place of
});

afterEach(() => {
	for (const socket of sockets.splice(0)) {
		socket[Symbol.dispose]();
	}
	mock.timers.reset();
});

/** A server of mock-socket's that echoes, its class at its place. */
function serve(connected: (client: Client) => void = () => {}): Server {
	const server = new Server(URL);
	server.on("connection", (client) => {
		client.on("message", (data) => client.send(data));
		connected(client);
	});
	return server;
}

test("mock-socket: messages, events and an end", async () => {
	const server = serve();
	const socket = make();
	const seen: unknown[] = [];
	socket.onopen = function (event) {
		seen.push(event.type, this === socket, event.target === socket);
	};
	socket.onmessage = (event) => seen.push(event.data, event.target === socket, event.currentTarget === socket);
	await next(socket, "open");
	const message = next(socket, "message");
	socket.send("hello");
	await message;
	assert.deepEqual(seen, ["open", true, true, "hello", true, true]);
	const end = next(socket, "close");
	server.close({ code: 1008, reason: "policy", wasClean: true });
	const { code, reason, report } = (await end) as CloseEvent & { report: { cause: string } };
	assert.deepEqual([code, reason, report.cause], [1008, "policy", "close-frame"]);
	server.stop();
});

test("mock-socket: each connection is made with the class that stands there then", async () => {
	const clients: Client[] = [];
	const server = serve((client) => clients.push(client));
	const socket = make(soon);
	await next(socket, "open");
	let made = 0;
	world.WebSocket = class extends MockWebSocket {
		constructor(url: string) {
			super(url);
			made++;
		}
	};
	clients[0]?.close({ code: 1012, reason: "", wasClean: true });
	await next(socket, "open");
	assert.deepEqual([made, clients.length, socket.connection], [1, 2, 2]);
	server.stop();
});

test("mock-socket: installed over it, it is what makes native sockets", async () => {
	const server = serve();
	const undo = install();
	const socket = new WebSocket(URL);
	assert.ok(socket instanceof ManagedWebSocket);
	const opened = next(socket, "open");
	await opened;
	const message = next(socket, "message");
	socket.send("hello");
	assert.equal(((await message) as MessageEvent).data, "hello");
	const end = next(socket, "close");
	socket.close();
	await end;
	undo();
	assert.equal(world.WebSocket, MockWebSocket);
	server.stop();
});

for (const isInstalled of [false, true]) {
	test(`MSW: messages, events and an end, ${isInstalled ? "installed under it" : "alone"}`, async () => {
		const undo = isInstalled ? install() : () => {};
		const interceptor = new WebSocketInterceptor();
		interceptor.apply();
		let connections = 0;
		interceptor.on("connection", ({ client }) => {
			connections++;
			client.addEventListener("message", ({ data }) =>
				data === "bye" ? client.close(3000, "done") : client.send(`${data}!`),
			);
		});
		const socket = make(soon);
		const targets: unknown[] = [];
		for (const type of ["open", "message", "close"]) {
			socket.addEventListener(type, ({ target, currentTarget }) =>
				targets.push(target === socket, currentTarget === socket),
			);
		}
		await next(socket, "open");
		const message = next(socket, "message");
		socket.send("hello");
		assert.equal(((await message) as MessageEvent).data, "hello!");
		const end = next(socket, "close");
		socket.send("bye");
		const { code, reason } = (await end) as CloseEvent;
		assert.deepEqual([code, reason, connections], [3000, "done", 1]);
		assert.deepEqual(targets, Array(6).fill(true));
		interceptor.dispose();
		undo();
	});
}

test("fake timers: a retry comes when they say so, and an attempt that takes too long is given up", async () => {
	let clients = 0;
	const server = serve(() => clients++);
	const socket = make({
		reconnect: { minDelayMs: 1_000, rules: [{ code: 1012, action: "retry", minDelayMs: 60_000, firstDelayMs: 0 }] },
	});
	await next(socket, "open");
	mock.timers.enable({ apis: ["setTimeout"] });
	const closed = next(socket, "close");
	server.clients()[0]?.close({ code: 1012, reason: "", wasClean: true });
	mock.timers.tick(10); // mock-socket's own
	await closed;
	assert.equal(socket.phase, "waiting");
	mock.timers.tick(59_000);
	assert.equal(socket.phase, "waiting");
	mock.timers.tick(4_000);
	assert.equal(socket.phase, "connecting");
	mock.timers.tick(10);
	assert.deepEqual([socket.phase, clients], ["open", 2]);
	world.WebSocket = class extends EventTarget {
		readyState = 0;
		close(): void {}
	};
	socket.reconnect();
	assert.equal(socket.phase, "connecting");
	mock.timers.tick(20_000);
	assert.deepEqual([socket.phase, socket.lastClose?.cause], ["waiting", "open-timeout"]);
	mock.timers.reset();
	server.stop();
});

test("an error while CONNECTING is an end, told as the mock or browser tells it, or else as a lost connection", async () => {
	class Failing extends EventTarget {
		readyState = 0;
		constructor(end?: number) {
			super();
			queueMicrotask(() => {
				this.dispatchEvent(new Event("error"));
				this.readyState = end ? 2 : 3;
				if (end) {
					setTimeout(() =>
						this.dispatchEvent(Object.assign(new Event("close"), { code: end, reason: "", wasClean: false })),
					);
				}
			});
		}
	}
	for (const [end, code] of [
		[1011, 1011],
		[undefined, 1006], // WebKitGTK
	] as const) {
		world.WebSocket = class extends Failing {
			constructor() {
				super(end);
			}
		};
		const socket = make({ reconnect: false });
		const seen: string[] = [];
		socket.onerror = () => seen.push("error");
		const event = (await next(socket, "close")) as CloseEvent;
		assert.deepEqual([event.code, event.wasClean, socket.readyState, ...seen], [code, false, 3, "error"]);
	}
});
