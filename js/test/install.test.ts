import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { WebSocket as MockWebSocket, Server } from "mock-socket";
import { install } from "../src/install.ts";
import { ManagedWebSocket } from "../src/socket.ts";
import type { CloseReport } from "../src/types.ts";

console.error = () => {};
globalThis.fetch = () => Promise.reject(new TypeError("no core"));
const URL = "wss://example.test/";

/** The native class of a page: mock-socket's, which counts. */
let made: MockWebSocket[];
class Native extends MockWebSocket {
	constructor(url: string | globalThis.URL, protocols?: string | string[]) {
		super(url, protocols);
		made.push(this);
	}
}
type Page = { WebSocket: typeof WebSocket };
let page: Page;
let server: Server;
const socket = (...args: unknown[]): WebSocket => new page.WebSocket(...([URL, ...args] as [string]));
const next = (target: EventTarget, type: string): Promise<Event> =>
	new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
async function ended(one: WebSocket): Promise<void> {
	const end = next(one, "close");
	one.close();
	await end;
}

beforeEach(() => {
	made = [];
	server = new Server(URL, { mock: false });
	server.on("connection", (client) => client.on("message", (data) => client.send(`${data}!`)));
	page = { WebSocket: Native as unknown as typeof WebSocket };
});

afterEach(() => server.stop());

test("code that knows nothing of it is served, and each close is reported", async () => {
	const reports: CloseReport[] = [];
	install({ target: page, onReport: (report) => reports.push(report) });
	const one = socket("proto");
	await next(one, "open");
	const message = next(one, "message");
	one.send("hello");
	assert.equal(((await message) as MessageEvent).data, "hello!");
	const end = next(one, "close");
	one.close(3001, "done");
	assert.equal(((await end) as CloseEvent).code, 3001);
	assert.equal(made.length, 1);
	assert.deepEqual(
		reports.map(({ code, reason, by, decision }) => [code, reason, by, decision.action]),
		[[3001, "done", "page", "stop"]],
	);
});

test("the class is named WebSocket, takes one argument and has the constants, as has its prototype", () => {
	install({ target: page });
	const { WebSocket } = page;
	assert.deepEqual(
		[WebSocket.name, WebSocket.length, WebSocket.OPEN, WebSocket.prototype.CLOSED],
		["WebSocket", 1, 1, 3],
	);
	assert.equal(Object.getPrototypeOf(WebSocket), EventTarget);
	assert.deepEqual(Object.keys(WebSocket), ["CONNECTING", "OPEN", "CLOSING", "CLOSED"]);
	assert.equal(WebSocket.prototype.constructor, WebSocket);
	assert.equal(Object.getOwnPropertyDescriptor(WebSocket, "prototype")?.writable, false);
	assert.throws(() => new (WebSocket as unknown as new () => unknown)(), TypeError);
	assert.throws(() => (WebSocket as unknown as (url: string) => unknown)(URL), TypeError);
});

test("instanceof holds for whoever has kept either class", async () => {
	const { WebSocket: Before } = page;
	const old = socket();
	install({ target: page });
	const one = socket();
	assert.ok(one instanceof page.WebSocket);
	assert.ok(one instanceof ManagedWebSocket);
	assert.ok(old instanceof page.WebSocket, "made before");
	assert.ok(old instanceof Before);
	assert.ok(!(new EventTarget() instanceof page.WebSocket));
	class Mine extends page.WebSocket {
		mine = 1;
	}
	const mine = new Mine(URL);
	assert.ok(mine instanceof Mine && mine instanceof page.WebSocket && mine.mine === 1);
	assert.ok(!(old instanceof Mine), "a subclass is its own");
	await Promise.all([old, one, mine].map(ended));
});

