// What a scenario has at hand: sessions of one package, every native socket that was made, and time.

import { peers } from "./peers.js";

const Native = globalThis.WebSocket;
const { setTimeout } = globalThis; // crowd.js replaces the page's for a while

/** Every native socket that this page made, in order. */
const natives = [];

/** What nothing caught. */
const uncaught = [];
globalThis.addEventListener("error", ({ error, message }) => uncaught.push(error?.name ?? message));
globalThis.addEventListener("unhandledrejection", ({ reason }) => uncaught.push(reason?.name ?? `${reason}`));

// A proxy of the class, so that instanceof, statics and the prototype are the browser's own.
globalThis.WebSocket = new Proxy(Native, {
	construct(target, args, newTarget) {
		const native = Reflect.construct(target, args, newTarget);
		natives.push(native);
		return native;
	},
});

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for a condition; false when it hasn't come in time. */
export async function until(condition, ms = 5000) {
	for (const end = performance.now() + ms; !condition(); ) {
		if (performance.now() > end) return false;
		await sleep(5);
	}
	return true;
}

/** What f throws, or null. */
export function thrown(f) {
	try {
		f();
		return null;
	} catch (error) {
		return error;
	}
}

/** A finding: ok says whether the page got what it may expect, did what the package did. */
export const finding = (ok, did = "") => ({ ok, did: ok ? "" : did });

/** The package has nothing that this scenario could use. */
export const none = (did) => ({ ok: null, did });

/** One package on one lab. */
export class Stage {
	natives = natives;
	uncaught = uncaught;

	constructor(name, id) {
		this.peer = peers[name];
		this.id = id;
	}

	/** A fresh copy of the module where key is new; the module's own state (such as a random number drawn at the import) is not shared. */
	async module(key = "") {
		const module = await import(`${this.peer.bundle}${key === "" ? "" : `?copy=${key}`}`);
		await this.peer.ready?.(module);
		return module;
	}

	/** The WebSocket URL of a path of the lab, under this cell's id. */
	url(path) {
		const url = new URL(path, location);
		url.protocol = "ws:";
		url.searchParams.set("id", this.id);
		return url.href;
	}

	/** A session on a path of the lab, with a log of what the page is told. */
	async session(path, options = {}) {
		return new Session(this.peer.make(await this.module(), this.url(path), options));
	}

	/** The sockets that are open now. */
	get open() {
		return natives.filter((native) => native.readyState === Native.OPEN).length;
	}

	/** How many connections were dialled. */
	get dials() {
		return natives.length;
	}
}

/** A session and its log. What the page is told is read from its handlers, or where there are none, from listeners. */
class Session {
	log = [];

	constructor(session) {
		Object.assign(this, session);
		for (const type of ["open", "message", "error", "close"]) this.listen(type, (event) => this.log.push({ type, event }));
	}

	listen(type, f) {
		const last = (...args) => f(args.at(-1));
		if (this.handle) this.handle(type, last);
		else this.on(type, last);
	}

	all(type) {
		return this.log.filter((entry) => entry.type === type).map((entry) => entry.event);
	}

	/** Fulfils with whether the nth event of the type has come in time. */
	until(type, n = 1, ms = 5000) {
		return until(() => this.all(type).length >= n, ms);
	}
}
