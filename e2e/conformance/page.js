// The page: runs the suite here and in a worker, shows the sheet, and posts the result to the server. ?only=TEXT runs a part.

import differences from "./differences.json" with { type: "json" };
import { assertions, run } from "./run.js";
import { showProgress, showSheet } from "./sheet.js";

/** When no assertion has had a value for so long, the page posts what it has. */
const PATIENCE_MS = 90_000;

const only = new URLSearchParams(location.search).get("only") ?? "";
const rows = assertions.map(({ subject, name, expected }) => ({ subject, name, expected, window: null, worker: null }));
const strays = [];
const failures = [];

/** How a pair of values stands to the list of differences. */
function verdict(row, { native, wsclose }) {
	if (native === wsclose) {
		return "agrees";
	}
	const name = `${row.subject}: ${row.name}`;
	const difference = differences.find(({ covers }) => covers.some((one) => one.name === name));
	const allowed = difference?.covers.find((one) => one.name === name).gives;
	return difference?.sometimes || (difference && wsclose === JSON.stringify(allowed)) ? "listed" : "unlisted";
}

let tookAt = performance.now();
const take = (realm) => (index, values) => {
	tookAt = performance.now();
	rows[index][realm] = { ...values, verdict: verdict(rows[index], values) };
	showProgress(rows);
};

const inWindow = () => run(only, take("window"));

const inWorker = () =>
	new Promise((resolve, reject) => {
		const worker = new Worker("worker.js", { type: "module" });
		const onValue = take("worker");
		worker.onerror = (event) => reject(new Error(`the worker failed: ${event.message}`));
		worker.onmessage = ({ data }) => {
			if (data.failed) {
				reject(new Error(data.failed));
			} else if (data.strays) {
				worker.terminate();
				resolve(data.strays);
			} else {
				onValue(data.index, data.values);
			}
		};
		worker.postMessage(only);
	});

const stuck = async () => {
	while (performance.now() - tookAt < PATIENCE_MS) {
		await new Promise((resolve) => setTimeout(resolve, 1_000));
	}
	failures.push(`no assertion has had a value for ${PATIENCE_MS / 1000} s`);
};
const all = Object.entries({ window: inWindow, worker: inWorker }).map(async ([realm, start]) => {
	try {
		strays.push(...(await start()).map((stray) => `${realm}: ${stray}`));
	} catch (error) {
		failures.push(`${realm}: ${error?.stack ?? error}`);
	}
});
await Promise.race([Promise.all(all), stuck()]);

const done = rows.filter(({ window, worker }) => window || worker);
showSheet(rows, [...strays, ...failures]);
await fetch("/result", {
	method: "POST",
	headers: { "Content-Type": "application/json" },
	body: JSON.stringify({ userAgent: navigator.userAgent, rows: done, differences, strays, failures }),
});
