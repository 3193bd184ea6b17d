import { subject } from "../assertion.js";
import { TYPES } from "../trial.js";

/** What is asked of an event while it is dispatched, and whether of a value or of an identity. */
const DURING = {
	"target is the socket": (event, socket) => event.target === socket,
	"currentTarget is the socket": (event, socket) => event.currentTarget === socket,
	"srcElement is the socket": (event, socket) => event.srcElement === socket,
	"composedPath() is the socket alone": (event, socket) => event.composedPath().length === 1 && event.composedPath()[0] === socket,
	"this is the socket": (_event, socket, receiver) => receiver === socket,
	"it is trusted": (event) => event.isTrusted,
	"it is an Event": (event) => event instanceof Event,
	"its timeStamp is a moment of this page": (event) => event.timeStamp > 0 && event.timeStamp <= performance.now() + 1,
};
const VALUES = {
	eventPhase: [(event) => event.eventPhase, 2],
	"bubbles, cancelable, composed": [(event) => [event.bubbles, event.cancelable, event.composed], [false, false, false]],
	"defaultPrevented, returnValue, cancelBubble": [(event) => [event.defaultPrevented, event.returnValue, event.cancelBubble], [false, true, false]],
	"type": [(event) => event.type, null],
	"own properties": [(event) => Object.keys(event), ["isTrusted"]],
	"own properties, hidden ones too": [(event) => Object.getOwnPropertyNames(event), ["isTrusted"]],
};
const AFTER = {
	"target is still the socket": [(event, socket) => event.target === socket, true],
	"currentTarget is null": [(event) => event.currentTarget, null],
	"eventPhase is 0": [(event) => event.eventPhase, 0],
	"composedPath() is empty": [(event) => event.composedPath(), []],
	"srcElement is still the socket": [(event, socket) => event.srcElement === socket, true],
	"preventDefault() changes nothing": [(event) => (event.preventDefault(), event.defaultPrevented), false],
};
const CLASSES = { open: "Event", message: "MessageEvent", error: "Event", close: "CloseEvent" };

/** One real event of each type: what was seen of it, and the event afterwards. */
const CAUSES = { open: "/lab/close?code=1000", message: "/lab/burst?n=1&size=3&code=1000", error: "/lab/handshake?do=404", close: "/lab/close?code=4321&reason=why" };

const witness = (t, type) => t.shared(type, async () => {
	const socket = t.make(CAUSES[type]);
	const seen = {};
	const end = t.next(socket, "close");
	const event = await new Promise((resolve) => {
		socket.addEventListener(type, function (event) {
			for (const [name, ask] of Object.entries(DURING)) {
				seen[name] = ask(event, socket, this);
			}
			for (const [name, [ask]] of Object.entries(VALUES)) {
				seen[name] = ask(event, socket);
			}
			resolve(event);
		});
	});
	await end;
	await t.task();
	return { socket, event, seen };
});

