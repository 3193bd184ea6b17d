// Whether, and when, a package dials again.

import { firstRetries } from "./crowd.js";
import { finding, none, sleep, until } from "./stage.js";

/** The server accepts, and hangs up at once. */
export async function loop(stage) {
	await stage.session("/lab/tcp?end=fin");
	await sleep(3000);
	return finding(stage.dials <= 6, stage.dials > 15 ? "more than 5 connections a second" : "more than 2 connections a second");
}

/** The same with a limit of 3 retries. */
export async function limit(stage) {
	await stage.session("/lab/tcp?end=fin", { delayMs: 20, limit: 3 });
	await sleep(2000);
	return finding(stage.dials === 4, stage.dials > 4 ? "counts anew after every open: no end" : "gives up early");
}

export async function policyViolation(stage) {
	const first = await stage.session("/lab/close?code=1008", { delayMs: 50 });
	if (!(await until(() => stage.dials > 1, 1200))) return finding(true);
	if (!stage.peer.stopOn) return finding(false, "reconnects; no option for a code");
	first.close();
	await sleep(300);
	const before = stage.dials;
	await stage.session("/lab/close?code=1008", { delayMs: 50, stopOn: 1008 });
	await sleep(1200);
	return finding(stage.dials === before + 1, `reconnects, in spite of ${stage.peer.stopOn}`);
}

const seconds = (ms) => `${Math.round(ms / 1000)} s`;

/** When a crowd comes, in words that don't change from run to run. */
function arrival(waits) {
	if (waits.length === 0) return "never dials again";
	const [first] = waits;
	const last = waits.at(-1);
	if (last - first < 100) return last < 100 ? "all at once, without delay" : `all at once, after ${seconds(first)}`;
	return `from ${seconds(first)} to ${seconds(last)}`;
}

export async function crowd(stage) {
	const waits = await firstRetries(stage);
	return finding(waits.at(-1) - waits[0] > 1000, arrival(waits));
}

export async function serviceRestart(stage) {
	const waits = await firstRetries(stage, { code: 1012, reason: "service restart", wasClean: true });
	return finding(waits[0] >= 5000 && waits.at(-1) <= 30_000 && waits.at(-1) - waits[0] > 20_000, arrival(waits));
}

export async function retryAfter(stage) {
	const waits = await firstRetries(stage, { code: 1013, reason: "retry-after=60", wasClean: true });
	if (!stage.peer.heedsRetryAfter) return none(`knows no such hint: ${arrival(waits)}`);
	return finding(waits[0] >= 60_000, arrival(waits));
}
