import { subject } from "../assertion.js";

const ACCESS = "InvalidAccessError (DOMException 15)";
const SYNTAX = "SyntaxError (DOMException 12)";
const TYPE = "TypeError";

/** Is CONNECTING for as long as a page may look. Not for good: with do=stall Firefox 153 stopped dialling, in three full runs of three. */
const SLOW = "/lab/handshake?delay=150";

/** close(...args) on an open socket: the exception, or what reached the server. */
async function sends(t, ...args) {
	const socket = await t.open();
	const end = t.next(socket, "close");
	const thrown = t.thrown(() => socket.close(...args));
	if (thrown !== "nothing") {
		return thrown;
	}
	const closing = socket.readyState;
	await end;
	return closing === 2 ? t.sent(socket) : `readyState ${closing}`;
}

const spy = (log, name, value) => ({
	valueOf() {
		log.push(name);
		return value;
	},
	toString() {
		log.push(name);
		return `${value}`;
	},
});
const thrower = (what) => ({
	[Symbol.toPrimitive]() {
		throw what;
	},
});
const times = (text, count) => text.repeat(count);

/** code, and what it becomes: the wire's Close, or the exception. */
const CODES = [
	["nothing", [], "empty"], ["undefined", [undefined], "empty"], ["undefined, undefined", [undefined, undefined], "empty"],
	["1000", [1000], "1000"], ["3000", [3000], "3000"], ["4999", [4999], "4999"],
	["1000, undefined", [1000, undefined], "1000"], ["1000, ''", [1000, ""], "1000"],
	["'1000'", ["1000"], "1000"], ["' 1000 '", [" 1000 "], "1000"], ["'0x3e8'", ["0x3e8"], "1000"], ["'1e3'", ["1e3"], "1000"],
	["[1000]", [[1000]], "1000"], ["[1000, 1]", [[1000, 1]], ACCESS], ["a Number object", [new Number(3000)], "3000"],
	["an object with valueOf", [{ valueOf: () => 3000 }], "3000"], ["an object with toString", [{ toString: () => "3000" }], "3000"],
	["a Date", [new Date(3000)], "3000"],
	["an object with toPrimitive, asked for a number", [{ [Symbol.toPrimitive]: (hint) => (hint === "number" ? 3000 : 1001) }], "3000"],
	["null", [null], ACCESS], ["NaN", [Number.NaN], ACCESS], ["'abc'", ["abc"], ACCESS], ["''", [""], ACCESS], ["[]", [[]], ACCESS], ["{}", [{}], ACCESS],
	["true", [true], ACCESS], ["false", [false], ACCESS], ["0", [0], ACCESS], ["-0", [-0], ACCESS], ["-1", [-1], ACCESS], ["-1000", [-1000], ACCESS],
	["-Infinity", [-Infinity], ACCESS], ["Infinity", [Infinity], ACCESS], ["65536", [65536], ACCESS],
	["66536: clamped, not wrapped around to 1000", [66536], ACCESS], ["4294968296: nor this", [4294968296], ACCESS],
	["999.4: rounded to 999", [999.4], ACCESS], ["999.5: rounded to 1000, which is even", [999.5], "1000"], ["999.9: rounded to 1000", [999.9], "1000"],
	["1000.4: rounded to 1000", [1000.4], "1000"], ["1000.5: rounded to 1000, which is even", [1000.5], "1000"], ["1000.6: rounded to 1001", [1000.6], ACCESS],
	["2999.5: rounded to 3000", [2999.5], "3000"], ["2999.6: rounded to 3000", [2999.6], "3000"], ["3000.5: rounded to 3000", [3000.5], "3000"],
	["3001.5: rounded to 3002", [3001.5], "3002"], ["4999.4: rounded to 4999", [4999.4], "4999"], ["4999.5: rounded to 5000", [4999.5], ACCESS], ["4999.51: rounded to 5000", [4999.51], ACCESS],
	["1000n", [1000n], TYPE], ["a symbol", [Symbol("x")], TYPE], ["an object of null", [Object.create(null)], TYPE], ["a BigInt in an array is a string", [[3000n]], "3000"],
	["what valueOf throws", [thrower("mine")], "mine"],
];
const REASONS = [
	["null", null, '1000 "null"'], ["a number", 123, '1000 "123"'], ["an object", {}, '1000 "[object Object]"'], ["a BigInt", 5n, '1000 "5"'], ["true", true, '1000 "true"'],
	["an array", [1, 2], '1000 "1,2"'], ["a symbol", Symbol("x"), TYPE], ["what toString throws", thrower("mine"), "mine"],
	["an object with toString", { toString: () => "mine" }, '1000 "mine"'],
	["a lone surrogate becomes U+FFFD", "a\ud800", '1000 "a\ufffd"'], ["a pair stays", "\ud83d\ude00", '1000 "\ud83d\ude00"'], ["a byte order mark stays", "\ufeffa", '1000 "\ufeffa"'],
	["NUL stays", "a\u0000b", '1000 "a\\u0000b"'],
	["123 bytes", times("a", 123), `1000 "${times("a", 123)}"`], ["124 bytes", times("a", 124), SYNTAX],
	["61 letters of two bytes", times("\u00e9", 61), `1000 "${times("\u00e9", 61)}"`], ["62 letters of two bytes", times("\u00e9", 62), SYNTAX],
	["41 letters of three bytes", times("\u20ac", 41), `1000 "${times("\u20ac", 41)}"`], ["42 letters of three bytes", times("\u20ac", 42), SYNTAX],
	["30 letters of four bytes", times("\u{1f600}", 30), `1000 "${times("\u{1f600}", 30)}"`], ["31 letters of four bytes", times("\u{1f600}", 31), SYNTAX],
	["41 lone surrogates", times("\ud800", 41), `1000 "${times("\ufffd", 41)}"`], ["42 lone surrogates", times("\ud800", 42), SYNTAX],
	["a MiB", times("a", 1 << 20), SYNTAX],
];

