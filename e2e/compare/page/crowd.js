// Many sessions that lose one server at once, on a clock of our own and on stand-ins for the native sockets: hours pass in a moment,
// and each moment of a dial is exact.

const { setTimeout, clearTimeout, WebSocket } = globalThis;
const channel = new MessageChannel();
const turn = () =>
	new Promise((resolve) => {
		channel.port1.onmessage = resolve;
		channel.port2.postMessage(null);
	});

let now = 0;
let last = 1_000_000; // far from the page's own
const timers = new Map();

/** Lets so much time pass: due timers run in order, promises between them. */
async function pass(ms) {
	for (const end = now + ms; ; ) {
		await turn();
		let next = null;
		for (const timer of timers.values()) {
			if (timer.at <= end && (next === null || timer.at < next.at)) next = timer;
		}
		if (next === null) {
			now = end;
			return;
		}
		now = Math.max(now, next.at);
		for (const timer of [...timers.values()].filter((one) => one.at <= now)) {
			if (timers.delete(timer.number)) timer.f(...timer.args);
		}
	}
}

/** What takes the native socket's place: opens after 1 ms while the server is up, fails after 1 ms when it is down. */
class StandIn extends EventTarget {
	static up = true;
	static live = new Set();
	static dials = []; // {session, at}
	static CONNECTING = 0;
	static OPEN = 1;
	static CLOSING = 2;
	static CLOSED = 3;
	CONNECTING = 0;
	OPEN = 1;
	CLOSING = 2;
	CLOSED = 3;
	readyState = 0;
	binaryType = "blob";
	bufferedAmount = 0;
	extensions = "";
	protocol = "";

	constructor(url) {
		super();
		this.url = url;
		StandIn.dials.push({ session: Number(new URL(url).searchParams.get("session")), at: now });
		globalThis.setTimeout(() => (StandIn.up ? this.#open() : this.#end(1006, "", false)), 1);
	}

	#open() {
		this.readyState = 1;
		StandIn.live.add(this);
		this.#tell(new Event("open"));
	}

	#end(code, reason, wasClean) {
		const failed = this.readyState === 0;
		this.readyState = 3;
		StandIn.live.delete(this);
		if (failed) this.#tell(new Event("error"));
		this.#tell(new CloseEvent("close", { code, reason, wasClean }));
	}

	#tell(event) {
		this[`on${event.type}`]?.(event);
		this.dispatchEvent(event);
	}

	close() {
		if (this.readyState < 2) this.#end(1006, "", false);
	}

	send() {}

	static lose(code, reason, wasClean) {
		StandIn.up = false;
		for (const socket of [...StandIn.live]) socket.#end(code, reason, wasClean);
	}
}

function takeOver() {
	globalThis.WebSocket = StandIn;
	globalThis.setTimeout = (f, ms = 0, ...args) => {
		const number = ++last;
		timers.set(number, { number, f, args, at: now + Math.max(0, Number(ms) || 0) });
		return number;
	};
	globalThis.clearTimeout = (number) => void timers.delete(number);
	performance.now = () => now;
	Date.now = () => Math.floor(now);
}

function giveBack() {
	Object.assign(globalThis, { setTimeout, clearTimeout, WebSocket });
	delete performance.now;
	delete Date.now;
}

/**
 * Lets a crowd be connected for a minute and then lose its server by this close. Fulfils with how long each session waited before it
 * dialled again, in milliseconds, in order; sessions that never did are missing. Each session has a copy of the module of its own, as
 * in a page of its own, unless the package says that this makes no difference.
 */
export async function firstRetries(stage, { size = 200, code = 1006, reason = "", wasClean = false } = {}) {
	const modules = [];
	for (let i = 0; i < size; i++) modules.push(await stage.module(stage.peer.sharesModule ? "" : `${i}`));
	takeOver();
	try {
		const sessions = modules.map((module, i) => stage.peer.make(module, `ws://server.test/?session=${i}`, {}));
		await pass(60_000);
		const lost = now;
		StandIn.dials.length = 0;
		StandIn.lose(code, reason, wasClean);
		await pass(120_000);
		const first = new Map();
		for (const { session, at } of StandIn.dials) {
			if (!first.has(session)) first.set(session, at - lost);
		}
		for (const session of sessions) session.close();
		return [...first.values()].sort((a, b) => a - b);
	} finally {
		giveBack();
	}
}
