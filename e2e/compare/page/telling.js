// What the page is told of an end.

import { finding, none, sleep, until } from "./stage.js";

export async function failedHandshake(stage) {
	const s = await stage.session("/lab/handshake?do=503");
	await s.until("close");
	const [{ code, wasClean }] = s.all("close");
	return finding(code === 1006 && !wasClean, `reports ${code}, ${wasClean ? "clean" : "unclean"}`);
}

/** The server closes one connection, the page another. */
export async function codeInAListener(stage) {
	const facts = [];
	for (const [who, path] of [
		["the server", "/lab/close?code=4001&reason=why"],
		["the page", "/lab/echo"],
	]) {
		const s = await stage.session(path);
		let heard = null;
		(s.on ?? s.handle)("close", (...args) => {
			heard ??= args.at(-1);
		});
		await s.until("open");
		if (who === "the page") s.close(4001, "why");
		await until(() => heard);
		if (heard.code === 4001 && heard.reason === "why" && heard.wasClean === true) continue;
		const reason = typeof heard.reason === "string" ? JSON.stringify(heard.reason) : "an object";
		facts.push(`where ${who} closed, event.code is ${JSON.stringify(heard.code)} and event.reason ${reason}`);
	}
	return finding(facts.length === 0, facts.join("; "));
}

export async function order(stage) {
	const s = await stage.session("/lab/handshake?do=503");
	await until(() => s.log.length >= 2);
	const types = s.log.slice(0, 2).map((entry) => entry.type);
	return finding(types.join() === "error,close", `\`${types[0]}\` before \`${types[1]}\``);
}

export async function target(stage) {
	const s = await stage.session("/lab/tcp?end=fin&after=1");
	const strange = new Set();
	for (const type of ["open", "message", "close"]) {
		const look =
			(how) =>
			(...args) => {
				if (args.at(-1).target !== s.raw) strange.add(how);
			};
		s.on?.(type, look("listeners"));
		s.listen(type, (event) => {
			s.log.push({ type, event });
			look(s.handle ? "handlers" : "listeners")(event);
		});
	}
	await s.until("open");
	s.send("x");
	await s.until("close");
	await sleep(20);
	return finding(strange.size === 0, `the native socket, in ${[...strange].sort().join(" and ")}`);
}

export async function isWebSocket(stage) {
	const { raw } = await stage.session("/lab/echo");
	return finding(raw instanceof WebSocket, "false");
}

export async function constants(stage) {
	const { raw } = await stage.session("/lab/echo");
	const Class = stage.peer.of(await stage.module());
	const names = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"];
	const has = (owner) => owner !== null && names.every((name, value) => owner[name] === value);
	if (has(raw) && (Class === null || has(Class))) return finding(true);
	return finding(false, has(Class) ? "on the class only" : "none");
}

/** Over two connections: the first is lost after one message. */
export async function binaryType(stage) {
	const s = await stage.session("/lab/tcp?end=fin&after=1", { delayMs: 50 });
	if (!("binaryType" in s.raw)) return none("has no binaryType");
	s.raw.binaryType = "arraybuffer";
	s.listen("open", (event) => {
		s.log.push({ type: "open", event });
		s.send(new Uint8Array([1, 2, 3]));
	});
	await s.until("message", 2);
	const kinds = s.all("message").map(({ data }) => data.constructor.name);
	return finding(kinds[0] === "ArrayBuffer" && kinds[1] === "ArrayBuffer", `${kinds[0]}, after the retry ${kinds[1]}`);
}
