import { subject } from "../assertion.js";

const CONSTANTS = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"];
const READONLY = ["url", "readyState", "bufferedAmount", "extensions", "protocol"];
const HANDLERS = ["onopen", "onerror", "onclose", "onmessage"];
const WRITABLE = [...HANDLERS, "binaryType"];
const METHODS = { close: 0, send: 1 };
/** Every member that the standard gives the prototype, in its order. */
const MEMBERS = ["url", ...CONSTANTS, "readyState", "bufferedAmount", "onopen", "onerror", "onclose", "extensions", "protocol", "close", "onmessage", "binaryType", "send"];

const flags = (of) => of && `${of.writable === undefined ? "" : of.writable ? "writable " : "fixed "}${of.enumerable ? "enumerable" : "hidden"} ${of.configurable ? "configurable" : "permanent"}`;
const descriptor = (object, name) => Object.getOwnPropertyDescriptor(object, name);
const accessor = (object, name) => {
	const { get, set } = descriptor(object, name) ?? {};
	return [flags(descriptor(object, name)), get && [get.name, get.length], set && [set.name, set.length]];
};
const form = (object, name) => {
	const { value } = descriptor(object, name) ?? {};
	return JSON.stringify([accessor(object, name), typeof value === "function" ? [value.name, value.length] : value]);
};
const forIn = (object) => {
	const names = [];
	for (const name in object) {
		names.push(name);
	}
	return names;
};
const standard = (names) => names.filter((name) => MEMBERS.includes(name));

