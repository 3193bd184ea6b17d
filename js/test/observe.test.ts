import assert from "node:assert/strict";
import { performance as real } from "node:perf_hooks";
import { beforeEach, test } from "node:test";
import { configure, load, ManagedWebSocket, observe } from "../src/index.ts";
import { fakeWorld, type Peer } from "../src/testing.ts";
import type { CloseReport, ManagedOptions, ObservedEvent, RetryPlan } from "../src/types.ts";
import { collectComplaints, complaints } from "./complaints.ts";

const world = fakeWorld().install({ WebSocket: false });
const { clock } = world;
collectComplaints();
globalThis.fetch = async () => new Response("<!doctype html>", { headers: { "content-type": "text/html" } });
await load().catch(() => {}); // nothing waits for a core that can't come

/** The members that some of them have. */
type Any = Pick<ObservedEvent, "type"> & { session?: number; report?: CloseReport; plan?: RetryPlan; openMs?: number };
let seen: Any[] = [];
let made: ManagedWebSocket[] = [];
const page = new EventTarget();
Object.assign(globalThis, { addEventListener: page.addEventListener.bind(page) });

function connect(options: ManagedOptions = {}): ManagedWebSocket {
	const socket = new ManagedWebSocket("wss://user:secret@h.test/p?token=1", [], {
		WebSocket: world.WebSocket,
		reconnect: { firstDelayMs: 1_000, maxDelayMs: 1_000 },
		...options,
	});
	made.push(socket);
	return socket;
}

beforeEach(() => {
	configure({ reconnect: true, options: {} });
	for (const socket of made) {
		socket[Symbol.dispose]();
	}
	world.drop();
	[made, seen] = [[], []];
	complaints.length = 0;
});

test("observe() tells what happens to every session, and stops", () => {
	const stop = observe((event) => seen.push(event));
	const [one, two] = [connect(), connect()];
	const [first, second] = world.peers.slice(-2) as [Peer, Peer];
	clock.advance(30);
	first.accept();
	first.close(1012, "deploy");
	second.fail();
	two.close();
	one.close();
	assert.deepEqual(
		seen.map(({ type, session = 0, report, plan, openMs }) => [
			type,
			session - (seen[0]?.session ?? 0),
			report?.code,
			plan?.attempt,
			openMs,
		]),
		[
			["open", 0, undefined, undefined, 30],
			["close", 0, 1012, undefined, undefined],
			["retry", 0, 1012, 1, undefined],
			["close", 1, 1006, undefined, undefined],
			["retry", 1, 1006, 1, undefined],
			["end", 1, 1006, undefined, undefined],
			["end", 0, 1006, undefined, undefined],
		],
	);
	stop();
	stop();
	connect();
	world.peer.accept();
	assert.equal(seen.length, 7);
	assert.throws(() => observe(5 as never), { name: "TypeError" });
});

test("the living are told of at pagehide", () => {
	const stop = observe((event) => seen.push(event));
	connect();
	world.peer.accept();
	clock.advance(700);
	connect();
	world.peer.fail();
	seen = [];
	page.dispatchEvent(new Event("pagehide"));
	stop();
	assert.deepEqual(
		seen
			.filter(({ type }) => type === "snapshot")
			.map(({ openMs, plan, report }) => [openMs, plan?.attempt, report?.code]),
		[
			[700, undefined, undefined],
			[undefined, 1, 1006],
		],
	);
});

test("an observer that throws is reported, and the rest goes on", () => {
	const stops = [
		observe(() => {
			throw new Error("observer");
		}),
		observe((event) => seen.push(event)),
	];
	connect();
	world.peer.accept();
	for (const stop of stops) {
		stop();
	}
	assert.deepEqual(complaints, ["observer"]);
	assert.equal(seen.length, 1);
});

test("an option that is undefined leaves configure()'s default", () => {
	configure({ options: { queue: { maxMessages: 1 } } });
	const socket = connect({ queue: undefined } as unknown as ManagedOptions);
	socket.send("a");
	assert.throws(() => socket.send("b"), { name: "QuotaExceededError" });
});

