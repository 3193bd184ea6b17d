// Where loadCore() finds the core when the build puts it beside the JavaScript: fetch() of Node reads no files.

import type { LoadOptions } from "wsclose";

export async function find(): Promise<LoadOptions> {
	const { readFile } = await import("node:fs/promises");
	const bytes = new Uint8Array(await readFile(new URL("./wsclose.wasm", import.meta.url)));
	return { module: await WebAssembly.compile(bytes) };
}
