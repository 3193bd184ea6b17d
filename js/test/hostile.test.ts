// What a hostile or broken page does from within everything of its own that wsclose calls, and with what it hands over.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { core, install, load, ManagedWebSocket, observe } from "../src/index.ts";
import { fakeWorld } from "../src/testing.ts";
import type { ManagedOptions } from "../src/types.ts";
import { collectComplaints, complaints } from "./complaints.ts";
import { panic } from "./panic.ts";
import { coreModule as module } from "./tested.ts";

const world = fakeWorld().install({ WebSocket: false });
const { clock, WebSocket } = world;
collectComplaints();
const turn = setImmediate;
const settled = (): Promise<void> => new Promise((resolve) => void turn(resolve));

/** What a callback may do to its own socket. */
const actions: Record<string, (socket: ManagedWebSocket) => unknown> = {
	close: (socket) => socket.close(4000, "within"),
	reconnect: (socket) => socket.reconnect(),
	send: (socket) => socket.send("within"),
	dispose: (socket) => socket[Symbol.dispose](),
	fail: (socket) => socket.fail("within"),
	flush: (socket) => socket.flush(),
	clearQueue: (socket) => socket.clearQueue(),
	"close, then reconnect": (socket) => {
		socket.close();
		socket.reconnect();
	},
	"reconnect, then close": (socket) => {
		socket.reconnect();
		socket.close();
	},
	"fail, then dispose": (socket) => {
		socket.fail();
		socket[Symbol.dispose]();
	},
	throw: () => {
		throw new Error("within");
	},
};

/** Where the page's own code runs. */
const EVENTS = ["open", "message", "error", "close", "phase", "retry", "expired", "end"];
const CALLBACKS = ["url", "protocols", "decide", "heartbeat", "debug", "observe", "toString", "onReport"];

/** Leads a session through all of its life, and does act, at most so often, in each of the page's own functions that is called there. */
async function live(place: string, act: (socket: ManagedWebSocket) => unknown, most: number): Promise<void> {
	let socket: ManagedWebSocket | undefined;
	let acted = 0;
	const here = (at: string): undefined => {
		if (at === place && socket && acted < most) {
			acted++;
			act(socket);
		}
	};
	const stop = observe(() => here("observe"));
	const options: ManagedOptions = {
		WebSocket,
		reconnect: { firstDelayMs: 1_000, maxDelayMs: 1_000, maxAttempts: 20, decide: () => here("decide") },
		heartbeat: {
			everyMs: 100,
			message: () => {
				here("heartbeat");
				return "beat";
			},
		},
		queue: { maxMessages: 2, whenFull: "drop-oldest", maxAgeMs: 500 },
		maxMessageBytes: 10,
		debug: () => here("debug"),
	};
	const url = () => {
		here("url");
		return "wss://h/";
	};
	const protocols = () => {
		here("protocols");
		return [];
	};
	const target = { WebSocket };
	const uninstall = install({
		target,
		...options,
		reconnect: options.reconnect as object,
		onReport: () => here("onReport"),
	});
	const isInstalled = place === "onReport";
	socket = isInstalled
		? (new target.WebSocket("wss://h/") as unknown as ManagedWebSocket)
		: new ManagedWebSocket(url, protocols, options);
	const opens: number[] = [];
	let ends = 0;
	let begins = 1;
	for (const type of EVENTS) {
		socket.addEventListener(type, () => here(type));
	}
	socket.addEventListener("open", () => opens.push(WebSocket.made.filter((made) => made.readyState === 1).length));
	socket.addEventListener("end", () => ends++);
	socket.addEventListener("phase", ({ detail: { from, to } }) => {
		begins += Number(from === "ended");
		assert.notEqual(from, to);
	});
	const deeds: (() => void)[] = [
		() => world.peer.accept(),
		() => socket.send({ toString: () => `${here("toString") ?? "data"}` } as never),
		() => world.peer.message("hello"),
		() => clock.advance(150),
		() => world.peer.close(1012),
		() => socket.send("1"),
		() => socket.send("2"),
		() => socket.send("3"),
		() => clock.advance(40_000),
		() => world.peer.accept(),
		() => world.peer.message("much too long for it"),
		() => socket.reconnect(),
		() => world.peer.fail(),
		() => clock.advance(2_000),
		() => world.peer.accept(),
		() => socket.close(),
		() => world.peer.close(),
	];
	for (const deed of deeds) {
		await settled();
		try {
			deed();
		} catch (error) {
			assert.match(`${error}`, /within|wsclose\/testing|InvalidStateError/); // the peer's end is another by now, or is none
		}
	}
	await settled();
	assert.ok(acted > 0, "it was called");
	acted = Infinity; // the page is itself again
	socket.close();
	await settled();
	clock.advance(100_000);
	await settled();
	const { phase } = socket;
	socket[Symbol.dispose]();
	assert.deepEqual([phase, core.sessions], ["ended", 0]);
	assert.ok(ends >= 1 && ends <= begins, `${ends} ends of ${begins} sessions`);
	assert.ok(Math.max(...opens, 0) <= 1, `at most one connection is open: ${opens}`);
	stop();
	uninstall();
	world.drop();
	WebSocket.made.length = 0;
}

