// What comes in the core's place, or forbids it: each fault is told in words with what to do, and tried again only where that may help.

import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { core, load } from "../../src/decider/core/core.ts";
import { planDelays } from "../../src/plan.ts";
import { complaints, warnings } from "../complaints.ts";
import { panic } from "../panic.ts";
import { coreBytes as bytes, corePath } from "../tested.ts";
import { eachAnew, host, make, page, rules, settled, watched, whole, world } from "./fetched.ts";

eachAnew();

const URL_OF_CORE = "https://example.test/wsclose.wasm";
const served =
	(body: BodyInit, type = "application/octet-stream", status = 200) =>
	(): Response =>
		new Response(body, { status, headers: { "content-type": type } });
const WASM = "application/wasm";
const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 2248019\n";
/** Where a login page is, behind a redirect. */
const behindRedirect = (type: string) => (): Response =>
	Object.defineProperties(served("\n  <html>Sign in", type)(), {
		redirected: { value: true },
		url: { value: "https://id.test/login?token=secret" },
	});
const another = new Uint8Array([
	...[0, 97, 115, 109, 1, 0, 0, 0],
	...[1, 4, 1, 0x60, 0, 0], // a type: func
	...[2, 7, 1, 1, 97, 1, 98, 0, 0], // which is imported as a.b
]);

