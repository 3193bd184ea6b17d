// `wsclose/testing`: sockets without a network, time and chance by hand, for the unit tests of pages. It needs no browser.

import { load } from "wsclose";
import { find } from "wsclose/find";
import { flag, read } from "./options/checks.ts";
import { nameDispose } from "./page/dispose.ts";
import { ManualClock } from "./testing/clock.ts";
import { replace } from "./testing/replace.ts";
import { type FakeWebSocketClass, fakeWebSocket, type Peer } from "./testing/socket.ts";

export { ManualClock } from "./testing/clock.ts";
export { type FakeWebSocket, type FakeWebSocketClass, fakeWebSocket, type Peer } from "./testing/socket.ts";
export type { Sent } from "./testing/wire.ts";

/** What takes the place of the realm's own; each is true by default. */
export interface Installed {
	/** globalThis.WebSocket. */
	WebSocket?: boolean;
	/** Timers and clocks: false where the test runner's fake ones are in use. */
	clock?: boolean;
	/** crypto.getRandomValues and Math.random: ids that are drawn from them are all alike, unless `random` is a function. */
	random?: boolean;
}

const INSTALLED = { WebSocket: flag, clock: flag, random: flag };

/** A class for sockets, a clock and a source of chance, for one test. */
export class FakeWorld {
	/** What is made with it is this world's alone. */
	readonly WebSocket: FakeWebSocketClass = fakeWebSocket();
	readonly clock: ManualClock = new ManualClock();
	/** What chance says, from 0 to below 1, or what says it: 0.5 makes a delay the middle of what it could be. */
	random: number | (() => number) = 0.5;
	readonly #undo: (() => void)[] = [];

	/** The server's end of the newest socket. Error where there is none. */
	get peer(): Peer {
		return this.WebSocket.last.peer;
	}

	/** The server's ends of all sockets, in the order in which they were made. */
	get peers(): Peer[] {
		return this.WebSocket.made.map(({ peer }) => peer);
	}

	/** The network goes: all connections that there are are dropped. */
	drop(): void {
		for (const peer of this.peers) {
			if (peer.socket.readyState < 3) {
				peer.drop();
			}
		}
	}

	/** Takes the place of the realm's own; what runs beside it in the same realm is served too. TypeError, by name, for an unknown member. */
	install(what: Installed = {}): this {
		const { WebSocket = true, clock = true, random = true } = read("install", what, INSTALLED);
		this.uninstall();
		if (WebSocket) {
			this.#undo.push(replace(globalThis, "WebSocket", this.WebSocket));
		}
		if (clock) {
			this.clock.install();
			this.#undo.push(() => this.clock.uninstall());
		}
		if (random) {
			const draw = (): number => (typeof this.random === "number" ? this.random : this.random());
			this.#undo.push(replace(Math, "random", draw), replace(crypto, "getRandomValues", filler(draw)));
		}
		return this;
	}

	/** Gives the places back. Idempotent. Also `using world = fakeWorld().install()`. */
	uninstall(): void {
		for (const undo of this.#undo.splice(0).reverse()) {
			undo();
		}
	}

	[Symbol.dispose](): void {
		this.uninstall();
	}

	static {
		nameDispose(this.prototype);
	}
}

/** A world of its own for a test. */
export const fakeWorld = (): FakeWorld => new FakeWorld();

/** crypto.getRandomValues: each number as far up its range as chance says. */
const filler =
	(draw: () => number) =>
	<Numbers extends Uint8Array | Uint32Array | BigUint64Array>(numbers: Numbers): Numbers => {
		const bits = 8 * numbers.BYTES_PER_ELEMENT;
		for (let i = 0; i < numbers.length; i++) {
			const high = Math.floor(draw() * 2 ** Math.min(bits, 32));
			numbers[i] = bits > 32 ? BigInt(high) << 32n : high;
		}
		return numbers;
	};

/**
 * Loads the core under Node: a test then sees what a page sees, and no close waits for a core. Once a file, before the tests. Rejects as load() does. Where there is no TextEncoder, as in Jest's jsdom, there is one afterwards.
 */
export async function loadCore(): Promise<void> {
	const { TextDecoder, TextEncoder } = (await import("node:util")) as unknown as typeof globalThis;
	globalThis.TextDecoder ??= TextDecoder;
	globalThis.TextEncoder ??= TextEncoder;
	await load(await find());
}
