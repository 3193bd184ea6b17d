// The network goes and comes; the page goes and comes back.

import { finding, sleep } from "./stage.js";

/** The connection is lost while the browser is offline. */
export async function* offline(stage) {
	const s = await stage.session("/lab/tcp?end=fin&after=1&delay=700", { delayMs: 50 });
	await s.until("open");
	s.send("x");
	await s.until("message");
	yield "go offline";
	await s.until("close");
	await sleep(1200);
	const meanwhile = stage.dials - 1;
	yield "go online";
	const back = await s.until("open", 2, 6000);
	if (meanwhile > 0) return finding(false, "dials on while offline");
	return finding(back, "never dials again");
}

/** The page lies in the back/forward cache for a second. */
export async function* backForwardCache(stage) {
	const s = await stage.session("/lab/echo", { delayMs: 50 });
	await s.until("open");
	const told = yield "leave and come back";
	const alive = await s.until("open", 2, 6000);
	const facts = [];
	if (!told) facts.push("the server holds a dead connection while the page is away");
	if (!alive) facts.push("not live again after the return");
	return finding(facts.length === 0, facts.join("; "));
}
