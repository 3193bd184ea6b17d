// Where to connect: a scenario of the lab with its parameters, or any URL. The URL's field is what counts; the rest writes it.

import { byId, el } from "./dom.js";

/** How many parameters are shown at once; the rest is folded away. */
const SHOWN = 4;

/** Said where there is none, in the place of its scenarios. */
const NO_LAB =
	"This page comes without the lab, the server that closes in every way there is, so give it any URL: your own server's, say. In a checkout of wsclose, make serve has the lab.";

/** Where the lab would be: beside this page, as wsclose serve has it. */
const lab = (path) => new URL(`.${path}`, new URL(".", import.meta.url));

/** The scenarios of the lab. Where there is none, as on a server of files, the list beside this page is found, which is empty. */
async function fetchScenarios() {
	try {
		const response = await fetch(lab("/lab/scenarios.json"));
		return response.ok ? await response.json() : [];
	} catch {
		return []; // a page without a lab is a playground for any URL
	}
}

/** Fills the form. changed is called after each change of the URL. */
export async function offerScenarios(changed) {
	const choice = byId("scenario");
	const url = byId("url");
	const scenarios = await fetchScenarios();
	choice.prepend(...scenarios.map(({ name, title }) => el("option", { value: name }, `${name}: ${title}`)));

	const shown = () => scenarios.find(({ name }) => name === choice.value);
	const write = () => {
		url.value = lab(shown().path).href.replace(/^http/, "ws") + query(byId("parameters"));
		changed();
	};
	const choose = (name, example) => {
		choice.value = name;
		show(shown(), (path) => choose(name, path));
		if (shown()) {
			for (const [parameter, values] of grouped(example)) {
				setParameter(byId("parameters"), parameter, values);
			}
			write();
		}
	};

	choice.addEventListener("change", () => {
		choose(choice.value, shown()?.examples[0]?.url ?? "");
		if (!shown()) {
			url.focus();
			url.select();
		}
	});
	byId("parameters").addEventListener("input", write);
	url.addEventListener("input", () => {
		if (choice.value !== "") {
			choose("", "");
		}
		changed();
	});
	if (scenarios.length === 0) {
		byId("scenario-field").hidden = true;
		byId("scenario-does").textContent = NO_LAB;
		changed();
		return;
	}
	byId("lab-link").hidden = false;
	const first = scenarios.find(({ name }) => name === "close") ?? scenarios[0];
	choose(first.name, first.examples[0]?.url ?? "");
}

/** The parameters in an example's URL, each with all of its values. */
function grouped(example) {
	const parameters = new URLSearchParams(example.split("?")[1] ?? "");
	return [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]);
}

function show(scenario, choose) {
	byId("scenario-does").textContent = scenario?.does ?? "";
	byId("examples").replaceChildren(
		...(scenario?.examples ?? []).map((example) => {
			const button = el("button", { type: "button", class: "chip", title: example.url }, example.shows);
			button.addEventListener("click", () => choose(example.url));
			return button;
		}),
	);
	const fields = (scenario?.parameters ?? []).map(field);
	const rest = fields.slice(SHOWN);
	byId("parameters").replaceChildren(
		el("div", { class: "grid" }, ...fields.slice(0, SHOWN)),
		...(rest.length > 0
			? [el("details", {}, el("summary", {}, `${rest.length} more parameters`), el("div", { class: "grid" }, ...rest))]
			: []),
	);
}

function field(parameter) {
	const { name, does, allowed } = parameter;
	const id = `parameter-${name}`;
	return el(
		"div",
		{ class: "field" },
		el("label", { for: id }, name),
		control(parameter, { id, name, "aria-describedby": `${id}-hint` }),
		el("p", { class: "hint", id: `${id}-hint`, title: allowed }, does),
	);
}

function control({ kind, default: fallback, choices = [], many, allowed }, attributes) {
	if (kind === "choice" || kind === "flag") {
		return el(
			"select",
			{ ...attributes, "data-default": fallback },
			...choices.map((value) => el("option", { value, selected: value === fallback }, value)),
		);
	}
	const placeholder = fallback === "" ? allowed : fallback;
	return many
		? el("textarea", {
				...attributes,
				rows: 2,
				placeholder: `one a line: ${allowed}`,
				"data-many": true,
				spellcheck: "false",
			})
		: el("input", {
				...attributes,
				type: "text",
				inputmode: kind === "number" ? "numeric" : null,
				placeholder,
				autocomplete: "off",
				spellcheck: "false",
			});
}

function setParameter(parameters, name, values) {
	const input = parameters.querySelector(`[name="${CSS.escape(name)}"]`);
	if (input) {
		input.value = values.join("\n");
		const folded = input.closest("details");
		if (folded) {
			folded.open = true;
		}
	}
}

/** What differs from the defaults, as a query. */
function query(parameters) {
	const given = new URLSearchParams();
	for (const input of parameters.querySelectorAll("[name]")) {
		const values = "many" in input.dataset ? input.value.split("\n") : [input.value];
		for (const value of values) {
			if (value !== "" && value !== input.dataset.default) {
				given.append(input.name, value);
			}
		}
	}
	return given.size > 0 ? `?${given}` : "";
}
