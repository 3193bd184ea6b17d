// One socket at a time: makes it, tells all that it says, and does with it what the page's buttons ask for.

import { byId, el, say } from "./dom.js";
import { brief, milliseconds, reportDetails } from "./report.js";

const READY_STATES = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"];
/** So much of a message is shown. */
const LONGEST_TEXT = 300;

export class Session {
	#package;
	#languages;
	#log;
	#timeline;
	#socket = null;
	#began = 0;
	#dueAt = null;

	constructor({ wsclose, speaksJapanese }, log, timeline) {
		this.#package = wsclose;
		this.#languages = speaksJapanese ? ["en", "ja"] : ["en"];
		this.#log = log;
		this.#timeline = timeline;
		const [code, reason] = [byId("code"), byId("reason")];
		const value = (input) => (input.value === "" ? undefined : input.value);
		this.#button(
			"send",
			(socket) => socket.send(byId("message").value),
			() => JSON.stringify(byId("message").value),
		);
		this.#button(
			"close",
			(socket) => socket.close(value(code), value(reason)),
			() => list(value(code), value(reason)),
		);
		this.#button(
			"reconnect",
			(socket) => socket.reconnect(value(code), value(reason)),
			() => list(value(code), value(reason)),
		);
		this.#button(
			"fail",
			(socket) => socket.fail(value(reason), value(code)),
			() => list(value(reason), value(code)),
		);
		this.#button(
			"dispose",
			(socket) => socket[Symbol.dispose](),
			() => "",
		);
		onEnter(byId("message"), byId("send"));
		onEnter(code, byId("close"));
		onEnter(reason, byId("close"));
		this.#show();
		setInterval(() => this.#show(), 200);
	}

	/** Makes a socket in the place of the one before. Throws what the package throws. */
	connect(url, protocols, options) {
		const { ManagedWebSocket } = this.#package;
		const socket = new ManagedWebSocket(url, protocols, options);
		const before = this.#socket;
		this.#socket = null; // what the old one still says is not this session's
		before?.[Symbol.dispose]();
		this.#socket = socket;
		this.#began = performance.now();
		this.#dueAt = null;
		say(byId("refusal"), "");
		byId("actions").disabled = false;
		this.#timeline.begin(() => performance.now() - this.#began, socket.phase, socket.connection);
		this.#log.add(this.#now("new"), `ManagedWebSocket(${JSON.stringify(url)})`);
		this.#listen(socket);
		this.#show();
		comeIntoView(byId("session"));
	}

	#listen(socket) {
		const on = (type, tell) =>
			socket.addEventListener(type, (event) => {
				if (this.#socket === socket) {
					tell(event, this.#now(type));
					this.#show();
				}
			});
		on("open", (_, now) =>
			this.#log.add(
				now,
				socket.protocol === "" ? `connection ${socket.connection}` : `connection ${socket.connection}, protocol ${socket.protocol}`,
			),
		);
		on("message", (event, now) => this.#log.add(now, text(event.data)));
		on("error", (_, now) => this.#log.add(now, "tells nothing more, as in every browser"));
		on("close", (event, now) => this.#closed(event.report, now));
		on("phase", ({ detail }, now) => {
			this.#timeline.phase(now.at, detail.to, socket.connection);
			this.#log.add(now, `${detail.from} → ${detail.to}`);
		});
		on("retry", ({ detail }, now) => {
			this.#dueAt = now.at + detail.delayMs;
			this.#timeline.planned(now.at, detail.delayMs);
			this.#log.add(now, `attempt ${detail.attempt} in ${milliseconds(detail.delayMs)} (${detail.rule})`);
		});
		on("end", ({ detail }, now) => this.#log.add(now, this.#details(detail)));
	}

	#closed(report, now) {
		const details = this.#details(report);
		const row = this.#log.add(now, details);
		this.#timeline.closed(now.at, report.code, brief(report, this.#package.describe), () => {
			details.open = true;
			row.scrollIntoView({ block: "nearest" });
			details.firstElementChild.focus();
		});
	}

	#details(report) {
		const { describe } = this.#package;
		const said = report.reason === "" ? "" : ` ${JSON.stringify(report.reason)}`;
		return reportDetails(report, brief(report, describe) + said, describe, this.#languages);
	}

	#now(type) {
		const { phase, readyState } = this.#socket;
		return { at: performance.now() - this.#began, type, phase, readyState };
	}

	/** A button: what it calls, and how the call reads in the log. */
	#button(name, call, args) {
		byId(name).addEventListener("click", () => {
			const socket = this.#socket;
			const source = name === "dispose" ? "[Symbol.dispose]()" : `${name}(${args()})`;
			say(byId("refusal"), "");
			this.#log.add(this.#now("call"), source);
			try {
				call(socket);
			} catch (error) {
				say(byId("refusal"), `${error.name}: ${error.message}`);
				this.#log.add(this.#now("throws"), `${error.name}: ${error.message}`);
			}
			this.#show();
		});
	}

	/** The socket's state, as it is now. */
	#show() {
		const socket = this.#socket;
		const wait = socket?.plan ? Math.max(0, this.#dueAt - (performance.now() - this.#began)) : null;
		const state = {
			phase: socket?.phase ?? "none",
			readyState: socket ? `${socket.readyState} ${READY_STATES[socket.readyState]}` : "–",
			connection: socket?.connection ?? "–",
			attempt: socket?.attempt ?? "–",
			"next attempt": wait === null ? "–" : `in ${(wait / 1000).toFixed(1)} s`,
			bufferedAmount: socket?.bufferedAmount ?? "–",
		};
		const list = byId("state");
		list.dataset.phase = state.phase;
		if (list.childElementCount === 0) {
			list.append(...Object.keys(state).map((name) => el("div", { "data-name": name }, el("dt", {}, name), el("dd", {}))));
		}
		for (const one of list.children) {
			const value = String(state[one.dataset.name]);
			if (one.lastElementChild.textContent !== value) {
				one.lastElementChild.textContent = value;
			}
		}
	}
}

/** What follows the last argument that is given is left out. */
function list(...args) {
	while (args.length > 0 && args.at(-1) === undefined) {
		args.pop();
	}
	return args.map((one) => (one === undefined ? "undefined" : /^\d+$/.test(one) ? one : JSON.stringify(one))).join(", ");
}

function text(data) {
	if (typeof data !== "string") {
		return `${data.constructor.name} of ${data.size ?? data.byteLength} bytes`;
	}
	return data.length > LONGEST_TEXT ? `${data.slice(0, LONGEST_TEXT)}… (${data.length} characters)` : data;
}

/** On a phone, and far down the form, the session is elsewhere. */
function comeIntoView(element) {
	const { top } = element.getBoundingClientRect();
	if (top < 0 || top > innerHeight / 2) {
		element.scrollIntoView();
	}
}

function onEnter(input, button) {
	input.addEventListener("keydown", (event) => {
		if (event.key === "Enter") {
			event.preventDefault();
			button.click();
		}
	});
}
