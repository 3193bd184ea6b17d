// The first thing that a page does: a socket. It tells the server how long that took from the page's own beginning, and how many bytes.
// It does not close its window: what a trace has of it would go with its process.

import { listen, make } from "contestant";

const socket = make(`ws://${location.host}/echo`);
listen(socket, "open", () => {
	performance.mark("opened");
	const ms = performance.now();
	const loaded = performance.getEntriesByType("resource").filter(({ responseEnd }) => responseEnd > 0 && responseEnd <= ms);
	const bytes = loaded.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
	fetch("/opened", { method: "POST", body: JSON.stringify({ ms, bytes }) });
});