/** close(code, reason): arguments and states. */
export const close = subject("close", "WHATWG WebSockets, section 3.1, close(); WebIDL, [Clamp]", (must, may) => {
	for (const [what, args, result] of CODES) {
		must(`close(${what})`, result, (t) => sends(t, ...args));
	}
	for (const [what, reason, result] of REASONS) {
		must(`close(1000, reason): ${what}`, result, (t) => sends(t, 1000, reason));
	}
	may("close(undefined, 'r')", (t) => sends(t, undefined, "r"));
	may("close(undefined, '')", (t) => sends(t, undefined, ""));
	must("close(undefined, 124 bytes)", SYNTAX, (t) => sends(t, undefined, times("a", 124)));
	must("close(3000, undefined, 'more')", "3000", (t) => sends(t, 3000, undefined, "more"));
	must("close(undefined, undefined, 'more')", "empty", (t) => sends(t, undefined, undefined, "more"));
	must("code is checked before reason", ACCESS, (t) => sends(t, 5000, times("a", 124)));
	must("both are converted before either is checked", ["code", "reason", ACCESS], async (t) => {
		const socket = await t.open();
		const log = [];
		const thrown = t.thrown(() => socket.close(spy(log, "code", 1001), spy(log, "reason", "r")));
		return [...log, thrown];
	});
	must("a code that can't be converted: reason is not converted", ["mine"], async (t) => {
		const socket = await t.open();
		const log = [];
		log.push(t.thrown(() => socket.close(thrower("mine"), spy(log, "reason", "r"))));
		return log;
	});
	must("a reason that can't be converted goes before a code that may not be sent", "mine", async (t) => {
		const socket = await t.open();
		return t.thrown(() => socket.close(1001, thrower("mine")));
	});
	must("what can't be sent changes nothing", [ACCESS, 1, SYNTAX, 1, TYPE, 1, "echo"], async (t) => {
		const socket = await t.open();
		const seen = [[1001], [1000, times("a", 124)], [1n]].flatMap((args) => [t.thrown(() => socket.close(...args)), socket.readyState]);
		const heard = t.messages(socket, 1);
		socket.send("echo");
		return [...seen, (await heard)[0]];
	});
	must("it returns undefined", undefined, async (t) => (await t.open()).close());
	must("more arguments than two are ignored", '3000 "r"', (t) => sends(t, 3000, "r", "more"));

	for (const [state, make] of [["CONNECTING", (t) => t.make(SLOW)], ["CLOSING", async (t) => { const socket = await t.open(); socket.close(); return socket; }], ["CLOSED", (t) => t.closed()]]) {
		must(`when ${state}: arguments are checked all the same`, [ACCESS, SYNTAX, TYPE, ACCESS, "mine"], async (t) => {
			const socket = await make(t);
			return [[1001], [1000, times("a", 124)], [1000n], [null], [1000, thrower("mine")]].map((args) => t.thrown(() => socket.close(...args)));
		});
		must(`when ${state}: good arguments are taken`, ["nothing", "nothing", "nothing"], async (t) => {
			const socket = await make(t);
			return [[3000, "r"], [], [1000]].map((args) => t.thrown(() => socket.close(...args)));
		});
	}
	must("twice: the first counts", ['3000 "a"', 'close@3 3000 "a" clean'], async (t) => {
		const socket = await t.open();
		const life = t.life(socket);
		socket.close(3000, "a");
		socket.close(3001, "b");
		return [await t.sent(socket), ...(await life)];
	});
	must("refused, then allowed", "3000", async (t) => {
		const socket = await t.open();
		t.thrown(() => socket.close(1001));
		const end = t.next(socket, "close");
		socket.close(3000);
		await end;
		return t.sent(socket);
	});
	for (const [what, args] of [["nothing", []], ["1000", [1000]], ["3500, 'r'", [3500, "r"]]]) {
		must(`while CONNECTING, with ${what}: error, then close 1006`, ["error@3", 'close@3 1006 "" unclean'], async (t) => {
			const socket = t.make(SLOW);
			const life = t.life(socket);
			socket.close(...args);
			return life;
		});
	}
	must("while CONNECTING: nothing happens before close() has returned", ["returned", "microtask", "error", "close"], async (t) => {
		const socket = t.make(SLOW);
		const seen = [];
		socket.onerror = () => seen.push("error");
		socket.onclose = () => seen.push("close");
		const end = t.next(socket, "close");
		socket.close();
		seen.push("returned");
		queueMicrotask(() => seen.push("microtask"));
		await end;
		return seen;
	});
	must("while CONNECTING, twice", ["error@3", 'close@3 1006 "" unclean'], async (t) => {
		const socket = t.make(SLOW);
		const life = t.life(socket);
		socket.close();
		socket.close(3000);
		return life;
	});
	must("while CONNECTING, when the request has reached the server", ["error@3", 'close@3 1006 "" unclean'], async (t) => {
		const socket = t.make(SLOW);
		const life = t.life(socket);
		setTimeout(() => socket.close(), 30);
		return life;
	});
	must("when OPEN: nothing happens before close() has returned", ["returned", "microtask", "close"], async (t) => {
		const socket = await t.open();
		const seen = [];
		socket.onclose = () => seen.push("close");
		const end = t.next(socket, "close");
		socket.close();
		seen.push("returned");
		queueMicrotask(() => seen.push("microtask"));
		await end;
		return seen;
	});
	must("when CLOSED: no event comes again", [], async (t) => {
		const socket = await t.closed();
		const seen = t.log(socket);
		socket.close(3000);
		await t.task();
		await t.task();
		return seen;
	});
});
