import { subject } from "../assertion.js";
import { TYPES } from "../trial.js";

const INVALID_STATE = "InvalidStateError (DOMException 11)";

const made = (type, init) => {
	switch (type) {
		case "message":
			return new MessageEvent(type, { data: "made up", origin: "https://wsclose.invalid", lastEventId: "7", ...init });
		case "close":
			return new CloseEvent(type, { code: 4999, reason: "made up", wasClean: true, ...init });
		default:
			return new Event(type, init);
	}
};

/** dispatchEvent() of events that the page made up. */
export const dispatching = subject("dispatchEvent", "WHATWG DOM, section 2.7", (must) => {
	must("no argument, null and an object that is no event are TypeErrors", ["TypeError", "TypeError", "TypeError"], (t) => {
		const socket = t.make();
		return [() => socket.dispatchEvent(), () => socket.dispatchEvent(null), () => socket.dispatchEvent({ type: "open" })].map((f) => t.thrown(f));
	});
	must("an event that was never initialized: InvalidStateError", INVALID_STATE, (t) => {
		if (typeof document === "undefined") {
			return INVALID_STATE; // a worker can't make one
		}
		return t.thrown(() => t.make().dispatchEvent(document.createEvent("Event")));
	});
	must("a type of the page's own", ["mine"], (t) => {
		const socket = t.make();
		const seen = [];
		socket.addEventListener("mine", ({ type }) => seen.push(type));
		socket.dispatchEvent(new Event("mine"));
		return seen;
	});
	for (const type of TYPES) {
		must(`${type}: handler and listeners hear it, in order`, ["a", "handler", "b"], (t) => {
			const socket = t.make();
			const seen = [];
			socket.addEventListener(type, () => seen.push("a"));
			socket[`on${type}`] = () => seen.push("handler");
			socket.addEventListener(type, () => seen.push("b"));
			socket.dispatchEvent(made(type));
			return seen;
		});
		must(`${type}: it has target, path and phase, and isn't trusted`, [true, true, true, 2, 1, false], (t) => {
			const socket = t.make();
			let seen;
			socket.addEventListener(type, (event) => {
				seen = [event.target === socket, event.currentTarget === socket, event.srcElement === socket, event.eventPhase, event.composedPath().length, event.isTrusted];
			});
			socket.dispatchEvent(made(type));
			return seen;
		});
		must(`${type}: afterwards only target is left`, [true, null, 0, 0], (t) => {
			const socket = t.make();
			const event = made(type);
			socket.dispatchEvent(event);
			return [event.target === socket, event.currentTarget, event.eventPhase, event.composedPath().length];
		});
		must(`${type}: it is the page's own object`, true, (t) => {
			const socket = t.make();
			const event = made(type);
			let seen;
			socket.addEventListener(type, (heard) => { seen = heard; });
			socket.dispatchEvent(event);
			return seen === event && Object.getPrototypeOf(event) === event.constructor.prototype;
		});
		must(`${type}: true, or false where it was cancelled`, [true, true, false], (t) => {
			const socket = t.make();
			const first = socket.dispatchEvent(made(type));
			socket.addEventListener(type, (event) => event.preventDefault());
			return [first, socket.dispatchEvent(made(type)), socket.dispatchEvent(made(type, { cancelable: true }))];
		});
		must(`${type}: the socket's state stays`, [0, 1, 1], async (t) => {
			const socket = t.make();
			socket.dispatchEvent(made(type));
			const seen = [socket.readyState];
			await t.next(socket, "open");
			socket.dispatchEvent(made(type));
			seen.push(socket.readyState);
			await t.task();
			return [...seen, socket.readyState];
		});
		must(`${type}: microtasks wait until it has returned`, ["a", "b", "returned", "microtask"], async (t) => {
			const socket = t.make();
			const seen = [];
			socket.addEventListener(type, () => { seen.push("a"); queueMicrotask(() => seen.push("microtask")); });
			socket.addEventListener(type, () => seen.push("b"));
			socket.dispatchEvent(made(type));
			seen.push("returned");
			await null;
			return [...seen];
		});
		must(`${type}: the same event again`, 2, (t) => {
			const socket = t.make();
			const event = made(type);
			let calls = 0;
			socket.addEventListener(type, () => calls++);
			socket.dispatchEvent(event);
			socket.dispatchEvent(event);
			return calls;
		});
		must(`${type}: the same event within itself: InvalidStateError`, INVALID_STATE, (t) => {
			const socket = t.make();
			let seen;
			socket.addEventListener(type, (event) => { seen = t.thrown(() => socket.dispatchEvent(event)); }, { once: true });
			socket.dispatchEvent(made(type));
			return seen;
		});
		must(`${type}: another within it`, ["outer begins", "inner", "outer ends"], (t) => {
			const socket = t.make();
			const seen = [];
			socket.addEventListener("inner", () => seen.push("inner"));
			socket.addEventListener(type, () => { seen.push("outer begins"); socket.dispatchEvent(new Event("inner")); seen.push("outer ends"); });
			socket.dispatchEvent(made(type));
			return seen;
		});
		must(`${type}: a bubbling one bubbles nowhere`, 0, (t) => {
			let calls = 0;
			const count = () => calls++;
			self.addEventListener(`${type}`, count);
			t.make().dispatchEvent(made(type, { bubbles: true, composed: true }));
			self.removeEventListener(`${type}`, count);
			return calls;
		});
		must(`${type}: on a socket that has closed`, ["heard"], async (t) => {
			const socket = await t.closed();
			const seen = [];
			socket.addEventListener(type, () => seen.push("heard"));
			socket.dispatchEvent(made(type));
			return seen;
		});
	}
	must("message: data, origin and lastEventId are the page's", ["made up", "https://wsclose.invalid", "7"], (t) => {
		const socket = t.make();
		let seen;
		socket.onmessage = ({ data, origin, lastEventId }) => { seen = [data, origin, lastEventId]; };
		socket.dispatchEvent(made("message"));
		return seen;
	});
	must("close: code, reason and wasClean are the page's", [4999, "made up", true], (t) => {
		const socket = t.make();
		let seen;
		socket.onclose = ({ code, reason, wasClean }) => { seen = [code, reason, wasClean]; };
		socket.dispatchEvent(made("close"));
		return seen;
	});
	must("close: a plain Event will do", [undefined], (t) => {
		const socket = t.make();
		const seen = [];
		socket.onclose = ({ code }) => { seen.push(code); };
		socket.dispatchEvent(new Event("close"));
		return seen;
	});
	must("open: the real one comes all the same", [false, true], async (t) => {
		const socket = t.make();
		const seen = [];
		const opened = new Promise((resolve) => socket.addEventListener("open", ({ isTrusted }) => seen.push(isTrusted) === 2 && resolve()));
		socket.dispatchEvent(new Event("open"));
		await opened;
		return seen;
	});
	must("message: a listener for once that heard a made-up one doesn't hear the real one", ["made up"], async (t) => {
		const socket = t.make("/lab/burst?n=2&code=1000");
		const seen = [];
		socket.addEventListener("message", ({ data }) => seen.push(data), { once: true });
		socket.dispatchEvent(made("message"));
		await t.next(socket, "close");
		return seen;
	});
	must("close: the connection goes on", "echo", async (t) => {
		const socket = await t.open();
		socket.dispatchEvent(made("close"));
		const heard = t.messages(socket, 1);
		socket.send("echo");
		return (await heard)[0];
	});
	must("an event of another socket's", ["nothing", true], async (t) => {
		const [one, other] = [t.make("/lab/burst?n=1&code=1000"), t.make()];
		const event = await t.next(one, "message");
		await t.task();
		let seen;
		other.addEventListener("message", (heard) => { seen = heard.target === other; });
		return [t.thrown(() => other.dispatchEvent(event)), seen];
	});
});
