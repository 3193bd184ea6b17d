// The options of a ManagedWebSocket as a form. A field that is left blank is an option that is not passed. What is out of range is the
// package's to say: nothing is checked here.

import { byId, el } from "./dom.js";

/** Shown where a field is blank; by policy where they differ. */
const POLICIES = {
	rfc6455: { firstDelayMs: 5_000, maxDelayMs: 30_000 },
	interactive: { firstDelayMs: 1_000, maxDelayMs: 15_000 },
};

const RECONNECT = [
	{ name: "policy", kind: "choice", choices: ["rfc6455", "interactive"], hint: "a preset; interactive waits less" },
	{ name: "jitter", kind: "choice", choices: ["full", "equal", "none"], hint: "how a wait is drawn" },
	{ name: "firstDelayMs", kind: "number", hint: "width of the first draw" },
	{ name: "maxDelayMs", kind: "number", hint: "cap of the random part" },
	{ name: "growth", kind: "number", absent: 2, hint: "by which the width grows" },
	{ name: "minDelayMs", kind: "number", absent: 0, hint: "a floor under every wait" },
	{ name: "minUptimeMs", kind: "number", absent: 5_000, hint: "shorter counts as failed" },
	{ name: "maxAttempts", kind: "number", absent: "Infinity", hint: "then it stops" },
	{ name: "maxElapsedMs", kind: "number", absent: "Infinity", hint: "since it was last stable" },
	{ name: "network", kind: "flag", absent: true, hint: "heed offline and online" },
	{ name: "lifecycle", kind: "flag", absent: true, hint: "heed freezing and leaving" },
	{ name: "retryAfter", kind: "flag", absent: true, hint: "heed retry-after in a reason" },
];
const REST = [
	{ name: "openTimeoutMs", kind: "number", absent: [20_000, 0], hint: "0: none" },
	{ name: "closeTimeoutMs", kind: "number", absent: [5_000, 0], hint: "0: none" },
	{ name: "idleTimeoutMs", kind: "number", absent: 0, hint: "0: none" },
	{ name: "lenient", kind: "flag", absent: false, hint: "send a twin for a forbidden code" },
	{ name: "connect", kind: "flag", absent: true, hint: "off: idle until reconnect()" },
];

/** What the choice of rules writes into the field below it. */
const SHORT_WAITS = [{ code: [1001, 1006, "1011-1014"], action: "retry", minDelayMs: 0, firstDelayMs: 1_000 }];

export class Options {
	#rules;
	#changed;

	/** rules are the package's; changed is called after each change. */
	constructor(rules, changed) {
		this.#rules = {
			"short waits, to see more": SHORT_WAITS,
			...Object.fromEntries(Object.entries(rules).map(([name, list]) => [`rules.${name}`, list])),
		};
		this.#changed = changed;
		byId("options").replaceChildren(this.#reconnect(), el("div", { class: "grid" }, ...REST.map(field)));
		byId("options").addEventListener("input", (event) => this.#input(event.target));
		this.#follow();
	}

	#reconnect() {
		return el(
			"fieldset",
			{ id: "reconnect-options" },
			el("legend", {}, flag({ name: "reconnect", absent: true })),
			el("div", { class: "grid" }, ...RECONNECT.slice(0, 4).map(field)),
			this.#rulesField(),
			el("p", { class: "hint", id: "waits" }),
			el("details", {}, el("summary", {}, "More of reconnect"), el("div", { class: "grid" }, ...RECONNECT.slice(4).map(field))),
		);
	}

	#rulesField() {
		const names = ["none: the default table", ...Object.keys(this.#rules), "my own"];
		return el(
			"div",
			{ class: "field" },
			el("label", { for: "option-preset" }, "rules"),
			el("select", { id: "option-preset" }, ...names.map((name) => el("option", {}, name))),
			el("label", { for: "option-rules", class: "unseen" }, "rules as JSON"),
			el("textarea", {
				id: "option-rules",
				rows: 2,
				spellcheck: "false",
				placeholder: '[{"code": "4000-4099", "action": "stop"}]',
				hidden: true,
			}),
		);
	}

	#input(target) {
		const text = byId("option-rules");
		if (target.id === "option-preset") {
			const list = this.#rules[target.value];
			if (list || target.selectedIndex === 0) {
				text.value = list ? JSON.stringify(list) : "";
			}
			text.hidden = target.selectedIndex === 0;
		} else if (target === text) {
			byId("option-preset").value = "my own";
		}
		this.#follow();
		this.#changed();
	}

