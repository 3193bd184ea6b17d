import { subject } from "../assertion.js";

const MEBIBYTE = 1 << 20;

async function digest(data) {
	return [...new Uint8Array(await crypto.subtle.digest("SHA-256", data))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Collects messages until the end. */
async function all(t, socket) {
	const seen = [];
	socket.addEventListener("message", ({ data }) => seen.push(data));
	await t.next(socket, "close");
	return seen;
}

const kind = (data) => (typeof data === "string" ? "text" : Object.prototype.toString.call(data));

/** What is received. */
export const messages = subject("messages", "WHATWG WebSockets, section 4; RFC 6455, sections 5 and 6", (must, may) => {
	must("text is a string", ["text", "0.."], async (t) => {
		const { data } = await t.next(t.make("/lab/burst?n=1&size=3"), "message");
		return [kind(data), data];
	});
	must("binary data is a Blob without a type", ["[object Blob]", "", 3, "0.."], async (t) => {
		const { data } = await t.next(t.make("/lab/burst?n=1&size=3&type=binary"), "message");
		return [kind(data), data.type, data.size, await data.text()];
	});
	must("a Blob is one of this realm's", [true, true], async (t) => {
		const { data } = await t.next(t.make("/lab/burst?n=1&size=3&type=binary"), "message");
		return [data instanceof Blob, !(data instanceof File)];
	});
	must("binary data is an ArrayBuffer where that is asked for", ["[object ArrayBuffer]", true, 3], async (t) => {
		const socket = t.make("/lab/burst?n=1&size=3&type=binary");
		socket.binaryType = "arraybuffer";
		const { data } = await t.next(socket, "message");
		return [kind(data), data instanceof ArrayBuffer, data.byteLength];
	});
	must("an ArrayBuffer can be transferred", [0, 3], async (t) => {
		const socket = t.make("/lab/burst?n=1&size=3&type=binary");
		socket.binaryType = "arraybuffer";
		const { data } = await t.next(socket, "message");
		const moved = structuredClone(data, { transfer: [data] });
		return [data.byteLength, moved.byteLength];
	});
	must("each message has an ArrayBuffer of its own", true, async (t) => {
		const socket = t.make("/lab/burst?n=2&size=3&type=binary&code=1000");
		socket.binaryType = "arraybuffer";
		const [one, other] = await all(t, socket);
		return one !== other && one.byteLength === 3 && other.byteLength === 3;
	});
	must("text is text, whatever binaryType is", "text", async (t) => {
		const socket = t.make("/lab/burst?n=1&size=3");
		socket.binaryType = "arraybuffer";
		return kind((await t.next(socket, "message")).data);
	});
	must("binaryType set in open holds for the first message", "[object ArrayBuffer]", async (t) => {
		const socket = t.make("/lab/burst?n=1&size=3&type=binary");
		socket.onopen = () => { socket.binaryType = "arraybuffer"; };
		return kind((await t.next(socket, "message")).data);
	});
	must("binaryType set in a message holds for the next", ["[object Blob]", "[object ArrayBuffer]", "[object Blob]"], async (t) => {
		const socket = await t.open();
		const seen = [];
		for (const next of ["arraybuffer", "blob", "blob"]) {
			const heard = t.messages(socket, 1);
			socket.send(new Uint8Array(1));
			seen.push(kind((await heard)[0]));
			socket.binaryType = next;
		}
		return seen;
	});
	must("binaryType set in a message holds for the next of one segment", ["[object Blob]", "[object ArrayBuffer]"], async (t) => {
		const socket = t.make("/lab/burst?n=2&size=3&type=binary&code=1000");
		const seen = [];
		socket.onmessage = ({ data }) => { seen.push(kind(data)); socket.binaryType = "arraybuffer"; };
		await t.next(socket, "close");
		return seen;
	});
	must("an empty text", "", async (t) => (await t.next(t.make("/lab/raw?hex=8100"), "message")).data);
	must("an empty Blob", 0, async (t) => (await t.next(t.make("/lab/raw?hex=8200"), "message")).data.size);
	must("an empty ArrayBuffer", 0, async (t) => {
		const socket = t.make("/lab/raw?hex=8200");
		socket.binaryType = "arraybuffer";
		return (await t.next(socket, "message")).data.byteLength;
	});
	must("a byte order mark is kept", "\ufeffa", async (t) => (await t.next(t.make("/lab/raw?hex=8104efbbbf61"), "message")).data);
	must("NUL is kept", "a\u0000b", async (t) => (await t.next(t.make("/lab/raw?hex=8103610062"), "message")).data);
	must("fragments are one message", "abc", async (t) => (await t.next(t.make("/lab/raw?hex=010161&hex=000162&hex=800163&gap=2"), "message")).data);
	must("a character cut by fragments is whole", "\u20ac", async (t) => (await t.next(t.make("/lab/raw?hex=0101e2&hex=000182&hex=8001ac&gap=2"), "message")).data);
	must("empty fragments count for nothing", "a", async (t) => (await t.next(t.make("/lab/raw?hex=0100.0000.000161.8000"), "message")).data);
	must("a ping within a message isn't seen", ["ab"], (t) => all(t, t.make("/lab/raw?hex=010161.890178.800162.880203e8")));
	must("a ping and a pong are no messages", [], (t) => all(t, t.make("/lab/raw?hex=890178.8a0179.880203e8")));
	must("every byte arrives", true, async (t) => {
		const socket = await t.open();
		socket.binaryType = "arraybuffer";
		const sent = Uint8Array.from({ length: 256 }, (_, i) => i);
		const heard = t.messages(socket, 1);
		socket.send(sent);
		return new Uint8Array((await heard)[0]).every((byte, i) => byte === i);
	});
	must("messages at the limits of a frame's length", [0, 1, 125, 126, 127, 65535, 65536], async (t) => {
		const socket = await t.open();
		const heard = t.messages(socket, 7);
		for (const size of [0, 1, 125, 126, 127, 65_535, 65_536]) {
			socket.send("x".repeat(size));
		}
		return (await heard).map(({ length }) => length);
	});
	must("1 MiB of text", [MEBIBYTE, true], async (t) => {
		const socket = await t.open();
		const text = "0123456789abcdef".repeat(MEBIBYTE / 16);
		const heard = t.messages(socket, 1);
		socket.send(text);
		const [data] = await heard;
		return [data.length, data === text];
	});
	must("1 MiB of binary data", [MEBIBYTE, true], async (t) => {
		const socket = await t.open();
		socket.binaryType = "arraybuffer";
		const sent = Uint8Array.from({ length: MEBIBYTE }, (_, i) => i * 7);
		const heard = t.messages(socket, 1);
		socket.send(sent);
		const [data] = await heard;
		return [data.byteLength, (await digest(data)) === (await digest(sent))];
	});
	must("1 MiB as a Blob", MEBIBYTE, async (t) => {
		const socket = await t.open();
		const heard = t.messages(socket, 1);
		socket.send(new Blob([new Uint8Array(MEBIBYTE)]));
		return (await heard)[0].size;
	});
	must("messages come in the order they were sent", true, async (t) => {
		const socket = await t.open();
		const heard = t.messages(socket, 200);
		for (let i = 0; i < 200; i++) {
			socket.send(`${i}`);
		}
		return (await heard).every((data, i) => data === `${i}`);
	});
	must("text, Blob and buffer keep their order", ["a", "b", "c", "d"], async (t) => {
		const socket = await t.open();
		const heard = t.messages(socket, 4);
		socket.send("a");
		socket.send(new Blob(["b"]));
		socket.send(new TextEncoder().encode("c"));
		socket.send("d");
		return Promise.all((await heard).map((data) => (typeof data === "string" ? data : data.text())));
	});
	must("Blobs keep their order when received with text", ["0", "1", "2"], async (t) => {
		const socket = t.make("/lab/raw?hex=820130.810131.820132.880203e8");
		return Promise.all((await all(t, socket)).map((data) => (typeof data === "string" ? data : data.text())));
	});
	must("all messages come before close", [300, true], async (t) => {
		const data = await all(t, t.make("/lab/burst?n=300&size=8&code=4001"));
		return [data.length, data.every((text, i) => text.startsWith(`${i}.`) || text === `${i}`)];
	});
	must("a message right behind the handshake comes after open", ["open@1", "message@1 a", 'close@3 1000 "" clean'], (t) => t.life(t.make("/lab/raw?hex=810161.880203e8&with101=1")));
	must("nobody listening: nothing is lost for close", 'close@3 4001 ""', async (t) => {
		const socket = t.make("/lab/burst?n=20&size=8&code=4001");
		const { code, reason } = await t.next(socket, "close");
		return `close@${socket.readyState} ${code} ${JSON.stringify(reason)}`;
	});
	must("after close() no message is delivered", 0, async (t) => {
		const socket = await t.open();
		let calls = 0;
		socket.onmessage = () => calls++;
		socket.send("a");
		socket.close();
		await t.next(socket, "close");
		return calls;
	});
	must("close() in the first message of ten: the rest is not delivered", 1, async (t) => {
		const socket = t.make("/lab/burst?n=10&size=8");
		let calls = 0;
		socket.onmessage = () => { calls++; socket.close(); };
		await t.next(socket, "close");
		return calls;
	});
	must("a listener added later hears what comes later", ["b"], async (t) => {
		const socket = await t.open();
		const first = t.messages(socket, 1);
		socket.send("a");
		await first;
		const second = t.messages(socket, 1);
		socket.send("b");
		return second;
	});
	may("readyState in each message of a burst that ends with a Close", async (t) => {
		const socket = t.make("/lab/burst?n=20&size=8&code=4001");
		const seen = new Set();
		socket.onmessage = () => seen.add(socket.readyState);
		await t.next(socket, "close");
		return [...seen];
	});
});
