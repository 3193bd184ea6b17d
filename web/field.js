// One option's field: its label, its control, what it is for, and what the package says against it. None of it checks anything.

import { el } from "./dom.js";

export const idOf = (path) => `option-${path.replaceAll(".", "-")}`;
/** As it is labelled: a group's own title says what most belong to. */
export const nameOf = (path) => path.replace(/^(reconnect|queue)\./, "");

/** Makes a field. presets are the lists of rules by name. */
export function fieldElement(field, presets) {
	const { path, kind, hint, wide } = field;
	const id = idOf(path);
	const about = { id, "aria-describedby": `${hint ? `${id}-hint ` : ""}${id}-problem` };
	const label = el("label", { for: kind === "rules" ? `${id}-preset` : id }, ...breakable(nameOf(path)));
	const notes = [
		hint ? el("p", { class: "hint", id: `${id}-hint` }, hint) : "",
		el("p", { class: "problem", id: `${id}-problem`, "aria-live": "polite", hidden: true }),
	];
	if (kind === "flag") {
		label.prepend(el("input", { ...about, type: "checkbox", checked: field.absent === true }), " ");
		return el("div", { class: wide ? "field flag whole" : "field flag", "data-path": path }, label, ...notes);
	}
	return el(
		"div",
		{ class: kind === "rules" ? "field whole" : "field", "data-path": path },
		label,
		...controls(field, about, presets),
		...notes,
	);
}

function controls({ path, kind, choices, value, absent }, about, presets) {
	switch (kind) {
		case "choice":
			return [select(about, choices)];
		case "rules":
			return [
				select({ id: `${about.id}-preset` }, ["none: the default table", ...Object.keys(presets), "my own"]),
				el("textarea", {
					...about,
					"aria-label": `${nameOf(path)} as JSON`,
					rows: 2,
					spellcheck: "false",
					placeholder: '[{"code": "4000-4099", "action": "stop"}]',
					hidden: true,
				}),
			];
		case "twins":
			return [
				select(about, ["false", "true", "a table"]),
				el("input", {
					...typed,
					id: `${about.id}-table`,
					"aria-label": `${nameOf(path)}, the table`,
					placeholder: "1001: 4001, 1011: 4500",
					hidden: true,
				}),
			];
		default:
			return [
				el("input", {
					...typed,
					...about,
					inputmode: kind === "number" ? "decimal" : null,
					placeholder: String(absent ?? ""),
					value,
				}),
			];
	}
}

/** A line may break after a point. */
const breakable = (name) => name.split(/(?<=\.)/).flatMap((part, i) => (i > 0 ? [el("wbr"), part] : [part]));

const typed = { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false" };

const select = (attributes, choices) =>
	el("select", attributes, ...choices.map((one) => el("option", {}, Array.isArray(one) ? one[0] : one)));

/** What is neither blank nor the default; undefined elsewise. */
export function given({ path, kind, choices, absent }, reconnects) {
	const control = document.getElementById(idOf(path));
	switch (kind) {
		case "flag":
			return control.checked === defaultOf(absent, reconnects) ? undefined : control.checked;
		case "choice": {
			const choice = choices[control.selectedIndex];
			return control.selectedIndex === 0 ? undefined : Array.isArray(choice) ? choice[1] : choice;
		}
		case "text":
			return control.value;
		case "rules":
			return control.value.trim() === "" ? undefined : parse(control.value, path);
		case "twins":
			return [undefined, true, table(document.getElementById(`${control.id}-table`).value)][control.selectedIndex];
		default:
			return control.value.trim() === "" ? undefined : number(control.value);
	}
}

/** A default, which may depend on whether anything is reconnected. */
export const defaultOf = (absent, reconnects) => (typeof absent === "function" ? absent(reconnects) : absent);

const number = (text) => (Number.isNaN(Number(text)) ? text : Number(text));

function parse(text, path) {
	try {
		return JSON.parse(text);
	} catch (why) {
		throw new SyntaxError(`The field options.${path} is not JSON: ${why.message}`);
	}
}

/** Pairs with colons and commas between. */
function table(text) {
	const pairs = text.split(",").filter((pair) => pair.trim() !== "");
	return Object.fromEntries(
		pairs.map((pair) => pair.split(":").map((one) => one.trim())).map(([from, to = ""]) => [from, number(to || "nothing")]),
	);
}
