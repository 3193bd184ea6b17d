// Starts a core that the build has put inside the JavaScript, in the place of beside.ts: nothing is fetched, and nothing waits. It is compiled
// when something is first to be decided, or when the page is idle after its first `open`, whichever comes first: so Go decides everything
// wherever wasm runs.

import hex from "wsclose/core";
import { reason } from "./reasons.ts";
import { error, failed, type Held, type LoadOptions, loading, prepare, ready, status } from "./status.ts";
import { warmUp } from "./warmup.ts";

/** Of 2025, and so not in the types of every compiler. Without it a core of 50 kB takes 5 ms instead of 0.2. */
interface Decoder {
	fromHex?(hex: string): Uint8Array<ArrayBuffer>;
}

const decode = (): BufferSource =>
	(Uint8Array as Decoder).fromHex?.(hex) ??
	Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));

/** A load in a browser that compiles so much in the background only. */
let underWay: Promise<void> | null = null;
let isPlanned = false;

export async function load({ url, module }: LoadOptions): Promise<void> {
	if (url !== undefined) {
		throw new TypeError(
			"wsclose: load() takes no url: this build has its core inside; a compiled one goes by load({module})",
		);
	}
	if (!ready && !underWay) {
		begin(module);
	}
	await underWay;
	if (!ready) {
		throw error;
	}
}

/** The page has had its `open`: its own work goes first. */
export function want(): void {
	if (status === "idle" && !isPlanned) {
		isPlanned = true;
		queueMicrotask(() => status === "idle" && whenIdle(startIdle)); // a page's own may throw
	}
}

const whenIdle = (call: () => void): unknown => (globalThis.requestIdleCallback ?? setTimeout)(call);

function startIdle(): void {
	if (status === "idle") {
		begin();
		whenIdle(warmUp);
	}
}

/** Something is to be decided now. */
export function demand(): void {
	if (status === "idle") {
		begin();
	}
}

/** No close waits. Where a browser compiles in the background, which it is told to do as early, a few milliseconds may be without a core. */
export function hold(session: Held): void {
	demand();
	session.release();
}

/** What fails here fails for good. */
export function retry(): void {}

function begin(module?: WebAssembly.Module): void {
	loading();
	const { imports, start } = prepare();
	try {
		start(new WebAssembly.Instance(module ?? new WebAssembly.Module(decode()), imports));
	} catch (cause) {
		if (!(cause instanceof RangeError)) {
			giveUp(cause);
			return;
		}
		// Chromium before 115 compiles no more than 4 kB at once on the main thread.
		underWay = later(imports, module)
			.then(start)
			.catch(giveUp)
			.finally(() => {
				underWay = null;
			});
	}
}

const later = async (imports: WebAssembly.Imports, module?: WebAssembly.Module): Promise<WebAssembly.Instance> =>
	await WebAssembly.instantiate(module ?? (await WebAssembly.compile(decode())), imports);

function giveUp(cause: unknown): void {
	failed(new Error(`wsclose: the core does not start: ${reason(cause)}`, { cause }), true);
}
