// Draws the delays that policies draw: before each attempt a band from the least to the most, and dots for single draws.

import { capital, onWidth, ticks } from "./axis.js";
import { bands, numbers } from "./crowd.js";
import { byId, el, svg } from "./dom.js";

const ATTEMPTS = 8;
/** Of each policy, before each attempt. */
const DRAWS = 32;
const HEIGHT = 264;
const PLOT = { left: 46, right: 8, top: 24, bottom: 40 };

export class DelayPlot {
	#svg = byId("delays");
	#planDelays;
	#policies = [];
	#width = 0;

	constructor(planDelays) {
		this.#planDelays = planDelays;
		this.#svg.setAttribute("height", HEIGHT);
		onWidth(this.#svg, (width) => {
			this.#width = width;
			this.#draw();
		});
	}

	/** Two policies at most, each a name and what it reconnects with. */
	show(policies) {
		this.#policies = policies.map(({ name, reconnect }, series) => ({ name, series, ...this.#plan(reconnect) }));
		byId("delays-legend").replaceChildren(...policies.map(({ name }, series) => el("span", { "data-series": series }, name)));
		byId("delays-says").textContent = this.#policies.map((policy) => `${capital(policy.name)}: ${inWords(policy)}`).join(" ");
		this.#draw();
	}

	#plan(reconnect) {
		if (reconnect === false) {
			return { least: [], most: [], draws: [] };
		}
		const random = numbers(2);
		return {
			...bands(this.#planDelays, reconnect, ATTEMPTS),
			draws: Array.from({ length: DRAWS }, () => this.#planDelays(reconnect, ATTEMPTS, random)),
		};
	}

	#draw() {
		const width = this.#width;
		if (width === 0 || this.#policies.length === 0) {
			return;
		}
		const end = Math.max(1_000, ...this.#policies.flatMap(({ most }) => most)) * 1.04;
		const [right, bottom] = [width - PLOT.right, HEIGHT - PLOT.bottom];
		const y = (ms) => bottom - (ms / end) * (bottom - PLOT.top);
		const slot = (right - PLOT.left) / ATTEMPTS;
		const lane = (slot * 0.8) / this.#policies.length;
		const x = (attempt, series) => PLOT.left + slot * (attempt + 0.1) + lane * series;
		this.#svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
		this.#svg.replaceChildren(
			axes(end, y, { right, bottom, slot }),
			...this.#policies.map((policy) => series(policy, { x, y, width: lane * 0.86, bottom })),
		);
	}
}

function axes(end, y, { right, bottom, slot }) {
	const lines = ticks(end / 1000, 6).flatMap((s) => [
		svg("line", { x1: PLOT.left, x2: right, y1: y(s * 1000), y2: y(s * 1000) }),
		svg("text", { x: PLOT.left - 8, y: y(s * 1000) + 4, "text-anchor": "end" }, `${s} s`),
	]);
	const numbers = Array.from({ length: ATTEMPTS }, (_, i) =>
		svg("text", { x: PLOT.left + slot * (i + 0.5), y: bottom + 16, "text-anchor": "middle" }, String(i + 1)),
	);
	return svg(
		"g",
		{ class: "axis" },
		...lines,
		...numbers,
		svg("text", { class: "title", x: PLOT.left - 8, y: 12, "text-anchor": "end" }, "wait"),
		svg("text", { class: "title", x: (PLOT.left + right) / 2, y: bottom + 34, "text-anchor": "middle" }, "before attempt"),
	);
}

function series({ series, least, most, draws }, { x, y, width, bottom }) {
	const group = svg("g", { class: "series", "data-series": series });
	for (const [i, low] of least.entries()) {
		const [left, middle] = [x(i, series), (low + most[i]) / 2];
		const height = Math.max(2, y(low) - y(most[i]));
		group.append(
			svg("rect", {
				class: "band",
				"data-attempt": i + 1,
				"data-least": low,
				"data-most": most[i],
				x: left,
				width,
				y: Math.min(y(most[i]), bottom - 2),
				height,
				rx: 2,
			}),
			svg("path", { class: "draws", d: dots(i, draws, left, width, y) }),
			svg("line", { class: "middle", x1: left, x2: left + width, y1: y(middle), y2: y(middle) }),
		);
	}
	return group;
}

/** A dot is a line of no length with round ends; beside each other as the golden ratio spreads them. */
function dots(attempt, draws, left, width, y) {
	return draws
		.filter((delays) => attempt < delays.length)
		.map((delays, i) => `M${(left + 3 + ((i * 0.618034) % 1) * (width - 6)).toFixed(1)} ${y(delays[attempt]).toFixed(1)}h0`)
		.join("");
}

/** The waits in words. */
function inWords({ least, most, maxElapsedMs }) {
	if (least.length === 0) {
		return "never connects again.";
	}
	const spans = least.map((ms, i) => {
		const [low, high] = [inSeconds(ms), inSeconds(most[i])];
		return low === high ? low : `${low}–${high}`;
	});
	const last = least.length < ATTEMPTS ? "then it stops" : "…";
	const limit =
		maxElapsedMs < Number.POSITIVE_INFINITY ? `, no attempt is planned later than ${inSeconds(maxElapsedMs)} s after the loss` : "";
	return `${spans.join(", ")} s, ${last}${limit}.`.replace("….", "…");
}

const inSeconds = (ms) => String(Math.round(ms / 10) / 100);
