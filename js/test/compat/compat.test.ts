// The class of reconnecting-websocket and ours, by the same scripts: what a page sees is the same, but for what is listed.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Options as TheirOptions, UrlProvider as TheirUrl } from "reconnecting-websocket";
import original from "reconnecting-websocket";
import Ours, { type ErrorEvent, type Options, type UrlProvider } from "../../src/compat/reconnecting-websocket.ts";
import { load } from "../../src/decider/core/core.ts";
import { StopReconnecting } from "../../src/session/providers.ts";
import { ManagedWebSocket } from "../../src/socket.ts";
import { type FakeWorld, fakeWorld } from "../../src/testing.ts";
import { coreModule } from "../tested.ts";
import { differences } from "./differences.ts";
import { same } from "./same.ts";
import type { Play, Script } from "./script.ts";

// Its types are a CommonJS module's, where the class is `default`; the file exports the class itself.
const Theirs = original as unknown as typeof Ours;
const given: Options = { minReconnectionDelay: 1_000, reconnectionDelayGrowFactor: 2 };

await load({ module: coreModule });

function make(Class: typeof Ours, { url, protocols, options }: Script, { WebSocket }: FakeWorld): Ours {
	return new Class(url?.() ?? "wss://example.test/", protocols, { ...given, WebSocket, ...options });
}

/** Runs a script, and writes down what the page sees: each event with readyState and retryCount, and the state after each step. */
async function play(Class: typeof Ours, script: Script): Promise<string[]> {
	const world = fakeWorld().install({ WebSocket: false });
	try {
		const lines: string[] = [];
		const start = world.clock.now;
		const note = (line: string): void => void lines.push(`${world.clock.now - start} ${line}`);
		world.WebSocket.onconnect = ({ socket, protocols }) =>
			note(
				`dial${socket.url === "wss://example.test/" ? "" : ` ${socket.url}`}${protocols.length ? ` ${protocols}` : ""}`,
			);
		const rws = make(Class, script, world);
		const scene: Play = {
			rws,
			world,
			peer: (number) => world.peers[number ? number - 1 : world.peers.length - 1] ?? assert.fail("there is no socket"),
			note,
			attempt(f) {
				try {
					f();
				} catch (error) {
					note(`threw ${(error as Error).name}`);
				}
			},
		};
		script.prepare?.(scene);
		const told = (what: string): void => note(`${what}, ${rws.readyState}, ${rws.retryCount}`);
		rws.addEventListener("open", () => told("open"));
		rws.addEventListener("message", ({ data }) => told(`message ${data}`));
		rws.addEventListener("error", ({ message }: ErrorEvent) => told(`error ${message}`));
		rws.addEventListener("close", ({ code, reason, wasClean }) =>
			told(`close ${code} ${JSON.stringify(reason)} ${wasClean ? "clean" : "unclean"}`),
		);
		await world.clock.advanceAsync(0);
		for (const [i, step] of script.steps.entries()) {
			await step(scene);
			await world.clock.advanceAsync(0);
			note(`after step ${i + 1}: ${rws.readyState}, ${rws.retryCount}, ${rws.bufferedAmount}`);
		}
		rws.close();
		return lines;
	} finally {
		world.uninstall();
	}
}

for (const script of same) {
	test(`as the package: ${script.name}`, async () => {
		const theirs = await play(Theirs, script);
		assert.ok(theirs.length >= script.steps.length);
		assert.deepEqual(await play(Ours, script), theirs);
	});
}

const happens = (lines: string[]): string[] => lines.filter((line) => !line.includes("after step"));

for (const { theirs, ours, ...script } of differences) {
	test(`not as the package: ${script.name}`, async () => {
		assert.deepEqual(happens(await play(Theirs, script)), theirs, "theirs");
		assert.deepEqual(happens(await play(Ours, script)), ours, "ours");
	});
}

/** A socket in a world of its own, whose first connection was refused. */
async function refused(options: Options, random = 0.5): Promise<[Ours, FakeWorld]> {
	const world = fakeWorld().install();
	world.random = random;
	const rws = new Ours("wss://example.test/", null, options);
	world.peer.refuse();
	await world.clock.advanceAsync(0);
	return [rws, world];
}

