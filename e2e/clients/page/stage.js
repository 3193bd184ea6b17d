// What the test asks of every page: what wsclose reported, and whether anything might still connect.

import { core, observe } from "wsclose";

const reports = [];
let ended = () => {};
observe(({ type, report }) => {
	if (type === "end") {
		reports.push(`${report.code} ${report.by} ${report.cause}`);
		ended();
	}
});

/** Waits till no socket is left, and returns what was reported of each. */
export async function told() {
	while (core.sessions > 0) {
		await new Promise((resolve) => {
			ended = resolve;
		});
	}
	return reports;
}

/** The timers that have not rung: what is done by them, by their numbers. */
const timers = new Map();
const { setTimeout: start, clearTimeout: stop } = globalThis;
globalThis.setTimeout = (run, delay, ...args) => {
	const ring = () => timers.delete(id) && run(...args);
	const id = start(ring, delay);
	timers.set(id, ring);
	return id;
};
globalThis.clearTimeout = (id) => {
	timers.delete(id);
	stop(id);
};

/** Lets all the time pass that is waited for, and tells how many sockets there are then. */
export async function socketsAfterAll() {
	for (let round = 0; timers.size > 0 && round < 10; round++) {
		for (const [id, ring] of [...timers]) {
			stop(id);
			ring();
		}
		await new Promise((resolve) => start(resolve)); // what promises do with it
	}
	return core.sessions;
}
