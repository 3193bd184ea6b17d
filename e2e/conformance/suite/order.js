import { subject } from "../assertion.js";
import { TYPES } from "../trial.js";

/** Makes one real event of a type happen, and resolves when the socket has closed. */
const CAUSES = {
	open: "/lab/close?code=1000",
	message: "/lab/burst?n=1&code=1000",
	error: "/lab/handshake?do=404",
	close: "/lab/close?code=1000",
};

async function life(t, type, prepare) {
	const socket = t.make(CAUSES[type]);
	const end = t.next(socket, "close");
	const seen = [];
	prepare(socket, seen);
	await end;
	await t.task();
	return seen;
}

/** What happens between the listeners of the browser's own events: WHATWG HTML, "clean up after running script". */
export const order = subject("order", "WHATWG DOM, section 2.10; WHATWG HTML, section 8.1.4.4", (must, may) => {
	for (const type of TYPES) {
		must(`${type}: microtasks run between two listeners`, ["a", "microtask of a", "b", "microtask of b"], (t) => life(t, type, (socket, seen) => {
			for (const name of ["a", "b"]) {
				socket.addEventListener(type, () => {
					seen.push(name);
					queueMicrotask(() => seen.push(`microtask of ${name}`));
				});
			}
		}));
		must(`${type}: and between a listener and the handler`, ["handler", "microtask", "listener"], (t) => life(t, type, (socket, seen) => {
			socket[`on${type}`] = () => {
				seen.push("handler");
				Promise.resolve().then(() => seen.push("microtask"));
			};
			socket.addEventListener(type, () => seen.push("listener"));
		}));
		must(`${type}: no task runs between two listeners`, ["a", "b"], (t) => life(t, type, (socket, seen) => {
			const { port1, port2 } = new MessageChannel();
			port1.onmessage = () => port1.close();
			socket.addEventListener(type, () => { seen.push("a"); port2.postMessage(0); });
			socket.addEventListener(type, () => seen.push("b"));
		}));
		must(`${type}: each listener gets the same event`, true, async (t) => {
			const seen = await life(t, type, (socket, events) => {
				socket.addEventListener(type, (event) => events.push(event));
				socket[`on${type}`] = (event) => { events.push(event); };
			});
			return seen.length === 2 && seen[0] === seen[1];
		});
		must(`${type}: what a listener throws is reported, and the next is called`, ["a", "b", "mine"], async (t) => {
			const errors = await t.uncaught();
			const seen = await life(t, type, (socket, log) => {
				socket.addEventListener(type, () => { log.push("a"); throw "mine"; });
				socket.addEventListener(type, () => log.push("b"));
			});
			return [...seen, ...errors.map(({ error }) => error)];
		});
		must(`${type}: stopImmediatePropagation stops the rest`, ["a"], async (t) => {
			// t.next listens too: a socket that is asked after a while tells that it has closed.
			const socket = t.make(CAUSES[type]);
			const seen = [];
			socket.addEventListener(type, (event) => { seen.push("a"); event.stopImmediatePropagation(); });
			socket.addEventListener(type, () => seen.push("b"));
			while (socket.readyState !== 3) {
				await new Promise((resolve) => setTimeout(resolve, 5));
			}
			await t.task();
			return seen;
		});
		must(`${type}: once, capture and handler in a real event`, ["capture", "handler", "once"], (t) => life(t, type, (socket, seen) => {
			socket[`on${type}`] = () => seen.push("handler");
			socket.addEventListener(type, () => seen.push("once"), { once: true });
			socket.addEventListener(type, () => seen.push("capture"), true);
		}));
		must(`${type}: a listener removed before its turn is not called`, ["a"], (t) => life(t, type, (socket, seen) => {
			const b = () => seen.push("b");
			socket.addEventListener(type, () => { seen.push("a"); socket.removeEventListener(type, b); });
			socket.addEventListener(type, b);
		}));
		must(`${type}: a listener added by another waits for the next event`, ["a"], (t) => life(t, type, (socket, seen) => {
			socket.addEventListener(type, () => { seen.push("a"); socket.addEventListener(type, () => seen.push("late")); }, { once: true });
		}));
		must(`${type}: handleEvent hears it`, [true], (t) => life(t, type, (socket, seen) => {
			const object = { handleEvent() { seen.push(this === object); } };
			socket.addEventListener(type, object);
		}));
		must(`${type}: an aborted signal keeps a listener from it`, ["other"], (t) => life(t, type, (socket, seen) => {
			const controller = new AbortController();
			socket.addEventListener(type, () => seen.push("x"), { signal: controller.signal });
			socket.addEventListener(type, () => seen.push("other"));
			controller.abort();
		}));
	}
	must("a promise that open settles is heard before the first message", ["open", "awaited", "message"], async (t) => {
		const socket = t.make("/lab/burst?n=1&code=1000");
		const seen = [];
		socket.addEventListener("message", () => seen.push("message"));
		const end = t.next(socket, "close");
		new Promise((resolve) => { socket.onopen = () => { seen.push("open"); resolve(); }; }).then(() => seen.push("awaited"));
		await end;
		return seen;
	});
	must("a microtask of one message runs before the next message", ["0", "microtask", "1", "microtask"], async (t) => {
		const socket = t.make("/lab/burst?n=2&size=1&code=1000");
		const seen = [];
		socket.onmessage = ({ data }) => { seen.push(data); queueMicrotask(() => seen.push("microtask")); };
		await t.next(socket, "close");
		return seen;
	});
	must("a microtask of error runs before close", ["error", "microtask", "close"], async (t) => {
		const socket = t.make("/lab/handshake?do=404");
		const seen = [];
		socket.onerror = () => { seen.push("error"); queueMicrotask(() => seen.push("microtask")); };
		socket.onclose = () => seen.push("close");
		await t.next(socket, "close");
		return seen;
	});
	must("no task runs between error and close", ["error", "close"], async (t) => {
		const socket = t.make("/lab/handshake?do=404");
		const seen = [];
		socket.onerror = () => { seen.push("error"); const { port1, port2 } = new MessageChannel(); port1.onmessage = () => { seen.push("task"); port1.close(); }; port2.postMessage(0); };
		socket.onclose = () => seen.push("close");
		await t.next(socket, "close");
		return seen;
	});
	may("a listener of close that error's listener adds is called", async (t) => {
		const socket = t.make("/lab/handshake?do=404");
		return new Promise((resolve) => socket.addEventListener("error", () => socket.addEventListener("close", () => resolve("called"))));
	});
});
