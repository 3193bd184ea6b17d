// One socket of a random walk (walk.test.ts): what its page hears of it, and what must hold whatever is done.

import { core, ManagedWebSocket, type QueuedMessage } from "../../src/index.ts";
import type { Peer } from "../../src/testing.ts";
import type { CloseReport, ManagedOptions } from "../../src/types.ts";
import { type Url, WebSocket } from "../lives.ts";

type Native = InstanceType<typeof WebSocket>;

/** What of an event is looked at: a close has a report, wsclose's own events have a detail. */
interface Heard extends Event {
	readonly report: CloseReport;
	readonly detail: { readonly from: string; readonly to: string } & readonly QueuedMessage[];
	cancelRetry(): void;
}

/** What readyState is in each phase, while nothing is ending. */
const STATES = { idle: 0, connecting: 0, open: 1, closing: 2, waiting: 0, paused: 0, ended: 3 };
const TYPES = ["open", "message", "error", "close", "retry", "phase", "end", "expired"];

/** What became of a message, as fates says: one of these, or both where nobody can know. */
const isAccountedFor = (fate: string): boolean => /^(\w+|uncertain,received)$/.test(fate);

/** The page that the socket is of. */
interface Page {
	readonly hasCrashed: boolean;
	log(line: string): void;
	/** Or else this is wrong. */
	must(isSo: boolean, what: string): void;
	/** Does something, or not: whether it did. */
	act(where: string): boolean;
}

export class Life {
	readonly name: string;
	readonly socket: ManagedWebSocket;
	/** Its native sockets, by the number of their connection. */
	readonly natives: Map<number, Native> = new Map();
	/** What became of each message that send() took. */
	readonly #fates: Map<string, string[]> = new Map();
	/** Made by a constructor in which the page did something: such a socket may be closed at once, without a close of its own. */
	#strays: Native[] = [];
	/** The connections that the page has had a close of. */
	readonly #closed: number[] = [];
	/** The last phase that the page was told. */
	#told: string;
	/** The page has had its `end`, and the session did not begin again. */
	#isOver = false;
	/** Since then reconnect() was called. */
	#isAsked = false;
	/** Something was sent since then, or in the `expired` that came last before it: of that the page may still be told. */
	#hasSent = false;
	/** The event that came last. */
	#last = "";
	/** The listeners for error and close are being called. */
	#isTelling = false;
	#isMaking = false;
	#isDisposed = false;
	readonly #options: ManagedOptions;
	readonly #walker: Page;

	constructor(name: string, options: ManagedOptions, url: Url, walker: Page) {
		this.name = name;
		this.#options = options;
		this.#walker = walker;
		this.#told = options.connect === false ? "idle" : "connecting";
		this.socket = new ManagedWebSocket(url, [], { ...options, WebSocket: this.#makes() });
		for (const type of TYPES) {
			this.socket.addEventListener(type, (event) => this.#hear(type, event as Heard));
			this.socket.addEventListener(type, () => void walker.act(type));
		}
		this.socket.addEventListener("close", () => {
			this.#isTelling = false;
		});
	}

	/** The page's own class for native sockets. */
	#makes(): typeof WebSocket {
		const life = this;
		return class extends WebSocket {
			constructor(url: string | URL, protocols?: string | string[]) {
				life.#isMaking = true;
				const hasActed = !!life.socket && life.#walker.act("constructor");
				life.#isMaking = false;
				super(url, protocols);
				life.#made(this, hasActed);
			}
		};
	}

	#made(native: Native, hasActed: boolean): void {
		const number = this.socket?.connection ?? 1;
		this.#walker.log(`${this.name} makes native socket ${number}`);
		if (hasActed) {
			this.#strays.push(native);
			return;
		}
		this.#walker.must(!this.#living.length, "two native sockets live");
		this.#walker.must(!this.natives.has(number), `a second native socket of connection ${number}`);
		this.natives.set(number, native);
	}

	/** The other end of its newest native socket. */
	get peer(): Peer | undefined {
		return [...this.natives.values()].at(-1)?.peer;
	}

	get #living(): Native[] {
		return [...this.natives.values()].filter(({ readyState }) => readyState < 2);
	}

	// -- What the page does.

	/** toText is what converts it. */
	send(text: string, toText: () => string = () => text): void {
		this.#fates.set(text, []);
		this.#hasSent ||= this.#isOver || this.#last === "expired";
		try {
			this.socket.send({ toString: toText } as never);
		} catch (error) {
			this.#fates.delete(text); // the queue is full, there is none, or toText has thrown
			if (!["QuotaExceededError", "InvalidStateError"].includes((error as Error).name)) {
				throw error;
			}
		}
	}

	take(): void {
		for (const { data } of this.socket.clearQueue()) {
			this.#becomes(`${data}`, "taken");
		}
	}

	/** cancelRetry() of the last close, also long after it. */
	cancel: () => void = () => {};

