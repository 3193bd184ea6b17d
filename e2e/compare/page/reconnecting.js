// reconnect(): one connection follows another, whatever came before.

import { finding, none, sleep, thrown, until } from "./stage.js";

const absent = (stage) => (stage.peer.reconnect ? null : none("has no reconnect()"));

/** The package's own way to connect again does nothing while a connection is open. */
const idle = (stage) => none(`${stage.peer.reconnect.method}() does nothing while open`);

export async function whileOpen(stage) {
	if (!stage.peer.reconnect) return absent(stage);
	const s = await stage.session("/lab/echo", { delayMs: 50 });
	await s.until("open");
	s.reconnect();
	await s.until("open", 2, 1500);
	await sleep(300);
	if (stage.dials === 1) return idle(stage);
	return finding(stage.open === 1 && stage.dials === 2, `${stage.open} sockets open`);
}

export async function forbiddenCode(stage) {
	if (!stage.peer.reconnect) return absent(stage);
	if (!stage.peer.reconnect.takesCode) return none(`${stage.peer.reconnect.method}() takes no code`);
	const s = await stage.session("/lab/echo", { delayMs: 50 });
	await s.until("open");
	thrown(() => s.reconnect(1001));
	await sleep(800);
	return finding(stage.open === 1, `${stage.open} sockets open`);
}

export async function afterAnEarlyClose(stage) {
	if (!stage.peer.reconnect) return absent(stage);
	const s = await stage.session("/lab/echo", { delayMs: 50 });
	s.close();
	await sleep(200);
	s.reconnect();
	return finding(await s.until("open", 1, 2000), "never dials again");
}

export async function afterTheLimit(stage) {
	if (!stage.peer.reconnect) return absent(stage);
	const s = await stage.session("/lab/flap?fail=2&how=503", { delayMs: 50, limit: 1 });
	await until(() => stage.dials === 2);
	await sleep(600);
	if (stage.dials !== 2) return finding(false, "does not keep the limit");
	s.reconnect();
	return finding(await s.until("open", 1, 2000), "never dials again");
}

/** The server answers the old connection's Close late, with a code of its own. */
export async function lateEvents(stage) {
	if (!stage.peer.reconnect) return absent(stage);
	const s = await stage.session("/lab/answer?with=code:4777&delay=500", { delayMs: 50 });
	await s.until("open");
	s.reconnect();
	await s.until("open", 2, 1500);
	if (stage.dials === 1) return idle(stage);
	if (stage.natives[0].readyState === WebSocket.OPEN) return finding(false, "the old socket stays open");
	const before = s.log.length;
	await sleep(1000);
	return finding(s.log.length === before && stage.dials === 2, "the old socket is still heard");
}
