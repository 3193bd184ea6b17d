// Where wsclose differs from the browser's WebSocket by design. Everything that is not here has to agree, in every browser.

const TRUSTED = ["error", "close"];

/**
 * covers names assertions, as "subject: name". What wsclose gives there is told by gives (a value), or standard (what the standard
 * says, where a browser doesn't); without either, any value will do. An entry that covers what agrees in every browser is a fault,
 * unless sometimes says that it is a race in a browser.
 */
export const differences = [
	{
		why: "wsclose makes its error and close events itself, since a close goes through its core first. A script's events are not trusted: DOM, dispatchEvent().",
		gives: false,
		covers: TRUSTED.map((type) => `events: ${type}: it is trusted`),
	},
	{
		why: "For the same reason microtasks wait until all listeners of error and close have returned: a script is on the stack.",
		covers: [
			...TRUSTED.flatMap((type) => [`order: ${type}: microtasks run between two listeners`, `order: ${type}: and between a listener and the handler`]),
			"order: a microtask of error runs before close",
		],
	},
	{
		why: "open and message events are the browser's own, at its own rate, made to say that they happened to the wsclose socket. That takes a prototype for each socket, which Event.prototype's own getters don't see.",
		gives: false,
		covers: ["open: its prototype is Event's own", "message: its prototype is MessageEvent's own"]
			.concat(["open", "message"].map((type) => `${type}: Event.prototype's own getter of target says the socket`))
			.map((name) => `events: ${name}`),
	},
	{
		why: "The class has more members than WebSocket, and its prototype inherits from WebSocket's, so that instances are WebSockets. The browser's own getters refuse them all the same: no native socket is inside the object.",
		covers: [
			"shape: its prototype inherits from EventTarget's",
			"shape: the prototype has the standard's members and no others",
			"shape: the class has no own properties but the standard's",
			"shape: WebSocket.prototype's own getters read an instance",
		],
	},
	{
		why: "A third argument is wsclose's options, which are checked by name; a function for the address or the protocols is one that will give them.",
		gives: "TypeError",
		covers: ["constructor: url: more arguments than two are ignored", "constructor: url: a function is converted to a string", "constructor: protocols: a function is converted to a string"],
	},
	{
		why: "A close code is rounded as WebIDL's [Clamp] says, halves to the even neighbour. Chromium and WebKit truncate: one behaviour everywhere wins.",
		standard: true,
		covers: [
			"999.5: rounded to 1000, which is even", "999.9: rounded to 1000", "1000.6: rounded to 1001", "2999.5: rounded to 3000", "2999.6: rounded to 3000",
			"3001.5: rounded to 3002", "4999.5: rounded to 5000", "4999.51: rounded to 5000",
		].map((code) => `close: close(${code})`),
	},
	{
		why: "A reason without a code sends 1000. The standard leaves it open: Chromium refuses it, Firefox and WebKit drop the reason.",
		gives: '1000 "r"',
		covers: ["close: close(undefined, 'r')"],
	},
	{
		why: "An empty reason is a reason.",
		gives: "1000",
		covers: ["close: close(undefined, '')"],
	},
	{
		why: "A reason without a code that is too long is a SyntaxError, as the standard says. Chromium complains of the missing code, WebKit drops the reason.",
		standard: true,
		covers: ["close: close(undefined, 124 bytes)"],
	},
	{
		why: "A race in WebKitGTK 2.50 itself: close() may overtake a Blob that was sent before it.",
		sometimes: true,
		covers: ["send: a Blob sent before close() arrives before the Close"],
	},
];