test("more arguments than two are ignored, and functions are converted, as natively", async () => {
	install({ target: page });
	const one = socket("proto", { headers: { authorization: "x" } });
	await next(one, "open");
	assert.equal(one.protocol, "proto");
	await ended(one);
	const asked: unknown[] = [];
	page.WebSocket = class {
		constructor(...args: unknown[]) {
			asked.push(...args);
			throw new SyntaxError("no URL");
		}
	} as unknown as typeof WebSocket;
	install({ target: page });
	const [url, protocols] = [() => URL, () => "proto"];
	assert.throws(() => new page.WebSocket(url as never, protocols as never), SyntaxError);
	assert.deepEqual(asked, [`${url}`, `${protocols}`]);
});

test("options are checked by name before anything is changed", () => {
	for (const [options, names] of [
		[{ target: 5 }, /options\.target must be .*, not 5/],
		[{ target: null }, /options\.target must be .*, not null/],
		[{ onReport: "x" }, /options\.onReport must be .*, not "x"/],
		[{ closeTimeoutMs: -1 }, /options\.closeTimeoutMs must be .*, not -1/],
		[{ onreport: () => {} }, /options\.onreport is unknown/],
		[5, /options must be an object, not 5/],
	] as const) {
		const given = typeof options === "object" ? { target: page, ...options } : options;
		assert.throws(() => install(given as never), { message: names });
		assert.equal(page.WebSocket, Native as unknown);
	}
	install();
	assert.throws(() => new WebSocket(URL), { name: "ReferenceError" }, "Node 20 has none");
	Reflect.deleteProperty(globalThis, "WebSocket");
});

test("options are every socket's, and reconnecting is one of them", async () => {
	install({ target: page, lenient: true });
	const one = socket();
	await next(one, "open");
	const end = next(one, "close");
	one.close(1001);
	assert.equal(((await end) as CloseEvent).code, 3901);
	install({ target: page, reconnect: { firstDelayMs: 0, rules: [{ code: 1012, action: "retry" }] } });
	const two = socket();
	await next(two, "open");
	server.clients().at(-1)?.close({ code: 1012, reason: "", wasClean: true });
	await next(two, "open");
	assert.equal(made.length, 3);
	await ended(two);
});

test("undoing puts back the property as it was, and a second time does nothing", () => {
	for (const before of [
		{ value: Native, writable: true, enumerable: false, configurable: true },
		{ value: Native, writable: true, enumerable: true, configurable: false },
		{ get: () => Native, set: () => {}, enumerable: true, configurable: true },
		undefined,
	] as (PropertyDescriptor | undefined)[]) {
		const target = before ? Object.defineProperty({}, "WebSocket", before) : {};
		const descriptor = (): PropertyDescriptor | undefined => Object.getOwnPropertyDescriptor(target, "WebSocket");
		const undo = install({ target });
		assert.equal(descriptor()?.enumerable, before?.enumerable ?? false);
		assert.notEqual(descriptor()?.value, Native);
		undo();
		assert.deepEqual(descriptor(), before);
		const again = install({ target });
		undo();
		assert.notDeepEqual(descriptor(), before, "the other stays");
		again();
		assert.deepEqual(descriptor(), before);
	}
});

test("of several the last serves by one native socket, and every onReport hears it", async () => {
	const heard: string[] = [];
	const undo = ["first", "second", "third"].map((name) => install({ target: page, onReport: () => heard.push(name) }));
	await ended(socket());
	assert.deepEqual(heard.sort(), ["first", "second", "third"]);
	assert.equal(made.length, 1);
	heard.length = 0;
	undo[1]?.();
	await ended(socket());
	assert.deepEqual(heard.sort(), ["first", "third"], "what was undone hears of no new socket");
	undo[2]?.();
	heard.length = 0;
	await ended(socket());
	assert.deepEqual(heard, ["first"]);
	undo[0]?.();
	assert.equal(page.WebSocket, Native as unknown);
});

