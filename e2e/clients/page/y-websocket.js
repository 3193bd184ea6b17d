export * from "./stage.js";

import { doc, provider } from "recipe";

const map = doc.getMap("map");

export const write = (key, value) => void map.set(key, value);

/** Waits till the key is there. */
export async function read(key) {
	while (!map.has(key)) {
		await new Promise((resolve) => map.observe(resolve));
	}
	return map.get(key);
}

/** Writes when there is no connection. */
export const writeOnceGone = (key, value) => void provider.once("connection-close", () => write(key, value));

export const end = () => provider.destroy();
