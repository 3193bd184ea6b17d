// What was planned stays planned: a clock that is set back does not move it, nor does configure() end what it is not about.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { configure, type ManagedWebSocket } from "../../src/index.ts";
import { arrive, bothWays, clock, connect, crash, WebSocket } from "../lives.ts";

await arrive(); // once: what has never been there is waited for

const HOUR = 3_600_000;
const { now: date } = Date;
/** The wall clock is set: back, where ms is negative. */
const setClock = (ms: number): void => {
	Date.now = () => date() + ms;
};
afterEach(() => {
	Date.now = date;
	configure({ reconnect: true });
});

/** A session that has lost its connection, and dials the next in so many milliseconds. */
function waiting(delayMs: number): ManagedWebSocket {
	const socket = connect({ reconnect: { jitter: "none", firstDelayMs: delayMs, maxDelayMs: delayMs } });
	WebSocket.last.peer.accept();
	WebSocket.last.peer.drop();
	assert.deepEqual([socket.phase, socket.plan?.delayMs], ["waiting", delayMs]);
	return socket;
}

/** Facts by which a core that has come takes a session over while it waits, and after which it still does. */
const facts: Readonly<Record<string, (socket: ManagedWebSocket) => void>> = {
	"when its timer fires": () => {},
	"at a fail() that finds nothing to fail": (socket) => socket.fail(),
};

for (const [set, ms] of [
	["back", -HOUR],
	["forward", HOUR],
] as const) {
	for (const [when, act] of Object.entries(facts)) {
		test(`the clock is set ${set} by an hour, and a core comes that takes over ${when}: the attempt is made when it was planned`, async () => {
			crash();
			const socket = waiting(1_000);
			setClock(ms);
			await arrive();
			act(socket);
			clock.advance(999);
			assert.equal(socket.phase, "waiting");
			clock.advance(1);
			assert.equal(socket.phase, "connecting");
		});
	}
	test(`the clock is set ${set} by an hour, and the core crashes: the attempt is made when it was planned`, async () => {
		await arrive();
		const socket = waiting(1_000);
		setClock(ms);
		crash();
		socket.fail();
		clock.advance(999);
		assert.equal(socket.phase, "waiting");
		clock.advance(1);
		assert.equal(socket.phase, "connecting");
	});
}

bothWays((it) => {
	it("configure() is not about a {reconnect: false} socket that waits after its own paced reconnect()", () => {
		const socket = connect({ reconnect: false });
		socket.addEventListener("close", () => socket.reconnect());
		for (let i = 0; i < 3 && socket.phase !== "waiting"; i++) {
			WebSocket.last.peer.refuse();
		}
		assert.equal(socket.phase, "waiting");
		const { plan } = socket;
		configure({ reconnect: false });
		configure({ reconnect: true });
		assert.deepEqual([socket.phase, socket.plan], ["waiting", plan]);
		clock.advance(plan?.delayMs ?? 0);
		assert.equal(socket.phase, "connecting");
		WebSocket.last.peer.accept();
		assert.equal(socket.phase, "open");
	});

	it("configure({reconnect: false}) ends any other socket that waits, and configure({reconnect: true}) none", () => {
		const socket = waiting(1_000);
		configure({ reconnect: true });
		assert.equal(socket.phase, "waiting");
		configure({ reconnect: false });
		assert.deepEqual([socket.phase, socket.lastClose?.decision.rule], ["ended", "reconnect:false"]);
	});
});