test("undone in any order, the native class is back", () => {
	for (const order of [
		[0, 1, 2],
		[0, 2, 1],
		[1, 0, 2],
		[1, 2, 0],
		[2, 0, 1],
		[2, 1, 0],
	]) {
		const undo = order.map(() => install({ target: page }));
		for (const i of order) {
			assert.notEqual(page.WebSocket, Native as unknown);
			undo[i]?.();
		}
		assert.equal(page.WebSocket, Native as unknown, `${order}`);
	}
});

test("what others have put in its place stays, and what they put back makes native sockets", async () => {
	const undo = install({ target: page });
	const ours = page.WebSocket;
	class Theirs extends Native {}
	page.WebSocket = Theirs as unknown as typeof WebSocket;
	undo();
	assert.equal(page.WebSocket, Theirs as unknown);
	page.WebSocket = ours;
	const one = socket();
	assert.equal(one, made[0] as unknown);
	assert.ok(one instanceof ours);
	await ended(one);
	// A class of the page's that extends it goes on.
	class Mine extends ours {}
	const mine = new Mine(URL);
	assert.ok(mine instanceof ManagedWebSocket);
	await ended(mine);
});

test("what wraps the class works, and a ManagedWebSocket goes through it to one native socket", async () => {
	const before = Object.getOwnPropertyDescriptor(globalThis, "WebSocket");
	const calls: string[] = [];
	for (const wrap of [
		(Class: typeof WebSocket) =>
			new Proxy(Class, {
				construct(target, args, newTarget) {
					calls.push("proxy");
					return Reflect.construct(target, args, newTarget);
				},
			}),
		(Class: typeof WebSocket) => {
			function Wrapped(url: string, protocols?: string[]): WebSocket {
				calls.push("function");
				return new Class(url, protocols);
			}
			return Object.assign(Wrapped, { prototype: Class.prototype }) as unknown as typeof WebSocket;
		},
		(Class: typeof WebSocket) =>
			class extends Class {
				constructor(url: string, protocols?: string[]) {
					super(url, protocols);
					calls.push("subclass");
				}
			} as unknown as typeof WebSocket,
	]) {
		page = globalThis;
		globalThis.WebSocket = Native as unknown as typeof WebSocket;
		install();
		globalThis.WebSocket = wrap(globalThis.WebSocket);
		for (const make of [socket, () => new ManagedWebSocket(URL, [], { reconnect: false })]) {
			const one = make();
			await next(one, "open");
			assert.ok(one instanceof ManagedWebSocket);
			await ended(one as WebSocket);
		}
		assert.equal(made.length, 2);
		made.length = 0;
	}
	assert.deepEqual(calls, ["proxy", "proxy", "function", "function", "subclass", "subclass"]);
	if (before) {
		Object.defineProperty(globalThis, "WebSocket", before);
	} else {
		Reflect.deleteProperty(globalThis, "WebSocket");
	}
});

test("the page can neither keep a report back nor make one up", async () => {
	const reports: CloseReport[] = [];
	install({ target: page, onReport: (report) => reports.push(report) });
	const one = socket();
	one.addEventListener("close", (event) => event.stopImmediatePropagation(), true);
	one.dispatchEvent(new Event("close"));
	assert.deepEqual(reports, []);
	await next(one, "open");
	one.close();
	while (one.readyState !== 3 || !reports.length) {
		await new Promise((resolve) => setTimeout(resolve, 1)); // nobody can hear of it
	}
	assert.equal(reports.length, 1);
});

test("what a page does to the options later changes nothing", async () => {
	const reconnect = { rules: [{ code: 1000, action: "stop" as const }], maxAttempts: 0 };
	const options = { target: page, reconnect, queue: { maxMessages: 5 } };
	install(options);
	reconnect.rules.push({ code: -1, action: "stop" });
	Object.assign(options, { closeTimeoutMs: -1, reconnect: { maxAttempts: "many" } });
	options.queue.maxMessages = Number.NaN;
	const one = socket();
	await ended(one);
});
