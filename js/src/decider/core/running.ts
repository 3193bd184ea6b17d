// The core of this realm: how it is, and which sessions it serves. How it comes here is the loader's: beside.ts or inside.ts.

import { NativeFace } from "../../dom/native.ts";
import { announce } from "../../observe.ts";
import { warn } from "../../page/console.ts";
import type { Connection } from "../../session/connection.ts";
import type { Session } from "../../session/session.ts";
import { type Core, connect } from "./bridge.ts";

export interface LoadOptions {
	/** Where the wasm is. Default: `wsclose.wasm` beside this module. TypeError where the core is inside the JavaScript. */
	url?: string | URL;
	/** The wasm, compiled already. */
	module?: WebAssembly.Module;
}

export type CoreStatus = "idle" | "loading" | "ready" | "failed" | "crashed";

export let status: CoreStatus = "idle";
export let error: Error | null = null;
/** The core, while there is one. */
export let ready: Core | null = null;
/** What the console was told last of a core that is not there. */
let warned = "";

/** The sessions that live, by their number; those of the ended are used again. */
const sessions: (Session | undefined)[] = [];
export const living = (): Session[] => sessions.filter((session) => session !== undefined);

/** The native socket of each, where Go finds it; and one that is not wanted any more by the time it is made. */
const sockets: NativeFace[] = [];
const unwanted = /* @__PURE__ */ new NativeFace();

/** Lets Go find a session's native socket, or none any more. */
export function show(id: number, connection: Connection | null): void {
	sockets[id]?.show(connection?.native ?? null, connection);
}

/** Has Go close a socket that is not wanted any more by the time it is made. */
export function discard(native: WebSocket): void {
	unwanted.show(native);
	ready?.ask({ kind: "discard" });
	unwanted.show(null);
}

/** Gives a session its number. */
export function add(session: Session): void {
	const free = sessions.indexOf(undefined);
	session.id = free < 0 ? sessions.length : free;
	sessions[session.id] = session;
	sockets[session.id] ??= new NativeFace();
}

export function remove(id: number): void {
	sessions[id] = undefined;
	show(id, null);
}

/** The number of a session that never lives. */
export const spare = (): number => sessions.length;

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
		sessions,
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
	for (const session of living()) {
		session.orphan();
	}
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
