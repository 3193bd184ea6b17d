import { subject } from "../assertion.js";

/** Types of both kinds: wsclose hands on the browser's own message events, and makes those of close itself. */
const KINDS = ["message", "close"];

function fire(socket, type, init) {
	const event = new Event(type, init);
	socket.dispatchEvent(event);
	return event;
}

/** Calls action with a socket and a log, fires the type, and returns the log. */
function heard(t, type, action) {
	const socket = t.make();
	const seen = [];
	action(socket, seen);
	fire(socket, type);
	return seen;
}

/** Options whose getters tell that they were read. */
const options = (log, values) =>
	Object.defineProperties({}, Object.fromEntries(["signal", "passive", "once", "capture"].map((name) => [name, { get: () => (log.push(name), values[name]) }])));

/** addEventListener and removeEventListener. */
export const listening = subject("listeners", "WHATWG DOM, section 2.7", (must, may) => {
	must("both need two arguments", Array(4).fill("TypeError"), (t) => {
		const socket = t.make();
		return [() => socket.addEventListener(), () => socket.addEventListener("message"), () => socket.removeEventListener(), () => socket.removeEventListener("message")].map((f) => t.thrown(f));
	});
	must("a type is converted to a string", ["null", "5", "x"], (t) => {
		const socket = t.make();
		const seen = [];
		for (const type of [null, 5, { toString: () => "x" }]) {
			socket.addEventListener(type, (event) => seen.push(event.type));
		}
		["null", "5", "x"].forEach((type) => fire(socket, type));
		return seen;
	});
	must("a type is converted once", [1, 1], (t) => {
		const socket = t.make();
		return KINDS.map((type) => {
			let calls = 0;
			socket.addEventListener({ toString: () => (calls++, type) }, () => {});
			return calls;
		});
	});
	must("a symbol as a type is a TypeError", "TypeError", (t) => t.thrown(() => t.make().addEventListener(Symbol("x"), () => {})));

	for (const type of KINDS) {
		const on = (name, expected, run) => must(`${type}: ${name}`, expected, run);

		on("both return undefined", [undefined, undefined], (t) => {
			const socket = t.make();
			return [socket.addEventListener(type, () => {}), socket.removeEventListener(type, () => {})];
		});
		on("null and undefined as a listener are nothing", ["nothing", "nothing", "nothing"], (t) => {
			const socket = t.make();
			return [() => socket.addEventListener(type, null), () => socket.addEventListener(type, undefined), () => socket.removeEventListener(type, null)].map((f) => t.thrown(f));
		});
		on("a listener that is no object is a TypeError", Array(6).fill("TypeError"), (t) => {
			const socket = t.make();
			return [3, "x", true].flatMap((value) => [t.thrown(() => socket.addEventListener(type, value)), t.thrown(() => socket.removeEventListener(type, value))]);
		});
		on("a function is called on the socket with the event alone", [true, 1], (t) => {
			const socket = t.make();
			let seen;
			socket.addEventListener(type, function (...args) { seen = [this === socket, args.length]; });
			fire(socket, type);
			return seen;
		});
		on("listeners are called in the order they were added", ["a", "b", "c"], (t) => heard(t, type, (socket, seen) => {
			for (const name of ["a", "b", "c"]) {
				socket.addEventListener(type, () => seen.push(name));
			}
		}));
		on("a listener added twice is called once, in its first place", ["a", "b"], (t) => heard(t, type, (socket, seen) => {
			const a = () => seen.push("a");
			socket.addEventListener(type, a);
			socket.addEventListener(type, () => seen.push("b"));
			socket.addEventListener(type, a);
		}));
		on("a listener added twice keeps its first options", 2, (t) => {
			const socket = t.make();
			let calls = 0;
			const f = () => calls++;
			socket.addEventListener(type, f);
			socket.addEventListener(type, f, { once: true });
			fire(socket, type);
			fire(socket, type);
			return calls;
		});
		on("capturing and not are two, the capturing one first", ["capture", "plain", "both", "both"].slice(0, 2).concat(2), (t) => {
			const seen = heard(t, type, (socket, log) => {
				socket.addEventListener(type, () => log.push("plain"));
				socket.addEventListener(type, () => log.push("capture"), { capture: true });
			});
			let calls = 0;
			heard(t, type, (socket) => {
				const f = () => calls++;
				socket.addEventListener(type, f, true);
				socket.addEventListener(type, f, false);
			});
			return [...seen, calls];
		});
		on("it is removed only with the same capture", [1, 0], (t) => {
			let calls = 0;
			const f = () => calls++;
			heard(t, type, (socket) => { socket.addEventListener(type, f, true); socket.removeEventListener(type, f); });
			const first = calls;
			calls = 0;
			heard(t, type, (socket) => { socket.addEventListener(type, f, { capture: true }); socket.removeEventListener(type, f, true); });
			return [first, calls];
		});
		on("options other than an object are capture, as a boolean", ["1", "text", "plain"], (t) => heard(t, type, (socket, seen) => {
			socket.addEventListener(type, () => seen.push("plain"), 0);
			socket.addEventListener(type, () => seen.push("1"), 1);
			socket.addEventListener(type, () => seen.push("text"), "x");
		}));
		on("a function as options is a dictionary", ["capture", "plain"], (t) => heard(t, type, (socket, seen) => {
			socket.addEventListener(type, () => seen.push("plain"), () => {});
			socket.addEventListener(type, () => seen.push("capture"), Object.assign(() => {}, { capture: true }));
		}));
		on("null as options is none", ["plain"], (t) => heard(t, type, (socket, seen) => socket.addEventListener(type, () => seen.push("plain"), null)));
		on("options are read in WebIDL's order, once each", ["capture", "once", "passive", "signal"], (t) => {
			const log = [];
			t.make().addEventListener(type, () => {}, options(log, {}));
			return log;
		});
		on("what a getter of the options throws is thrown", "mine", (t) => t.thrown(() => t.make().addEventListener(type, () => {}, { get passive() { throw "mine"; } })));
		on("removing reads capture alone", ["capture"], (t) => {
			const log = [];
			t.make().removeEventListener(type, () => {}, options(log, {}));
			return log;
		});
		on("once: called once", 1, (t) => {
			const socket = t.make();
			let calls = 0;
			socket.addEventListener(type, () => calls++, { once: true });
			fire(socket, type);
			fire(socket, type);
			return calls;
		});
		on("once: gone before it is called, so that a nested event doesn't call it", 1, (t) => {
			const socket = t.make();
			let calls = 0;
			socket.addEventListener(type, () => { calls++; fire(socket, type); }, { once: true });
			fire(socket, type);
			return calls;
		});
		on("once: added again by itself, it hears the next event", 2, (t) => {
			const socket = t.make();
			let calls = 0;
			const f = () => { calls++; socket.addEventListener(type, f, { once: true }); };
			socket.addEventListener(type, f, { once: true });
			fire(socket, type);
			fire(socket, type);
			return calls;
		});
		on("once: can be removed", 0, (t) => {
			let calls = 0;
			const f = () => calls++;
			heard(t, type, (socket) => { socket.addEventListener(type, f, { once: true }); socket.removeEventListener(type, f); });
			return calls;
		});
		on("passive: it can't cancel", [false, true], (t) => {
			const socket = t.make();
			return [{ passive: true }, {}].map((passive) => {
				socket.addEventListener(type, (event) => event.preventDefault(), { ...passive, once: true });
				return fire(socket, type, { cancelable: true }).defaultPrevented;
			});
		});
		on("signal: aborted already, nothing is added", [], (t) => heard(t, type, (socket, seen) => socket.addEventListener(type, () => seen.push("x"), { signal: AbortSignal.abort() })));
		on("signal: aborting removes it", ["other"], (t) => heard(t, type, (socket, seen) => {
			const controller = new AbortController();
			socket.addEventListener(type, () => seen.push("x"), { signal: controller.signal });
			socket.addEventListener(type, () => seen.push("other"));
			controller.abort();
		}));
		on("signal: after it was aborted the same listener can be added again", ["x"], (t) => heard(t, type, (socket, seen) => {
			const controller = new AbortController();
			const f = () => seen.push("x");
			socket.addEventListener(type, f, { signal: controller.signal });
			controller.abort();
			socket.addEventListener(type, f);
		}));
		on("signal: aborting before its turn keeps it from being called", ["first"], (t) => heard(t, type, (socket, seen) => {
			const controller = new AbortController();
			socket.addEventListener(type, () => { seen.push("first"); controller.abort(); });
			socket.addEventListener(type, () => seen.push("second"), { signal: controller.signal });
		}));
		on("signal: null and an object that is none are TypeErrors", ["TypeError", "TypeError"], (t) => {
			const socket = t.make();
			return [null, {}].map((signal) => t.thrown(() => socket.addEventListener(type, () => {}, { signal })));
		});
		on("handleEvent is called on its object", [true, 1], (t) => {
			const socket = t.make();
			let seen;
			const object = { handleEvent(...args) { seen = [this === object, args.length]; } };
			socket.addEventListener(type, object);
			fire(socket, type);
			return seen;
		});
		on("handleEvent is read at each event, once", ["read", "called", "read", "called"], (t) => {
			const socket = t.make();
			const seen = [];
			socket.addEventListener(type, { get handleEvent() { seen.push("read"); return () => seen.push("called"); } });
			fire(socket, type);
			fire(socket, type);
			return seen;
		});
		on("handleEvent given later is called", ["late"], (t) => {
			const socket = t.make();
			const seen = [];
			const object = {};
			socket.addEventListener(type, object);
			object.handleEvent = () => seen.push("late");
			fire(socket, type);
			return seen;
		});
		on("handleEvent that is no function is a TypeError, reported", ["TypeError", "TypeError", "after"], async (t) => {
			const errors = await t.uncaught();
			const seen = heard(t, type, (socket, log) => {
				socket.addEventListener(type, {});
				socket.addEventListener(type, { handleEvent: 5 });
				socket.addEventListener(type, () => log.push("after"));
			});
			return [...errors.map(({ error }) => error.name), ...seen];
		});
		on("what a getter of handleEvent throws is reported", ["mine", "after"], async (t) => {
			const errors = await t.uncaught();
			const seen = heard(t, type, (socket, log) => {
				socket.addEventListener(type, { get handleEvent() { throw "mine"; } });
				socket.addEventListener(type, () => log.push("after"));
			});
			return [...errors.map(({ error }) => error), ...seen];
		});
		on("handleEvent of a function is not called", ["function"], (t) => heard(t, type, (socket, seen) =>
			socket.addEventListener(type, Object.assign(() => seen.push("function"), { handleEvent: () => seen.push("handleEvent") }))));
		on("what a listener throws is reported, and the next is called", ["mine", "after"], async (t) => {
			const errors = await t.uncaught();
			const seen = heard(t, type, (socket, log) => {
				socket.addEventListener(type, () => { throw "mine"; });
				socket.addEventListener(type, () => log.push("after"));
			});
			return [...errors.map(({ error }) => error), ...seen];
		});
		on("a listener that throws and was once is gone", 1, async (t) => {
			const errors = await t.uncaught();
			const socket = t.make();
			socket.addEventListener(type, () => { throw "mine"; }, { once: true });
			fire(socket, type);
			fire(socket, type);
			return errors.length;
		});
		on("removed before its turn, it is not called", ["first"], (t) => heard(t, type, (socket, seen) => {
			const second = () => seen.push("second");
			socket.addEventListener(type, () => { seen.push("first"); socket.removeEventListener(type, second); });
			socket.addEventListener(type, second);
		}));
		on("removed and added again before its turn, it waits for the next event", ["first"], (t) => heard(t, type, (socket, seen) => {
			const second = () => seen.push("second");
			socket.addEventListener(type, () => { seen.push("first"); socket.removeEventListener(type, second); socket.addEventListener(type, second); });
			socket.addEventListener(type, second);
		}));
		on("added while its event is dispatched, it waits for the next", ["first"], (t) => heard(t, type, (socket, seen) => {
			socket.addEventListener(type, () => { seen.push("first"); socket.addEventListener(type, () => seen.push("second")); });
		}));
		on("a bubbling listener added by a capturing one hears the same event", ["capture", "added"], (t) => heard(t, type, (socket, seen) => {
			socket.addEventListener(type, () => { seen.push("capture"); socket.addEventListener(type, () => seen.push("added")); }, true);
		}));
		on("stopImmediatePropagation stops the rest", ["a"], (t) => heard(t, type, (socket, seen) => {
			socket.addEventListener(type, (event) => { seen.push("a"); event.stopImmediatePropagation(); });
			socket.addEventListener(type, () => seen.push("b"));
		}));
		on("stopPropagation by a capturing listener stops those that don't capture", ["a", "b"], (t) => heard(t, type, (socket, seen) => {
			socket.addEventListener(type, (event) => { seen.push("a"); event.stopPropagation(); }, true);
			socket.addEventListener(type, () => seen.push("b"), true);
			socket.addEventListener(type, () => seen.push("c"));
		}));
		on("stopPropagation by another stops nobody", ["a", "b"], (t) => heard(t, type, (socket, seen) => {
			socket.addEventListener(type, (event) => { seen.push("a"); event.stopPropagation(); });
			socket.addEventListener(type, () => seen.push("b"));
		}));
		on("a listener's return value means nothing", false, (t) => {
			const socket = t.make();
			socket.addEventListener(type, () => false);
			return fire(socket, type, { cancelable: true }).defaultPrevented;
		});
	}

	for (const type of ["open", "message", "close"]) {
		must(`${type}: EventTarget's own addEventListener hears the browser's event`, 1, async (t) => {
			const socket = t.make("/lab/burst?n=1&code=1000");
			let calls = 0;
			EventTarget.prototype.addEventListener.call(socket, type, () => calls++);
			await t.next(socket, "close");
			await t.task();
			return calls;
		});
		may(`${type}: when(), where there is one, hears the browser's event`, async (t) => {
			const socket = t.make("/lab/burst?n=1&code=1000");
			const end = t.next(socket, "close");
			const seen = [];
			socket.when?.(type).subscribe((event) => seen.push(event.type, event.target === socket));
			await end;
			await t.task();
			return seen;
		});
	}
	may("when(), where there is one, ends with its signal", async (t) => {
		const socket = t.make("/lab/burst?n=3&code=1000");
		const end = t.next(socket, "close");
		const controller = new AbortController();
		let calls = 0;
		socket.when?.("message").subscribe(() => { calls++; controller.abort(); }, { signal: controller.signal });
		await end;
		await t.task();
		return calls;
	});
	may("when(), where there is one, is an enumerable method of length 1", (t) => {
		const { when } = t.WebSocket.prototype;
		return when && [when.name, when.length, "prototype" in when, Object.keys(Object.getOwnPropertyDescriptors(EventTarget.prototype)).includes("when")];
	});
});