for (const [name, answer, says, isFinal] of [
	["a page", page, /a page came, as for a missing file: copy wsclose\.wasm there/, true],
	[
		"a page that is called a wasm",
		served("<!doctype html><title>app</title>", WASM),
		/a page came, as for a missing file/,
		true,
	],
	[
		"a login page behind a redirect",
		behindRedirect("text/html"),
		/a page came, after a redirect to https:\/\/id\.test\/login: does it want a login\? /,
		true,
	],
	["an empty file", served("", WASM), /the file is empty: copy wsclose\.wasm there/, true],
	["an empty file of no type", served(""), /the file is empty: copy/, true],
	["a wasm cut short", served(bytes.subarray(0, 1_000), WASM), /damaged or cut short: copy .*WebAssembly\./, true],
	["a wasm cut short, of no type", served(bytes.subarray(0, 1_000)), /damaged or cut short: copy/, true],
	["a Git LFS pointer", served(pointer), /a Git LFS pointer lies in its place: run git lfs pull/, true],
	["a Git LFS pointer that is called a wasm", served(pointer, WASM), /a Git LFS pointer/, true],
	[
		"gzip that nothing unpacks",
		served(new Uint8Array(gzipSync(bytes)), WASM),
		/packed by gzip.*: send Content-Encoding: gzip/,
		true,
	],
	["something else", served("nonsense"), /no wasm, it begins with "nonsense": copy/, true],
	[
		"another program's wasm",
		served(another, WASM),
		/does not start: this wasm is another program's.*: serve both/,
		true,
	],
	["a wasm that does nothing", served(another.subarray(0, 8), WASM), /does not start: this wasm is not the core/, true],
	[
		"no network",
		() => new TypeError("Failed to fetch"),
		/request failed \(TypeError: Failed to fetch\).*network/,
		false,
	],
	["a missing file", served("", "text/plain", 404), /HTTP 404: copy wsclose\.wasm there, or load\(\{url\}\)$/, false],
	["a file that is not for everyone", served("", "text/plain", 403), /HTTP 403: let everyone read the file/, false],
	["a server's error", served("", "text/plain", 503), /HTTP 503, the server's failure$/, false],
	[
		"a transfer that breaks off",
		() => new Response(new ReadableStream({ start: (body) => body.error(new TypeError("network error")) })),
		/the transfer broke off \(TypeError: network error\)/,
		false,
	],
] as const) {
	test(`${name} is told with what to do, and is ${isFinal ? "final" : "not final"}`, async () => {
		host.answers = [answer];
		await assert.rejects(load({ url: URL_OF_CORE }), says);
		assert.equal(core.status, "failed");
		const text = `${core.error?.message}`;
		assert.match(text, says);
		assert.match(text, /^wsclose: (no core|the core) from https:\/\/example\.test\/wsclose\.wasm/);
		assert.doesNotMatch(text, /secret/);
		assert.deepEqual(warnings, [`${text}. Sessions go on without the core.`]);
		assert.throws(() => planDelays({}, 1), {
			name: "InvalidStateError",
			message: /needs the core, which is not there: wsclose: /,
		});
		const before = host.asked;
		const socket = make();
		await settled();
		assert.equal(host.asked, before + (isFinal ? 0 : 1));
		socket[Symbol.dispose]();
		assert.deepEqual([complaints.length, warnings.length], [0, 1], "said once, and as no error");
		host.answers = [whole("text/plain")];
		await load();
		assert.equal(core.status, "ready", "a wrong type does no harm");
	});
}

test("only the exact type is streamed, as no browser streams another; what is called otherwise loads too", async () => {
	const { compileStreaming } = WebAssembly;
	let streamed = 0;
	WebAssembly.compileStreaming = (source) => {
		streamed++;
		return compileStreaming(source);
	};
	for (const [type, count] of [
		["application/wasm", 1],
		["Application/WASM", 0],
		["application/wasm; charset=utf-8", 0],
		["application/wasm;", 0],
		["application/wasm, application/wasm", 0],
		["application/wasmx", 0],
		["", 0],
	] as const) {
		streamed = 0;
		host.answers = [whole(type)];
		await load();
		assert.deepEqual([core.status, streamed], ["ready", count], type);
		panic();
	}
	WebAssembly.compileStreaming = compileStreaming;
});

test("a policy that forbids wasm, and a realm without it, are final and told", async () => {
	const { compile, CompileError } = WebAssembly;
	WebAssembly.compile = () =>
		Promise.reject(new CompileError("violates the Content Security policy, as 'unsafe-eval' is no source"));
	host.answers = [whole("text/plain")];
	await assert.rejects(load(), /forbids it: allow script-src 'wasm-unsafe-eval'$/);
	WebAssembly.compile = compile;
	const { WebAssembly: wasm } = globalThis;
	Reflect.deleteProperty(globalThis, "WebAssembly");
	await assert.rejects(load(), /no core from .*: there is no WebAssembly here/);
	globalThis.WebAssembly = wasm;
	const before = host.asked;
	make()[Symbol.dispose]();
	await settled();
	assert.equal(host.asked, before);
});

test("a policy that forbids the request is told from a network that fails, and final", async () => {
	const page = new EventTarget();
	const own = ["addEventListener", "removeEventListener"] as const;
	for (const name of own) {
		Object.assign(globalThis, { [name]: page[name].bind(page) });
	}
	host.answers = [
		() => {
			const violation = { disposition: "enforce", blockedURI: URL_OF_CORE };
			page.dispatchEvent(Object.assign(new Event("securitypolicyviolation"), violation));
			return new TypeError("Failed to fetch");
		},
	];
	await assert.rejects(load({ url: URL_OF_CORE }), /forbids the request: allow the address in connect-src$/);
	const socket = make();
	await settled();
	assert.equal(host.asked, 1, "it is final");
	socket[Symbol.dispose]();
	for (const name of own) {
		Reflect.deleteProperty(globalThis, name);
	}
});

test("under Node the core is read from its file, which fetch() can't; a missing file is told, and final", async () => {
	host.answers = [() => new TypeError("fetch failed")];
	await load({ url: pathToFileURL(corePath) });
	assert.equal(core.status, "ready");
	panic();
	await assert.rejects(
		load(),
		/^Error: wsclose: no core from file:.*wsclose\.wasm: Error: ENOENT.*: copy wsclose\.wasm there/,
	);
	const socket = make();
	await settled();
	assert.equal(host.asked, 2);
	socket[Symbol.dispose]();
});

test("a file that is found missing when it is read, as in Bun, is told and final too", async () => {
	const gone = new ReadableStream({ start: (body) => body.error(new Error("ENOENT: no such file")) });
	host.answers = [() => new Response(gone)];
	await assert.rejects(load(), /from file:.*wsclose\.wasm: Error: ENOENT: no such file: copy wsclose\.wasm there/);
	const socket = make();
	await settled();
	assert.equal(host.asked, 1);
	socket[Symbol.dispose]();
});

test("a module that is no core is told", async () => {
	await assert.rejects(
		load({ module: new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])) }),
		/wsclose: the core does not start: this wasm is not the core of wsclose: serve/,
	);
});

test("a core of another version is told, and does nothing", async () => {
	// A core as either compiler's wasm_exec.js starts it, whose shape() answers 7.
	const stale =
		"0061736d010000000 10d0360 00017f 60027f7f00 600000 0304030001 02 0503010001 072c05 057368617065 0000 0372756e 0001 0b5f696e697469616c697a65 0002 036d656d 0200 066d656d6f7279 0200 0a0c03 040041070b 02000b 02000b";
	const module = await WebAssembly.compile(Buffer.from(stale.replaceAll(" ", ""), "hex"));
	await assert.rejects(load({ module }), /another version of wsclose/);
	assert.equal(core.status, "failed");
	const socket = watched();
	world.peer.close(1008);
	assert.deepEqual([rules, socket.phase], [["default:1008"], "ended"]);
});
