// What is measured of one way to make a socket, in a page of its own. The way is the module `contestant`, which the build puts in.

import * as contestant from "contestant";

const { listen, make, ready, reconnect } = contestant;

const heard = (socket, type) => new Promise((resolve) => listen(socket, type, resolve));
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function opened(url, way = make) {
	const socket = way(url);
	await heard(socket, "open");
	return socket;
}

/** Messages that come back in a second, with 32 on their way at any time. */
async function echo(url, size, ms) {
	const socket = await opened(url);
	const data = "x".repeat(size);
	let count = 0;
	let end = Number.POSITIVE_INFINITY;
	const done = new Promise((resolve) => {
		listen(socket, "message", () => {
			count++;
			if (performance.now() < end) {
				socket.send(data);
			} else {
				resolve();
			}
		});
	});
	const begin = performance.now();
	end = begin + ms;
	for (let i = 0; i < 32; i++) {
		socket.send(data);
	}
	await done;
	const rate = count / (performance.now() - begin);
	socket.close(1000);
	return rate * 1000;
}

/** Messages of 16 bytes a second that a page takes, from a server that is faster. */
async function push(url, n) {
	const socket = await opened(`${url}?n=${n}`);
	let count = 0;
	let bytes = 0;
	let begin = 0;
	return new Promise((resolve) => {
		listen(socket, "message", ({ data }) => {
			begin ||= performance.now();
			bytes += data.length;
			if (++count === n) {
				const rate = (n / (performance.now() - begin)) * 1000;
				socket.close(1000);
				resolve(bytes === n * 16 ? rate : Number.NaN);
			}
		});
		socket.send("begin");
	});
}

/** Milliseconds from a constructor's call to `open`: of this, and of the native one right before or after it. */
async function openWarm(url, n) {
	const native = (address) => new WebSocket(address);
	const time = async (way) => {
		const begin = performance.now();
		const socket = way(url);
		await (way === native
			? new Promise((resolve) => socket.addEventListener("open", resolve))
			: heard(socket, "open"));
		const took = performance.now() - begin;
		socket.close(1000);
		await sleep(1);
		return took;
	};
	const times = [];
	for (let i = 0; i < n; i++) {
		const pair = i % 2 ? [make, native] : [native, make];
		const [one, other] = [await time(pair[0]), await time(pair[1])];
		times.push(i % 2 ? { own: one, native: other } : { own: other, native: one });
	}
	return times;
}

/** Milliseconds from a last message to the page's listener for `close`: the server writes both at once, and ends TCP. */
async function closeToEvent(url, n) {
	const times = [];
	for (let i = 0; i < n; i++) {
		const socket = make(url);
		let at = 0;
		listen(socket, "message", () => {
			at = performance.now();
		});
		await new Promise((resolve) => {
			listen(socket, "close", () => {
				times.push(performance.now() - at);
				resolve();
			});
		});
		socket.close(); // no retry
		await sleep(1);
	}
	return times;
}

/** Connections a second: as soon as one is open the next is asked for. */
async function cycles(url, ms) {
	if (!reconnect) {
		return null;
	}
	let count = 0;
	const begin = performance.now();
	return new Promise((resolve) => {
		const run = (socket) =>
			listen(socket, "open", () => {
				count++;
				if (performance.now() - begin < ms) {
					reconnect(socket, run);
				} else {
					socket.close(1000);
					resolve((count / (performance.now() - begin)) * 1000);
				}
			});
		run(make(url));
	});
}

const held = [];
/** Opens n and holds them. */
async function hold(url, n) {
	for (let i = 0; i < n; i++) {
		held.push(await opened(url));
	}
}

globalThis.bench = { echo, push, openWarm, closeToEvent, cycles, hold, ready: async () => ready?.() };