	/** Out of `ended` too, but not when it was disposed of: then it throws. */
	reconnect(): void {
		if (!this.#isDisposed) {
			this.#isAsked = true;
			this.socket.reconnect();
		}
	}

	dispose(): void {
		this.#isDisposed = true;
		this.socket[Symbol.dispose]();
	}

	// -- What it hears.

	#hear(type: string, event: Heard): void {
		const { socket } = this;
		const { detail } = event;
		this.#walker.log(`${this.name} ${type} ${type === "phase" ? `${detail.from}>${detail.to}` : `in ${socket.phase}`}`);
		const mayCome = !this.#isOver || this.#isAsked || (type === "expired" && this.#hasSent);
		this.#walker.must(mayCome, `${type} after the end`);
		this.#last = type;
		if (type === "error" || type === "close") {
			this.#isTelling = true;
		}
		if (type === "close") {
			const { connection } = event.report;
			const last = this.#closed.at(-1) ?? 0;
			this.#walker.must(connection > last, `close of ${connection} after that of ${last}`);
			this.#closed.push(connection);
			this.cancel = () => event.cancelRetry();
		} else if (type === "phase") {
			const { from, to } = detail;
			this.#walker.must(from === this.#told && from !== to, `from ${from} to ${to}, after ${this.#told}`);
			this.#told = to;
			if (from === "ended") {
				this.#isOver = this.#hasSent = false;
			}
		} else if (type === "end") {
			this.#walker.must(this.#told === "ended", `end in ${this.#told}`);
			this.#walker.must(!this.#isOver || this.#walker.hasCrashed, "a second end");
			this.#isOver = true;
			this.#isAsked = false;
		} else if (type === "expired") {
			for (const { data, state } of detail) {
				this.#becomes(`${data}`, state);
			}
		}
		const isPlanned = socket.plan ? socket.phase === "waiting" : type !== "retry";
		this.#walker.must(isPlanned, `${socket.plan ? "a" : "no"} plan in ${socket.phase}, at ${type}`);
		if (type !== "expired") {
			this.#checkReadyState(type); // it may come within anything
		}
	}

	#becomes(text: string, fate: string): void {
		this.#walker.must(this.#fates.has(text), `${text}, which was never taken, is ${fate}`);
		this.#fates.get(text)?.push(fate);
	}

	// -- What must hold.

	#checkReadyState(where: string): void {
		const { readyState, phase, connection } = this.socket;
		const isEnding = (this.natives.get(connection)?.readyState ?? 0) > 1 && !this.#closed.includes(connection);
		const usual = isEnding && (phase === "connecting" || phase === "open") ? 2 : STATES[phase];
		const isRight = readyState === (this.#isTelling ? 3 : usual);
		const isUnknown = this.#isMaking || !!this.#strays.length;
		this.#walker.must(isRight || isUnknown, `readyState ${readyState} in ${phase}, at ${where}`);
	}

	/** Nothing is under way. */
	checkAtRest(): void {
		const { phase, plan, connection } = this.socket;
		for (const native of this.#strays.splice(0)) {
			if (native.readyState < 2) {
				this.#made(native, false);
			}
		}
		const living = this.#living.length;
		const native = this.natives.get(connection);
		const isHeld = core.status === "loading"; // the close of a native socket may wait for the core
		const faults = {
			[`the page was told ${this.#told}`]: this.#told !== phase,
			[`${this.#isOver ? "an" : "no"} end`]: this.#isOver !== (phase === "ended"),
			[plan ? "a plan" : "no plan"]: !!plan !== (phase === "waiting") && !this.#walker.hasCrashed,
			[`${living} native sockets that live`]: living > (["connecting", "open", "closing"].includes(phase) ? 1 : 0),
			"no native socket": phase === "open" && (!native || (native.readyState === 3 && !isHeld)),
		};
		for (const [what, isSo] of Object.entries(faults)) {
			this.#walker.must(!isSo, `${what} in ${phase}, at rest`);
		}
		this.#checkReadyState("rest");
	}

	/** Everything has ended, and what the native sockets still held has left. */
	checkAtTheEnd(): void {
		const { socket, natives } = this;
		this.#walker.must(socket.phase === "ended", `${socket.phase} after close()`);
		for (const number of natives.keys()) {
			this.#walker.must(this.#closed.includes(number), `no close of connection ${number}`);
		}
		this.take();
		const sent = [...natives.values()].flatMap(({ peer }) => peer.sent);
		for (const text of [...natives.values()].flatMap(({ peer }) => peer.received)) {
			this.#fates.get(`${text}`)?.push("received"); // else a heartbeat
		}
		const { queue } = this.#options;
		for (const [text, fates] of this.#fates) {
			const mayBeLost = this.#isDisposed || !queue || (queue.resend === false && sent.includes(text));
			const isRight = isAccountedFor(`${fates}`) || (mayBeLost && !fates.length);
			this.#walker.must(isRight, `message ${text} is ${fates.join(" and ") || "lost"}`);
		}
	}
}
