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
