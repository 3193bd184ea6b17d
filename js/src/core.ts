// Loads the core, and knows the sessions of this realm. Nothing waits for it: sessions live on coreless.ts until it is there.

import { own } from "wsclose/own";
import type { Fact } from "./bridge.gen.ts";
import { type Core, connect, type Happened } from "./bridge.ts";
import { compile, FinalError } from "./compile.ts";
import { complain } from "./errors.ts";
import { lingering } from "./lingering.ts";
import { optionsOf } from "./made.ts";
import { NativeFace } from "./native.ts";
import { NOT_YET } from "./numbers.ts";
import { settings } from "./options.ts";
import { type PageFact, watchPage } from "./page.ts";
import type { Session } from "./session.ts";
import { bare } from "./webidl.ts";

export interface LoadOptions {
	/** Where the wasm is. Default: `wsclose.wasm` beside this module. */
	url?: string | URL;
	/** The wasm, compiled already. */
	module?: WebAssembly.Module;
}

export type CoreStatus = "idle" | "loading" | "ready" | "failed" | "crashed";

/** A failed request for the wasm is made again after so many milliseconds each, when the network comes back, and at the next socket. */
const RETRIES = [1_000, 4_000, 16_000];

export let status: CoreStatus = "idle";
let error: Error | null = null;
/** The core, while there is one. */
export let ready: Core | null = null;
let loading: Promise<void> | null = null;
let last: LoadOptions = bare({});
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let isReported = false;
let unwatch: (() => void) | null = null;
/** The sessions that live, by their number; those of the ended are used again. */
const sessions: (Session | undefined)[] = [];
/** The native socket of each, where Go finds it; and one that is not wanted any more by the time it is made. */
const faces: NativeFace[] = [];
const unwanted = new NativeFace();

/** Lets Go find a session's native socket. */
export function show(id: number, native: WebSocket | null): void {
	faces[id]?.show(native);
}

/** Has Go close a socket that is not wanted any more by the time it is made. */
export function discard(native: WebSocket): void {
	unwanted.show(native);
	ready?.ask({ kind: "discard" });
	unwanted.show(null);
}
export const living = (): Session[] => sessions.filter((session) => session !== undefined);

/** A session lives from now on. */
export function register(session: Session): void {
	const free = sessions.indexOf(undefined);
	session.id = free < 0 ? sessions.length : free;
	sessions[session.id] = session;
	faces[session.id] ??= new NativeFace();
	if (status !== "idle") {
		watch();
	}
	retry();
}

/**
 * Something has happened to the page. It is listened to no further where no session lives any more: to stop at each end would cost more
 * than all else that an end does, half a millisecond in Chromium.
 */
function changed(fact: PageFact): void {
	const all = living();
	for (const one of all) {
		one.pageChanged(fact);
	}
	if (!all.length) {
		unwatch?.();
		unwatch = null;
	} else if (fact.kind === "cameOnline") {
		retry();
	}
}

/** The session of this number has ended: nothing here holds it any longer. */
export function unregister(id: number): void {
	ready?.ask({ kind: "forget", session: id });
	sessions[id] = undefined;
	show(id, null);
}

/** How the core is. */
export const core: {
	readonly status: CoreStatus;
	/** Why it failed or crashed, or that a close did not wait for it any longer. */
	readonly error: Error | null;
	/** The sessions that live. */
	readonly sessions: number;
	/** The native sockets that were let go of and have not ended: while there are 32, the next attempts wait. */
	readonly lingering: number;
} = Object.freeze({
	get status() {
		return status;
	},
	get error() {
		return error;
	},
	get sessions() {
		return living().length;
	},
	get lingering() {
		return lingering();
	},
});

/**
 * Loads the core ahead of time; never needed, and safe to repeat. Rejects with what core.error says; a failed load can be tried again.
 */
export async function load(options: LoadOptions = {}): Promise<void> {
	if (!ready && !loading) {
		last = bare({ ...options });
		error = null;
		failures = 0;
		start();
	}
	await loading;
}

/** Loads the core, if that was not begun: something is to be decided, or the page has had its `open`. Failures are told by core.error. */
export function want(): void {
	watch();
	if (status === "idle") {
		start();
	}
}

/** Listens to the page. Not before its first `open`, which that would delay by 6 ms in Chromium: there is no core then to act on what is heard. */
function watch(): void {
	unwatch ??= watchPage(changed);
}

/** Tries again what may succeed this time. */
function retry(): void {
	if (status === "failed" && !(error instanceof FinalError)) {
		start();
	}
}

function start(): void {
	clearTimeout(timer);
	status = "loading";
	const mine = instantiate(last)
		.catch(failed)
		.finally(() => {
			if (loading === mine) {
				loading = null;
			}
		});
	mine.catch(() => {}); // core.error tells
	loading = mine;
}

function failed(why: Error): never {
	error = why;
	status = "failed";
	const wait = RETRIES[failures++];
	const isLast = why instanceof FinalError || wait === undefined || !living().length;
	if (isLast) {
		tell(why);
	} else {
		timer = setTimeout(retry, wait);
	}
	releaseAll();
	throw why;
}

/** What waited for the core waits no longer. */
function releaseAll(): void {
	for (const session of living()) {
		session.release();
	}
}

/** A close was held back for long enough. */
export function late(): void {
	error ??= new Error("wsclose: the core is still loading; a close was told without it");
}

/** One `error` event for the realm, whatever fails. */
function tell(why: Error): void {
	if (!isReported) {
		isReported = true;
		complain(why);
	}
}

function crash(why: Error): void {
	if (status !== "crashed") {
		ready = null;
		status = "crashed";
		error = why;
		for (const session of living()) {
			session.orphan();
		}
		tell(why);
	}
}

async function instantiate({ url, module }: LoadOptions): Promise<void> {
	const compiled = module ?? (await compile(url ?? own()));
	const { imports, start } = connect({ sessions, sockets: faces, unwanted, crash });
	try {
		const instance = await WebAssembly.instantiate(compiled, imports);
		await turn(); // to compile takes 15 ms, and to start 40
		ready = start(instance);
	} catch (cause) {
		throw new FinalError(`wsclose: the core does not start: ${cause}`, { cause });
	}
	status = "ready";
	error = null;
	releaseAll();
	queueMicrotask(() => globalThis.requestIdleCallback?.(rehearse)); // a page's own may throw
}

/** The smallest module. */
const NOTHING = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** A task of its own for what follows: a module is compiled in the background. A page's tests may hold timers and channels, but not that. */
const turn = (): Promise<unknown> => WebAssembly.compile(NOTHING).catch(() => {}); // a policy may forbid it

/** The core takes the facts of a life that is none: what runs for the first time is compiled then, which no close of the page's need wait for. */
function rehearse(): void {
	const id = sessions.length;
	const fact = (one: Fact): Happened => [one, { at: 0, random: 0, heard: NOT_YET, sent: NOT_YET }];
	const life = [
		fact({ kind: "reconnectAsked", code: 1000, reason: "" }),
		fact({ kind: "dialled", conn: 1 }),
		fact({ kind: "opened", conn: 1 }),
		fact({ kind: "closed", conn: 1, code: 1012, reason: "restart", wasClean: true }),
	];
	ready?.facts(id, life, optionsOf(settings(null), true));
	ready?.facts(id, [fact({ kind: "told", conn: 1 })]);
	ready?.ask({ kind: "forget", session: id });
}