test("configure() sets defaults below a socket's own options", () => {
	configure({ options: { openTimeoutMs: 100, lenient: true } });
	const [slow, own] = [connect(), connect({ openTimeoutMs: 50_000 })];
	slow.close(1001);
	assert.deepEqual(slow.lastClose ?? world.peers.at(-2)?.closes, [{ code: 3901, reason: "" }]);
	clock.advance(1_000);
	assert.equal(own.phase, "connecting");
});

test("configure({reconnect: false}) ends what waits, and no later end is followed by an attempt, until it is on again", () => {
	const [waiting, open] = [connect(), connect()];
	const [first, second] = world.peers.slice(-2) as [Peer, Peer];
	first.fail();
	second.accept();
	configure({ reconnect: false });
	assert.equal(waiting.phase, "ended");
	assert.equal(open.phase, "open");
	second.fail();
	assert.deepEqual([open.phase, open.lastClose?.decision], ["ended", { action: "stop", rule: "reconnect:false" }]);
	const later = connect();
	world.peer.fail();
	assert.equal(later.phase, "ended");
	later.reconnect();
	configure({ reconnect: true });
	world.peer.fail();
	assert.equal(later.phase, "waiting");
});

test("configure() rejects by name, and changes nothing then", () => {
	for (const [wrong, message] of [
		[{ reconnect: 5 }, /configure\.reconnect must be .*, not 5/],
		[{ reconnect: false, options: { queue: 5 } }, /options\.queue must be .*, not 5/],
		[{ options: { colour: 5 } }, /options\.colour is unknown/],
		[{ retry: true }, /configure\.retry is unknown/],
		[5, /configure must be an object, not 5/],
	] as const) {
		assert.throws(() => configure(wrong as never), { message });
	}
	const socket = connect();
	world.peer.fail();
	assert.equal(socket.phase, "waiting");
});

test("debug writes a line for each step, without what is secret", () => {
	const lines: string[] = [];
	const socket = connect({ debug: (line, report) => lines.push(`${line}${report ? ` [${report.code}]` : ""}`) });
	clock.advance(30);
	world.peer.accept();
	world.peer.close(1014, "gone");
	socket.close();
	assert.deepEqual(
		lines.map((line) => line.replace(/#\d+/, "#")),
		[
			"wsclose #: open 1 after 30.0 ms",
			"wsclose #: connecting > open",
			"wsclose #: open > waiting",
			"wsclose #: close 1: 1014 Bad Gateway, by peer (close-frame), wss://h.test/p; retry in 500 ms by default:1014 [1014]",
			"wsclose #: retry 1 in 500 ms by default:1014 [1014]",
			"wsclose #: waiting > ended",
			"wsclose #: end 1: 1006 Abnormal Closure, by page (aborted), wss://h.test/p; stop by page [1006]",
		],
	);
});

test("debug true writes to the console, and what a page's own function throws is reported", () => {
	const { debug } = console;
	const lines: unknown[] = [];
	console.debug = (line: unknown) => lines.push(line);
	connect({ debug: true });
	world.peer.accept();
	console.debug = debug;
	assert.equal(lines.length, 2);
	connect({
		debug: () => {
			throw new Error("debugger");
		},
	});
	world.peer.accept();
	assert.deepEqual(complaints, ["debugger", "debugger"]);
});

test("debug puts connecting, being open and waiting into the performance timeline, and keeps nothing", () => {
	const measured: unknown[] = [];
	const measure = performance.measure;
	performance.measure = ((name: string, { start, end }: { start: number; end: number }) =>
		measured.push([name.replace(/#\d+/, "#"), end - start])) as never;
	connect({ debug: () => {} });
	clock.advance(30);
	world.peer.accept();
	clock.advance(2_000);
	world.peer.fail();
	clock.advance(1_000);
	performance.measure = measure;
	assert.deepEqual(measured, [
		["wsclose connect #", 30],
		["wsclose open #", 2_000],
		["wsclose wait #", 500],
	]);
	assert.equal(real.getEntriesByType("measure").length, 0);
});
