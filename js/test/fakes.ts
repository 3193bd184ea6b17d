// What stands in for the browser under Node: a clock, a native WebSocket, chance, and the page's `error` event.

/** Timers and moments that pass only when a test says so. */
export class Clock {
	now = 1_000;
	#next = 1;
	readonly #timers: Map<number, { at: number; ring: () => void }> = new Map();

	/** Takes the place of performance.now, Date.now, setTimeout and clearTimeout. */
	install(): void {
		performance.now = () => this.now;
		Date.now = () => this.now + 1_700_000_000_000;
		globalThis.setTimeout = ((ring: () => void, ms = 0) => {
			this.#timers.set(this.#next, { at: this.now + Math.max(ms, 0), ring });
			return this.#next++;
		}) as unknown as typeof setTimeout;
		globalThis.clearTimeout = ((handle: number) => void this.#timers.delete(handle)) as typeof clearTimeout;
	}

	/** Lets time pass; timers ring in their order. */
	advance(ms: number): void {
		const end = this.now + ms;
		for (;;) {
			const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([m, a], [n, b]) => a.at - b.at || m - n)[0];
			if (!due) {
				this.now = end;
				return;
			}
			const [handle, { at, ring }] = due;
			this.#timers.delete(handle);
			this.now = Math.max(this.now, at);
			ring();
		}
	}

	get waiting(): number {
		return this.#timers.size;
	}
}

class FakeCloseEvent extends Event {
	readonly code: number;
	readonly reason: string;
	readonly wasClean: boolean;

	constructor(type: string, { code, reason, wasClean }: { code: number; reason: string; wasClean: boolean }) {
		super(type);
		this.code = code;
		this.reason = reason;
		this.wasClean = wasClean;
	}
}

/** A native WebSocket whose other end is the test. */
export class FakeWebSocket extends EventTarget {
	static made: FakeWebSocket[] = [];
	/** The next constructor call throws it. */
	static refusal: Error | null = null;
	/** close() ends the socket before it returns, as some mocks do. */
	static isHasty = false;
	readonly url: string;
	readonly extensions = "";
	protocol = "";
	binaryType = "blob";
	readyState = 0;
	bufferedAmount = 0;
	readonly closes: unknown[][] = [];
	readonly sent: unknown[] = [];
	readonly listening: Map<string, number> = new Map();

	constructor(url: string | URL) {
		super();
		if (FakeWebSocket.refusal) {
			const { refusal } = FakeWebSocket;
			FakeWebSocket.refusal = null;
			throw refusal;
		}
		this.url = `${url}`;
		FakeWebSocket.made.push(this);
	}

	static get last(): FakeWebSocket {
		return FakeWebSocket.made.at(-1) as FakeWebSocket;
	}

	open(): void {
		this.readyState = 1;
		this.dispatchEvent(new Event("open"));
	}

	message(data: unknown): void {
		this.dispatchEvent(new MessageEvent("message", { data }));
	}

	error(): void {
		this.dispatchEvent(new Event("error"));
	}

	end(code: number, reason = "", wasClean = true): void {
		this.readyState = 3;
		this.dispatchEvent(new FakeCloseEvent("close", { code, reason, wasClean }));
	}

	/** As the browser does when the network goes or a handshake fails. */
	lose(): void {
		this.readyState = 3;
		this.error();
		this.end(1006, "", false);
	}

	send(data: unknown): void {
		if (this.readyState === 0) {
			throw new DOMException("Still in CONNECTING state.", "InvalidStateError");
		}
		this.sent.push(data);
	}

	close(...args: unknown[]): void {
		this.closes.push(args);
		if (this.readyState < 2) {
			this.readyState = 2;
			if (FakeWebSocket.isHasty) {
				this.end((args[0] as number) ?? 1005, `${args[1] ?? ""}`);
			}
		}
	}
}

/** What was reported as an uncaught error. */
export const complaints: string[] = [];

/** Makes chance 0.5 and collects uncaught errors. */
export function installWorld(): void {
	Object.defineProperty(crypto, "getRandomValues", {
		value: (array: Uint32Array | Uint8Array) => array.fill(2 ** (8 * array.BYTES_PER_ELEMENT - 1)),
		configurable: true,
	});
	(globalThis as { reportError: unknown }).reportError = (error: unknown) =>
		void complaints.push(error instanceof Error ? error.message : String(error));
	// Node throws what a listener threw from process.nextTick.
	const { nextTick } = process;
	process.nextTick = (call: (...args: unknown[]) => void, ...args: unknown[]) =>
		nextTick(() => {
			try {
				call(...args);
			} catch (error) {
				complaints.push(error instanceof Error ? error.message : String(error));
			}
		});
}