	/** Defaults that depend on another option. */
	#follow() {
		const on = byId("option-reconnect").checked;
		for (const control of byId("reconnect-options").querySelectorAll("input, select, textarea")) {
			control.disabled = !on && control.id !== "option-reconnect";
		}
		for (const [name, absent] of Object.entries(POLICIES[byId("option-policy").value])) {
			byId(`option-${name}`).placeholder = absent;
		}
		for (const { name, absent } of REST) {
			if (Array.isArray(absent)) {
				byId(`option-${name}`).placeholder = absent[on ? 0 : 1];
			}
		}
	}

	/** The options as they are passed. Throws SyntaxError where the rules are not JSON. */
	read() {
		const rest = given(REST);
		if (!byId("option-reconnect").checked) {
			return { reconnect: false, ...rest };
		}
		const reconnect = given(RECONNECT);
		const text = byId("option-rules").value.trim();
		if (text !== "") {
			reconnect.rules = parse(text);
		}
		return { ...(Object.keys(reconnect).length > 0 ? { reconnect } : {}), ...rest };
	}

	/** Marks the fields that a message of the package names. */
	mark(message) {
		const name = /options?[. ](?:reconnect\.)?(\w+)/.exec(message)?.[1];
		for (const control of byId("options").querySelectorAll("input, select, textarea")) {
			control.toggleAttribute("aria-invalid", false);
			if (name && control.id === `option-${name}`) {
				control.setAttribute("aria-invalid", "true");
			}
		}
	}
}

function parse(text) {
	try {
		return JSON.parse(text);
	} catch (why) {
		throw new SyntaxError(`The field option rules is not JSON: ${why.message}`);
	}
}

function field(option) {
	const { name, kind, hint } = option;
	const id = `option-${name}`;
	const about = { id, "aria-describedby": `${id}-hint` };
	const note = el("p", { class: "hint", id: `${id}-hint` }, hint);
	if (kind === "flag") {
		return el("div", { class: "field flag" }, flag(option, about), note);
	}
	const control =
		kind === "choice"
			? el("select", about, ...option.choices.map((value) => el("option", {}, value)))
			: el("input", { ...about, type: "text", inputmode: "decimal", autocomplete: "off", placeholder: String(option.absent ?? "") });
	return el("div", { class: "field" }, el("label", { for: id }, name), control, note);
}

function flag({ name, absent }, about = { id: `option-${name}` }) {
	return el("label", {}, el("input", { ...about, type: "checkbox", checked: absent }), ` ${name}`);
}

/** What is neither blank nor the default. */
function given(options) {
	const read = {};
	for (const { name, kind, choices, absent } of options) {
		const control = byId(`option-${name}`);
		if (kind === "flag") {
			if (control.checked !== absent) {
				read[name] = control.checked;
			}
		} else if (kind === "choice") {
			if (control.value !== choices[0]) {
				read[name] = control.value;
			}
		} else if (control.value.trim() !== "") {
			const number = Number(control.value);
			read[name] = Number.isNaN(number) ? control.value : number;
		}
	}
	return read;
}

/** A value as source text. */
export function source(value, indent = "") {
	if (Array.isArray(value)) {
		return `[${value.map((one) => source(one, indent)).join(", ")}]`;
	}
	if (typeof value !== "object" || value === null) {
		return typeof value === "string" ? JSON.stringify(value) : String(value);
	}
	const members = Object.entries(value).map(
		([name, of]) => `${/^[a-z]\w*$/i.test(name) ? name : JSON.stringify(name)}: ${source(of, `${indent}  `)}`,
	);
	const line = `{ ${members.join(", ")} }`;
	return line.length < 60 ? line : `{\n${members.map((member) => `${indent}  ${member},\n`).join("")}${indent}}`;
}

/** The waits that a policy would draw, in words; needs the core. */
export function waits(planDelays, reconnect) {
	const attempts = 6;
	const least = planDelays(reconnect, attempts, () => 0);
	const most = planDelays(reconnect, attempts, () => 1 - 1e-9);
	const spans = least.map((ms, i) =>
		Math.round(most[i] / 10) === Math.round(ms / 10) ? seconds(ms) : `${seconds(ms)}–${seconds(most[i])}`,
	);
	if (spans.length === 0) {
		return "After 1006 it stops.";
	}
	const last = spans.length < attempts ? "then it stops" : "…";
	return `Seconds before each attempt after 1006: ${spans.join(", ")}, ${last}`;
}

const seconds = (ms) => String(Math.round(ms / 10) / 100);
