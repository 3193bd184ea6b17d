import { subject } from "../assertion.js";
import { TYPES } from "../trial.js";

const VALUES = {
	"a number": 3, "zero": 0, "a string": "x", "an empty string": "", "true": true, "undefined": undefined, "a symbol": Symbol("x"), "a BigInt": 1n,
};

/** Dispatches an event of the type and returns it: handlers are asked the same as by the browser's own. */
function dispatch(socket, type, init = {}) {
	const event = new Event(type, init);
	socket.dispatchEvent(event);
	return event;
}

/** The event handler attributes: onopen, onmessage, onerror, onclose. */
export const handlers = subject("event handlers", "WHATWG HTML, section 8.1.8.1", (must) => {
	for (const type of TYPES) {
		const name = `on${type}`;
		must(`${name} is null, takes a function, and null`, [null, true, null], (t) => {
			const socket = t.make();
			const f = () => {};
			const seen = [socket[name]];
			socket[name] = f;
			seen.push(socket[name] === f);
			socket[name] = null;
			return [...seen, socket[name]];
		});
		must(`${name} takes an object, and doesn't call it`, [true, 0], async (t) => {
			const socket = t.make();
			let calls = 0;
			const object = { handleEvent: () => calls++ };
			socket[name] = object;
			dispatch(socket, type);
			return [socket[name] === object, calls];
		});
		must(`${name} becomes null by anything else`, Array(Object.keys(VALUES).length).fill(null), (t) => {
			const socket = t.make();
			return Object.values(VALUES).map((value) => {
				socket[name] = () => {};
				socket[name] = value;
				return socket[name];
			});
		});
		must(`${name} is called once, on the socket, with the event alone`, [[true, 1, type]], (t) => {
			const socket = t.make();
			const seen = [];
			socket[name] = function (...args) {
				seen.push([this === socket, args.length, args[0].type]);
			};
			dispatch(socket, type);
			return seen;
		});
		must(`${name} has its place among the listeners: where it was first set`, ["before", "handler", "after"], (t) => {
			const socket = t.make();
			const seen = [];
			socket.addEventListener(type, () => seen.push("before"));
			socket[name] = () => seen.push("handler");
			socket.addEventListener(type, () => seen.push("after"));
			dispatch(socket, type);
			return seen;
		});
		must(`${name} replaced keeps its place`, ["second", "after"], (t) => {
			const socket = t.make();
			const seen = [];
			socket[name] = () => seen.push("first");
			socket.addEventListener(type, () => seen.push("after"));
			socket[name] = () => seen.push("second");
			dispatch(socket, type);
			return seen;
		});
		must(`${name} set to null, then to a function, moves to the end`, ["after", "second"], (t) => {
			const socket = t.make();
			const seen = [];
			socket[name] = () => seen.push("first");
			socket.addEventListener(type, () => seen.push("after"));
			socket[name] = null;
			socket[name] = () => seen.push("second");
			dispatch(socket, type);
			return seen;
		});
		must(`${name} set to a number between moves to the end too`, ["after", "second"], (t) => {
			const socket = t.make();
			const seen = [];
			socket[name] = () => seen.push("first");
			socket.addEventListener(type, () => seen.push("after"));
			socket[name] = 5;
			socket[name] = () => seen.push("second");
			dispatch(socket, type);
			return seen;
		});
		must(`${name} returning false cancels, anything else doesn't`, [true, false, false, false, false], (t) => {
			const socket = t.make();
			return [false, true, undefined, 0, null].map((value) => {
				socket[name] = () => value;
				return dispatch(socket, type, { cancelable: true }).defaultPrevented;
			});
		});
		must(`${name} that throws is reported, and the rest is called`, [["mine"], "after"], async (t) => {
			const errors = await t.uncaught();
			const socket = t.make();
			const seen = [];
			socket[name] = () => { throw "mine"; };
			socket.addEventListener(type, () => seen.push("after"));
			dispatch(socket, type);
			return [errors.map(({ error }) => error), ...seen];
		});
	}

	must("an object keeps the place for the function that follows", ["handler", "after"], (t) => {
		const socket = t.make();
		const seen = [];
		socket.onmessage = {};
		socket.addEventListener("message", () => seen.push("after"));
		socket.onmessage = () => seen.push("handler");
		dispatch(socket, "message");
		return seen;
	});
	must("a function with handleEvent is called itself", ["function"], (t) => {
		const socket = t.make();
		const seen = [];
		socket.onclose = Object.assign(() => seen.push("function"), { handleEvent: () => seen.push("handleEvent") });
		dispatch(socket, "close");
		return seen;
	});
	must("a class as a handler is a TypeError, reported", ["TypeError"], async (t) => {
		const errors = await t.uncaught();
		const socket = t.make();
		socket.onmessage = class {};
		dispatch(socket, "message");
		return errors.map(({ error }) => error.name);
	});
	must("setting null before the handler's turn keeps it from being called", ["first"], (t) => {
		const socket = t.make();
		const seen = [];
		socket.addEventListener("message", () => { seen.push("first"); socket.onmessage = null; });
		socket.onmessage = () => seen.push("handler");
		dispatch(socket, "message");
		return seen;
	});
	must("a handler replaced before its turn: the new one is called", ["new"], (t) => {
		const socket = t.make();
		const seen = [];
		socket.addEventListener("close", () => { socket.onclose = () => seen.push("new"); });
		socket.onclose = () => seen.push("old");
		dispatch(socket, "close");
		return seen;
	});
	must("a handler first set while its event is dispatched waits for the next", [[], ["handler"]], (t) => {
		const socket = t.make();
		let seen = [];
		socket.addEventListener("message", () => { socket.onmessage ??= () => seen.push("handler"); });
		dispatch(socket, "message");
		const first = seen;
		seen = [];
		dispatch(socket, "message");
		return [first, seen];
	});
	must("the same function as handler and listener is called twice", 2, (t) => {
		const socket = t.make();
		let calls = 0;
		const f = () => calls++;
		socket.onmessage = f;
		socket.addEventListener("message", f);
		dispatch(socket, "message");
		return calls;
	});
	must("removeEventListener doesn't take a handler away", 1, (t) => {
		const socket = t.make();
		let calls = 0;
		const f = () => calls++;
		socket.onmessage = f;
		socket.removeEventListener("message", f);
		dispatch(socket, "message");
		return calls;
	});
	must("a capturing listener goes before an earlier handler", ["capture", "handler"], (t) => {
		const socket = t.make();
		const seen = [];
		socket.onmessage = () => seen.push("handler");
		socket.addEventListener("message", () => seen.push("capture"), true);
		dispatch(socket, "message");
		return seen;
	});
	must("stopImmediatePropagation keeps the handler from being called", ["first"], (t) => {
		const socket = t.make();
		const seen = [];
		socket.addEventListener("error", (event) => { seen.push("first"); event.stopImmediatePropagation(); });
		socket.onerror = () => seen.push("handler");
		dispatch(socket, "error");
		return seen;
	});
	must("onerror gets an ErrorEvent as its one argument, and true doesn't cancel it", [1, "ErrorEvent", false], (t) => {
		const socket = t.make();
		let seen;
		socket.onerror = (...args) => { seen = [args.length, args[0].constructor.name]; return true; };
		const event = new ErrorEvent("error", { cancelable: true, message: "made up" });
		socket.dispatchEvent(event);
		return [...seen, event.defaultPrevented];
	});
	must("handlers hear a real life, in order", ["open", "message", "close"], async (t) => {
		const socket = t.make("/lab/burst?n=1&code=1000");
		const seen = [];
		for (const type of TYPES) {
			socket[`on${type}`] = (event) => seen.push(event.type);
		}
		await t.next(socket, "close");
		return seen;
	});
	must("a handler that takes itself away hears one message of three", 1, async (t) => {
		const socket = t.make("/lab/burst?n=3&code=1000");
		let calls = 0;
		socket.onmessage = () => { calls++; socket.onmessage = null; };
		await t.next(socket, "close");
		return calls;
	});
	must("a handler's returned promise is left alone", "nothing", async (t) => {
		const socket = t.make("/lab/burst?n=1&code=1000");
		socket.onmessage = async () => {};
		await t.next(socket, "close");
		return "nothing";
	});
	must("handlers are not shared between sockets", [true, null], (t) => {
		const [one, other] = [t.make(), t.make()];
		one.onopen = () => {};
		return [typeof one.onopen === "function", other.onopen];
	});
	must("a handler of a connection that failed is called once each", ["error", "close"], async (t) => {
		const socket = t.make("/lab/handshake?do=404");
		const seen = [];
		socket.onerror = () => seen.push("error");
		socket.onclose = () => seen.push("close");
		await t.next(socket, "close");
		await t.task();
		return seen;
	});
});
