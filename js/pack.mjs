// Makes the npm package of what was built: its types, a tarball, and what publint and attw say of it. `make pack`.
// It takes where the core is, inside or beside, the folder of what was built, and the tarball's path.

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { rollup } from "rollup";
import dts from "rollup-plugin-dts";
import { domprops } from "./node_modules/terser/tools/domprops.js";
import { PRIVATE } from "./private.mjs";

const [place, ...paths] = process.argv.slice(2);
const [dist, tarball] = paths.map((path) => resolve(path));
process.chdir(import.meta.dirname);
await writeTypes();
holdNames();
pack();
check("publint", "run", tarball, "--strict");
// Node 10's resolution knows no subpaths; and what is excluded are files to be served, no modules.
const files = ["wsclose.min.js", ...(place === "beside" ? ["wsclose.wasm"] : [])];
check("attw", tarball, "--profile=node16", "--format=ascii", "--exclude-entrypoints", ...files);
console.log(paths[1]);

/** Runs a tool, which prints only what is wrong. */
function check(tool, ...args) {
	const { status, stdout, stderr } = spawnSync("npx", [tool, ...args], { encoding: "utf8" });
	if (status !== 0) {
		console.error(stdout + stderr);
		process.exit(1);
	}
}

/** One file of types beside each module, and what they share; for import and for require. */
async function writeTypes() {
	for (const name of readdirSync(dist).filter((file) => /\.d\.c?ts$/.test(file))) {
		rmSync(`${dist}/${name}`);
	}
	const input = {
		index: "src/index.ts",
		ja: "src/ja.ts",
		testing: "src/testing.ts",
		"reconnecting-websocket": "src/compat/reconnecting-websocket.ts",
	};
	const bundle = await rollup({
		input,
		external: ["wsclose"],
		plugins: [dts({ compilerOptions: { noEmit: false } })],
		onLog(level, log) {
			if (log.code !== "EMPTY_BUNDLE") {
				throw new Error(`${level}: ${log.message}`);
			}
		},
	});
	for (const [js, ts] of [
		["js", "ts"],
		["cjs", "cts"],
	]) {
		await bundle.write({
			dir: dist,
			paths: { wsclose: `./index.${js}` },
			entryFileNames: `[name].d.${ts}`,
			chunkFileNames: `[name].d.${ts}`,
			// For [Symbol.dispose]: what a compiler's default for ES2022 lacks, and refuses in a package's types.
			banner: '/// <reference lib="esnext.disposable" />',
			// The classic script's global.
			footer: ({ name }) => (name === "index" && ts === "ts" ? "export as namespace wsclose;" : ""),
		});
	}
	await bundle.close();
}

/** Nothing that a page may name, or a browser does, has been given another name. */
function holdNames() {
	const types = readdirSync(dist).filter((file) => file.endsWith(".d.ts"));
	const text = types
		.map((file) => readFileSync(`${dist}/${file}`, "utf8").replace(/\/\*.*?\*\/|\/\/[^\n]*/gs, ""))
		.join("\n");
	const told = PRIVATE.filter((name) => domprops.includes(name) || new RegExp(`\\b${name}\\??[:(<]`).test(text));
	if (told.length > 0) {
		console.error(`private.mjs has names that the package's types have, or a browser: ${told.join(", ")}`);
		process.exit(1);
	}
}

/** npm's own tarball, under a name without the version, of a folder that holds what is published and nothing else. */
function pack() {
	const folder = `build/${basename(dist)}.package`;
	rmSync(folder, { recursive: true, force: true });
	cpSync(dist, `${folder}/dist`, { recursive: true });
	for (const name of readdirSync(".").filter((file) => file.endsWith(".md"))) {
		cpSync(name, `${folder}/${name}`);
	}
	cpSync("../LICENSE", `${folder}/LICENSE`);
	writeFileSync(`${folder}/package.json`, JSON.stringify(manifest(), null, "\t"));
	const into = dirname(tarball);
	const [{ filename, size, unpackedSize, entryCount }] = JSON.parse(
		execFileSync("npm", ["pack", `./${folder}`, "--json", "--pack-destination", into], { encoding: "utf8" }),
	);
	renameSync(`${into}/${filename}`, tarball);
	console.log(`${filename}: ${entryCount} files of ${unpackedSize} bytes, ${size} packed`);
}

/** package.json as it is published. Where the core is inside the JavaScript, there is no file of it. */
function manifest() {
	const { devDependencies: _, scripts: __, ...published } = JSON.parse(readFileSync("package.json", "utf8"));
	if (place === "inside") {
		delete published.exports["./wsclose.wasm"];
		published.files = published.files.filter((name) => name !== "dist/wsclose.wasm");
	}
	return published;
}
