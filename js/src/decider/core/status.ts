// The core of this realm, and how it is. How it comes here is the loader's: beside.ts or inside.ts.

import { warn } from "../../page/console.ts";
import { announce } from "../../page/observers.ts";
import { SocketAdapter } from "./adapter.ts";
import { type Core, connect } from "./bridge.ts";
import { sockets } from "./slots.ts";

export interface LoadOptions {
	/** Where the wasm is. Default: `wsclose.wasm` beside this module. TypeError where the core is inside the JavaScript. */
	url?: string | URL;
	/** The wasm, compiled already. */
	module?: WebAssembly.Module;
}

/** A session whose close waits for the core. */
export interface Held {
	/** It still waits. */
	readonly isHeld: boolean;
	/** Reports it, if it still waits. */
	release(): void;
}

export type CoreStatus = "idle" | "loading" | "ready" | "failed" | "crashed";

export let status: CoreStatus = "idle";
export let error: Error | null = null;
/** The core, while there is one. */
export let ready: Core | null = null;
/** What the console was told last of a core that is not there. */
let warned = "";

const unwanted = /* @__PURE__ */ new SocketAdapter();

/** Has Go close a socket that is not wanted any more by the time it is made. Whether it has. */
export function discard(native: WebSocket): boolean {
	unwanted.show(native);
	const answer = ready?.ask({ kind: "discard" });
	unwanted.show(null);
	return answer !== undefined;
}

/** A load has begun. */
export function loading(): void {
	status = "loading";
}

/** core.error says this, or nothing. */
export function say(why: Error | null): void {
	error = why;
}

/** What a core is instantiated with, and what starts the instance. */
export function prepare(): { imports: WebAssembly.Imports; start(instance: WebAssembly.Instance): void } {
	let mine: Core | null = null;
	const { imports, start } = connect({
		sockets,
		unwanted,
		crash: (why) => mine && mine === ready && crashed(why),
	});
	return {
		imports,
		start(instance) {
			mine = start(instance);
			ready = mine;
			warned = "";
			become("ready", null);
		},
	};
}

/** There is no core, for now or for good. A console hears of it once: isLast where nothing is tried again by itself. */
export function failed(why: Error, isLast: boolean): void {
	become("failed", why);
	if (isLast) {
		warnOnce(why);
	}
}

function crashed(cause: Error): void {
	const why = new Error(
		`${cause.message}: load() starts another; please report it: github.com/wsclose/wsclose/issues`,
		{
			cause,
		},
	);
	ready = null;
	become("crashed", why);
	warnOnce(why);
}

function become(now: "ready" | "failed" | "crashed", why: Error | null): void {
	status = now;
	error = why;
	queueMicrotask(() => announce({ type: "core", status: now, error: why })); // not in the middle of a decision
}

/** Never an `error` event: a page's test harness takes that for a failed test, and Deno and Bun end the process. */
function warnOnce({ message }: Error): void {
	if (warned !== message) {
		warned = message;
		warn(`${message}. Sessions go on without the core.`);
	}
}
