// Draws a session as it happens: connections in one lane, waits in the lane below, a mark for each close. Each phase is one bar from
// the event that began it to the event that ended it; a planned attempt is an outline up to its moment.

import { onWidth } from "./axis.js";
import { byId, svg } from "./dom.js";

const TOP = 24; // for the codes of closes
const LANES = { connecting: 0, open: 0, closing: 0, waiting: 1, paused: 1 };
const LANE = { y: [TOP + 8, TOP + 42], height: [26, 16] };
const AXIS = TOP + 76;
const HEIGHT = AXIS + 20;
/** Between the codes of two closes, in pixels. */
const LABEL_GAP = 36;
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
/** So many bars and marks are kept, each. */
const MOST = 400;
/** While something lasts it is drawn anew, in milliseconds; seldom for those who don't like motion. */
const EVERY = matchMedia("(prefers-reduced-motion: reduce)").matches ? 1_000 : 100;

export class Timeline {
	#svg = byId("timeline");
	#says = byId("timeline-says");
	#axis = svg("g", { class: "axis" });
	#bars = svg("g");
	#outline = svg("rect", { class: "planned", rx: 4 });
	#marks = svg("g");
	#width = 0;
	#windowMs = 0;
	#clock = () => 0;
	#segments = []; // {phase, from, to or null while it lasts, bar, label}
	#closes = []; // {at, mark, label}
	#due = null;
	#phase = "idle";
	#counts = { connections: 0, waits: 0, closes: 0 };
	#timer = 0;
	#frame = 0;
	#current = null; // the mark that Tab reaches

