// Where the build puts the core beside the JavaScript. Bundlers know the literal, and take the file along.

import { FinalError } from "./compile.ts";

export function own(): URL {
	try {
		return new URL("./wsclose.wasm", import.meta.url);
	} catch (cause) {
		throw new FinalError(`wsclose: nothing is beside ${import.meta.url}: load({url})`, { cause }); // blob:, data:, about:srcdoc
	}
}
