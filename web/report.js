// A close report, all of it, as a list of terms.

import { el } from "./dom.js";
import { apart, quoted } from "./inert.js";

const SECTIONS = {
	"What the browser said": ["code", "reason", "wasClean"],
	"What it means": ["name", "kind", "by", "cause", "expected", "invalid", "synthetic"],
	"What was asked for": ["requested", "sent"],
	"Where it stood": ["session", "url", "protocol", "connection", "attempt", "opened", "connectMs", "openMs", "closingMs", "at"],
	"What went through": ["messagesIn", "messagesOut", "queued", "unsentBytes", "resent", "uncertain"],
	"What follows": ["decision", "decider"],
};

/** Which side a close came from, and what follows, in a line. */
export function brief(report, describe) {
	const name = report.name || describe(report.code).name;
	const clean = report.wasClean ? "clean" : "not clean";
	return `${report.code} ${name} · by ${report.by} · ${report.cause} · ${clean} → ${decided(report.decision)}`;
}

/** The report behind a summary, nodes or text, that opens it. */
export function reportDetails(report, summary, describe, languages) {
	const words = languages.map((language) => el("p", { lang: language }, describe(report.code, language).meaning));
	const named = new Set(Object.values(SECTIONS).flat());
	const others = Object.keys(report).filter((name) => !named.has(name));
	return el(
		"details",
		{ class: "report" },
		el("summary", {}, ...summary),
		el("div", { class: "meaning", tabindex: -1 }, ...words),
		...Object.entries({ ...SECTIONS, Other: others }).map(([title, names]) =>
			section(
				title,
				names.filter((name) => name in report),
				report,
			),
		),
	);
}

function section(title, names, report) {
	if (names.length === 0) {
		return "";
	}
	return el(
		"section",
		{},
		el("h4", {}, title),
		el(
			"dl",
			{},
			...names.map((name) => el("div", { "data-field": name }, el("dt", {}, name), el("dd", {}, apart(shown(name, report[name]))))),
		),
	);
}

function shown(name, value) {
	if (name === "decision") {
		return decided(value);
	}
	if (name === "requested" || name === "sent") {
		return value === null ? "nothing" : value.code === null ? "an empty Close" : `${value.code} ${quoted(value.reason)}`;
	}
	if (name === "at") {
		return new Date(value).toISOString();
	}
	if (typeof value === "number" && name.endsWith("Ms")) {
		return milliseconds(value);
	}
	return typeof value === "string" ? quoted(value) : typeof value === "object" ? JSON.stringify(value) : String(value);
}

export const milliseconds = (ms) => `${(Math.round(ms * 10) / 10).toLocaleString("en")} ms`;

const decided = ({ action, delayMs, rule }) => (action === "stop" ? `stop (${rule})` : `retry in ${milliseconds(delayMs)} (${rule})`);
