// The subpath modules as they are built, imported by their names, as from another package.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { packagePath } from "./tested.ts";

// The package is installed beside what imports it: from within js it would be that of js/package.json.
rmSync("build/built", { recursive: true, force: true });
const installed = "build/built/node_modules/wsclose";
mkdirSync(installed, { recursive: true });
writeFileSync("build/built/package.json", "{}");
cpSync(existsSync(`${packagePath}/dist`) ? `${packagePath}/dist` : packagePath, `${installed}/dist`, {
	recursive: true,
});
cpSync("package.json", `${installed}/package.json`);

/** Runs a module that imports the package, under Node, and gives what it prints. */
function run(name: string, text: string, ...flags: string[]): string {
	writeFileSync(`build/built/${name}.mjs`, text);
	const { NODE_TEST_CONTEXT: _, ...env } = process.env;
	return execFileSync(process.execPath, [...flags, `build/built/${name}.mjs`], { env, encoding: "utf8" });
}

test("README.md's example of a unit test runs as it stands there", () => {
	const blocks = [...readFileSync("README.md", "utf8").matchAll(/```js\n(.*?)```/gs)].map(([, text]) => text as string);
	const [example, ...more] = blocks.filter((text) => text.includes('"wsclose/testing"'));
	assert.ok(example && more.length === 0);
	assert.match(run("readme", example, "--test", "--test-reporter=tap"), /# pass 1\n# fail 0/);
});

test("loadCore() makes do where there is no TextEncoder, as in Jest's jsdom", () => {
	const text = `
		delete globalThis.TextEncoder;
		delete globalThis.TextDecoder;
		const { core } = await import("wsclose");
		const { loadCore } = await import("wsclose/testing");
		await loadCore();
		console.log(core.status);
	`;
	assert.equal(run("jsdom", text), "ready\n");
});

test("the subpath modules share the package's one copy", () => {
	const text = `
		import { describe, ManagedWebSocket } from "wsclose";
		import ReconnectingWebSocket from "wsclose/reconnecting-websocket";
		import "wsclose/ja";
		console.log(ReconnectingWebSocket.prototype instanceof ManagedWebSocket, describe(1000, "ja").code);
	`;
	assert.equal(run("shared", text), "true 1000\n");
});

test("it runs where nothing is that came after ES2022, nor Symbol.dispose, and then `using` finds its method as esbuild compiles it", () => {
	const text = `
		const real = Symbol;
		const Old = function Symbol(text) { return real(text); };
		Old.prototype = real.prototype;
		for (const key of Reflect.ownKeys(real)) {
			if (!["length", "name", "prototype", "dispose", "asyncDispose"].includes(key)) {
				Object.defineProperty(Old, key, Object.getOwnPropertyDescriptor(real, key));
			}
		}
		globalThis.Symbol = Old;
		const Typed = Object.getPrototypeOf(Uint8Array);
		for (const [owner, names] of [
			[Array.prototype, ["findLast", "findLastIndex", "toReversed", "toSorted", "toSpliced", "with"]],
			[Typed.prototype, ["findLast", "findLastIndex", "toReversed", "toSorted", "with"]],
			[Array, ["fromAsync"]],
			[Object, ["groupBy"]],
			[Map, ["groupBy"]],
			[Promise, ["withResolvers", "try"]],
			[String.prototype, ["isWellFormed", "toWellFormed"]],
			[Set.prototype, ["union", "intersection", "difference", "symmetricDifference", "isSubsetOf", "isSupersetOf"]],
			[ArrayBuffer.prototype, ["transfer", "transferToFixedLength", "resize"]],
			[Object.getPrototypeOf(Object.getPrototypeOf([].values())), ["map", "filter", "take", "drop", "flatMap", "reduce", "toArray", "forEach", "some", "every", "find"]],
			[Uint8Array, ["fromHex", "fromBase64"]],
			[RegExp, ["escape"]],
			[Error, ["isError"]],
			[AbortSignal, ["any", "timeout"]],
			[URL, ["canParse", "parse"]],
			[Object.getPrototypeOf(crypto), ["randomUUID"]],
			[globalThis, ["structuredClone", "Iterator", "reportError", "requestIdleCallback", "scheduler"]],
		]) {
			for (const name of names) {
				delete owner[name];
				if (name in owner) throw new Error(name + " is still there");
			}
		}
		const wsclose = await import("wsclose");
		const { default: ReconnectingWebSocket } = await import("wsclose/reconnecting-websocket");
		await import("wsclose/ja");
		const { fakeWorld, FakeWorld, loadCore } = await import("wsclose/testing");
		const { ManagedWebSocket } = wsclose;
		for (const Class of [ManagedWebSocket, ReconnectingWebSocket, FakeWorld, ManagedWebSocket.with({})]) {
			if ("undefined" in Class.prototype) throw new Error("a member is called undefined");
		}
		/** As esbuild has it. */
		const dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");
		const world = fakeWorld().install();
		const phases = [];
		async function live() {
			const controller = new AbortController();
			const socket = new ManagedWebSocket(() => "wss://h/", [], { signal: controller.signal, lenient: true, heartbeat: { everyMs: 1_000, message: () => "beat" } });
			for (let i = 0; i < 9; i++) await null;
			socket.send("waits");
			world.peer.accept();
			world.clock.advance(1_500);
			world.peer.message("hello");
			world.peer.close(1012, "retry-after=1");
			world.clock.advance(250); // the core is awaited at first
			phases.push(socket.phase, socket.lastClose.name);
			world.clock.advance(60_000);
			for (let i = 0; i < 9; i++) await null;
			world.peer.accept();
			socket.close(1001, "x".repeat(200));
			phases.push(socket.phase);
			socket[dispose]();
			phases.push(socket.phase);
			new ReconnectingWebSocket("wss://h/")[dispose]();
		}
		await live();
		await loadCore();
		await live();
		const { describe, install, observe, planDelays, configure } = wsclose;
		install()();
		observe(() => {})();
		configure({ reconnect: true });
		phases.push(describe(1008).name, describe(1008, "ja").code, planDelays({}, 3).length, wsclose.core.status);
		world[dispose]();
		console.log(phases.join());
	`;
	const life = "waiting,Service Restart,closing,ended";
	assert.equal(run("old", text), `${life},${life},Policy Violation,1008,3,ready\n`);
});
