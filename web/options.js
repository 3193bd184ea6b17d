// The options of a ManagedWebSocket as a form. A field that is left blank is an option that is not passed. What is out of range is the
// package's to say: nothing is checked here.

import { byId, el, say } from "./dom.js";
import { defaultOf, fieldElement, given, idOf } from "./field.js";
import { FIRST, GROUPS, PRESETS, SHORT_WAITS } from "./option-fields.js";
import { reads } from "./source.js";

const FIELDS = [...FIRST, ...GROUPS.flatMap(({ fields }) => fields)];
const CONTROLS = "input, select, textarea";

export class Options {
	#rules;
	#changed;
	#debug;
	#touched = new Set();
	#groups = new Map(); // group -> its details

	/** rules are the package's; changed is called after each change; debug takes the lines of a session that logs to the page. */
	constructor(rules, changed, debug) {
		this.#rules = {
			"short waits, to see more": SHORT_WAITS,
			...Object.fromEntries(Object.entries(rules).map(([name, list]) => [`rules.${name}`, list])),
		};
		this.#changed = changed;
		this.#debug = debug;
		const field = (one) => fieldElement(one, this.#rules);
		byId("options").replaceChildren(
			el(
				"fieldset",
				{ id: "reconnect-options" },
				el("legend", {}, fieldElement({ path: "reconnect", kind: "flag", absent: true })),
				el("div", { class: "grid" }, ...FIRST.map(field)),
			),
			...GROUPS.map((group) => this.#group(group, field)),
		);
		byId("options").addEventListener("input", (event) => this.#input(event.target));
		this.#follow();
	}

	#group(group, field) {
		const { title, note, fields } = group;
		const details = el(
			"details",
			{ class: "group" },
			el("summary", {}, title, el("span", { class: "count" })),
			note ? el("p", { class: "hint" }, note) : "",
			el("div", { class: "grid" }, ...fields.map(field)),
		);
		this.#groups.set(group, details);
		return details;
	}

	#input(target) {
		this.#touched.add(target.id);
		const preset = byId(`${idOf("reconnect.rules")}-preset`);
		const text = byId(idOf("reconnect.rules"));
		if (target === preset) {
			const list = this.#rules[preset.value];
			if (list || preset.selectedIndex === 0) {
				text.value = list ? JSON.stringify(list) : "";
			}
			text.hidden = preset.selectedIndex === 0;
		} else if (target === text) {
			preset.value = "my own";
			text.hidden = false;
		}
		this.#follow();
		this.#changed();
	}

	get #reconnects() {
		return byId("option-reconnect").checked;
	}

	/** Whether an option has no place, since what it belongs to is off. */
	#isOff(path) {
		return (path.startsWith("reconnect.") && !this.#reconnects) || (path.startsWith("queue.") && !byId("option-queue").checked);
	}

	/** Defaults that depend on another option, and what is off. */
	#follow() {
		for (const { path, kind, absent } of FIELDS) {
			const control = byId(idOf(path));
			const value = defaultOf(absent, this.#reconnects);
			if (kind === "flag" && typeof absent === "function" && !this.#touched.has(control.id)) {
				control.checked = value;
			} else if (kind === "number" && value !== undefined) {
				control.placeholder = value;
			}
			for (const each of control.closest(".field").querySelectorAll(CONTROLS)) {
				each.disabled = this.#isOff(path);
			}
		}
		for (const [name, absent] of Object.entries(PRESETS[byId("option-reconnect-policy").value])) {
			byId(`option-reconnect-${name}`).placeholder = absent;
		}
		byId("option-lenient-table").hidden = byId("option-lenient").selectedIndex !== 2;
	}

	/** The options as they are passed, and what aborts them, if anything. Throws SyntaxError where the rules are not JSON. */
	read() {
		const read = this.#reconnects ? {} : { reconnect: false };
		const controller = new AbortController();
		const set = new Set();
		for (const field of FIELDS) {
			const value = this.#isOff(field.path) ? undefined : given(field, this.#reconnects);
			if (value === undefined || (field.kind === "text" && !(owner(field.path) in read))) {
				continue;
			}
			set.add(field);
			put(read, field.path, this.#passed(field.path, value, controller));
		}
		this.#count(set);
		return { options: read, controller: read.signal ? controller : null };
	}

	#passed(path, value, controller) {
		switch (path) {
			case "signal":
				return reads("controller.signal", controller.signal);
			case "heartbeat.message":
				return reads(`() => ${JSON.stringify(value)}`, () => value);
			case "debug":
				return value === "log" ? reads("(line) => console.log(line)", (line) => this.#debug(line)) : value;
			case "queue":
				return value && {};
			default:
				return value;
		}
	}

	/** Says at each group how many of its options are passed. */
	#count(set) {
		for (const [{ fields }, details] of this.#groups) {
			const count = fields.filter((field) => set.has(field)).length;
			details.querySelector(".count").textContent = count > 0 ? ` ${count} set` : "";
		}
	}

	/** Shows a message of the package at the field that it names, and tells whether there is one. */
	mark(message) {
		const [, named = ""] = /options\.([\w.]+)/.exec(message) ?? [];
		const fields = Array.from(byId("options").querySelectorAll("[data-path]")).sort(
			(a, b) => b.dataset.path.length - a.dataset.path.length,
		);
		const at = fields.find(({ dataset: { path } }) => named === path || named.startsWith(`${path}.`));
		for (const field of fields) {
			const wrong = field === at;
			say(field.querySelector(".problem"), wrong ? message : "");
			const control = Array.from(field.querySelectorAll(CONTROLS)).findLast(({ hidden }) => !hidden);
			for (const each of field.querySelectorAll(CONTROLS)) {
				each.toggleAttribute("aria-invalid", false);
			}
			if (wrong) {
				control.setAttribute("aria-invalid", "true");
			}
		}
		for (const details of this.#groups.values()) {
			details.toggleAttribute("data-wrong", at !== undefined && details.contains(at));
		}
		return at !== undefined;
	}

	/** Goes to the field that the package's message stands at. */
	goToProblem() {
		const wrong = byId("options").querySelector("[aria-invalid]");
		const folded = wrong?.closest("details");
		if (folded) {
			folded.open = true;
		}
		wrong?.focus();
	}
}

/** What an option belongs to. */
const owner = (path) => path.slice(0, path.lastIndexOf("."));

/** Sets a member by its path; what it belongs to is made. */
function put(object, path, value) {
	const [first, rest] = path.split(".");
	if (rest === undefined) {
		object[first] = value;
	} else {
		object[first] = { ...object[first], [rest]: value };
	}
}
