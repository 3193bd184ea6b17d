// Loads the core, and knows the sessions of this realm. Nothing waits for it: sessions live on coreless.ts until it is there.

import { own } from "wsclose/own";
import { type Core, type Happened, run } from "./bridge.ts";
import { compile, FinalError } from "./compile.ts";
import { complain } from "./errors.ts";
import * as Fact from "./facts.ts";
import { lingering } from "./lingering.ts";
import { ASK_FORGET, CONNECTING, NOT_YET } from "./numbers.ts";
import { settings } from "./options.ts";
import { watchPage } from "./page.ts";
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
export const living = (): Session[] => sessions.filter((session) => session !== undefined);

/** A session lives from now on. */
export function register(session: Session): void {
	const free = sessions.indexOf(undefined);
	session.id = free < 0 ? sessions.length : free;
	sessions[session.id] = session;
	if (status !== "idle") {
		watch();
	}
	retry();
}

/**
 * Something has happened to the page. It is listened to no further where no session lives any more: to stop at each end would cost more
 * than all else that an end does, half a millisecond in Chromium.
 */
function changed(fact: number, persisted: boolean): void {
	const all = living();
	for (const one of all) {
		one.pageChanged(fact, persisted);
	}
	if (!all.length) {
		unwatch?.();
		unwatch = null;
	} else if (fact === Fact.CameOnline) {
		retry();
	}
}

/** The session of this number has ended: nothing here holds it any longer. */
export function unregister(id: number): void {
	ready?.ask(ASK_FORGET, id);
	sessions[id] = undefined;
}

/** How the core is. */
export const core: {
	readonly status: CoreStatus;
	/** Why it failed or crashed, or that a close did not wait for it any longer. */
	readonly error: Error | null;
	/** The sessions that live. */
	readonly sessions: number;
	/** The JavaScript functions that Go holds: a constant once it is ready. */
	readonly callbacks: number;
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
	get callbacks() {
		return ready ? 2 : 0;
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
	ready = await run(compiled, sessions, crash).catch((cause: unknown) => {
		throw new FinalError(`wsclose: the core does not start: ${cause}`, { cause });
	});
	status = "ready";
	error = null;
	releaseAll();
	queueMicrotask(() => globalThis.requestIdleCallback?.(rehearse)); // a page's own may throw
}

/** The core takes the facts of a life that is none: what runs for the first time is compiled then, which no close of the page's need wait for. */
function rehearse(): void {
	const id = sessions.length;
	const fact = (kind: number, a = 0, text = "", b = 0): Happened => [
		[kind, 1, 0, 0, 0, NOT_YET, NOT_YET, a, b, 0],
		text,
	];
	const life = [
		fact(Fact.Began, CONNECTING),
		fact(Fact.Dialled),
		fact(Fact.Opened),
		fact(Fact.Closed, 1012, "restart", 1),
	];
	ready?.facts(id, life, { settings: settings(null), reconnects: true });
	ready?.facts(id, [fact(Fact.Told)]);
	ready?.ask(ASK_FORGET, id);
}
