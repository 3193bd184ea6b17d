// Prints how many lines of js/src the tests in js/test ran, from what Node's NODE_V8_COVERAGE wrote to js/build/coverage, and fails below
// 95 %. `make cover`. Each test is a bundle of its own with a source map: a line counts if any piece of it ran in any bundle.

import { readdirSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { fileURLToPath } from "node:url";

const BAR = 95;
const folder = new URL("./build/coverage/", import.meta.url);
/** By source, by line: whether it ran. */
const lines = new Map();

for (const file of readdirSync(folder)) {
	const { result } = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
	for (const { url, functions } of result.filter(({ url }) => url.includes("/js/build/test/"))) {
		add(readFileSync(fileURLToPath(url), "utf8"), functions);
	}
}

/** Counts one bundle. Of two ranges that overlap the inner, which comes later, says whether it ran. */
function add(text, functions) {
	const ran = new Uint8Array(text.length).fill(1);
	const ranges = functions.flatMap(({ ranges }) => ranges);
	for (const { startOffset, endOffset, count } of ranges.sort(
		(a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset,
	)) {
		ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
	}
	const map = new SourceMap(JSON.parse(Buffer.from(text.slice(text.lastIndexOf("base64,") + 7).trim(), "base64")));
	let offset = 0;
	for (const [number, line] of text.split("\n").entries()) {
		for (const { index } of line.matchAll(/[\w$]+|[^\s\w$]/g)) {
			const { originalSource = "", originalLine } = map.findEntry(number, index);
			const [, source] = /^(?:\.\.\/)+src\/(.+\.ts)$/.exec(originalSource) ?? [];
			if (source) {
				const own = lines.get(source) ?? lines.set(source, new Map()).get(source);
				own.set(originalLine + 1, own.get(originalLine + 1) || ran[offset + index] === 1);
			}
		}
		offset += line.length + 1;
	}
}

let [all, run] = [0, 0];
for (const [source, own] of [...lines].sort()) {
	const missing = [...own].filter(([, ran]) => !ran).map(([line]) => line);
	all += own.size;
	run += own.size - missing.length;
	if (missing.length > 0) {
		console.log(`${source}: not run: ${missing.sort((a, b) => a - b).join(", ")}`);
	}
}
const percent = (100 * run) / all;
console.log(`js/src: ${percent.toFixed(1)} % of ${all} lines (the bar: ${BAR} %)`);
process.exitCode = percent >= BAR ? 0 : 1;
