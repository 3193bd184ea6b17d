// What wsclose does for a close, from the browser's event to the page's listener: reading it, deciding, and a report. Microseconds.

import { load, ManagedWebSocket } from "wsclose";
import { Fake } from "./fake.js";

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The core is there, and the page has been idle. */
async function ready() {
	await load();
	await sleep(100);
	await new Promise((resolve) => requestIdleCallback(resolve));
}

function open() {
	const socket = new ManagedWebSocket("wss://example.test/", [], { WebSocket: Fake });
	Fake.last.accept();
	return socket;
}

function decide(n) {
	const times = [];
	for (let i = 0; i < n; i++) {
		const socket = open();
		let told = Number.NaN;
		socket.addEventListener("close", () => {
			told = performance.now();
		});
		const begin = Fake.last.end();
		times.push((told - begin) * 1000);
		socket[Symbol.dispose]();
	}
	return times;
}

function live(n) {
	const begin = performance.now();
	for (let i = 0; i < n; i++) {
		const socket = open();
		Fake.last.end();
		socket[Symbol.dispose]();
	}
	return ((performance.now() - begin) / n) * 1000;
}

/** Before there is a core, and so maybe later. */
function closeCold() {
	const socket = open();
	return new Promise((resolve) => {
		let begin = 0;
		socket.addEventListener("close", () => {
			const told = performance.now();
			queueMicrotask(() => resolve((told - begin) * 1000));
			socket[Symbol.dispose]();
		});
		begin = Fake.last.end();
	});
}

globalThis.bench = { ready, decide, live, closeCold };
