import { subject } from "../assertion.js";

/** Sends a value to the echo, and tells what came back: text, or the bytes of binary data. */
async function echoed(t, value) {
	const socket = await t.open();
	socket.binaryType = "arraybuffer";
	const heard = t.messages(socket, 1);
	socket.send(value);
	const [data] = await heard;
	return typeof data === "string" ? data : [...new Uint8Array(data)];
}

/** By how much bufferedAmount grows. */
async function growth(t, value) {
	const socket = await t.open();
	const before = socket.bufferedAmount;
	socket.send(value);
	return socket.bufferedAmount - before;
}

const bytes = (...values) => new Uint8Array(values);
const view = (Type, ...values) => new Type(bytes(0, ...values, 0).buffer.slice(1, values.length + 1));
/** Where a page isn't isolated the constructor is hidden, but not from WebAssembly. */
const SharedBuffer = self.SharedArrayBuffer ?? new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer.constructor;

function detached(buffer) {
	structuredClone(buffer, { transfer: [buffer] });
	return buffer;
}

const TEXTS = {
	"the empty string": ["", ""], "a letter": ["a", "a"], "two bytes": ["\u00e9", "\u00e9"], "three bytes": ["\u20ac", "\u20ac"],
	"four bytes": ["\u{1f600}", "\u{1f600}"], "a lone surrogate becomes U+FFFD": ["a\ud800b", "a\ufffdb"], "surrogates in the wrong order": ["\udc00\ud800", "\ufffd\ufffd"],
	"NUL": ["a\u0000b", "a\u0000b"], "a byte order mark": ["\ufeffa", "\ufeffa"], "line ends": ["a\r\nb\r", "a\r\nb\r"],
	"null": [null, "null"], "undefined": [undefined, "undefined"], "a number": [5, "5"], "minus zero": [-0, "0"], "NaN": [Number.NaN, "NaN"],
	"true": [true, "true"], "a BigInt": [10n, "10"], "an object": [{}, "[object Object]"], "an array": [[1, [2, 3]], "1,2,3"],
	"an object with toString": [{ toString: () => "mine" }, "mine"], "a URL": [new URL("ws://h/"), "ws://h/"],
	"a String object": [new String("boxed"), "boxed"], "an error": [new Error("x"), "Error: x"],
};
const BINARIES = {
	"an ArrayBuffer": [() => bytes(1, 2, 3).buffer, [1, 2, 3]], "an empty ArrayBuffer": [() => new ArrayBuffer(0), []],
	"a Uint8Array": [() => bytes(1, 2, 255), [1, 2, 255]], "a part of a buffer": [() => new Uint8Array(bytes(1, 2, 3, 4).buffer, 1, 2), [2, 3]],
	"a DataView": [() => new DataView(bytes(1, 2, 3).buffer, 1), [2, 3]], "an Int16Array": [() => view(Int16Array, 1, 2, 3, 4), [1, 2, 3, 4]],
	"a Uint8ClampedArray": [() => new Uint8ClampedArray([300, 1]), [255, 1]], "a Float64Array": [() => new Float64Array(1), [0, 0, 0, 0, 0, 0, 0, 0]],
	"a BigInt64Array": [() => new BigInt64Array([1n]), [1, 0, 0, 0, 0, 0, 0, 0]], "an empty view": [() => new Uint8Array(0), []],
	"a Blob": [() => new Blob([bytes(1, 2), "a"]), [1, 2, 97]], "an empty Blob": [() => new Blob([]), []], "a slice of a Blob": [() => new Blob(["abc"]).slice(1, 2), [98]],
	"a File": [() => new File(["ab"], "name.txt", { type: "text/plain" }), [97, 98]],
	"a detached buffer is empty": [() => detached(new ArrayBuffer(4)), []],
	"a view of a detached buffer is empty": [() => { const it = bytes(1, 2); detached(it.buffer); return it; }, []],
};
const SIZES = {
	"": 0, "a": 1, "\u00e9": 2, "\u20ac": 3, "\u{1f600}": 4, "\ud800": 3, "a\u00e9\u20ac\u{1f600}": 10,
};