/** The interface object, its prototype and its instances, as WebIDL makes them. */
export const shape = subject("shape", "WebIDL, section 3.7; WHATWG WebSockets, section 3.1", (must) => {
	must("the class is a function", "function", (t) => typeof t.WebSocket);
	must("its name is WebSocket", "WebSocket", (t) => t.WebSocket.name);
	must("its length is the number of required arguments", 1, (t) => t.WebSocket.length);
	must("name and length are fixed, hidden, configurable", ["fixed hidden configurable", "fixed hidden configurable"], (t) =>
		["name", "length"].map((name) => flags(descriptor(t.WebSocket, name))));
	must("its prototype property is permanent", "fixed hidden permanent", (t) => flags(descriptor(t.WebSocket, "prototype")));
	must("it inherits from EventTarget", true, (t) => Object.getPrototypeOf(t.WebSocket) === EventTarget);
	must("its prototype inherits from EventTarget's", true, (t) => Object.getPrototypeOf(t.WebSocket.prototype) === EventTarget.prototype);
	must("its prototype's constructor is itself, hidden", [true, "writable hidden configurable"], (t) => {
		const { prototype } = t.WebSocket;
		return [prototype.constructor === t.WebSocket, flags(descriptor(prototype, "constructor"))];
	});
	must("calling it without new is a TypeError", "TypeError", (t) => t.thrown(() => t.WebSocket(t.url())));
	must("calling it as a method is a TypeError", "TypeError", (t) => t.thrown(() => t.WebSocket.call({}, t.url())));

	CONSTANTS.forEach((name, value) => {
		must(`${name} is ${value} on the class, enumerable and permanent`, [value, "fixed enumerable permanent"], (t) =>
			[t.WebSocket[name], flags(descriptor(t.WebSocket, name))]);
		must(`${name} is ${value} on the prototype, enumerable and permanent`, [value, "fixed enumerable permanent"], (t) =>
			[t.WebSocket.prototype[name], flags(descriptor(t.WebSocket.prototype, name))]);
	});
	must("the constants are all that is enumerable on the class", CONSTANTS, (t) => Object.keys(t.WebSocket));
	must("a constant can't be assigned", ["TypeError", "TypeError", 1], (t) => {
		const socket = t.make();
		return [t.thrown(() => { t.WebSocket.OPEN = 9; }), t.thrown(() => { socket.OPEN = 9; }), socket.OPEN];
	});

	for (const name of READONLY) {
		must(`${name} is an accessor without a setter`, ["enumerable configurable", [`get ${name}`, 0], undefined], (t) => accessor(t.WebSocket.prototype, name));
	}
	for (const name of WRITABLE) {
		must(`${name} is an accessor with a setter`, ["enumerable configurable", [`get ${name}`, 0], [`set ${name}`, 1]], (t) => accessor(t.WebSocket.prototype, name));
	}
	for (const [name, length] of Object.entries(METHODS)) {
		must(`${name} is an enumerable method of length ${length}`, ["writable enumerable configurable", name, length], (t) => {
			const found = descriptor(t.WebSocket.prototype, name);
			return [flags(found), found.value.name, found.value.length];
		});
		must(`${name} is no constructor and has no prototype`, ["TypeError", false], (t) => {
			const method = t.WebSocket.prototype[name];
			return [t.thrown(() => new method()), "prototype" in method];
		});
	}
	for (const [name, length] of [["addEventListener", 2], ["removeEventListener", 2], ["dispatchEvent", 1]]) {
		must(`${name} is enumerable, of length ${length}`, [true, name, length], (t) => {
			const method = t.WebSocket.prototype[name];
			return [forIn(t.WebSocket.prototype).includes(name), method.name, method.length];
		});
	}
	must("toStringTag is WebSocket, fixed and hidden", ["WebSocket", "fixed hidden configurable"], (t) => {
		const found = descriptor(t.WebSocket.prototype, Symbol.toStringTag);
		return [found?.value, flags(found)];
	});
	must("the prototype has the standard's members and no others", [...MEMBERS, "constructor"].sort(), (t) =>
		Object.getOwnPropertyNames(t.WebSocket.prototype).sort());
	must("the prototype has all of the standard's members", [...MEMBERS].sort(), (t) =>
		standard(Object.getOwnPropertyNames(t.WebSocket.prototype)).sort());
	must("every member that this browser's prototype has is the class's own, in the same form", [], (t) =>
		Reflect.ownKeys(WebSocket.prototype).filter((name) => name !== "constructor" && form(t.WebSocket.prototype, name) !== form(WebSocket.prototype, name)).map(String));
	must("Object.keys of the prototype has all of the standard's members", [...MEMBERS].sort(), (t) => standard(Object.keys(t.WebSocket.prototype)).sort());
	must("for-in over the prototype has all of the standard's members, once each", [...MEMBERS].sort(), (t) => standard(forIn(t.WebSocket.prototype)).sort());
	must("for-in over an instance too", [...MEMBERS].sort(), (t) => standard(forIn(t.make())).sort());
	must("the class has no own properties but the standard's", ["CLOSED", "CLOSING", "CONNECTING", "OPEN", "length", "name", "prototype"], (t) =>
		Object.getOwnPropertyNames(t.WebSocket).sort());

	must("an instance has no own properties", [], (t) => Reflect.ownKeys(t.make()).map(String));
	must("nor has an open one with handlers", [], async (t) => {
		const socket = await t.open();
		socket.onmessage = () => {};
		socket.binaryType = "arraybuffer";
		return Reflect.ownKeys(socket).map(String);
	});
	must("an instance is a WebSocket", true, (t) => t.make() instanceof WebSocket);
	must("an instance is one of its class", true, (t) => t.make() instanceof t.WebSocket);
	must("an instance is an EventTarget", true, (t) => t.make() instanceof EventTarget);
	must("an instance's constructor is its class", true, (t) => t.make().constructor === t.WebSocket);
	must("an instance's prototype is its class's", true, (t) => Object.getPrototypeOf(t.make()) === t.WebSocket.prototype);
	must("String() of an instance", "[object WebSocket]", (t) => String(t.make()));
	must("Object.prototype.toString of the prototype", "[object WebSocket]", (t) => Object.prototype.toString.call(t.WebSocket.prototype));
	must("JSON of an instance is empty", "{}", (t) => JSON.stringify(t.make()));
	must("an instance takes properties of the page's", 1, (t) => Object.assign(t.make(), { mine: 1 }).mine);
	must("an instance can't be cloned", "DataCloneError (DOMException 25)", (t) => t.thrown(() => structuredClone(t.make())));
	must("the constants can be read from an instance", [0, 1, 2, 3], (t) => {
		const socket = t.make();
		return CONSTANTS.map((name) => socket[name]);
	});
	for (const name of READONLY) {
		must(`${name} can't be assigned`, [false, "TypeError"], (t) => {
			const socket = t.make();
			return [Reflect.set(socket, name, 7), t.thrown(() => { socket[name] = 7; })];
		});
	}
	must("getters refuse another receiver", Array(10).fill("TypeError"), (t) =>
		[...READONLY, ...WRITABLE].map((name) => t.thrown(() => descriptor(t.WebSocket.prototype, name).get.call({}))));
	must("setters refuse another receiver", Array(5).fill("TypeError"), (t) =>
		WRITABLE.map((name) => t.thrown(() => descriptor(t.WebSocket.prototype, name).set.call({}, "blob"))));
	must("getters refuse the prototype", Array(10).fill("TypeError"), (t) => [...READONLY, ...WRITABLE].map((name) => t.thrown(() => t.WebSocket.prototype[name])));
	must("getters refuse another event target", "TypeError", (t) => t.thrown(() => descriptor(t.WebSocket.prototype, "url").get.call(new EventTarget())));
	must("methods refuse another receiver", ["TypeError", "TypeError"], (t) =>
		[t.thrown(() => t.WebSocket.prototype.close.call({})), t.thrown(() => t.WebSocket.prototype.send.call({}, "x"))]);
	must("methods refuse an instance of another interface", "TypeError", (t) => t.thrown(() => t.WebSocket.prototype.close.call(new EventTarget())));
	must("WebSocket.prototype's own getters read an instance", 0, (t) => descriptor(WebSocket.prototype, "readyState").get.call(t.make()));
	must("a subclass's instances are its own", [true, true, "mine"], async (t) => {
		class Mine extends t.WebSocket {
			mine() {
				return "mine";
			}
		}
		const socket = new Mine(t.url());
		await t.next(socket, "open");
		const seen = [socket instanceof Mine, socket instanceof WebSocket, socket.mine()];
		socket.close();
		return seen;
	});
	must("Reflect.construct with another newTarget gives its prototype", true, (t) => {
		function Other() {}
		const socket = Reflect.construct(t.WebSocket, [t.url()], Other);
		const is = Object.getPrototypeOf(socket) === Other.prototype;
		Reflect.apply(t.WebSocket.prototype.close, socket, []);
		return is;
	});
});
