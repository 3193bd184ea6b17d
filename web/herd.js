// Draws the herd: for each policy the arrivals over time, refused and accepted, and the command line's figures. The scale is logarithmic,
// or the crowds that come in step would leave nothing to see of the others.

import { capital, grouped, onWidth, percent, seconds, ticks } from "./axis.js";
import { arrivals, BIN, simulate, summary } from "./crowd.js";
import { byId, el, say, svg } from "./dom.js";

const PLOT = { left: 64, right: 10, height: 72, bottom: 22 };
const LEAST = 0.001; // a second, at the foot of a plot
const DECADES = 4; // up to 10 a second: all clients in one bin
const COLUMN = 3; // pixels, at least
/** After a change, in milliseconds. */
const CALM = 150;
const MOST_DOWN = 600;

export class HerdPlot {
	#planDelays;
	#policies = [];
	#results = [];
	#width = 0;
	#run = 0;
	#timer = 0;

	constructor(planDelays) {
		this.#planDelays = planDelays;
		onWidth(byId("herd"), (width) => {
			this.#width = width;
			this.#draw();
		});
		for (const id of ["herd-clients", "herd-down"]) {
			byId(id).addEventListener("input", () => this.#later());
		}
	}

	show(policies) {
		this.#policies = policies;
		this.#later();
	}

	#later() {
		clearTimeout(this.#timer);
		this.#run++;
		const herd = read();
		if (herd) {
			byId("herd").setAttribute("aria-busy", "true");
			this.#timer = setTimeout(() => this.#simulate(herd), CALM);
		}
	}

	/** A run that was overtaken by a change ends at its next pause. */
	async #simulate(herd) {
		const run = this.#run;
		const pause = async () => {
			await (globalThis.scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve)));
			if (run !== this.#run) {
				throw OVERTAKEN;
			}
		};
		try {
			const results = [];
			for (const { name, reconnect } of this.#policies) {
				const result = await simulate(this.#planDelays, reconnect === false ? { maxAttempts: 0 } : reconnect, herd, pause);
				results.push({ name, bins: arrivals(result), says: summary(result), ...result });
			}
			this.#results = results;
			this.#draw();
			this.#tell(herd);
			byId("herd").setAttribute("aria-busy", "false");
		} catch (why) {
			if (why !== OVERTAKEN) {
				throw why;
			}
		}
	}

	#tell({ clients, downMs }) {
		const each = this.#results.map(({ name, endless, says }) =>
			endless
				? `${capital(name)}: asks without a pause.`
				: `${capital(name)}: peak ${percent(says.peak)}/s, 99 % back ${says.back99 === null ? "never" : `after ${seconds(says.back99)}`}.`,
		);
		byId("herd-says").textContent =
			`${grouped(clients)} clients lose one server by 1006; it is back after ${downMs / 1000} s. ${each.join(" ")}`;
	}

	#draw() {
		if (this.#width === 0 || this.#results.length === 0) {
			return;
		}
		const down = this.#results[0].downMs / 1000;
		const end = Math.ceil(Math.max(down + 1, ...this.#results.map(({ bins, endless }) => (endless ? 0 : (bins.length * BIN) / 1000))));
		byId("herd").replaceChildren(...this.#results.map((result, series) => panel(result, series, { width: this.#width, end, down })));
	}
}

const OVERTAKEN = new Error("a later run has begun");

/** The form's herd, or null: then the field says what it takes. */
function read() {
	const field = byId("herd-down");
	const down = field.value.trim() === "" ? Number.NaN : Number(field.value);
	const isGood = down >= 0 && down <= MOST_DOWN;
	say(byId("herd-down-problem"), isGood ? "" : `A number of seconds from 0 to ${MOST_DOWN}`);
	field.toggleAttribute("aria-invalid", false);
	if (!isGood) {
		field.setAttribute("aria-invalid", "true");
		return null;
	}
	return { clients: Number(byId("herd-clients").value), downMs: Math.round(down * 1000) };
}

function panel(result, series, measures) {
	return el(
		"figure",
		{ class: "panel", "data-series": series },
		el("figcaption", {}, el("h4", {}, result.name), facts(result)),
		result.endless ? "" : chart(result, measures),
	);
}

function facts({ says, endless }) {
	if (endless) {
		return el("p", { class: "hint" }, "asks without a pause: too many attempts to count");
	}
	const words = {
		peak: `${percent(says.peak)}/s`,
		accepted: `${percent(says.accepted)}/s`,
		attempts: says.attempts.toFixed(1),
		median: seconds(says.median),
		"95 %": seconds(says.p95),
		"99 % back": seconds(says.back99),
		"gave up": percent(says.gaveUp),
	};
	return el(
		"dl",
		{},
		...Object.entries(words).map(([word, value]) => el("div", { "data-name": word }, el("dt", {}, word), el("dd", {}, value))),
	);
}

function chart({ name, bins, clients }, { width, end, down }) {
	const x = (s) => PLOT.left + (s / end) * (width - PLOT.left - PLOT.right);
	const y = (share) => PLOT.height * (1 - Math.max(0, Math.log10(share / LEAST)) / DECADES);
	const height = PLOT.height + PLOT.bottom + 6;
	return svg(
		"svg",
		{ viewBox: `0 -6 ${width} ${height}`, height, role: "img", "aria-label": `Attempts per second over time: ${name}` },
		axes(x, y, { width, end }),
		...(down > 0 ? [svg("rect", { class: "outage", x: PLOT.left, width: x(down) - PLOT.left, height: PLOT.height })] : []),
		...columns(bins, Math.floor((width - PLOT.left - PLOT.right) / COLUMN), end).flatMap((column) => bars(column, clients, x, y)),
		svg("line", { class: "back", x1: x(down), x2: x(down), y1: -4, y2: PLOT.height }),
	);
}

function axes(x, y, { width, end }) {
	const rates = Array.from({ length: DECADES + 1 }, (_, i) => LEAST * 10 ** i);
	const times = ticks(end, Math.min(10, width / 64));
	return svg(
		"g",
		{ class: "axis" },
		...rates.map((share) => svg("line", { x1: PLOT.left, x2: width - PLOT.right, y1: y(share), y2: y(share) })),
		...rates
			.filter((_, i) => i % 2 === 0)
			.map((share) => svg("text", { x: PLOT.left - 6, y: y(share) + 4, "text-anchor": "end" }, `${+(share * 100).toFixed(1)} %/s`)),
		...times.flatMap((s) => [
			svg("line", { x1: x(s), x2: x(s), y1: PLOT.height, y2: PLOT.height + 4 }),
			svg("text", { x: x(s), y: PLOT.height + 17, "text-anchor": x(s) > width - 24 ? "end" : "middle" }, `${s} s`),
		]),
	);
}

/** Bins side by side in so many columns at most: of each the attempts, and the busiest bin's. */
function columns(bins, most, end) {
	// What comes once a second then falls into columns that are evenly apart.
	const group = Math.max(1, ticks((end * 1000) / BIN, most)[1]);
	return Array.from({ length: Math.ceil(bins.length / group) }, (_, i) => {
		const some = bins.slice(i * group, (i + 1) * group);
		const of = (kind) => ({
			kind,
			attempts: some.reduce((sum, bin) => sum + bin[kind], 0),
			busiest: Math.max(...some.map((bin) => bin[kind])),
		});
		return {
			from: (i * group * BIN) / 1000,
			to: ((i + 1) * group * BIN) / 1000,
			kinds: [of("failed"), of("accepted")],
		};
	});
}

/** One bar for each kind of attempt that there was; the higher one stands behind. */
function bars({ from, to, kinds }, clients, x, y) {
	return kinds
		.filter(({ attempts }) => attempts > 0)
		.sort((a, b) => b.busiest - a.busiest)
		.map(({ kind, attempts, busiest }) => {
			const top = Math.min(y((busiest * (1000 / BIN)) / clients), PLOT.height - 1);
			return svg("rect", {
				class: kind,
				"data-attempts": attempts,
				x: x(from).toFixed(2),
				width: Math.max(1, x(to) - x(from) - 0.5).toFixed(2),
				y: top.toFixed(2),
				height: (PLOT.height - top).toFixed(2),
			});
		});
}
