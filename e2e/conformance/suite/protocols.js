import { subject } from "../assertion.js";

const SYNTAX_ERROR = "SyntaxError (DOMException 12)";
const FAILED = ["error@3", 'close@3 1006 "" unclean'];

/** What the server was asked for, and what it chose. */
async function asked(t, ...protocols) {
	const socket = await t.open("/lab/echo", ...protocols);
	const { request } = await t.journal(socket, "opened");
	return [request.protocols, socket.protocol];
}

/** Logs what is asked of an object while it is converted. */
const spy = (log, name, value) => ({
	toString() {
		log.push(name);
		return value;
	},
});

/** new WebSocket(url, protocols): a string or a sequence of strings. */
export const protocols = subject("constructor: protocols", "WHATWG WebSockets, section 3.1; RFC 6455, section 4.1; WebIDL, section 3.2.24", (must, may) => {
	must("none", [null, ""], async (t) => (await asked(t)).map((value) => (value?.length === 0 ? (Array.isArray(value) ? null : "") : value)));
	must("undefined is none", "", async (t) => (await asked(t, undefined))[1]);
	must("an empty array is none", "", async (t) => (await asked(t, []))[1]);
	must("a string", [["chat"], "chat"], (t) => asked(t, "chat"));
	must("an array, in order; the server's choice is told", [["chat", "superchat"], "chat"], (t) => asked(t, ["chat", "superchat"]));
	must("null is a protocol of this name", [["null"], "null"], (t) => asked(t, null));
	must("a number is a protocol of this name", [["5"], "5"], (t) => asked(t, 5));
	must("true is a protocol of this name", [["true"], "true"], (t) => asked(t, true));
	must("array members are converted", [["null", "undefined", "7"], "null"], (t) => asked(t, [null, undefined, 7]));
	must("a set is a sequence", [["a", "b"], "a"], (t) => asked(t, new Set(["a", "b"])));
	must("a generator is a sequence", [["a", "b"], "a"], (t) => asked(t, (function* () { yield "a"; yield "b"; })()));
	must("an object with an iterator is a sequence", [["x"], "x"], (t) => asked(t, { [Symbol.iterator]: () => ["x"].values() }));
	must("a String object is a sequence of letters", [["a", "b"], "a"], (t) => asked(t, new String("ab")));
	must("a null iterator makes it a string", [["plain"], "plain"], (t) => asked(t, { [Symbol.iterator]: null, toString: () => "plain" }));
	must("protocols that differ in case are two", [["a", "A"], "a"], (t) => asked(t, ["a", "A"]));
	must("every letter of a token is allowed", "!#$%&'*+-.^_`|~09azAZ", async (t) => (await asked(t, "!#$%&'*+-.^_`|~09azAZ"))[1]);

	for (const [what, given] of Object.entries({
		"the empty string": "", "an empty member": [""], "an empty member after another": ["a", ""], "a repeated member": ["a", "a"],
		"a repeated member after another": ["a", "b", "a"], "a repeated letter of a String object": new String("aa"), "a space": "a b", "a comma": "a,b",
		"a letter outside ASCII": "\u00e9", "a control character": "a\u0001", "DEL": "a\u007f", "a lone surrogate": "\ud800", "a plain object": {},
	})) {
		must(`${what}: refused`, SYNTAX_ERROR, (t) => t.thrown(() => t.construct(t.url(), given)));
	}
	must("every separator is refused", Array(19).fill(SYNTAX_ERROR), (t) => [..."()<>@,;:\\\"/[]?={} \t"].map((letter) => t.thrown(() => t.construct(t.url(), `a${letter}b`))));
	must("a function is converted to a string", SYNTAX_ERROR, (t) => t.thrown(() => t.construct(t.url(), function f() {})));
	must("a symbol is a TypeError", "TypeError", (t) => t.thrown(() => t.construct(t.url(), Symbol("x"))));
	must("a symbol in an array is a TypeError", "TypeError", (t) => t.thrown(() => t.construct(t.url(), ["a", Symbol("x")])));
	must("an iterator that is no function is a TypeError", "TypeError", (t) => t.thrown(() => t.construct(t.url(), { [Symbol.iterator]: 5 })));
	must("what a getter of the iterator throws is thrown", "mine", (t) => t.thrown(() => t.construct(t.url(), { get [Symbol.iterator]() { throw "mine"; } })));
	must("what the iterator throws is thrown", "mine", (t) => t.thrown(() => t.construct(t.url(), (function* () { yield "a"; throw "mine"; })())));
	must("what a member's toString throws is thrown", "mine", (t) => t.thrown(() => t.construct(t.url(), [{ toString() { throw "mine"; } }])));
	must("arguments are converted in order, each once", ["url", "iterator", "first", "second"], (t) => {
		const log = [];
		const list = {
			get [Symbol.iterator]() {
				log.push("iterator");
				return () => [spy(log, "first", "a"), spy(log, "second", "b")].values();
			},
		};
		t.construct(spy(log, "url", t.url()), list);
		return log;
	});
	must("protocols are converted before the address is parsed", "mine", (t) => t.thrown(() => t.construct("#", { toString() { throw "mine"; } })));
	must("the address is checked before the protocols", SYNTAX_ERROR, (t) => t.thrown(() => t.construct("#", ["a", "a"])));
	must("an array changed after construction changes nothing", [["a"], "a"], async (t) => {
		const list = ["a"];
		const socket = t.make("/lab/echo", list);
		list.push("b");
		await t.next(socket, "open");
		const { request } = await t.journal(socket, "opened");
		return [request.protocols, socket.protocol];
	});

	must("the server may choose the second", "b", async (t) => (await t.open("/lab/echo?protocol=b", ["a", "b"])).protocol);
	must("a server that chooses none of those asked for: failed", FAILED, (t) => t.life(t.make("/lab/echo?protocol=none", "a")));
	must("a server that chooses another than those asked for: failed", FAILED, (t) => t.life(t.make("/lab/echo?protocol=other", "a")));
	must("a server that chooses one where none was asked for: failed", FAILED, (t) => t.life(t.make("/lab/handshake?do=unasked-protocol")));
	must("a server that chooses by another case: failed", FAILED, (t) => t.life(t.make("/lab/echo?protocol=A", "a")));
	must("protocol is empty before open, and stays after the end", ["", "a", "a"], async (t) => {
		const socket = t.make("/lab/echo", "a");
		const seen = [socket.protocol];
		await t.next(socket, "open");
		seen.push(socket.protocol);
		await t.close(socket);
		return [...seen, socket.protocol];
	});
	may("the order of protocols in the request", async (t) => (await asked(t, ["c", "a", "b"]))[0]);
});