	constructor() {
		this.#svg.setAttribute("height", HEIGHT);
		this.#svg.append(this.#axis, this.#bars, this.#outline, this.#marks);
		onWidth(this.#svg, (width) => {
			this.#width = width;
			this.draw();
		});
		this.#marks.addEventListener("keydown", (event) => this.#step(event));
		byId("window").addEventListener("change", ({ target }) => {
			this.#windowMs = Number(target.value) * 1000;
			this.draw();
		});
	}

	/** A new socket: clock tells the milliseconds since it was made. */
	begin(clock, phase, connection) {
		this.#clock = clock;
		this.#segments = [];
		this.#closes = [];
		this.#bars.replaceChildren();
		this.#marks.replaceChildren();
		this.#counts = { connections: 0, waits: 0, closes: 0 };
		this.phase(0, phase, connection);
	}

	/** The phase changes. */
	phase(at, to, connection) {
		const last = this.#segments.at(-1);
		if (last && last.to === null) {
			last.to = at;
		}
		this.#phase = to;
		this.#due = null;
		if (to in LANES) {
			this.#segments.push(this.#segment(at, to, connection));
			this.#counts.connections = Math.max(this.#counts.connections, connection);
			this.#counts.waits += LANES[to];
		}
		if (this.#segments.length > MOST) {
			const { bar, label } = this.#segments.shift();
			bar.remove();
			label.remove();
		}
		this.#run();
	}

	#segment(from, phase, connection) {
		const lane = LANES[phase];
		const bar = svg("rect", { class: "bar", "data-phase": phase, y: LANE.y[lane], height: LANE.height[lane], rx: 4 });
		const label = svg("text", { class: "on-bar", y: LANE.y[lane] + LANE.height[lane] / 2 + 4 }, phase === "open" ? `#${connection}` : "");
		this.#bars.append(bar, label);
		return { phase, from, to: null, bar, label };
	}

	/** An attempt is planned, so many milliseconds from at. */
	planned(at, delayMs) {
		this.#due = at + delayMs;
		this.draw();
	}

	/** A connection's end; show opens its report. Returns its mark, which can be focused. */
	closed(at, code, text, show) {
		const label = svg("text", { y: TOP - 8, "text-anchor": "middle" }, String(code));
		const y = LANE.y[0] + LANE.height[0] / 2;
		const mark = svg(
			"a",
			{ href: "#log", class: "close-mark", tabindex: -1, "aria-label": `Report of the close ${text}` },
			svg("title", {}, text),
			svg("rect", { class: "reach", x: -8, y: TOP - 20, width: 16, height: y - TOP + 36, rx: 4 }),
			svg("line", { y1: TOP - 3, y2: LANE.y[0] + LANE.height[0] }),
			svg("circle", { cy: y, r: 4.5 }),
			label,
		);
		mark.addEventListener("click", (event) => {
			event.preventDefault();
			show();
		});
		this.#marks.append(mark);
		this.#closes.push({ at, mark, label });
		this.#counts.closes++;
		if (this.#closes.length > MOST) {
			this.#closes.shift().mark.remove();
		}
		if (!this.#current?.isConnected || this.#current !== document.activeElement) {
			this.#reach(mark);
		}
		this.draw();
		return mark;
	}

	/** Tab reaches one mark; the arrows go from there. */
	#reach(mark) {
		this.#current?.setAttribute("tabindex", -1);
		mark?.setAttribute("tabindex", 0);
		this.#current = mark;
	}

	#step(event) {
		const marks = this.#closes.map(({ mark }) => mark).filter((mark) => !mark.classList.contains("gone"));
		const at = marks.indexOf(document.activeElement);
		const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: marks.length - 1 }[event.key];
		if (marks[to]) {
			event.preventDefault();
			this.#reach(marks[to]);
			marks[to].focus();
		}
	}

	/** Draws on while something goes on. */
	#run() {
		clearInterval(this.#timer);
		this.draw();
		if (this.#phase in LANES) {
			this.#timer = setInterval(() => this.draw(), EVERY);
		}
	}

	#span() {
		const last = this.#segments.at(-1);
		const now = last && last.to === null ? this.#clock() : Math.max(last?.to ?? 0, this.#closes.at(-1)?.at ?? 0);
		const end = Math.max(now, this.#due ?? 0, 1_000) * 1.02;
		return { now, from: this.#windowMs > 0 ? Math.max(0, end - this.#windowMs) : 0, end };
	}

	/** Draws before the next frame, however much has happened until then. */
	draw() {
		this.#frame ||= requestAnimationFrame(() => {
			this.#frame = 0;
			this.#tell();
			if (this.#width > 0) {
				this.#draw();
			}
		});
	}

	#draw() {
		this.#svg.setAttribute("viewBox", `0 0 ${this.#width} ${HEIGHT}`);
		const { now, from, end } = this.#span();
		const inset = 6;
		const x = (at) => inset + ((at - from) / (end - from)) * (this.#width - 2 * inset);
		this.#drawAxis(from, end, x);
		for (const segment of this.#segments) {
			place(segment, Math.max(segment.from, from), segment.to ?? now, x);
		}
		hide(this.#outline, this.#due === null);
		if (this.#due !== null) {
			const [left, right] = [x(Math.max(now, from)), x(this.#due)];
			set(this.#outline, { x: left, width: Math.max(0, right - left), y: LANE.y[1], height: LANE.height[1] });
		}
		let labelled = Number.NEGATIVE_INFINITY;
		for (const { at, mark, label } of this.#closes) {
			hide(mark, at < from);
			const middle = x(at);
			set(mark, { transform: `translate(${middle.toFixed(1)} 0)` });
			const fits = middle - labelled >= LABEL_GAP;
			hide(label, !fits);
			const edge = middle < 16 ? "start" : middle > this.#width - 16 ? "end" : "middle";
			set(label, { "text-anchor": edge });
			labelled = fits ? middle : labelled;
		}
		if (this.#current?.classList.contains("gone")) {
			this.#reach(this.#closes.findLast(({ mark }) => !mark.classList.contains("gone"))?.mark ?? this.#current);
		}
	}

	#drawAxis(from, end, x) {
		const most = Math.max(2, this.#width / 80);
		const step =
			1000 * (STEPS.find((seconds) => (end - from) / (seconds * 1000) <= most) ?? Math.ceil((end - from) / most / 3_600_000) * 3600);
		const ticks = [];
		for (let at = Math.ceil(from / step) * step; at <= end; at += step) {
			const edge = x(at) < 14 ? "start" : x(at) > this.#width - 20 ? "end" : "middle";
			ticks.push(
				svg("line", { x1: x(at), x2: x(at), y1: TOP, y2: AXIS }),
				svg("text", { x: x(at), y: AXIS + 14, "text-anchor": edge }, seconds(at, step)),
			);
		}
		this.#axis.replaceChildren(svg("line", { x1: 0, x2: this.#width, y1: AXIS, y2: AXIS }), ...ticks);
	}

	/** The same in words, for who can't see it. */
	#tell() {
		const { connections, waits, closes } = this.#counts;
		const text =
			connections + waits === 0
				? "No connection so far."
				: `${count(connections, "connection")}, ${count(closes, "close")}, ${count(waits, "wait")}; now ${this.#phase}.`;
		if (this.#says.textContent !== text) {
			this.#says.textContent = text;
		}
	}
}

function place({ bar, label }, from, to, x) {
	const width = x(to) - x(from);
	hide(bar, to < from);
	set(bar, { x: x(from).toFixed(1), width: Math.max(1.5, width).toFixed(1) });
	hide(label, width < 26);
	set(label, { x: (x(from) + 6).toFixed(1) });
}

function set(element, attributes) {
	for (const [name, value] of Object.entries(attributes)) {
		element.setAttribute(name, value);
	}
}

const hide = (element, isHidden) => element.classList.toggle("gone", isHidden);
const seconds = (at, step) => (step < 60_000 ? `${(at / 1000).toFixed(step < 1000 ? 1 : 0)} s` : `${Math.round(at / 6_000) / 10} min`);
const count = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
