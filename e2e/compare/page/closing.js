// close(): what it refuses, what it leaves behind, and how long it may take.

import { finding, sleep, thrown, until } from "./stage.js";

export const forbiddenCode = (stage) => refusal(stage, "InvalidAccessError", 1001);
export const longReason = (stage) => refusal(stage, "SyntaxError", 1000, "é".repeat(62));

/** A close() that must throw. Nothing has changed then: messages travel, and the loss that follows is answered with a retry. */
async function refusal(stage, name, ...args) {
	const s = await stage.session("/lab/tcp?end=fin&after=1", { delayMs: 50 });
	await s.until("open");
	const error = thrown(() => s.close(...args));
	await sleep(200);
	if (!error) {
		const says = s.state?.() === WebSocket.CLOSED ? "returns and says CLOSED" : "returns";
		return finding(false, stage.open ? `${says}; the native socket stays open` : says);
	}
	if (error.name !== name) return finding(false, `throws ${error.name}`);
	s.send("after the exception"); // the server echoes it, and hangs up
	if (!(await s.until("message", 1, 1000))) return finding(false, "throws; send() then drops every message");
	const again = await until(() => stage.dials > 1, 1500);
	return finding(again, "throws; never reconnects after it");
}

export async function mutePeer(stage) {
	const s = await stage.session("/lab/mute");
	await s.until("open");
	s.close(1000);
	if (!(await s.until("close", 1, 8000))) return finding(false, "no `close` within 8 s");
	const [{ code, wasClean }] = s.all("close");
	return finding(!wasClean, `\`close\` at once, as a clean ${code}`);
}

export async function whileConnecting(stage) {
	const s = await stage.session("/lab/handshake?delay=300", { delayMs: 50 });
	await until(() => stage.dials > 0);
	s.close();
	await sleep(1200);
	return finding(stage.open === 0 && stage.dials === 1, stage.open ? "opens nevertheless" : "dials again");
}

export async function pendingRetry(stage) {
	const s = await stage.session("/lab/tcp?end=fin", { delayMs: 400 });
	await s.until("close");
	s.close();
	await sleep(1200);
	return finding(stage.dials === 1, "dials again");
}
