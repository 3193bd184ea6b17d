// Loads a core that the build has put beside the JavaScript: it is fetched, once the page has had its first `open` or when something is to
// be decided before, and again where the network has failed. A close that comes meanwhile waits for it a little.

import { guarded } from "../../page/guarded.ts";
import { address } from "./address.ts";
import { compile, turn } from "./compile.ts";
import { FinalError, reason } from "./reasons.ts";
import { count } from "./slots.ts";
import { error, failed, type Held, type LoadOptions, loading, prepare, ready, say, status } from "./status.ts";
import { warmUp } from "./warmup.ts";

/** A failed request for the wasm is made again after so many milliseconds each, when the network comes back, and at the next socket. */
const RETRIES = [1_000, 4_000, 16_000];
/** So long a close waits for a core that is being loaded, in milliseconds. */
const HOLD_MS = 250;

type Timer = ReturnType<typeof setTimeout>;

let underWay: Promise<void> | null = null;
let last: LoadOptions = {};
let failures = 0;
let timer: Timer | undefined;
/** The sessions with a close that waits. */
const held: Map<Held, Timer> = new Map();

export async function load(options: LoadOptions): Promise<void> {
	if (!ready && !underWay) {
		last = options;
		say(null);
		failures = 0;
		begin();
	}
	await underWay;
}

export function want(): void {
	if (status === "idle") {
		begin();
	}
}

/** It can't be had at once: what is to be decided now is decided without it. */
export function demand(): void {}

/** Tries again what may succeed this time. */
export function retry(): void {
	if (status === "failed" && !(error instanceof FinalError)) {
		begin();
	}
}

/** Has a session report a close, once the core is there, or was waited for long enough, or will not come soon. */
export function hold(session: Held): void {
	if (status !== "loading") {
		session.release();
		return;
	}
	const late = (): void => {
		if (session.isHeld) {
			say(error ?? new Error("wsclose: the core is still loading; a close was decided without it"));
		}
		release(session);
	};
	clearTimeout(held.get(session));
	held.set(session, setTimeout(late, HOLD_MS));
}

function release(session: Held): void {
	clearTimeout(held.get(session));
	held.delete(session);
	session.release();
}

function releaseAll(): void {
	for (const session of [...held.keys()]) {
		guarded(() => release(session)); // one session's fault is no other's
	}
}

function begin(): void {
	clearTimeout(timer);
	loading();
	const mine = obtain(last)
		.catch(giveUp)
		.finally(() => {
			if (underWay === mine) {
				underWay = null;
			}
		});
	mine.catch(() => {}); // core.error says it
	underWay = mine;
}

async function obtain({ url, module }: LoadOptions): Promise<void> {
	const compiled = module ?? (await compile(url ?? address()));
	const { imports, start } = prepare();
	try {
		const instance = await WebAssembly.instantiate(compiled, imports);
		await turn(); // what is behind takes 15 ms with Go's core, and what follows 40
		start(instance);
	} catch (cause) {
		const from = module ? "" : ` from ${url ?? address()}`;
		throw new FinalError(`wsclose: the core${from} does not start: ${reason(cause)}`, { cause });
	}
	releaseAll();
	queueMicrotask(() => globalThis.requestIdleCallback?.(warmUp)); // a page's own may throw
}

function giveUp(why: Error): never {
	const wait = RETRIES[failures++];
	const isLast = why instanceof FinalError || wait === undefined || !count();
	failed(why, isLast);
	if (!isLast) {
		timer = setTimeout(retry, wait);
	}
	releaseAll();
	throw why;
}
