// Makes what pages load, dist/index.js and wsclose.min.js, smaller than the bundler leaves it. `make minified`.

import { readFileSync, writeFileSync } from "node:fs";
import { minify } from "terser";

const [folder] = process.argv.slice(2);

for (const name of ["index.js", "wsclose.min.js"]) {
	const path = `${folder}/${name}`;
	const text = readFileSync(path, "utf8");
	const url = /\n\/\/# sourceMappingURL=(.*)\n$/.exec(text)?.[1];
	const { code, map } = await minify(text, {
		module: name === "index.js",
		ecma: 2022,
		mangle: { properties: { regex: /^_/ } },
		// What nothing caught does not make Node print all there is. Pages have any charset. Without its annotations a bundler drops little.
		format: { max_line_len: 1000, ascii_only: true, preserve_annotations: name === "index.js" },
		...(url && { sourceMap: { content: readFileSync(`${folder}/${url}`, "utf8"), url, includeSources: true } }),
	});
	writeFileSync(path, `${code}\n`);
	if (url) {
		writeFileSync(`${folder}/${url}`, map);
	}
}
