// A core that comes when the page is offline, or whose number is another session's by the time that it answers.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import type { ManagedCloseEvent } from "../../src/dom/events.ts";
import { configure, load, ManagedWebSocket } from "../../src/index.ts";
import { fakeWorld } from "../../src/testing.ts";
import { collectComplaints } from "../complaints.ts";
import { panic } from "../panic.ts";
import { coreModule as module } from "../tested.ts";

const world = fakeWorld().install({ WebSocket: false });
collectComplaints();
globalThis.fetch = () => Promise.reject(new TypeError("no core"));
const network = { onLine: true };
Object.defineProperty(globalThis, "navigator", { value: network, configurable: true });
const connect = (reconnect: object | false): ManagedWebSocket =>
	new ManagedWebSocket("wss://h/", [], { WebSocket: world.WebSocket, reconnect });

afterEach(() => {
	network.onLine = true;
	configure({ reconnect: true });
	panic();
});

for (const [how, stop] of [
	["cancelRetry()", (closed: ManagedCloseEvent) => closed.cancelRetry()],
	["configure()", () => configure({ reconnect: false })],
] as const) {
	test(`a wait that the core finds offline is paused before ${how} ends it`, async () => {
		const socket = connect({ firstDelayMs: 60_000 });
		const seen: string[] = [];
		let closed: ManagedCloseEvent | undefined;
		socket.addEventListener("close", (event) => {
			closed = event;
		});
		world.peer.accept();
		await load({ url: "wss://no/" }).catch(() => {});
		world.peer.drop();
		assert.equal(socket.phase, "waiting");
		network.onLine = false;
		await load({ module });
		socket.addEventListener("phase", ({ detail: { from, to } }) => seen.push(`${from}>${to}`));
		stop(closed as ManagedCloseEvent);
		assert.deepEqual([seen, socket.phase, socket.plan], [["waiting>paused", "paused>ended"], "ended", null]);
		configure({ reconnect: true });
		socket.reconnect();
		const { opened } = socket;
		world.peer.accept();
		await opened;
		socket[Symbol.dispose]();
	});
}

test("a session that ends and begins again while the core answers is not what it was", async () => {
	await load({ module });
	const [first, second] = [connect(false), connect(false)];
	for (const { peer } of world.WebSocket.made.slice(-2)) {
		peer.accept();
	}
	first.addEventListener("close", () => second.close(3000), { once: true });
	first.addEventListener("close", () => second.fail("x"), { once: true });
	second.addEventListener("end", () => first.reconnect(), { once: true });
	first.fail("a");
	assert.deepEqual([first.phase, first.readyState, first.connection], ["connecting", 0, 2]);
	world.peer.accept();
	assert.equal(first.phase, "open");
	first[Symbol.dispose]();
});
