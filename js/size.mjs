// Prints what a page loads: bytes as they are, after gzip, and after brotli 11. `make size`.

import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = new URL("./dist/", import.meta.url);

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
	const text = readFileSync(new URL(name, dist), "utf8");
	const imports = [...text.matchAll(/from"\.\/([^"]+)"/g)].map(([, file]) => file);
	return [name, ...imports.flatMap(loaded)];
}

function row(title, files) {
	const bytes = files.map((file) => readFileSync(new URL(file, dist)));
	const sum = (measure) => bytes.reduce((total, one) => total + measure(one), 0);
	return {
		"": title,
		bytes: sum((b) => b.length),
		gzip: sum((b) => gzipSync(b, { level: 9 }).length),
		brotli: sum(brotli),
	};
}

const rows = [
	row("JavaScript, wasm_exec.js included (index.js)", loaded("index.js")),
	row("the same as a classic script (wsclose.min.js)", ["wsclose.min.js"]),
	row("the core (wsclose.wasm)", ["wsclose.wasm"]),
];
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
