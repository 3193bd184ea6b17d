// What the core costs a page: on its main thread while it loads, and for each decision.

import { ManagedWebSocket } from "wsclose";
import { fakeWebSocket } from "wsclose/testing";

/** Milliseconds from the wasm's last byte to ready, and the longest task meanwhile that kept the page waiting (0: none over 50). */
async function load() {
	const { core, load } = await import("wsclose");
	let longest = 0;
	const observer = new PerformanceObserver((list) => {
		for (const { duration } of list.getEntries()) {
			longest = Math.max(longest, duration);
		}
	});
	observer.observe({ type: "longtask" });
	await load();
	const readyAt = performance.now();
	await new Promise((resolve) => setTimeout(resolve, 100));
	observer.disconnect();
	const [entry] = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".wasm"));
	return { status: core.status, readyMs: readyAt - entry.responseEnd, longestTaskMs: longest };
}

/** Microseconds that a close takes, from the browser's event to the page's listener: reading it, deciding, and a report. */
function decide(n) {
	const fake = fakeWebSocket();
	const times = [];
	for (let i = 0; i < n; i++) {
		const socket = new ManagedWebSocket("wss://example.test/", [], { WebSocket: fake });
		fake.last.peer.accept();
		let told = 0;
		socket.addEventListener("close", () => {
			told = performance.now();
		});
		const begin = performance.now();
		fake.last.peer.close(1012);
		times.push((told - begin) * 1000);
		socket[Symbol.dispose]();
	}
	return times;
}

globalThis.core = { load, decide };