/** The event objects. */
export const events = subject("events", "WHATWG DOM, section 2.2; WHATWG HTML, section 9.1; WHATWG WebSockets, section 4", (must, may) => {
	for (const type of TYPES) {
		for (const name of Object.keys(DURING)) {
			must(`${type}: ${name}`, true, async (t) => (await witness(t, type)).seen[name]);
		}
		for (const [name, [, value]] of Object.entries(VALUES)) {
			must(`${type}: ${name}`, value ?? type, async (t) => (await witness(t, type)).seen[name]);
		}
		for (const [name, [ask, value]] of Object.entries(AFTER)) {
			must(`${type}, afterwards: ${name}`, value, async (t) => {
				const { event, socket } = await witness(t, type);
				return ask(event, socket);
			});
		}
		must(`${type}: its class is ${CLASSES[type]}`, [CLASSES[type], `[object ${CLASSES[type]}]`], async (t) => {
			const { event } = await witness(t, type);
			return [event.constructor.name, String(event)];
		});
		must(`${type}: it is an instance of ${CLASSES[type]}`, true, async (t) => (await witness(t, type)).event instanceof self[CLASSES[type]]);
		must(`${type}: its prototype is ${CLASSES[type]}'s own`, true, async (t) => Object.getPrototypeOf((await witness(t, type)).event) === self[CLASSES[type]].prototype);
		must(`${type}: Event.prototype's own getter of target says the socket`, true, async (t) => {
			const { event, socket } = await witness(t, type);
			return Object.getOwnPropertyDescriptor(Event.prototype, "target").get.call(event) === socket;
		});
		must(`${type}: its properties can't be assigned`, [false, false, false], async (t) => {
			const { event } = await witness(t, type);
			return ["target", "type", "currentTarget"].map((name) => Reflect.set(event, name, null));
		});
		must(`${type}: it can't be cloned`, "DataCloneError (DOMException 25)", async (t) => {
			const { event } = await witness(t, type);
			return t.thrown(() => structuredClone(event));
		});
		must(`${type}: dispatched again elsewhere, it has another target and isn't trusted`, ["nothing", true, true, false], async (t) => {
			const socket = t.make(CAUSES[type]);
			const event = await t.next(socket, type);
			await t.task();
			const other = new EventTarget();
			let seen = [];
			other.addEventListener(type, (again) => { seen = [again === event, again.target === other, again.isTrusted]; });
			return [t.thrown(() => other.dispatchEvent(event)), ...seen];
		});
		must(`${type}: dispatched again while it is dispatched: InvalidStateError`, "InvalidStateError (DOMException 11)", async (t) => {
			const socket = t.make(CAUSES[type]);
			return new Promise((resolve) => socket.addEventListener(type, (event) => resolve(t.thrown(() => socket.dispatchEvent(event)))));
		});
	}

	must("message: data is the text", "0..", async (t) => (await witness(t, "message")).event.data);
	must("message: origin is the server's", "ws://HOST", async (t) => (await witness(t, "message")).event.origin);
	must("message: lastEventId is empty", "", async (t) => (await witness(t, "message")).event.lastEventId);
	must("message: source is null", null, async (t) => (await witness(t, "message")).event.source);
	must("message: ports is empty, frozen, and the same each time", [0, true, true], async (t) => {
		const { event } = await witness(t, "message");
		return [event.ports.length, Object.isFrozen(event.ports), event.ports === event.ports];
	});
	must("message: data is the same object each time", true, async (t) => {
		const socket = t.make("/lab/burst?n=1&size=3&type=binary&code=1000");
		const event = await t.next(socket, "message");
		return event.data === event.data && event.data instanceof Blob;
	});
	must("message: its data can be kept", ["0..", "1.."], async (t) => {
		const socket = t.make("/lab/burst?n=2&size=3&code=1000");
		const kept = [];
		socket.onmessage = (event) => kept.push(event);
		await t.next(socket, "close");
		await t.task();
		return kept.map(({ data }) => data);
	});
	must("close: code, reason, wasClean", [4321, "why", true], async (t) => {
		const { code, reason, wasClean } = (await witness(t, "close")).event;
		return [code, reason, wasClean];
	});
	must("close: code, reason and wasClean are CloseEvent's own getters", [4321, "why", true], async (t) => {
		const { event } = await witness(t, "close");
		return ["code", "reason", "wasClean"].map((name) => Object.getOwnPropertyDescriptor(CloseEvent.prototype, name).get.call(event));
	});
	must("error: it tells nothing", [undefined, undefined, undefined], async (t) => {
		const { event } = await witness(t, "error");
		return [event.message, event.error, event.code];
	});
	must("error: it is no ErrorEvent", false, async (t) => (await witness(t, "error")).event instanceof ErrorEvent);
	must("every message is an event of its own", true, async (t) => {
		const socket = t.make("/lab/burst?n=3&code=1000");
		const seen = new Set();
		socket.onmessage = (event) => { seen.add(event); };
		await t.next(socket, "close");
		return seen.size === 3;
	});
	may("events have these enumerable names", async (t) => {
		const names = [];
		for (const name in (await witness(t, "message")).event) {
			names.push(name);
		}
		return names.sort();
	});
});
