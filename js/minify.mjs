// Makes what pages load, dist/index.js and wsclose.min.js, smaller than the bundler leaves it. `make minified`.

import { readFileSync, writeFileSync } from "node:fs";
import { minify } from "terser";
import { PRIVATE } from "./private.mjs";

const [folder] = process.argv.slice(2);
/** What no file has after this: one of the names, as a member's. */
const LONG = new RegExp(`\\.(${PRIVATE.join("|")})\\b`);

for (const name of ["index.js", "wsclose.min.js"]) {
	const path = `${folder}/${name}`;
	const text = readFileSync(path, "utf8");
	if (!LONG.test(text)) {
		continue; // as it was left by a run that was broken off
	}
	const url = /\n\/\/# sourceMappingURL=(.*)\n$/.exec(text)?.[1];
	const { code, map } = await minify(text, {
		module: name === "index.js",
		ecma: 2022,
		// Functions stay functions: one that stands where it is called is made anew at each call. Constants stay where they stand: most are last.
		compress: { reduce_funcs: false, inline: false, lhs_constants: false },
		// builtins: what a DOM's object is called may name what is ours, like x. None is renamed, pack.mjs holds that.
		mangle: { properties: { regex: new RegExp(`^(${PRIVATE.join("|")})$`), builtins: true } },
		// New lines for semicolons cost nothing, and what nothing caught does not make Node print all there is. Pages have any charset.
		format: { semicolons: false, max_line_len: 1000, ascii_only: true },
		...(url && { sourceMap: { content: readFileSync(`${folder}/${url}`, "utf8"), url, includeSources: true } }),
	});
	writeFileSync(path, `${code}\n`);
	if (url) {
		writeFileSync(`${folder}/${url}`, map);
	}
}
