// The core crashes, or comes, in the middle of something that a listener has begun.

import assert from "node:assert/strict";
import { test } from "node:test";
import { configure, core, observe, StopReconnecting } from "../../src/index.ts";
import { arrive, at, clock, connect, crash, gone, living, network, seen, settled, start, WebSocket } from "../lives.ts";
import { goOnline } from "./walker.ts";

test("the core crashes where the phase becomes ended, of a dial that StopReconnecting ended: `end` comes", async () => {
	await arrive();
	const { sessions } = core;
	const socket = connect({}, () => {
		throw new StopReconnecting("no");
	});
	at(socket, "ended", crash);
	await settled();
	await settled();
	assert.deepEqual([socket.phase, seen.at(-1), core.sessions - sessions], ["ended", "end", 0]);
});

test("the core crashes where close() is under way while a URL is asked for: the session ends all the same", async () => {
	await arrive();
	const socket = connect({}, () => new Promise<string>(() => {}));
	await settled();
	at(socket, "ended", crash);
	socket.close();
	clock.advance(60_000);
	assert.deepEqual([socket.phase, seen.filter((type) => type !== "close").at(-1)], ["ended", "end"]);
});

for (const [act, phase] of [
	["close", "closing"],
	["reconnect", "connecting"],
] as const) {
	test(`${act}() and a crash of the core in a listener: what was asked for is done`, async () => {
		await arrive();
		const [first, second] = [connect(), connect()];
		const [, native] = WebSocket.made.slice(-2);
		native?.peer.accept();
		at(first, "waiting", () => {
			second[act]();
			crash();
		});
		WebSocket.made.at(-2)?.peer.fail();
		clock.advance(0);
		assert.deepEqual([second.phase, native?.readyState], [phase, 2]);
		native?.peer.close();
	});
}

test("reconnect() and a crash of the core where the phase becomes ended: the session does not stick in between", async () => {
	await arrive();
	const socket = connect({ reconnect: false, openTimeoutMs: 50 });
	at(socket, "ended", () => {
		socket.reconnect();
		crash();
	});
	clock.advance(60_000);
	assert.deepEqual([socket.phase, seen.at(-1)], ["ended", "end"]);
});

test("a crash of the core in an `expired` listener at the end: one `end`", async () => {
	await arrive();
	const socket = connect();
	at(socket, "ended", () => socket.send("a"));
	socket.addEventListener("expired", crash);
	socket[Symbol.dispose]();
	assert.equal(seen.filter((type) => type === "end").length, 1);
});

test("the core crashes in a pause, and the page reconnects as it hears of that: one socket is made", async () => {
	await arrive();
	const socket = connect();
	WebSocket.last.peer.accept();
	WebSocket.last.peer.drop();
	const { length } = WebSocket.made;
	at(socket, "waiting", () => socket.reconnect());
	crash();
	clock.advance(1_000);
	network.onLine = true;
	assert.deepEqual([socket.phase, WebSocket.made.length - length], ["connecting", 1]);
});

test("close() and a crash of the core in a phase listener, of a connection that has ended: the session ends", async () => {
	await arrive();
	const socket = connect();
	at(socket, "waiting", () => {
		socket.close();
		crash();
	});
	WebSocket.last.peer.drop();
	clock.advance(60_000);
	assert.deepEqual([socket.phase, seen.at(-1)], ["ended", "end"]);
});

test("a wait that the core finds offline leaves no timer of the time before behind", async () => {
	crash();
	const before = clock.waiting;
	const socket = connect({ reconnect: { firstDelayMs: 60_000, jitter: "none" } });
	WebSocket.last.peer.accept();
	WebSocket.last.peer.drop();
	network.onLine = false;
	await arrive();
	socket.fail(); // the core takes over
	assert.equal(socket.phase, "paused");
	socket.close();
	network.onLine = true;
	assert.deepEqual([socket.phase, clock.waiting - before], ["ended", 0]);
});

test("a wait that the core finds offline makes no second socket, should the core crash", async () => {
	crash();
	const socket = connect({ reconnect: { firstDelayMs: 60_000, jitter: "none" } });
	WebSocket.last.peer.accept();
	WebSocket.last.peer.drop();
	network.onLine = false;
	await arrive();
	socket.fail();
	assert.equal(socket.phase, "paused");
	network.onLine = true;
	socket.reconnect();
	WebSocket.last.peer.accept();
	assert.equal(socket.phase, "open");
	crash();
	clock.advance(60_000);
	assert.deepEqual([socket.phase, living()], ["open", 1]);
});

test("close() where a core that comes late finds a wait paused: nothing is dialled after the end", async () => {
	crash();
	const socket = connect({ reconnect: { firstDelayMs: 1_000, jitter: "none" } });
	WebSocket.last.peer.accept();
	WebSocket.last.peer.drop();
	const { length } = WebSocket.made;
	network.onLine = false;
	await arrive();
	at(socket, "paused", () => socket.close());
	clock.advance(60_000); // the timer of the time before hands the session over
	network.onLine = true;
	assert.deepEqual([socket.phase, WebSocket.made.length - length, core.sessions], ["ended", 0, 0]);
});

test("the core crashes where observe() tells of a close: `close` comes before `end`", async () => {
	await arrive();
	const socket = connect({ reconnect: false });
	const stop = observe(({ type }) => type === "close" && crash());
	WebSocket.last.peer.drop();
	stop();
	assert.deepEqual([socket.phase, seen.slice(-2)], ["ended", ["close", "end"]]);
});

test("the core crashes in a pause of a page that is 30 days old: the next attempt is made when it is online", async () => {
	await arrive();
	clock.advance(30 * 86_400_000); // a delay of minus so much is one of 20 days to a browser
	const socket = connect();
	WebSocket.last.peer.accept();
	network.onLine = false;
	WebSocket.last.peer.drop();
	assert.equal(socket.phase, "paused");
	crash();
	clock.advance(60_000);
	assert.equal(socket.phase, "paused");
	goOnline(true);
	clock.advance(0);
	assert.equal(socket.phase, "connecting");
});

test("a listener that hears of a crash first finds no other session where the core left it", async () => {
	await arrive();
	const [first, second] = [connect(), connect()];
	const natives = WebSocket.made.slice(-2);
	natives[1]?.peer.accept();
	at(first, "waiting", () => {
		second.fail();
		crash();
	});
	first.addEventListener("close", () => configure({ reconnect: false }));
	natives[0]?.peer.fail();
	configure({ reconnect: true });
	assert.equal(natives[1]?.readyState, 2, "fail() was asked for before");
});

for (const type of ["expired", "close", "retry"]) {
	test(`the core crashes in a listener for ${type}: the session retries all the same`, async () => {
		await arrive();
		const socket = connect({ idleTimeoutMs: 1_000 });
		const native = WebSocket.last;
		native.peer.accept();
		native.peer.hold();
		socket.send("x"); // is uncertain, once the session has let go of its connection
		socket.addEventListener(type, crash, { once: true });
		clock.advance(1_001);
		assert.deepEqual([socket.phase, socket.plan?.delayMs !== undefined, gone.length], ["waiting", true, 1]);
	});
}

test("close() where a core that comes late finds a wait paused, when the timer of that wait fires: the core knows no more of it", async () => {
	await arrive();
	crash();
	const socket = connect();
	WebSocket.last.peer.fail();
	at(socket, "paused", () => socket.close());
	start();
	network.onLine = false;
	clock.advance(60_000);
	assert.deepEqual([socket.phase, core.status], ["ended", "ready"]);
});
