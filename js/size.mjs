// Prints what a page loads: bytes as they are, after gzip, and after brotli 11. `make size`.
// It takes the compiler, where the core is (inside or beside), the folder of what was built, and that of a build with a core inside.

import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [compiler, place, dist, inside] = process.argv.slice(2);

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

const rows = {
	beside: () => [
		row("JavaScript, wasm_exec.js included (index.js)", loaded("index.js")),
		row("the same as a classic script (wsclose.min.js)", ["wsclose.min.js"]),
		row("the core (wsclose.wasm)", ["wsclose.wasm"]),
	],
	inside: () => [
		row("one file, the core inside (index.js)", loaded("index.js")),
		row("the same as a classic script (wsclose.min.js)", ["wsclose.min.js"]),
	],
}[place]();
rows.push(measured("JavaScript of a package with the core inside, without the core", [hollow()]));
const subpaths = {
	"ja.js": "Japanese, only where it is imported",
	"reconnecting-websocket.js": "that package's class, only where it is imported",
	"testing.js": "fakes for unit tests",
};
for (const [file, title] of Object.entries(subpaths)) {
	rows.push(row(`${title} (${file})`, [file]));
}
const columns = Object.keys(rows[0]);
const width = (column) => Math.max(column.length, ...rows.map((r) => `${r[column]}`.length));
const line = (cells) =>
	columns.map((c, i) => (i === 0 ? `${cells[i]}`.padEnd(width(c)) : `${cells[i]}`.padStart(width(c) + 2))).join("");
console.log([columns, ...rows.map((r) => columns.map((c) => r[c]))].map(line).join("\n"));
compareWithReadme();

/**
 * README.md has one table of what Go's compiler gives, beside the JavaScript, and one of TinyGo's, inside. With --write it gets the table;
 * else what it says must be true within 2 %.
 */
function compareWithReadme() {
	const mark = { "go beside": "size", "tinygo inside": "size tinygo" }[`${compiler} ${place}`];
	if (!mark) {
		return console.log(`README.md says nothing of ${compiler}'s core ${place} the JavaScript`);
	}
	const path = new URL("../README.md", import.meta.url);
	const text = readFileSync(path, "utf8");
	const [before, table, after] = text.split(new RegExp(`(?<=<!-- ${mark} -->\n)|(?=<!-- /${mark} -->)`));
	const spaced = (n) => `${n}`.replace(/\B(?=(\d{3})+$)/g, " ");
	const cells = (r) => columns.map((c, i) => (i === 0 ? r[c] : spaced(r[c])));
	if (process.argv.includes("--write")) {
		const head = ["| | bytes | gzip | brotli |", "|---|---:|---:|---:|"];
		const lines = [...head, ...rows.map((r) => `| ${cells(r).join(" | ")} |`)];
		writeFileSync(path, `${before}${lines.join("\n")}\n${after}`);
		return;
	}
	const told = table
		.trim()
		.split("\n")
		.slice(2)
		.map((row) =>
			row
				.split("|")
				.slice(1, -1)
				.map((cell) => cell.trim()),
		);
	const wrong = rows.filter((r, i) => !columns.every((c, j) => isNear(told[i]?.[j], r[c])));
	if (wrong.length > 0 || told.length !== rows.length) {
		console.error(
			`README.md says otherwise of: ${wrong.map((r) => r[""]).join("; ")}\nnode js/size.mjs ${process.argv.slice(2).join(" ")} --write mends it`,
		);
		process.exitCode = 1;
	}
}

function isNear(told = "", measured) {
	return typeof measured === "string"
		? told === measured
		: Math.abs(Number(told.replaceAll(" ", "")) - measured) <= 0.02 * measured;
}
