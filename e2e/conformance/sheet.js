// The sheet: a table for each subject, with a row for each assertion.

import { subjects } from "./suite/index.js";

const pairsOf = (rows) => rows.flatMap(({ window, worker }) => [window, worker]).filter(Boolean);

function summary(rows) {
	const pairs = pairsOf(rows);
	const count = (verdict) => pairs.filter((pair) => pair.verdict === verdict).length;
	return `${rows.length} assertions, ${pairs.length} comparisons: ${count("agrees")} agree, ${count("listed")} differ by design, ${count("unlisted")} differ.`;
}

const say = (text) => {
	document.getElementById("summary").textContent = text;
};

let isWaiting = false;
let isDone = false;

/** Shows how far it is, and tells the server, which says so where the page never ends. */
export function showProgress(rows) {
	if (isWaiting) {
		return;
	}
	isWaiting = true;
	setTimeout(() => {
		isWaiting = false;
		if (!isDone) {
			const next = ["window", "worker"].map((realm) => `${realm}: ${rows.findLast((row) => row[realm])?.name}`);
			say(`Running … ${summary(rows)}`);
			fetch("/progress", { method: "POST", body: `${summary(rows)} Last, ${next.join("; ")}` });
		}
	}, 1_000);
}

/** Shows all. */
export function showSheet(rows, troubles) {
	isDone = true;
	say(`Done. ${summary(rows)} ${troubles.join("; ")}`);
	document.getElementById("sheet").replaceChildren(...subjects.map((subject) => section(subject, rows)));
}

function section({ title, source }, all) {
	const rows = all.filter(({ subject }) => subject === title);
	const off = rows.filter((row) => pairsOf([row]).some(({ verdict }) => verdict === "unlisted")).length;
	const details = element("details", { open: off > 0 });
	const table = element("table");
	table.createTHead().append(line("th", ["assertion", "standard", "native, window", "wsclose, window", "native, worker", "wsclose, worker"]));
	table.createTBody().append(...rows.map(sheetRow));
	details.append(element("summary", { textContent: `${title}: ${rows.length} assertions, ${off} differ (${source})` }), table);
	return details;
}

function sheetRow(row) {
	const texts = [row.name, row.expected ?? "open"];
	const classes = ["", ""];
	for (const pair of [row.window, row.worker]) {
		for (const side of ["native", "wsclose"]) {
			const deviates = pair && row.expected !== null && pair[side] !== row.expected ? "deviates" : "";
			texts.push(pair?.[side] ?? "");
			classes.push(`${deviates} ${side === "wsclose" ? (pair?.verdict ?? "") : ""}`);
		}
	}
	return line("td", texts, classes);
}

function line(name, texts, classes = []) {
	const row = element("tr");
	row.append(...texts.map((textContent, at) => element(name, { textContent, className: classes[at] ?? "" })));
	return row;
}

const element = (name, properties = {}) => Object.assign(document.createElement(name), properties);
