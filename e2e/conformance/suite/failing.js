import { subject } from "../assertion.js";

const FAILED = ["error@3", 'close@3 1006 "" unclean'];
const ABNORMAL = 'close@3 1006 "" unclean';
const BROKEN = ["open@1", ...FAILED];

/** Bytes that break RFC 6455: the client has to fail the connection. */
const VIOLATIONS = {
	"a frame with RSV1 (5.2)": "c100", "a frame with RSV2 (5.2)": "a100", "a frame with RSV3 (5.2)": "9100", "a Close with RSV bits (5.2)": "f800",
	"opcode 3 (5.2)": "8300", "opcode 7 (5.2)": "8700", "opcode 11 (5.2)": "8b00", "opcode 15 (5.2)": "8f00",
	"a masked frame (5.1)": "818101020304.60", "a fragmented ping (5.5)": "0900", "a fragmented Close (5.5)": "0800", "a ping of 126 bytes (5.5)": "897e007e.61*126",
	"a continuation of nothing (5.4)": "8000", "a message within a message (5.4)": "010161.810162", "invalid UTF-8 (8.1)": "8101ff", "a surrogate in UTF-8 (8.1)": "8103eda080",
	"UTF-8 cut off (8.1)": "8102e282", "a length that isn't the shortest (5.2)": "817e0001.61",
};

/** How connections fail: in the handshake, by TCP, by a breach of the protocol. */
export const failing = subject("failing", "WHATWG WebSockets, section 4; RFC 6455, sections 4.1, 5 and 7.1.7", (must, may) => {
	for (const [what, how] of Object.entries({
		"200": "200", "302": "302", "400": "400", "401": "401", "403": "403", "404": "404", "429": "429", "503": "503", "FIN": "eof", "RST": "rst",
		"a wrong Sec-WebSocket-Accept": "bad-accept", "an extension not asked for": "unasked-extension",
	})) {
		must(`the handshake is answered with ${what}: error, then close 1006`, FAILED, (t) => t.life(t.make(`/lab/handshake?do=${how}`)));
	}
	must("a refused port: error, then close 1006", FAILED, async (t) => t.life(t.construct(`ws://${await (await fetch("/refused")).text()}/`)));
	must("a name that doesn't resolve: error, then close 1006", FAILED, (t) => t.life(t.construct("ws://wsclose.invalid/")));
	must("a server that speaks no TLS: error, then close 1006", FAILED, (t) => t.life(t.construct(`wss://${location.host}/lab/echo`)));
	must("after a failed handshake protocol and extensions are empty", ["", ""], async (t) => {
		const socket = t.make("/lab/handshake?do=404", "a");
		await t.next(socket, "close");
		return [socket.protocol, socket.extensions];
	});
	must("a failure is told in a later task", ["constructed", "microtask", "error", "close"], async (t) => {
		const socket = t.make("/lab/handshake?do=404");
		const seen = [];
		socket.onerror = () => seen.push("error");
		socket.onclose = () => seen.push("close");
		const end = t.next(socket, "close");
		seen.push("constructed");
		queueMicrotask(() => seen.push("microtask"));
		await end;
		return seen;
	});
	must("error comes once, close comes once", [1, 1], async (t) => {
		const socket = t.make("/lab/handshake?do=404");
		const counts = [0, 0];
		socket.addEventListener("error", () => counts[0]++);
		socket.addEventListener("close", () => counts[1]++);
		await t.next(socket, "close");
		await new Promise((resolve) => setTimeout(resolve, 60));
		return counts;
	});

	for (const [what, query] of Object.entries({ FIN: "end=fin", RST: "end=rst", "FIN within a frame": "end=fin&mid=frame", "FIN within a message": "end=fin&mid=message" })) {
		must(`${what} without a Close: 1006, unclean`, ABNORMAL, async (t) => (await t.failed(`/lab/tcp?${query}`)).at(-1));
		may(`${what} without a Close: events`, (t) => t.failed(`/lab/tcp?${query}`));
	}
	must("FIN within a message: what came of it is not delivered", 0, async (t) => {
		const socket = t.make("/lab/tcp?end=fin&mid=message&delay=20");
		let calls = 0;
		socket.onmessage = () => calls++;
		await t.next(socket, "close");
		return calls;
	});
	for (const [what, hex] of Object.entries(VIOLATIONS)) {
		must(`${what}: the connection fails`, BROKEN, (t) => t.failed(`/lab/raw?hex=${hex}`));
	}
	must("a message before a breach is delivered", ["open@1", "message@1 a", ...FAILED], (t) => {
		const socket = t.make("/lab/raw?hex=810161&hex=8300&between=message");
		socket.addEventListener("message", () => socket.send("go"));
		return t.life(socket);
	});
	may("a Close of one byte", (t) => t.failed("/lab/raw?hex=880161"));
	may("a Close with invalid UTF-8", (t) => t.failed("/lab/raw?hex=880303e8ff"));
	may("a Close of 126 bytes", (t) => t.failed("/lab/raw?hex=887e007e03e8.2a*124"));
	may("two Closes", (t) => t.failed("/lab/raw?hex=880203e8&hex=8800"));
	may("a message after the Close", (t) => t.failed("/lab/raw?hex=880203e8.810161"));
});
