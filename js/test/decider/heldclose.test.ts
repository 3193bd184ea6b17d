// A close that waits for a core that is being fetched: it is told as it was, whatever the page does meanwhile, and whatever is the matter
// with another session's socket.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { configure, core, load, ManagedWebSocket } from "../../src/index.ts";
import { FAULTS, faultyOnce, ODD_CLOSES } from "../dom/faulty.ts";
import { WebSocket } from "../lives.ts";
import { panic } from "../panic.ts";
import { eachAnew, host, make, settled, whole, world } from "./fetched.ts";

eachAnew();

let arrive: (answer: Response) => void;
let loaded: Promise<void>;

beforeEach(() => {
	const answer = new Promise<Response>((resolve) => {
		arrive = resolve;
	});
	host.answers = [() => answer];
	loaded = load();
	assert.equal(core.status, "loading");
});
/** The core comes. */
const come = async (): Promise<void> => {
	arrive(whole()());
	await loaded;
	await settled();
};
afterEach(async () => {
	await come();
	configure({ reconnect: true });
	panic();
});

/** A session whose peer has closed, which waits to be told; and what the page hears. */
function closed(code: number): { socket: ManagedWebSocket; seen: string[] } {
	const socket = make();
	const seen: string[] = [];
	for (const type of ["close", "end", "retry"]) {
		socket.addEventListener(type, () => seen.push(type));
	}
	socket.addEventListener("close", ({ report }) =>
		seen.push(`${report.code} ${report.reason} ${report.by} ${report.cause}`),
	);
	world.peer.accept();
	world.peer.close(code, "as it was");
	assert.deepEqual([socket.phase, seen], ["open", []], "it waits");
	return { socket, seen };
}

const told = (code: number): string[] => ["close", `${code} as it was peer close-frame`];
const acts: Readonly<Record<string, (socket: ManagedWebSocket) => void>> = {
	"reconnect()": (socket) => socket.reconnect(),
	"fail()": (socket) => socket.fail("no"),
	dispose: (socket) => socket[Symbol.dispose](),
	"configure({reconnect: false})": () => configure({ reconnect: false }),
};
for (const [code, what, then, phase] of [
	[1008, "reconnect()", ["end"], "connecting"],
	[1008, "fail()", ["end"], "ended"],
	[1008, "dispose", ["end"], "ended"],
	[1008, "configure({reconnect: false})", ["end"], "ended"],
	[1012, "reconnect()", ["retry"], "connecting"],
	[1012, "fail()", ["retry"], "waiting"],
	[1012, "dispose", ["retry", "end"], "ended"],
	[1012, "configure({reconnect: false})", ["retry", "end"], "ended"],
] as const) {
	test(`${code} that waits for the core is told as it was before ${what}, and no core is missed`, () => {
		const { socket, seen } = closed(code);
		acts[what]?.(socket);
		assert.deepEqual([seen, socket.phase], [[...told(code), ...then], phase]);
		world.clock.advance(250);
		assert.equal(core.error, null, "no close was decided without the core since");
		assert.deepEqual(seen, [...told(code), ...then], "it is told once");
		socket[Symbol.dispose]();
	});
}

test("close() leaves a close that waits for later, so that a listener that is added after it hears of it", () => {
	const { socket, seen } = closed(1008);
	socket.close();
	assert.deepEqual(seen, []);
	let code = 0;
	socket.addEventListener("close", (event) => {
		code = event.code;
	});
	world.clock.advance(250);
	assert.deepEqual([code, seen.at(-1), socket.phase], [1008, "end", "ended"]);
	assert.match(`${core.error?.message}`, /a close was decided without it/);
});

test("a close that waited too long is decided without the core, which core.error says", () => {
	const { socket, seen } = closed(1008);
	world.clock.advance(249);
	assert.deepEqual([seen, core.error], [[], null]);
	world.clock.advance(1);
	assert.deepEqual([seen, socket.phase], [[...told(1008), "end"], "ended"]);
	assert.match(`${core.error?.message}`, /a close was decided without it/);
});

/** Two sessions whose closes wait: that of a faulty mock came first. */
function pair(fault: Parameters<typeof faultyOnce>[0], members: object): ManagedWebSocket[] {
	const { Class, mock } = faultyOnce(fault);
	const faulty = new ManagedWebSocket("wss://h/", [], { WebSocket: Class });
	const other = new ManagedWebSocket("wss://h/", [], { WebSocket });
	WebSocket.last.peer.accept();
	mock().say("open");
	mock().say("close", members);
	WebSocket.last.peer.drop();
	assert.deepEqual(
		[faulty, other].map(({ phase }) => phase),
		["open", "open"],
		"both wait",
	);
	return [faulty, other];
}

const lost = { code: 1006, reason: "", wasClean: false };
for (const [what, fault, members] of [
	...Object.entries(FAULTS).map(([what, fault]) => [`whose ${what}`, fault, lost] as const),
	...Object.entries(ODD_CLOSES).map(([what, members]) => [`whose close has ${what}`, () => {}, members] as const),
]) {
	test(`a mock ${what} keeps nobody's close waiting: when the core comes, and when it is late`, async () => {
		const late = pair(fault, members);
		world.clock.advance(250);
		const inTime = pair(fault, members);
		await come();
		for (const sockets of [late, inTime]) {
			assert.deepEqual(
				sockets.map(({ phase, lastClose }) => [phase, lastClose?.code]),
				[
					["waiting", 1006],
					["waiting", 1006],
				],
			);
			for (const socket of sockets) {
				socket[Symbol.dispose]();
			}
		}
		assert.deepEqual([core.status, core.sessions], ["ready", 0]);
	});
}

test("dispose in a listener that hears of a close that waited, while reconnect() is under way: the last call wins", () => {
	const { socket } = closed(1008);
	socket.addEventListener("end", () => socket[Symbol.dispose]());
	socket.reconnect();
	assert.deepEqual([socket.phase, core.sessions], ["ended", 0]);
});
