// The suite in a dedicated worker: the page asks once, and gets each value, then the end.

import { run } from "./run.js";

self.addEventListener("message", async ({ data: only }) => {
	try {
		self.postMessage({ strays: await run(only, (index, values) => self.postMessage({ index, values })) });
	} catch (error) {
		self.postMessage({ failed: String(error?.stack ?? error) });
	}
});
