import { subject } from "../assertion.js";

const TYPE_ERROR = "TypeError";

/** readyState, extensions, binaryType and bufferedAmount through a socket's life. */
export const state = subject("state", "WHATWG WebSockets, sections 3.1 and 4", (must, may) => {
	must("0 after construction, and in the microtask after", [0, 0], async (t) => {
		const socket = t.make();
		const seen = [socket.readyState];
		await null;
		return [...seen, socket.readyState];
	});
	must("1 in open", 1, async (t) => {
		const socket = t.make();
		return new Promise((resolve) => socket.addEventListener("open", () => resolve(socket.readyState)));
	});
	must("1 in message", 1, async (t) => {
		const socket = await t.open();
		socket.send("x");
		return new Promise((resolve) => socket.addEventListener("message", () => resolve(socket.readyState)));
	});
	must("2 right after close()", 2, async (t) => {
		const socket = await t.open();
		socket.close();
		return socket.readyState;
	});
	must("2 until the close event", [2, 2], async (t) => {
		const socket = await t.open("/lab/answer?with=echo&delay=40");
		socket.close();
		await null;
		const seen = [socket.readyState];
		await t.task();
		return [...seen, socket.readyState];
	});
	must("3 in close, after the page's close()", 3, async (t) => {
		const socket = await t.open();
		socket.close();
		return new Promise((resolve) => socket.addEventListener("close", () => resolve(socket.readyState)));
	});
	must("3 in close, after the server's", 3, (t) => {
		const socket = t.make("/lab/close?code=1000");
		return new Promise((resolve) => socket.addEventListener("close", () => resolve(socket.readyState)));
	});
	must("2 right after close() while CONNECTING", 2, (t) => {
		const socket = t.make("/lab/handshake?delay=150");
		socket.close();
		return socket.readyState;
	});
	must("3 in error and close, after close() while CONNECTING", [3, 3], async (t) => {
		const socket = t.make("/lab/handshake?delay=150");
		socket.close();
		const seen = [];
		socket.addEventListener("error", () => seen.push(socket.readyState));
		await t.next(socket, "close");
		return [...seen, socket.readyState];
	});
	must("3 in error and close, after a failed handshake", [3, 3], async (t) => {
		const socket = t.make("/lab/handshake?do=404");
		const seen = [];
		socket.addEventListener("error", () => seen.push(socket.readyState));
		await t.next(socket, "close");
		return [...seen, socket.readyState];
	});
	must("3 for good", [3, 3], async (t) => {
		const socket = await t.closed();
		const seen = [socket.readyState];
		socket.close();
		await t.task();
		return [...seen, socket.readyState];
	});
	must("the handler of open sees 1, that of close 3", ["open 1", "close 3"], (t) => {
		const socket = t.make("/lab/close?code=1000");
		const seen = [];
		socket.onopen = () => seen.push(`open ${socket.readyState}`);
		return new Promise((resolve) => {
			socket.onclose = () => resolve([...seen, `close ${socket.readyState}`]);
		});
	});

	must("extensions is empty before, while and after it is open without any", ["", "", ""], async (t) => {
		const socket = t.make();
		const seen = [socket.extensions];
		await t.next(socket, "open");
		seen.push(socket.extensions);
		await t.close(socket);
		return [...seen, socket.extensions];
	});
	must("bufferedAmount is 0 before, while and after it is open", [0, 0, 0], async (t) => {
		const socket = t.make();
		const seen = [socket.bufferedAmount];
		await t.next(socket, "open");
		seen.push(socket.bufferedAmount);
		await t.close(socket);
		return [...seen, socket.bufferedAmount];
	});

	must("binaryType is blob", "blob", (t) => t.make().binaryType);
	for (const [what, value, result] of [
		["arraybuffer", "arraybuffer", "arraybuffer"], ["an object that says arraybuffer", { toString: () => "arraybuffer" }, "arraybuffer"],
		["a String object", new String("arraybuffer"), "arraybuffer"], ["an array of one", ["arraybuffer"], "arraybuffer"],
		["nonsense", "nonsense", "blob"], ["an empty string", "", "blob"], ["another case", "ArrayBuffer", "blob"], ["a space after it", "arraybuffer ", "blob"],
		["null", null, "blob"], ["undefined", undefined, "blob"], ["a number", 1, "blob"], ["an object", {}, "blob"], ["uint8array", "uint8array", "blob"],
	]) {
		must(`binaryType = ${what}: ${result}`, result, (t) => {
			const socket = t.make();
			socket.binaryType = value;
			return socket.binaryType;
		});
	}
	must("binaryType = a symbol throws and changes nothing", [TYPE_ERROR, "blob"], (t) => {
		const socket = t.make();
		return [t.thrown(() => { socket.binaryType = Symbol("x"); }), socket.binaryType];
	});
	must("binaryType = what throws, throws that", ["mine", "arraybuffer"], (t) => {
		const socket = t.make();
		socket.binaryType = "arraybuffer";
		return [t.thrown(() => { socket.binaryType = { toString() { throw "mine"; } }; }), socket.binaryType];
	});
	must("binaryType converts its value once", 1, (t) => {
		let calls = 0;
		t.make().binaryType = { toString: () => `${calls++}` };
		return calls;
	});
	must("a wrong binaryType leaves the last right one", "arraybuffer", (t) => {
		const socket = t.make();
		socket.binaryType = "arraybuffer";
		socket.binaryType = "Blob";
		return socket.binaryType;
	});
	must("binaryType can be set in every state", ["arraybuffer", "blob", "arraybuffer", "blob"], async (t) => {
		const socket = t.make();
		const set = (value) => {
			socket.binaryType = value;
			return socket.binaryType;
		};
		const seen = [set("arraybuffer")];
		await t.next(socket, "open");
		seen.push(set("blob"));
		const end = t.next(socket, "close");
		socket.close();
		seen.push(set("arraybuffer"));
		await end;
		return [...seen, set("blob")];
	});
	must("the setter of binaryType without an argument changes nothing", ["nothing", "blob"], (t) => {
		const socket = t.make();
		const { set } = Object.getOwnPropertyDescriptor(t.WebSocket.prototype, "binaryType");
		return [t.thrown(() => set.call(socket)), socket.binaryType];
	});
	may("readyState among the class's constants", (t) => [t.WebSocket.CONNECTING, t.WebSocket.OPEN, t.WebSocket.CLOSING, t.WebSocket.CLOSED].indexOf(t.make().readyState));
});
