// What the policy of the form does, beside another: the delays it draws, and the crowd it makes of many clients.

import { DelayPlot } from "./delays.js";
import { byId } from "./dom.js";
import { HerdPlot } from "./herd.js";

/** What many packages do. */
const FIXED = { name: "1 s, always", reconnect: { firstDelayMs: 1_000, maxDelayMs: 1_000, growth: 1, jitter: "none" } };
const OTHERS = {
	rfc6455: { name: "rfc6455", reconnect: { policy: "rfc6455" } },
	interactive: { name: "interactive", reconnect: { policy: "interactive" } },
	fixed: FIXED,
	doubling: {
		name: "1 s, doubled up to 30 s",
		reconnect: { firstDelayMs: 1_000, maxDelayMs: 30_000, growth: 2, jitter: "none" },
	},
};

export class PolicyPlots {
	#reconnect = null;
	#timer = 0;
	#delays;
	#herd;

	constructor(planDelays) {
		this.#delays = new DelayPlot(planDelays);
		this.#herd = new HerdPlot(planDelays);
		byId("beside").addEventListener("change", () => this.#show());
	}

	/** The form's options for reconnecting, or false; and whether the core, which draws, is there. */
	show(reconnect = {}, core = "ready") {
		this.#reconnect = core === "ready" ? reconnect : null;
		byId("plots").hidden = core === "failed" || core === "crashed";
		byId("plots-missing").hidden = !byId("plots").hidden;
		this.#show();
	}

	#show() {
		if (this.#reconnect === null) {
			return;
		}
		const yours = { name: "your options", reconnect: this.#reconnect };
		const choice = byId("beside").value;
		const preset = this.#reconnect.policy === "interactive" ? "rfc6455" : "interactive";
		const other = choice === "none" ? null : (OTHERS[choice] ?? OTHERS[preset]);
		// In a task of its own: what was typed is seen first.
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#delays.show(other ? [yours, other] : [yours]));
		this.#herd.show([yours, ...(other && other !== FIXED ? [other] : []), FIXED]);
	}
}
