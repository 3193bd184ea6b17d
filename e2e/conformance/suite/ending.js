import { subject } from "../assertion.js";

const ABNORMAL = 'close@3 1006 "" unclean';

/** The life of a socket on which close(...args) is called when it is open. */
async function pageCloses(t, path, ...args) {
	const socket = await t.open(path);
	const life = t.life(socket);
	socket.close(...args);
	return life;
}

/** How connections end that were open. */
export const ending = subject("closing", "WHATWG WebSockets, section 4; RFC 6455, section 7", (must, may) => {
	must("the server closes with a code", ["open@1", 'close@3 1000 "" clean'], (t) => t.life(t.make("/lab/close?code=1000")));
	must("with a code and a reason", ["open@1", 'close@3 1001 "bye" clean'], (t) => t.life(t.make("/lab/close?code=1001&reason=bye")));
	must("without a code: 1005", ["open@1", 'close@3 1005 "" clean'], (t) => t.life(t.make("/lab/close")));
	must("with the longest reason", ["open@1", `close@3 1000 "${"*".repeat(123)}" clean`], (t) => t.life(t.make("/lab/raw?hex=887d03e8.2a*123")));
	must("with a reason that begins with a byte order mark", ["open@1", 'close@3 1000 "\ufeffhi" clean'], (t) => t.life(t.make("/lab/raw?hex=880703e8efbbbf6869")));
	must("with a reason that has a NUL", ["open@1", 'close@3 1000 "a\\u0000b" clean'], (t) => t.life(t.make("/lab/raw?hex=880503e8610062")));
	must("with a reason of letters outside ASCII", ["open@1", 'close@3 4000 "\u00e9\u{1f600}" clean'], (t) => t.life(t.make("/lab/close?code=4000&reason=%C3%A9%F0%9F%98%80")));
	must("right behind the handshake", ["open@1", 'close@3 4321 "early" clean'], (t) => t.life(t.make("/lab/handshake?do=close-at-once&code=4321&reason=early")));
	must("after a message", ["open@1", "message@1 hello", 'close@3 4000 "" clean'], async (t) => {
		const socket = t.make("/lab/close?code=4000&after=1");
		socket.onopen = () => socket.send("hello");
		return t.life(socket);
	});
	may("the code that answers the server's Close", async (t) => {
		const socket = t.make("/lab/close?code=4001");
		await t.next(socket, "close");
		return t.sent(socket);
	});
	may("the code that answers the server's empty Close", async (t) => {
		const socket = t.make("/lab/close");
		await t.next(socket, "close");
		return t.sent(socket);
	});
	may("the server holds TCP after both Closes", (t) => t.life(t.make("/lab/close?code=1001&then=hold&kill=4000")));
	may("the server ends TCP with RST after both Closes", (t) => t.failed("/lab/close?code=1001&then=rst-after-echo"));

	must("the page closes without a code: the answer has none", ['close@3 1005 "" clean'], (t) => pageCloses(t));
	must("with a code: it is answered", ['close@3 3000 "" clean'], (t) => pageCloses(t, "/lab/echo", 3000));
	must("with code and reason", ['close@3 3000 "r" clean'], (t) => pageCloses(t, "/lab/echo", 3000, "r"));
	must("the answer comes later", ['close@3 3000 "" clean'], (t) => pageCloses(t, "/lab/answer?with=echo&delay=60", 3000));
	must("the answer is an empty Close: 1005", ['close@3 1005 "" clean'], (t) => pageCloses(t, "/lab/answer?with=empty", 3000, "r"));
	must("the answer is FIN: 1006", ABNORMAL, async (t) => (await pageCloses(t, "/lab/answer?with=fin", 3000)).at(-1));
	must("the answer is RST: 1006", ABNORMAL, async (t) => (await pageCloses(t, "/lab/answer?with=rst", 3000)).at(-1));
	may("the answer is FIN: events", (t) => pageCloses(t, "/lab/answer?with=fin", 3000));
	may("the answer is the reserved 1006: events", (t) => pageCloses(t, "/lab/answer?with=reserved", 3000));
	may("the answer comes, and TCP is held", (t) => pageCloses(t, "/lab/answer?with=echo-hold", 3000));
	must("the server's messages while CLOSING are dropped", ['close@3 3000 "" clean'], async (t) => {
		const socket = await t.open("/lab/answer?with=echo&delay=40");
		const life = t.life(socket);
		socket.send("echo me");
		socket.close(3000);
		return life;
	});
	must("both close: the server's code is told", ["message@1 bye", 'close@3 4001 "theirs" clean'], async (t) => {
		const socket = await t.open("/lab/echo?close-on=bye&code=4001&reason=theirs");
		const life = t.life(socket);
		socket.addEventListener("message", () => {
			// The Close is right behind this message: by now it is here.
			const until = performance.now() + 30;
			while (performance.now() < until);
			socket.close(3001, "mine");
		});
		socket.send("bye");
		return life;
	});

	must("close() in open", ["open@2", 'close@3 3001 "x" clean'], async (t) => {
		const socket = t.make();
		socket.onopen = () => socket.close(3001, "x");
		return t.life(socket);
	});
	must("close() in open, with a message under way", ["open@2", 'close@3 3001 "x" clean'], async (t) => {
		const socket = t.make("/lab/burst?n=5");
		socket.onopen = () => socket.close(3001, "x");
		return t.life(socket);
	});
	must("close() in message", ["open@1", "message@1 0...", 'close@3 3001 "" clean'], async (t) => {
		const socket = t.make("/lab/burst?n=5&size=4");
		const life = t.life(socket);
		socket.onmessage = () => socket.close(3001);
		return life;
	});
	must("close() in error changes nothing", ["error@3", ABNORMAL], async (t) => {
		const socket = t.make("/lab/handshake?do=404");
		socket.onerror = () => socket.close(3001);
		return t.life(socket);
	});
	must("close() in close changes nothing", ["open@1", 'close@3 4000 "" clean'], async (t) => {
		const socket = t.make("/lab/close?code=4000");
		const life = t.life(socket);
		socket.onclose = () => socket.close(3001);
		return life;
	});
	must("a refused close() in close throws there", "InvalidAccessError (DOMException 15)", (t) => {
		const socket = t.make("/lab/close?code=4000");
		return new Promise((resolve) => { socket.onclose = () => resolve(t.thrown(() => socket.close(1001))); });
	});
	must("a new socket made in close opens", "open", (t) => {
		const socket = t.make("/lab/close?code=4000");
		return new Promise((resolve) => { socket.onclose = () => { t.make().onopen = ({ type }) => resolve(type); }; });
	});
	must("exactly one close, and nothing after it", [1, 0], async (t) => {
		const socket = t.make("/lab/close?code=4000");
		let closes = 0;
		socket.addEventListener("close", () => closes++);
		await t.next(socket, "close");
		const later = t.log(socket);
		await new Promise((resolve) => setTimeout(resolve, 60));
		return [closes, later.length];
	});
	must("a listener of close added in close hears nothing", 0, async (t) => {
		const socket = t.make("/lab/close?code=4000");
		let calls = 0;
		await new Promise((resolve) => { socket.onclose = () => { socket.addEventListener("close", () => calls++); resolve(); }; });
		await t.task();
		return calls;
	});
	must("two sockets end each by its own code", [4001, 4002], async (t) => {
		const [one, other] = await Promise.all([4001, 4002].map((code) => t.next(t.make(`/lab/close?code=${code}`), "close")));
		return [one.code, other.code];
	});
	must("the socket is told of its end though nobody but a handler holds it", "close", (t) => new Promise((resolve) => {
		t.make("/lab/close?code=4000").onclose = ({ type }) => resolve(type);
	}));
});
