// Makes the npm package of dist/: its types, build/wsclose.tgz, and what publint and attw say of it. `make pack`.

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { rollup } from "rollup";
import dts from "rollup-plugin-dts";

process.chdir(import.meta.dirname);
await writeTypes();
const tarball = pack();
check("publint", "run", tarball, "--strict");
// Node 10's resolution knows no subpaths; and these two are files to be served, no modules.
check("attw", tarball, "--profile=node16", "--format=ascii", "--exclude-entrypoints", "wsclose.min.js", "wsclose.wasm");
console.log(`js/${tarball}`);

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
	for (const name of readdirSync("dist").filter((file) => /\.d\.c?ts$/.test(file))) {
		rmSync(`dist/${name}`);
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
			dir: "dist",
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

/** npm's own tarball, under a name without the version, of a folder that holds what is published and nothing else. */
function pack() {
	const { devDependencies: _, scripts: __, ...published } = JSON.parse(readFileSync("package.json", "utf8"));
	rmSync("build/package", { recursive: true, force: true });
	for (const name of ["dist", ...readdirSync(".").filter((file) => file.endsWith(".md"))]) {
		cpSync(name, `build/package/${name}`, { recursive: true });
	}
	cpSync("../LICENSE", "build/package/LICENSE");
	writeFileSync("build/package/package.json", JSON.stringify(published, null, "\t"));
	const [{ filename, size, unpackedSize, entryCount }] = JSON.parse(
		execFileSync("npm", ["pack", "./build/package", "--json", "--pack-destination", "build"], { encoding: "utf8" }),
	);
	renameSync(`build/${filename}`, "build/wsclose.tgz");
	console.log(`${filename}: ${entryCount} files of ${unpackedSize} bytes, ${size} packed`);
	return "build/wsclose.tgz";
}