/** send(). */
export const sending = subject("send", "WHATWG WebSockets, section 3.1; WebIDL, section 3.2", (must, may) => {
	for (const [what, [value, text]] of Object.entries(TEXTS)) {
		must(`text: ${what}`, text, (t) => echoed(t, value));
	}
	for (const [what, [make, result]] of Object.entries(BINARIES)) {
		must(`binary: ${what}`, result, (t) => echoed(t, make()));
	}
	may("a SharedArrayBuffer: refused, or converted to a string", (t) => echoed(t, new SharedBuffer(3)));
	must("a view of a SharedArrayBuffer is a TypeError", "TypeError", async (t) => {
		const socket = await t.open();
		return t.thrown(() => socket.send(new Uint8Array(new SharedBuffer(3))));
	});
	must("a resizable ArrayBuffer is a TypeError", "TypeError", async (t) => {
		const socket = await t.open();
		return t.thrown(() => socket.send(new ArrayBuffer(2, { maxByteLength: 4 })));
	});
	must("a symbol is a TypeError", "TypeError", async (t) => {
		const socket = await t.open();
		return t.thrown(() => socket.send(Symbol("x")));
	});
	must("no argument is a TypeError", "TypeError", async (t) => {
		const socket = await t.open();
		return t.thrown(() => socket.send());
	});
	must("what toString throws is thrown, and nothing is sent", ["mine", 0], async (t) => {
		const socket = await t.open();
		return [t.thrown(() => socket.send({ toString() { throw "mine"; } })), socket.bufferedAmount];
	});
	must("it returns undefined", undefined, async (t) => (await t.open()).send("x"));
	must("more arguments than one are ignored", "a", async (t) => {
		const socket = await t.open();
		const heard = t.messages(socket, 1);
		socket.send("a", "b");
		return (await heard)[0];
	});
	must("toString is called once", 1, async (t) => {
		const socket = await t.open();
		let calls = 0;
		socket.send({ toString: () => `${calls++}` });
		return calls;
	});
	must("a buffer changed after send() is sent as it was", [1, 2], async (t) => {
		const socket = await t.open();
		socket.binaryType = "arraybuffer";
		const heard = t.messages(socket, 1);
		const data = bytes(1, 2);
		socket.send(data);
		data.fill(9);
		return [...new Uint8Array((await heard)[0])];
	});

	must("while CONNECTING: InvalidStateError", "InvalidStateError (DOMException 11)", (t) => {
		const socket = t.make();
		return t.thrown(() => socket.send("x"));
	});
	must("while CONNECTING: binary too", "InvalidStateError (DOMException 11)", (t) => {
		const socket = t.make();
		return t.thrown(() => socket.send(new Blob(["x"])));
	});
	must("while CONNECTING: the argument is converted first", ["mine", "TypeError", "TypeError", 1], (t) => {
		const socket = t.make();
		let calls = 0;
		t.thrown(() => socket.send({ toString: () => `${calls++}` }));
		return [t.thrown(() => socket.send({ toString() { throw "mine"; } })), t.thrown(() => socket.send(Symbol("x"))), t.thrown(() => socket.send()), calls];
	});
	must("while CONNECTING: it is not counted", 0, (t) => {
		const socket = t.make();
		t.thrown(() => socket.send("xyz"));
		return socket.bufferedAmount;
	});
	must("while CLOSING: dropped, and counted", ["nothing", 3, 5], async (t) => {
		const socket = await t.open("/lab/answer?with=echo&delay=40");
		socket.close();
		const seen = [t.thrown(() => socket.send("abc")), socket.bufferedAmount];
		socket.send(bytes(1, 2));
		return [...seen, socket.bufferedAmount];
	});
	must("while CLOSING: the server doesn't hear it", ["before"], async (t) => {
		const socket = await t.open();
		socket.send("before");
		const end = t.next(socket, "close");
		socket.close();
		socket.send("after");
		await end;
		return (await t.journal(socket)).read.frames.filter(({ name }) => name === "text").map(({ text }) => text);
	});
	must("while CLOSING after close() in CONNECTING: dropped, and counted", ["nothing", 3], (t) => {
		const socket = t.make();
		socket.close();
		return [t.thrown(() => socket.send("abc")), socket.bufferedAmount];
	});
	must("when CLOSED: dropped, and counted", ["nothing", 2, 12], async (t) => {
		const socket = await t.closed();
		const seen = [t.thrown(() => socket.send("\u00e9")), socket.bufferedAmount];
		socket.send(new ArrayBuffer(10));
		return [...seen, socket.bufferedAmount];
	});
	must("when CLOSED: a Blob is counted too", 3, async (t) => {
		const socket = await t.closed();
		socket.send(new Blob(["abc"]));
		return socket.bufferedAmount;
	});
	must("when CLOSED: the argument is converted all the same", ["mine", "TypeError", "TypeError"], async (t) => {
		const socket = await t.closed();
		return [t.thrown(() => socket.send({ toString() { throw "mine"; } })), t.thrown(() => socket.send(Symbol("x"))), t.thrown(() => socket.send())];
	});
	must("in the close handler: dropped, and counted", 4, async (t) => {
		const socket = t.make("/lab/close?code=1000");
		return new Promise((resolve) => {
			socket.onclose = () => { socket.send("late"); resolve(socket.bufferedAmount); };
		});
	});
	must("what was counted after the end stays", [3, 3], async (t) => {
		const socket = await t.open();
		const end = t.next(socket, "close");
		socket.close();
		socket.send("abc");
		await end;
		const seen = [socket.bufferedAmount];
		await t.task();
		return [...seen, socket.bufferedAmount];
	});

	for (const [text, size] of Object.entries(SIZES)) {
		must(`bufferedAmount grows by ${size} at ${JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)}`, size, (t) => growth(t, text));
	}
	must("bufferedAmount grows by the bytes of binary data", [10, 2, 5], async (t) =>
		[await growth(t, new ArrayBuffer(10)), await growth(t, new Uint8Array(bytes(1, 2, 3, 4).buffer, 1, 2)), await growth(t, new Blob(["hello"]))]);
	must("bufferedAmount grows with each send() in a task", [1, 3, 6, 106], async (t) => {
		const socket = await t.open();
		return ["a", "bc", "def", new ArrayBuffer(100)].map((data) => {
			socket.send(data);
			return socket.bufferedAmount;
		});
	});
	must("bufferedAmount counts no framing, and is 0 when the echo is there", [70000, 0], async (t) => {
		const socket = await t.open();
		const heard = t.messages(socket, 1);
		socket.send("x".repeat(70_000));
		const seen = [socket.bufferedAmount];
		await heard;
		await t.task();
		return [...seen, socket.bufferedAmount];
	});
	must("bufferedAmount doesn't change within a task", true, async (t) => {
		const socket = await t.open();
		socket.send("x".repeat(1000));
		const before = socket.bufferedAmount;
		const until = performance.now() + 20;
		while (performance.now() < until);
		return socket.bufferedAmount === before;
	});
	must("close() keeps what send() was given: all of it arrives", ["0", "1", "2", "3", "4", "close 3000"], async (t) => {
		const socket = await t.open();
		for (let i = 0; i < 5; i++) {
			socket.send(`${i}`);
		}
		await t.close(socket, 3000);
		const { read, closeRead } = await t.journal(socket);
		return [...read.frames.filter(({ name }) => name === "text").map(({ text }) => text), `close ${closeRead.code}`];
	});
	must("a Blob sent before close() arrives before the Close", ["616263", "close 3000"], async (t) => {
		const socket = await t.open();
		socket.send(new Blob(["abc"]));
		await t.close(socket, 3000);
		const { read, closeRead } = await t.journal(socket);
		return [...read.frames.filter(({ name }) => name === "binary").map(({ hex }) => hex), `close ${closeRead.code}`];
	});
});
