import { subject } from "../assertion.js";

const SYNTAX_ERROR = "SyntaxError (DOMException 12)";

/** What the lab's address becomes, and what of an address never gets there. An empty host is a name that no resolver knows. */
const ACCEPTED = {
	"a path": ["/lab/echo", "ws://HOST/lab/echo"],
	"a path with a query": ["/lab/echo?x-a=1&x-b", "ws://HOST/lab/echo?x-a=1&x-b"],
	"a scheme-relative address": [`//${location.host}/lab/echo`, "ws://HOST/lab/echo"],
	"dot segments": ["/lab/x/../echo", "ws://HOST/lab/echo"],
	"http becomes ws": [`http://${location.host}/lab/echo`, "ws://HOST/lab/echo"],
	"https becomes wss": ["https://wsclose.invalid/", "wss://wsclose.invalid/"],
	"a scheme in capitals": [`WS://${location.host}/lab/echo`, "ws://HOST/lab/echo"],
	"white space around it": [` \t\n${location.origin}/lab/echo\f `, "ws://HOST/lab/echo"],
	"tab and newline within": ["/lab/\te\nc\rho", "ws://HOST/lab/echo"],
	"backslashes": [`http:\\\\${location.host}\\lab\\echo`, "ws://HOST/lab/echo"],
	"a space in the path": ["/lab/echo?x-a b", "ws://HOST/lab/echo?x-a%20b"],
	"letters outside ASCII": ["/lab/\u00e9?x-\u00e9", "ws://HOST/lab/%C3%A9?x-%C3%A9"],
	"a lone surrogate becomes U+FFFD": ["/lab/echo?x-\ud800", "ws://HOST/lab/echo?x-%EF%BF%BD"],
	"the default port of ws is dropped": ["ws://wsclose.invalid:80/", "ws://wsclose.invalid/"],
	"the default port of wss is dropped": ["wss://wsclose.invalid:443/a", "wss://wsclose.invalid/a"],
	"a missing path becomes /": ["ws://wsclose.invalid", "ws://wsclose.invalid/"],
	"an internationalized host": ["ws://\u00c4bc.invalid/", "ws://xn--bc-uia.invalid/"],
	"user and password": ["ws://me:secret@wsclose.invalid/", "ws://me:secret@wsclose.invalid/"],
};

const REFUSED = {
	"an empty fragment": "#", "a fragment": "#x", "an absolute address with an empty fragment": "ws://wsclose.invalid/#",
	"an absolute address with a fragment": "ws://wsclose.invalid/#x", "ftp": "ftp://wsclose.invalid/", "mailto": "mailto:a@wsclose.invalid",
	"about": "about:blank", "data": "data:,x", "javascript": "javascript:1", "blob": "blob:http://wsclose.invalid/x", "file": "file:///x",
	"an unknown scheme": "wsx://wsclose.invalid/", "a port too large": "ws://wsclose.invalid:65536/", "a port that is no number": "ws://wsclose.invalid:x/",
	"no host": "ws://", "an unclosed bracket": "http://[", "a space in the host": "ws://foo bar/", "a percent sign in the host": "ws://h%/",
	"a control character in the host": "ws://h\u0001/", "an IPv4 address too large": "ws://256.256.256.256/",
};

/** new WebSocket(url): its address. */
export const constructing = subject("constructor: url", "WHATWG WebSockets, section 3.1; WHATWG URL", (must, may) => {
	for (const [what, [given, url]] of Object.entries(ACCEPTED)) {
		must(`${what}: accepted`, url, (t) => t.construct(given).url);
	}
	for (const [what, given] of Object.entries(REFUSED)) {
		must(`${what}: refused`, SYNTAX_ERROR, (t) => t.thrown(() => t.construct(given)));
	}
	must("the empty string is the page's own address", true, (t) => t.construct("").url === location.href.replace(/^http/, "ws").replace(/#.*/, ""));
	must("a name is resolved against the page", "ws://HOST/name", (t) => t.construct("name").url);
	must("a query is resolved against the page", true, (t) => t.construct("?x=1").url === new URL("?x=1", location.href).href.replace(/^http/, "ws"));
	must("a bad port is a failed connection, no exception", ["nothing", "error@3", 'close@3 1006 "" unclean'], async (t) => {
		let socket;
		const thrown = t.thrown(() => {
			socket = t.construct("ws://127.0.0.1:1/");
		});
		return [thrown, ...(socket ? await t.life(socket) : [])];
	});

	must("no argument is a TypeError", "TypeError", (t) => t.thrown(() => new t.WebSocket()));
	must("no argument for the interface itself is a TypeError", "TypeError", (t) => t.thrown(() => new t.WebSocket()));
	must("undefined is a relative address", "ws://HOST/undefined", (t) => t.construct(undefined).url);
	must("null is a relative address", "ws://HOST/null", (t) => t.construct(null).url);
	must("a number is a relative address", "ws://HOST/5", (t) => t.construct(5).url);
	must("a BigInt is a relative address", "ws://HOST/5", (t) => t.construct(5n).url);
	must("a URL object", "ws://HOST/lab/echo", (t) => t.construct(new URL("/lab/echo", location.href)).url);
	must("a String object", "ws://HOST/lab/echo", (t) => t.construct(new String("/lab/echo")).url);
	must("an array is joined", "ws://HOST/lab/echo", (t) => t.construct(["/lab/echo"]).url);
	must("an object's toString is called, once", ["ws://HOST/lab/echo", 1], (t) => {
		let calls = 0;
		const { url } = t.construct({ toString: () => (calls++, "/lab/echo") });
		return [url, calls];
	});
	must("an object's toPrimitive is asked for a string", "ws://HOST/string", (t) => t.construct({ [Symbol.toPrimitive]: (hint) => `/${hint}` }).url);
	must("a symbol is a TypeError", "TypeError", (t) => t.thrown(() => t.construct(Symbol("x"))));
	must("an object without a primitive value is a TypeError", "TypeError", (t) => t.thrown(() => t.construct(Object.create(null))));
	must("what toString throws is thrown", "mine", (t) => t.thrown(() => t.construct({ toString: () => { throw "mine"; } })));
	must("a function is converted to a string", "nothing", (t) => t.thrown(() => t.construct(function f() {})));
	must("more arguments than two are ignored", "nothing", (t) => t.thrown(() => t.construct("/lab/echo", [], { nonsense: true })));
	must("the socket is CONNECTING, empty and a blob's", [0, 0, "", "", "blob"], (t) => {
		const socket = t.make();
		return [socket.readyState, socket.bufferedAmount, socket.extensions, socket.protocol, socket.binaryType];
	});
	must("url is the same from construction to the end", [true, true, true], async (t) => {
		const url = t.url();
		const socket = t.construct(url);
		const seen = [socket.url === url];
		await t.next(socket, "open");
		seen.push(socket.url === url);
		await t.close(socket);
		return [...seen, socket.url === url];
	});
	must("a redirect is not followed", ["error@3", 'close@3 1006 "" unclean'], (t) => t.life(t.make("/lab/handshake?do=302")));
	must("two sockets to one address are two", [true, true], async (t) => {
		const [one, other] = await Promise.all([t.open(), t.open()]);
		const heard = [t.messages(one, 1), t.messages(other, 1)];
		one.send("one");
		other.send("other");
		const [[first], [second]] = await Promise.all(heard);
		return [first === "one", second === "other"];
	});
	may("the exception's message is not empty", (t) => {
		try {
			t.construct("#");
		} catch (error) {
			return error.message.length > 0;
		}
	});
});