test("delays are drawn anew where none is given, from the package's range at first, and never above the limit", async () => {
	for (const [options, random, delays] of [
		[{}, 0, [1_000, 1_000, 1_000]],
		[{}, 0.5, [3_000, 3_600, 4_380]],
		[{ maxReconnectionDelay: 5_000 }, 0.999, [4_995, 4_995, 4_995]],
		[{ maxReconnectionDelay: 2_000 }, 0.5, [1_500, 1_500, 1_500]],
		[{ maxReconnectionDelay: 600 }, 0.5, [600, 600, 600]],
		[{ reconnectionDelayGrowFactor: 0.5 }, 0.5, [3_000, 3_000, 3_000]],
	] as const) {
		const [rws, world] = await refused(options, random);
		const found: (number | undefined)[] = [];
		for (const _ of delays) {
			found.push(rws.plan?.delayMs);
			await world.clock.advanceAsync(rws.plan?.delayMs ?? 0);
			world.peer.refuse();
		}
		rws[Symbol.dispose]();
		world.uninstall();
		assert.deepEqual(found, delays, JSON.stringify(options));
	}
});

test("a URL function that throws or rejects makes a failed attempt, and may be named what it makes", async (t) => {
	const world = fakeWorld().install();
	t.after(() => world.uninstall());
	let calls = 0;
	const rws: Ours = new Ours(
		() => {
			assert.equal(rws.retryCount, calls);
			calls++;
			if (calls === 1) {
				throw new Error("no token");
			}
			return calls === 2 ? Promise.reject(new Error("no token either")) : new URL("wss://example.test/found");
		},
		undefined,
		given,
	);
	const told: unknown[] = [];
	rws.addEventListener("close", ({ code, report }) => told.push([code, report.cause, report.requested?.reason]));
	assert.equal(calls, 0);
	await world.clock.advanceAsync(3_000);
	assert.deepEqual(told, [
		[1006, "failed", "no token"],
		[1006, "failed", "no token either"],
	]);
	assert.equal(rws.url, "wss://example.test/found");
	rws[Symbol.dispose]();
	const stopped = new Ours(() => Promise.reject(new StopReconnecting("enough")));
	assert.equal((await stopped.closed).decision.action, "stop");
});

test("options are checked by name; those of ManagedWebSocket are taken, and win", async (t) => {
	const { WebSocket } = fakeWorld();
	const make = (options: object, url = "wss://example.test/"): Ours => new Ours(url, [], { WebSocket, ...options });
	assert.throws(() => make({ maxRetry: 5 }), { name: "TypeError", message: /options\.maxRetry is unknown/ });
	assert.throws(() => make({ maxRetries: -1 }), { name: "RangeError", message: /maxAttempts must be .*, not -1/ });
	assert.throws(() => make({}, "nonsense:"), { name: "SyntaxError" });
	const lines: unknown[][] = [];
	t.mock.method(console, "log", (...line: unknown[]) => lines.push(line));
	for (const options of [{ lenient: true }, { connectionTimeout: Infinity }, { reconnect: false }, { debug: true }]) {
		const rws = make(options);
		assert.equal(rws.phase, "connecting", JSON.stringify(options));
		rws[Symbol.dispose]();
	}
	assert.ok(lines.length > 0 && lines.every(([mark]) => mark === "RWS>"));
});

test("it is a ManagedWebSocket, and hands back what its queue drops", async () => {
	const [rws, world] = await refused({ maxEnqueuedMessages: 1 });
	const gone: string[] = [];
	rws.addEventListener("expired", ({ detail }) => gone.push(...detail.map(({ data, state }) => `${data} ${state}`)));
	rws.send("kept");
	rws.send("lost");
	await world.clock.advanceAsync(0);
	assert.deepEqual(gone, ["lost dropped"]);
	assert.deepEqual(
		[rws instanceof ManagedWebSocket, rws.lastClose?.cause, Ours.OPEN, rws.CLOSING],
		[true, "never-opened", 1, 2],
	);
	rws[Symbol.dispose]();
	world.uninstall();
});

export function compiles(options: TheirOptions, url: TheirUrl): void {
	const ours: Options = options;
	const provider: UrlProvider = url;
	const rws = new Ours(provider, "a", ours);
	rws.onerror = (event: ErrorEvent) => event.message;
	rws.onclose = ({ code, reason, wasClean, report }) => [code, reason, wasClean, report.cause];
	rws.addEventListener("error", ({ message, error }) => [message satisfies string | undefined, error]);
	rws.addEventListener("close", ({ report }) => report.decision);
	rws.addEventListener("message", { handleEvent: ({ type }: Event) => type });
}
