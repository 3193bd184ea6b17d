// How the core comes into a page that opens a socket and does nothing else.

import { core, ManagedWebSocket } from "wsclose";

const memories = new Set();

/** Notes the memory of each instance that is made from now on. */
function watch() {
	const note = (instance) => {
		for (const one of Object.values(instance.exports)) {
			if (one instanceof WebAssembly.Memory) {
				memories.add(one);
			}
		}
		return instance;
	};
	const { Instance, instantiate } = WebAssembly;
	WebAssembly.Instance = new Proxy(Instance, { construct: (target, args) => note(Reflect.construct(target, args)) });
	WebAssembly.instantiate = async (...args) => {
		const made = await instantiate(...args);
		note(made.instance ?? made);
		return made;
	};
}

export async function start(url) {
	watch();
	const socket = new ManagedWebSocket(url);
	await new Promise((resolve) => socket.addEventListener("open", resolve));
	performance.mark("opened");
	const begin = performance.now();
	while (core.status === "idle" || core.status === "loading") {
		await scheduler.postTask(() => {}, { delay: 1 }); // a timer would wait for 4 ms
	}
	const readyMs = performance.now() - begin;
	if (core.status !== "ready") {
		throw new Error(`the core is ${core.status}`, { cause: core.error });
	}
	await new Promise((resolve) => setTimeout(resolve, 100));
	performance.mark("settled");
	const memoryBytes = [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
	return { readyMs, memoryBytes };
}
