// One socket at a time: makes it, tells all that it says, and does with it what the page's buttons ask for.

import { byId, el, say } from "./dom.js";
import { apart, quoted, visible } from "./inert.js";
import { brief, milliseconds, reportDetails } from "./report.js";

const READY_STATES = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"];
/** So much of a message is shown. */
const LONGEST_TEXT = 300;
/** So many messages of a queue are shown. */
const MOST_TOLD = 5;

/** Where there is no Symbol.dispose (Safari 18) the package has this one, as esbuild and Babel do. */
const DISPOSE = Symbol.dispose ?? Symbol.for("Symbol.dispose");

export class Session {
	#package;
	#languages;
	#log;
	#timeline;
	#socket = null;
	#controller = null;
	#began = 0;
	#dueAt = null;
	#frame = 0;

	constructor({ wsclose, speaksJapanese }, log, timeline) {
		this.#package = wsclose;
		this.#languages = speaksJapanese ? ["en", "ja"] : ["en"];
		this.#log = log;
		this.#timeline = timeline;
		this.#offer();
		this.#show();
		setInterval(() => this.#show(), 200);
	}

	#offer() {
		const value = (id) => (byId(id).value === "" ? undefined : byId(id).value);
		const codeAndReason = () => [value("code"), value("reason")];
		const nothing = () => [];
		this.#button("send", "send", () => [byId("message").value]);
		this.#button("flush", "flush", nothing);
		this.#button("clearQueue", "clearQueue", nothing, told);
		this.#button("close", "close", codeAndReason);
		this.#button("reconnect", "reconnect", codeAndReason);
		this.#button("fail", "fail", () => codeAndReason().reverse());
		this.#button("dispose", DISPOSE, nothing);
		byId("abort").addEventListener("click", () => {
			this.#log.add(this.#now("call"), "controller.abort()");
			this.#controller.abort();
			this.#show();
		});
		onEnter(byId("message"), byId("send"));
		onEnter(byId("code"), byId("close"));
		onEnter(byId("reason"), byId("close"));
	}

	/** Makes a socket in the place of the one before; controller aborts it, if given. Throws what the package throws. */
	connect(url, protocols, { options, controller }) {
		const { ManagedWebSocket } = this.#package;
		const socket = new ManagedWebSocket(url, protocols, options);
		const before = this.#socket;
		this.#socket = null; // what the old one still says is not this session's
		before?.[DISPOSE]();
		this.#socket = socket;
		this.#controller = controller;
		byId("abort").hidden = controller === null;
		this.#began = performance.now();
		this.#dueAt = null;
		say(byId("refusal"), "");
		byId("actions").disabled = false;
		this.#timeline.begin(() => performance.now() - this.#began, socket.phase, socket.connection);
		this.#log.add(this.#now("new"), `ManagedWebSocket(${quoted(url)})`);
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
		on("message", (event, now) => this.#log.add(now, () => apart(text(event.data))));
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
		on("expired", ({ detail }, now) => this.#log.add(now, told(detail)));
		on("end", ({ detail }, now) => this.#log.add(now, this.#details(detail)));
	}

	#closed(report, now) {
		const details = this.#details(report);
		const row = this.#log.add(now, details);
		const mark = this.#timeline.closed(now.at, report.code, brief(report, this.#package.describe), () => {
			details.open = true;
			this.#log.reveal(row);
			details.querySelector(".meaning").focus(); // not the summary, which the rest of the press of a key would click
		});
		details.addEventListener("keydown", ({ key }) => {
			if (key === "Escape" && mark.isConnected) {
				mark.focus(); // back where it was opened
			}
		});
	}

	#details(report) {
		const { describe } = this.#package;
		const said = report.reason === "" ? [] : [" ", apart(quoted(report.reason))];
		const details = reportDetails(report, [brief(report, describe), ...said], describe, this.#languages);
		details.addEventListener("keydown", ({ key }) => {
			if (key === "Escape") {
				details.open = false;
				details.firstElementChild.focus();
			}
		});
		return details;
	}

	/** Takes a line of a session whose option debug is a function. */
	debug(line) {
		if (this.#socket) {
			this.#log.add(this.#now("debug"), visible(line));
		}
	}

	#now(type) {
		const { phase, readyState } = this.#socket;
		return { at: performance.now() - this.#began, type, phase, readyState };
	}

	/** A button that calls a method; answer, if given, puts into words what that returns. */
	#button(id, method, args, answer) {
		byId(id).addEventListener("click", () => {
			const given = args();
			say(byId("refusal"), "");
			this.#log.add(this.#now("call"), `${typeof method === "symbol" ? "[Symbol.dispose]" : method}(${list(given)})`);
			try {
				const returned = this.#socket[method](...given);
				if (answer) {
					this.#log.add(this.#now("returns"), answer(returned));
				}
			} catch (error) {
				const text = visible(`${error.name}: ${error.message}`);
				say(byId("refusal"), text);
				this.#log.add(this.#now("throws"), text);
			}
			this.#show();
		});
	}

	/** Shows the socket's state with the next frame. */
	#show() {
		this.#frame ||= requestAnimationFrame(() => {
			this.#frame = 0;
			this.#showState();
		});
	}

	#showState() {
		const socket = this.#socket;
		const wait = socket?.plan ? Math.max(0, this.#dueAt - (performance.now() - this.#began)) : null;
		const state = {
			phase: socket?.phase ?? "none",
			readyState: socket ? `${socket.readyState} ${READY_STATES[socket.readyState]}` : "–",
			connection: socket?.connection ?? "–",
			attempt: socket?.attempt ?? "–",
			"next attempt": wait === null ? "–" : `in ${(wait / 1000).toFixed(1)} s`,
			"buffered, queued": socket ? `${socket.bufferedAmount.toLocaleString("en")} B` : "–",
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

/** Arguments as they would be written; what follows the last one that is given is left out. */
function list(args) {
	const last = args.findLastIndex((one) => one !== undefined);
	return args
		.slice(0, last + 1)
		.map((one) => (one === undefined ? "undefined" : /^\d+$/.test(one) ? one : quoted(one)))
		.join(", ");
}

/** Messages that were taken out of the queue, or fell out. */
function told(messages) {
	const each = messages
		.slice(0, MOST_TOLD)
		.map(({ data, bytes, at, state }) => `${text(data)} (${bytes} B, ${state}, ${((Date.now() - at) / 1000).toFixed(1)} s old)`);
	const more = messages.length > MOST_TOLD ? [`and ${messages.length - MOST_TOLD} more`] : [];
	return messages.length === 0 ? "nothing: the queue is empty" : `${messages.length}: ${[...each, ...more].join(", ")}`;
}

function text(data) {
	if (typeof data !== "string") {
		return `${data.constructor.name} of ${data.size ?? data.byteLength} bytes`;
	}
	return visible(data.length > LONGEST_TEXT ? `${data.slice(0, LONGEST_TEXT)}… (${data.length} characters)` : data);
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
