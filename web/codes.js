// The table of all close codes, as describe() has them: one row for each span of codes that it describes alike.

import { byId, el } from "./dom.js";

/** Above this, all codes are alike: RFC 6455, section 7.4.2. */
const LAST_DEFINED = 5_000;
const LAST = 65_535;

export function showCodes(describe, speaksJapanese) {
	const rows = spans(describe).map((span) => ({ ...span, ...row(span, describe, speaksJapanese) }));
	byId("code-rows").replaceChildren(...rows.map(({ element }) => element));
	const table = byId("code-rows").parentElement;
	const language = byId("language");
	if (!speaksJapanese) {
		language.value = "en";
		language.disabled = true;
	}
	const find = () => {
		const wanted = byId("search").value.trim().toLowerCase();
		let shown = 0;
		for (const one of rows) {
			one.element.hidden = !matches(one, wanted);
			shown += Number(!one.element.hidden);
		}
		byId("found").textContent =
			wanted === ""
				? `All ${LAST + 1} numbers in ${rows.length} rows.`
				: shown === 0
					? "Nothing found."
					: `${shown} of ${rows.length} rows.`;
	};
	const speak = () => {
		table.dataset.language = language.value;
	};
	byId("search").addEventListener("input", find);
	language.addEventListener("change", speak);
	find();
	speak();
}

function spans(describe) {
	const found = [];
	for (let code = 0; code <= LAST_DEFINED; code++) {
		const { code: _, ...words } = describe(code);
		const alike = JSON.stringify(words);
		const last = found.at(-1);
		if (last?.alike === alike) {
			last.to = code;
		} else {
			found.push({ from: code, to: code, alike, words });
		}
	}
	found.at(-1).to = LAST;
	return found;
}

function row({ from, to, words }, describe, speaksJapanese) {
	const japanese = speaksJapanese ? describe(from, "ja") : null;
	const both = (member) => [el("span", { lang: "en" }, words[member]), ...(japanese ? [el("span", { lang: "ja" }, japanese[member])] : [])];
	const cell = (label, ...children) => el("td", { "data-label": label }, ...children);
	const codes = from === to ? String(from) : `${from}–${to}`;
	const element = el(
		"tr",
		{},
		el("th", { scope: "row" }, codes),
		cell("Name", ...both("name")),
		cell("Meaning", ...both("meaning")),
		cell("Kind", words.kind),
		cell("A page may send it", words.sendable ? "yes" : "no"),
		cell("By default", words.retry ? "retry" : "stop"),
	);
	const text = [codes, words.name, words.meaning, words.kind, japanese?.name, japanese?.meaning].join("\n").toLowerCase();
	return { element, text };
}

function matches({ from, to, text }, wanted) {
	if (/^\d{3,5}$/.test(wanted)) {
		return Number(wanted) >= from && Number(wanted) <= to;
	}
	return wanted.split(/\s+/).every((word) => text.includes(word));
}
