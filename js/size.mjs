// Prints what a page loads, and what esbuild keeps of it for each import: bytes as they are, after gzip, and after brotli 11. `make size`.
// It takes the compiler, where the core is (inside or beside), the folder of what was built, that of a build with a core inside, and the
// command of esbuild.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [compiler, place, dist, inside, esbuild] = process.argv.slice(2);

function brotli(bytes) {
	const params = {
		[constants.BROTLI_PARAM_QUALITY]: 11,
		[constants.BROTLI_PARAM_LGWIN]: 24,
		[constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
	};
	return brotliCompressSync(bytes, { params }).length;
}

/** The files that an import of one loads, itself first. */
function loaded(name) {
	const text = readFileSync(`${dist}/${name}`, "utf8");
	const imports = [...text.matchAll(/from"\.\/([^"]+)"/g)].map(([, file]) => file);
	return [name, ...imports.flatMap(loaded)];
}

function row(title, files) {
	return measured(
		title,
		files.map((file) => readFileSync(`${dist}/${file}`)),
	);
}

function measured(title, bytes) {
	const sum = (measure) => bytes.reduce((total, one) => total + measure(one), 0);
	return {
		"": title,
		bytes: sum((b) => b.length),
		gzip: sum((b) => gzipSync(b, { level: 9 }).length),
		brotli: sum(brotli),
	};
}

/** What a core inside the JavaScript costs without the core: its digits taken out. */
function hollow() {
	const text = readFileSync(`${inside}/index.js`, "utf8");
	const without = text.replace(/(["'`])0061736d[0-9a-f]*\1/, '""');
	if (without === text) {
		throw new Error(`${inside}/index.js has no core inside`);
	}
	return Buffer.from(without);
}

/** What a bundler is asked for, and what of the package remains then, without the core. */
const IMPORTS = [
	"ManagedWebSocket",
	"install",
	"observe",
	"planDelays",
	"describe",
	"rules",
	"configure",
	"load",
	"core",
	"CloseCode",
];
const everything = "import *";
const titled = (name) =>
	name === everything ? `\`${name}\`, without the core` : `\`import { ${name} }\`, without the core`;

function imports() {
	const folder = "js/build/size"; // under js/package.json, which says that importing has no side effect
	mkdirSync(folder, { recursive: true });
	writeFileSync(`${folder}/index.js`, hollow());
	const entries = [...IMPORTS, everything].map((name, i) => {
		const what = name === everything ? "*" : `{ ${name} }`;
		writeFileSync(`${folder}/${i}.js`, `export ${what} from "./index.js";\n`);
		return `${folder}/${i}.js`;
	});
	const [command, ...args] = esbuild.split(" ");
	const flags = ["--bundle", "--minify", "--format=esm", "--target=es2022", `--outdir=${folder}/kept`];
	execFileSync(command, [...args, ...entries, ...flags], { stdio: "inherit" });
	return [...IMPORTS, everything].map((name, i) => measured(titled(name), [readFileSync(`${folder}/kept/${i}.js`)]));
}

// README.md's table is held, row by row, where a row is measured: the published package by who has TinyGo, all else by who has Go.
const go = "built with Go: ";
const held = {
	"go beside": () => [
		...imports(),
		measured("published: all of the JavaScript, without the core", [hollow()]),
		row("Japanese, only where it is imported (ja.js)", ["ja.js"]),
		row("that package's class, only where it is imported (reconnecting-websocket.js)", ["reconnecting-websocket.js"]),
		row("fakes for unit tests (testing.js)", ["testing.js"]),
		row(`${go}JavaScript, wasm_exec.js included (index.js)`, loaded("index.js")),
		row(`${go}the same as a classic script (wsclose.min.js)`, ["wsclose.min.js"]),
		row(`${go}the core (wsclose.wasm)`, ["wsclose.wasm"]),
	],
	"tinygo inside": () => [
		row("published: one file, the core inside (index.js)", loaded("index.js")),
		row("published: the same as a classic script (wsclose.min.js)", ["wsclose.min.js"]),
	],
}[`${compiler} ${place}`];
const rows = held?.() ?? [row(`index.js, the core ${place}`, loaded("index.js")), ...imports()];
const columns = Object.keys(rows[0]);
const width = (column) => Math.max(column.length, ...rows.map((r) => `${r[column]}`.length));
const line = (cells) =>
	columns.map((c, i) => (i === 0 ? `${cells[i]}`.padEnd(width(c)) : `${cells[i]}`.padStart(width(c) + 2))).join("");
console.log([columns, ...rows.map((r) => columns.map((c) => r[c]))].map(line).join("\n"));
compareWithReadme();

/** README.md has one table. With --write it gets the rows that are measured here; else what it says of them must be true within 2 %. */
function compareWithReadme() {
	if (!held) {
		return console.log(`README.md says nothing of ${compiler}'s core ${place} the JavaScript`);
	}
	const path = new URL("../README.md", import.meta.url);
	const [before, table, after] = readFileSync(path, "utf8").split(/(?<=<!-- size -->\n)|(?=<!-- \/size -->)/);
	const [head, line, ...body] = table.trim().split("\n");
	const told = body.map(cellsOf);
	const find = (r) => told.find(([title]) => title === r[""]);
	if (process.argv.includes("--write")) {
		for (const r of rows) {
			find(r)?.splice(0, columns.length, ...columns.map((c) => spaced(r[c])));
		}
		const lines = [head, line, ...told.map((cells) => `| ${cells.join(" | ")} |`)];
		writeFileSync(path, `${before}${lines.join("\n")}\n${after}`);
	}
	const wrong = rows.filter((r) => !columns.every((c, i) => isNear(find(r)?.[i], r[c])));
	if (wrong.length > 0) {
		console.error(
			`README.md says otherwise of: ${wrong.map((r) => r[""]).join("; ")}\nmake size WRITE=--write mends its rows`,
		);
		process.exitCode = 1;
	}
}

function cellsOf(line) {
	return line
		.split("|")
		.slice(1, -1)
		.map((cell) => cell.trim());
}

function spaced(value) {
	return typeof value === "string" ? value : `${value}`.replace(/\B(?=(\d{3})+$)/g, " ");
}

function isNear(told = "", measured) {
	return typeof measured === "string"
		? told === measured
		: Math.abs(Number(told.replaceAll(" ", "")) - measured) <= 0.02 * measured;
}
