// A page's tests may put their mock in place before they load wsclose.

import assert from "node:assert/strict";
import { test } from "node:test";
import { WebSocket as MockWebSocket, Server } from "mock-socket";

console.error = () => {};
globalThis.fetch = () => Promise.reject(new TypeError("no core"));
(globalThis as { WebSocket?: unknown }).WebSocket = MockWebSocket;
const { install, ManagedWebSocket } = await import("../../src/index.ts");
const URL = "wss://example.test/";
const next = (target: EventTarget, type: string): Promise<Event> =>
	new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));

for (const isInstalled of [false, true]) {
	test(`a mock that was there before wsclose is the native class, ${isInstalled ? "installed" : "alone"}`, async () => {
		const server = new Server(URL, { mock: false });
		server.on("connection", (client) => client.on("message", (data) => client.send(data)));
		const undo = isInstalled ? install() : () => {};
		const socket = isInstalled ? new WebSocket(URL) : new ManagedWebSocket(URL);
		await next(socket, "open");
		const heard: string[] = [];
		for (const type of ["message", "close", "mine"]) {
			socket.addEventListener(type, ({ target }) => heard.push(`${type} ${target === socket}`));
		}
		const message = next(socket, "message");
		socket.send("hello");
		await message;
		socket.dispatchEvent(new Event("mine"));
		const end = next(socket, "close");
		socket.close(1000);
		await end;
		assert.deepEqual(heard, ["message true", "mine true", "close true"]);
		undo();
		server.stop();
	});
}
