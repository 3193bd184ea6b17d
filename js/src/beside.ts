// Where the build puts the core beside the JavaScript. Bundlers know the literal, and take the file along.

import { FinalError } from "./compile.ts";

export function own(): string {
	try {
		const { href } = new URL("./wsclose.wasm", import.meta.url);
		return href.replace(/\.vite\/deps\w*(?=\/wsclose\.wasm$)/, "wsclose/dist"); // Vite 7 and older move the module alone, while developing
	} catch (cause) {
		throw new FinalError(`wsclose: nothing is beside ${import.meta.url}: load({url})`, { cause }); // blob:, data:, about:srcdoc
	}
}