for (const [name, prepare, status] of [
	["with the core", () => load({ module }), "ready"],
	["without a core", () => panic(), "crashed"],
] as const) {
	test(name, async () => {
		await prepare();
		assert.equal(core.status, status);
	});
	for (const place of [...EVENTS, ...CALLBACKS]) {
		for (const [what, act] of Object.entries(actions)) {
			for (const most of [1, 10]) {
				test(`${what} inside ${place}, ${most} times, ${name}`, async () => {
					complaints.length = 0;
					await live(place, act, most);
					assert.equal(core.status, status, `${complaints}`);
					for (const complaint of complaints) {
						assert.match(complaint, /^within$|disposed|needs a connection/);
					}
				});
			}
		}
	}
}

test("options that lie: what was looked at is what holds", () => {
	const reads: [number, number] = [0, 0];
	const liar = Object.assign([{ code: 1000, action: "retry" }], { map: () => "no rules", flatMap: () => "no rules" });
	const options = {
		get WebSocket() {
			return reads[0]++ ? "no class" : WebSocket;
		},
		reconnect: {
			get rules() {
				return reads[1]++ ? "no rules" : liar;
			},
		},
	} as unknown as ManagedOptions;
	const socket = new ManagedWebSocket("wss://h/", [], options);
	world.peer.accept();
	world.peer.close(1000);
	assert.deepEqual([reads, socket.plan?.rule], [[1, 1], "rules[0]"]);
	socket[Symbol.dispose]();

	let looks = 0;
	const target = { WebSocket };
	const undo = install({
		get target() {
			return looks++ ? globalThis : target;
		},
	});
	assert.deepEqual([looks, target.WebSocket === WebSocket], [1, false]);
	undo();
});

test("what a page throws that has no text stops nothing", async () => {
	complaints.length = 0;
	for (const thrown of [null, undefined, Object.create(null), Symbol("s"), { toString: () => assert.fail() }]) {
		const socket = new ManagedWebSocket(() => Promise.reject(thrown), [], { WebSocket });
		await settled();
		await settled();
		assert.deepEqual([socket.phase, socket.lastClose?.cause], ["waiting", "failed"]);
		socket[Symbol.dispose]();
	}
	const refusing = class {
		constructor() {
			throw null;
		}
	} as unknown as typeof globalThis.WebSocket;
	const socket = new ManagedWebSocket(() => "wss://h/", [], { WebSocket: refusing });
	await settled();
	await settled();
	assert.deepEqual([socket.phase, socket.lastClose?.requested?.reason], ["waiting", ""]);
	socket[Symbol.dispose]();
});

test("send() converts before it looks where the session stands", () => {
	const socket = new ManagedWebSocket("wss://h/", [], { WebSocket });
	world.peer.accept();
	socket.send({
		toString() {
			socket.reconnect();
			return "said";
		},
	} as never);
	world.peer.accept();
	assert.deepEqual(world.peers.map(({ sent }) => sent).slice(-2), [[], ["said"]]);
	socket[Symbol.dispose]();
});

after(() => world.uninstall());
