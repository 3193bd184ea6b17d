// Listeners, and what else of the page a package touches.

import { finding, none, sleep, until } from "./stage.js";

export async function once(stage) {
	const s = await stage.session("/lab/echo");
	if (!s.on) return none("has no listeners");
	let calls = 0;
	s.on("message", () => calls++, { once: true });
	await s.until("open");
	for (const text of ["one", "two", "three"]) s.send(text);
	await s.until("message", 3);
	await sleep(20);
	return finding(calls === 1, `called ${calls} times for 3 messages`);
}

export async function handleEvent(stage) {
	const s = await stage.session("/lab/echo");
	if (!s.on) return none("has no listeners");
	const listener = {
		calls: 0,
		handleEvent() {
			this.calls++;
		},
	};
	await s.until("open");
	s.on("message", listener);
	s.send("one");
	await until(() => listener.calls > 0 || stage.uncaught.length > 0, 2000);
	return finding(listener.calls === 1, stage.uncaught[0] ?? "not called");
}

/** The first handshake fails, and the page's listeners for that throw. */
export async function throwing(stage) {
	const s = await stage.session("/lab/flap?fail=1&how=503", { delayMs: 50 });
	for (const type of ["error", "close"]) {
		(s.on ?? s.handle)(type, () => {
			throw new Error(`a listener for ${type}`);
		});
	}
	return finding(await s.until("open", 1, 2500), "never retries");
}

export async function imports(stage) {
	const before = new Set(Object.getOwnPropertyNames(globalThis));
	const touched = [];
	const restore = ["setTimeout", "setInterval", "addEventListener", "fetch"].map((name) => {
		const original = globalThis[name];
		const own = Object.getOwnPropertyDescriptor(globalThis, name);
		globalThis[name] = (...args) => {
			touched.push(`${name}()`);
			return original.apply(globalThis, args);
		};
		return () => {
			delete globalThis[name];
			if (own) Object.defineProperty(globalThis, name, own);
		};
	});
	await import(stage.peer.bundle);
	await new Promise((resolve) => requestAnimationFrame(resolve));
	for (const back of restore) back();
	const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
	return finding(touched.length + added.length + stage.dials === 0, [...added, ...touched].join(", "));
}

/** The page's first timer has the number 1: an interval that it started before anything else (site_test.go). */
export async function timers(stage) {
	const s = await stage.session("/lab/echo");
	await s.until("open");
	const { first } = globalThis;
	if (first.number !== 1) throw new Error(`the page's first timer has the number ${first.number}`);
	s.close();
	await s.until("close");
	const before = first.ticks;
	return finding(await until(() => first.ticks > before + 2, 500), "close() ends the page's first timer");
}
