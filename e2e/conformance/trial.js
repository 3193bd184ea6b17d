// One run of an assertion on one class: makes sockets at the lab, hears what happens to them, and leaves nothing behind.

let made = 0;
const prefix = `${typeof document === "undefined" ? "worker" : "window"}-${Math.random().toString(36).slice(2)}`;

/**
 * A socket that has not closed by then will not. The longest wait is Chromium's 2 s for a server that holds TCP, and the rest is for a
 * busy machine.
 */
const LIFETIME_MS = 10_000;

/** The types of the events that a WebSocket has, in the order of its life. */
export const TYPES = ["open", "message", "error", "close"];

/** What an exception is to a page: its name, and where it is a DOMException, that and its legacy code. */
export const named = (error) => {
	const name = error instanceof Error || error instanceof DOMException ? error.name : String(error);
	return error instanceof DOMException ? `${name} (DOMException ${error.code})` : name;
};

export class Trial {
	/** The class as a page has it: new WebSocket(url, protocols). */
	WebSocket;
	#side;
	#sockets = [];
	#ids = new WeakMap();
	#release = null;
	#isOver = false;

	/** side: {WebSocket, shared: Map}. */
	constructor(side) {
		this.#side = side;
		this.WebSocket = side.WebSocket;
	}

	/** The address of a path of the lab, under an id of its own. */
	url(path = "/lab/echo") {
		const id = `${prefix}-${++made}`;
		return `ws://${location.host}${path}${path.includes("?") ? "&" : "?"}id=${id}`;
	}

	/** A socket at a path of the lab. It is closed when the trial is over. */
	make(path = "/lab/echo", ...rest) {
		const url = this.url(path);
		const socket = this.construct(url, ...rest);
		this.#ids.set(socket, new URL(url).searchParams.get("id"));
		return socket;
	}

	/** new WebSocket(...args), closed when the trial is over. */
	construct(...args) {
		const socket = new this.WebSocket(...args);
		this.#sockets.push(socket);
		return socket;
	}

	/** An open socket. */
	async open(path, ...rest) {
		const socket = this.make(path, ...rest);
		await this.next(socket, "open");
		return socket;
	}

	/** A socket that has closed. */
	async closed() {
		const socket = await this.open();
		await this.close(socket);
		return socket;
	}

	/** Calls close(...args) and waits for the event. */
	close(socket, ...args) {
		const event = this.next(socket, "close");
		socket.close(...args);
		return event;
	}

	/** The next event of a type. */
	next(target, type) {
		return new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
	}

	/** The next count messages' data. */
	messages(socket, count) {
		return new Promise((resolve) => {
			const data = [];
			socket.addEventListener("message", (event) => data.push(event.data) === count && resolve(data));
		});
	}

	/** What happens to a socket from now on, a line an event. */
	log(socket) {
		const lines = [];
		for (const type of TYPES) {
			socket.addEventListener(type, (event) => lines.push(line(event, socket)));
		}
		return lines;
	}

	/** All that happens to a socket until shortly after its close event. */
	async life(socket) {
		const lines = this.log(socket);
		const late = new Promise((resolve) => setTimeout(resolve, LIFETIME_MS, "late"));
		if ((await Promise.race([this.next(socket, "close"), late])) === "late") {
			return [...lines, "no close"];
		}
		await this.task();
		return lines;
	}

	/**
	 * The life of a socket at a path of the lab whose server fails it once it has echoed a message: where a failure comes in one
	 * segment with the handshake, Firefox sometimes tells no open.
	 */
	async failed(path) {
		const socket = this.make(`${path}&after=1&delay=20`);
		socket.addEventListener("open", () => socket.send("go"));
		return (await this.life(socket)).filter((line) => line !== "message@1 go");
	}

	/** "nothing", or the exception's name. */
	thrown(action) {
		try {
			action();
			return "nothing";
		} catch (error) {
			return named(error);
		}
	}

	/** Waits for a task of its own. */
	task() {
		return new Promise((resolve) => setTimeout(resolve));
	}

	/** What the lab saw of a socket once its connection has ended: lab.Entry. */
	async journal(socket, wait = "closed") {
		const response = await fetch(`/lab/journal?id=${this.#ids.get(socket)}&wait=${wait}&timeout=3000`);
		const { connections } = await response.json();
		return connections[0];
	}

	/** The Close that reached the lab, as text: "empty", "3000", `3000 "reason"`, or "none". */
	async sent(socket) {
		const { closeRead } = (await this.journal(socket)) ?? {};
		if (!closeRead) {
			return "none";
		}
		return closeRead.code === null ? "empty" : closeRead.reason ? `${closeRead.code} ${JSON.stringify(closeRead.reason)}` : `${closeRead.code}`;
	}

	/** Made once for the class, however many assertions ask for it. The trial that made it keeps its sockets. */
	shared(key, make) {
		const { shared } = this.#side;
		if (!shared.has(key)) {
			shared.set(key, make());
		}
		return shared.get(key);
	}

	/** From now on until the trial is over, errors that nothing caught are listed here instead of failing the run. */
	async uncaught() {
		const release = await catching.begin();
		if (this.#isOver) {
			release();
			return [];
		}
		this.#release = release;
		return catching.events;
	}

	/**
	 * Lets every socket come to its end, so that nothing happens after the trial: what its listeners throw is the trial's, and
	 * Chromium holds back the handshakes of a page that has many under way or gives them up.
	 */
	async end() {
		this.#isOver = true;
		const patience = this.#release ? 10_000 : 300; // what a listener throws later would be a stray
		await Promise.all(
			this.#sockets.map(async (socket) => {
				await until(() => socket.readyState > 0, patience);
				socket.close();
				await until(() => socket.readyState === 3, patience);
			}),
		);
		if (this.#release) {
			await this.task();
			this.#release();
		}
	}
}

/** Waits for what a listener could not tell, since others may stop its event; not longer than patience, in milliseconds. */
async function until(isSo, patience) {
	const latest = performance.now() + patience;
	while (!isSo() && performance.now() < latest) {
		await new Promise((resolve) => setTimeout(resolve, 1));
	}
}

/** An event as text: type@readyState, and what it carries. */
export function line(event, socket) {
	const at = `${event.type}@${socket.readyState}`;
	switch (event.type) {
		case "message":
			return `${at} ${typeof event.data === "string" ? event.data.slice(0, 40) : Object.prototype.toString.call(event.data)}`;
		case "close":
			return `${at} ${event.code} ${JSON.stringify(event.reason)} ${event.wasClean ? "clean" : "unclean"}`;
		default:
			return at;
	}
}

/** Errors that nothing caught. One trial at a time may expect some; all others are strays. */
const catching = {
	strays: [],
	events: null,
	last: Promise.resolve(),
	async begin() {
		const before = this.last;
		let free;
		this.last = new Promise((resolve) => {
			free = resolve;
		});
		await before;
		this.events = [];
		return () => {
			this.events = null;
			free();
		};
	},
};

self.addEventListener("error", (event) => {
	if (catching.events) {
		catching.events.push(event);
		event.preventDefault();
	} else {
		catching.strays.push(event.message);
	}
});
self.addEventListener("unhandledrejection", (event) => catching.strays.push(named(event.reason)));

/** What was thrown and neither caught nor expected. */
export const strays = () => catching.strays;
