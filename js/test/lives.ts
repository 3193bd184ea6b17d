// Sessions over the fakes, and what a page hears of them: for tests of what it may do from within its listeners.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { prepare, ready } from "../src/decider/core/status.ts";
import { core, load, ManagedWebSocket, type QueuedMessage } from "../src/index.ts";
import { fakeWorld } from "../src/testing.ts";
import type { ManagedOptions } from "../src/types.ts";
import { collectComplaints } from "./complaints.ts";
import { panic } from "./panic.ts";
import { coreModule as module } from "./tested.ts";

export const world: ReturnType<typeof fakeWorld> = fakeWorld().install({ WebSocket: false });
export const clock: typeof world.clock = world.clock;
export const WebSocket: typeof world.WebSocket = world.WebSocket;
collectComplaints();
export const network = { onLine: true };
Object.defineProperty(globalThis, "navigator", { value: network, configurable: true });
const turn = setImmediate;
export const settled = (): Promise<void> => new Promise((resolve) => void turn(resolve));

/** What the page heard: each close, retry, end, and change of phase. */
export const seen: string[] = [];
/** What it was told will not be sent. */
export const gone: QueuedMessage[] = [];
/** All that are to be disposed of after the test. */
export const made: ManagedWebSocket[] = [];

export type Url = ConstructorParameters<typeof ManagedWebSocket>[0];

export function connect(options: ManagedOptions = {}, url: Url = "wss://h/"): ManagedWebSocket {
	const reconnect = { firstDelayMs: 1_000, maxDelayMs: 1_000 };
	const socket = new ManagedWebSocket(url, [], { WebSocket, reconnect, ...options });
	for (const type of ["close", "retry", "end"]) {
		socket.addEventListener(type, () => seen.push(type));
	}
	socket.addEventListener("phase", ({ detail: { from, to } }) => seen.push(`${from}>${to}`));
	socket.addEventListener("expired", ({ detail }) => gone.push(...detail));
	made.push(socket);
	return socket;
}

/** Calls f once, at the first change of phase to this one. */
export function at(socket: ManagedWebSocket, phase: string, f: () => void): void {
	let isDone = false;
	socket.addEventListener("phase", ({ detail }) => {
		if (detail.to === phase && !isDone) {
			isDone = true;
			f();
		}
	});
}

/** How many native sockets are connecting or open. */
export const living = (): number => WebSocket.made.filter(({ readyState }) => readyState < 2).length;

export const crash: () => void = panic;
export const arrive = (): Promise<void> => load({ module });
/** As a core that is inside the JavaScript starts: before this returns. */
export function start(): void {
	if (!ready) {
		const { imports, start } = prepare();
		start(new WebAssembly.Instance(module, imports));
	}
}

type It = (title: string, run: () => void | Promise<void>) => void;

/** Tests all of these with the core and then without. */
export function bothWays(tests: (it: It) => void): void {
	for (const [name, prepare] of [
		["with the core", arrive],
		["without a core", crash],
	] as const) {
		test(name, async () => {
			await prepare();
			assert.equal(core.status === "ready", name === "with the core");
		});
		tests((title, run) => void test(`${title}, ${name}`, run));
	}
}

beforeEach(() => {
	for (const socket of made) {
		socket[Symbol.dispose]();
	}
	world.drop();
	network.onLine = true;
	made.length = seen.length = gone.length = 0;
});
