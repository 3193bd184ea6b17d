// README.ja.md is README.md in Japanese, line by line. Who changes one has to change the other: what can be held without knowing
// both languages is held here, and which English was translated is on record.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { BYS, CAUSES, KINDS } from "../src/decider/codes.gen.ts";

const LINKS = ["[日本語](README.ja.md)", "[English](README.md)"];
/** Latin words that stay as they are in Japanese prose; those with a capital do anyway. */
const NAMES = [
	"wsclose",
	"npm",
	"tarball",
	"webpack",
	"Rollup",
	"esbuild",
	"jsdom",
	"node",
	"window",
	"reconnecting-websocket",
	"ms",
	"import",
	"pagehide",
	"undefined",
];
const DIGITS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
const CELL_BORDER = /(?<!\\)\|/;

/** A paragraph, an item, a heading or a table's cell: word order moves what is in it, but never out of it. */
interface Unit {
	readonly line: number;
	readonly kind: string;
	readonly lines: string[];
}

const fenced = (lines: readonly string[]): boolean[] => {
	let within = false;
	return lines.map((line) => {
		const isFence = line.startsWith("```");
		within = isFence ? !within : within;
		return within && !isFence;
	});
};

const cells = (row: string): string[] => row.split(CELL_BORDER).slice(1, -1);

function kindOf(line: string): string {
	if (/^(```|<!--)/.test(line)) {
		return line;
	}
	if (line.startsWith("|")) {
		return `${/^[|:\- ]+$/.test(line) ? "border" : "row"} of ${cells(line).length}`;
	}
	const [, mark, indent] = /^(?:(#+|\d+\.|[-*>]) |( +))/.exec(line) ?? [];
	return mark ?? indent ?? (line === "" ? "blank" : "plain");
}

function unitsOf(text: string): Unit[] {
	const lines = text.split("\n");
	const isCode = fenced(lines);
	const units: Unit[] = [];
	let open: Unit | undefined;
	lines.forEach((text, i) => {
		const kind = isCode[i] ? "code" : kindOf(text);
		const start = (text: string): void => {
			open = { line: i + 1, kind, lines: [text] };
			units.push(open);
		};
		if (open && (kind === "plain" ? open.kind === "plain" : /^ +$/.test(kind))) {
			open.lines.push(text);
		} else if (/^row/.test(kind)) {
			cells(text).forEach(start);
			open = undefined;
		} else if (/^(blank|border|code|```|<!--)/.test(kind)) {
			open = undefined;
		} else {
			start(text);
		}
	});
	return units;
}

/** What of a text is for people: without code, addresses and marks. */
const prose = (text: string): string =>
	text.replace(/`[^`]*`/g, " ").replace(/\]\([^)]*\)|https?:\/\/\S+|"[^"]*"/g, " ");

/** What a translation keeps: code, addresses, numbers, emphasis; sorted. */
function kept(text: string): string {
	const numbers = prose(text)
		.replace(/(?<=\d)[ ,](?=\d{3}\b)/g, "")
		.replace(/\b[a-z]+\b/g, (word) => (DIGITS.includes(word) ? `${DIGITS.indexOf(word) + 2}` : word));
	const addresses = [...text.matchAll(/\]\((#)?([^)]*)\)/g)].map(([, here, address]) => here ?? address);
	const found = [...(text.match(/`[^`]*`/g) ?? []), ...addresses, ...(numbers.match(/\d+(?:\.\d+)?|\*\*/g) ?? [])];
	return found.sort().join(" ");
}

const wordsIn = (text: string): string[] =>
	(prose(text).match(/(?<![\p{L}\d.-])[A-Za-z][A-Za-z-]+/gu) ?? []).filter((word) => !NAMES.includes(word));

/** What is wrong with a Japanese text for an English one. */
const wrongIn = (english: string, japanese: string): string[] => [
	...(kept(english) === kept(japanese) ? [] : [`has ${kept(japanese)}; in English ${kept(english)}`]),
	...(wordsIn(english).length && !JAPANESE.test(japanese) ? ["is not Japanese"] : []),
	...wordsIn(japanese)
		.filter((word) => /^[a-z]/.test(word))
		.map((word) => `still says ${word}`),
];

/** Prose is in the polite form, and breaks its lines after 、 or 。: a browser may show a break as a space. */
function unlike({ kind, lines }: Unit): string[] {
	const [last = "", ...before] = [...lines].reverse();
	const sentences = lines.map(prose).join("").split("。").slice(0, -1);
	return /^(#|row)/.test(kind)
		? []
		: [
				...(last.endsWith("。") ? [] : ["does not end with 。"]),
				...before.filter((line) => !/[、。]$/.test(line)).map((line) => `breaks after ${line.slice(-9)}`),
				...lines.filter((line) => !JAPANESE.test(line)).map((line) => `has no Japanese in ${line}`),
				...sentences
					.filter((sentence) => !/(ます|です|ません|ました|でした|ください)[）」]?\s*$/.test(sentence))
					.map((sentence) => `is not in です・ます: ${sentence}`),
			];
}

/** A line of code without its strings and comments, and these. */
function codeIn(line: string): { bones: string; texts: string[] } {
	const texts: string[] = [];
	const bones = line.replace(/`[^`]*`|"[^"]*"|\/\/.*|<!--.*|(?<!\S)# .*/g, (text) => {
		texts.push(...(text.startsWith("`") ? [] : [text]));
		return text.startsWith("`") ? text : text.slice(0, 1);
	});
	return { bones, texts };
}

function wrongInCode(english: string, japanese: string): string[] {
	const [from, to] = [codeIn(english), codeIn(japanese)];
	return from.bones !== to.bones
		? [`is other code than ${english}`]
		: from.texts.flatMap((text, i) => {
				const other = to.texts[i] ?? "";
				const isString = text.startsWith('"');
				const translated = JAPANESE.test(other) && kept(text) === kept(other);
				return translated || (text === other && (isString || !wordsIn(text).length))
					? []
					: [`has ${other} for ${text}`];
			});
}

/** Every fault of a translation, by line. */
function faults(english: string, japanese: string): string[] {
	const [from, to] = [english, japanese].map((text) => text.split("\n")) as [string[], string[]];
	const [isCode, isCodeToo] = [fenced(from), fenced(to)];
	const kind = (lines: string[], code: boolean[], i: number) => (code[i] ? "code" : kindOf(lines[i] ?? "no line"));
	for (let i = 0; i < Math.max(from.length, to.length); i++) {
		const [was, is] = [kind(from, isCode, i), kind(to, isCodeToo, i)];
		if (was !== is) {
			return [`line ${i + 1}: ${is} in Japanese, ${was} in English`]; // all that follows would differ
		}
	}
	const units = unitsOf(japanese);
	return [
		...from.flatMap((line, i) =>
			isCode[i] ? wrongInCode(line, to[i] as string).map((what) => `line ${i + 1}: ${what}`) : [],
		),
		...unitsOf(english).flatMap((unit, i) => {
			const own = units[i] as Unit;
			if (LINKS[0] === unit.lines[0] && LINKS[1] === own.lines[0]) {
				return [];
			}
			const wrong = [...wrongIn(unit.lines.join(" "), own.lines.join(" ")), ...unlike(own)];
			return wrong.map((what) => `line ${unit.line}: ${what}`);
		}),
	];
}

const readme = readFileSync("README.md", "utf8");
const translated = readFileSync("README.ja.md", "utf8");

test("README.ja.md says line by line what README.md says, in Japanese", () => {
	assert.deepEqual(faults(readme, translated), []);
});

/** The digests of the English that was translated: UPDATE=1 writes them anew. */
const record = "test/translated.txt";
const digest = ({ lines }: Unit): string =>
	createHash("sha256")
		.update(lines.map((line) => line.trim()).join(" "))
		.digest("hex")
		.slice(0, 8);

test("no English has changed since it was translated", () => {
	const units = unitsOf(readme).filter(({ lines }) => wordsIn(lines.join(" ")).length);
	if (process.env.UPDATE === "1") {
		writeFileSync(record, [...new Set(units.map(digest)), ""].join("\n"));
	}
	const translated = readFileSync(record, "utf8").split("\n");
	assert.deepEqual(
		units.filter((unit) => !translated.includes(digest(unit))).map(({ line, lines }) => `line ${line}: ${lines[0]}`),
		[],
		"translate these lines in README.ja.md, then run UPDATE=1 make test-js",
	);
});

test("each of the two names the other at its top", () => {
	assert.deepEqual(
		[readme, translated].map((text) => text.split("\n")[2]),
		LINKS,
	);
});

test("links within a document lead to its headings", () => {
	for (const text of [readme, translated]) {
		const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
			(heading as string)
				.toLowerCase()
				.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
				.replaceAll(" ", "-"),
		);
		for (const [, anchor] of text.matchAll(/\]\(#([^)]*)\)/g)) {
			assert.ok(headings.includes(decodeURIComponent(anchor as string)), `#${anchor}`);
		}
	}
});

const spans = (text: string): string[] => [...text.matchAll(/`([^`]*)`/g)].map(([, code]) => code as string);

/** What follows a mark in a text, up to another. */
const between = (text: string, from: string, to: string): string => text.split(from)[1]?.split(to)[0] ?? "";

/** The names in the first column of a table, each with the code of its row. */
function table(head: string): Map<string, string[]> {
	const rows = between(readme, `\n| ${head} `, "\n\n").split("\n").slice(2).map(cells);
	return new Map(rows.flatMap(([names = "", ...rest]) => spans(names).map((name) => [name, spans(rest.join(""))])));
}

test("the tables name every option, and every member of a report with all its values", () => {
	const types = readFileSync("src/types.ts", "utf8");
	for (const [head, from, to] of [
		["option", "interface ManagedOptions {", "\n}"],
		["`reconnect.`", "interface ReconnectOptions {", "\n}"],
		["`queue.`", "\tqueue?:", "};"],
		["`report.`", "interface CloseReport {", "\n}"],
	] as const) {
		const members = [...between(types, from, to).matchAll(/^(\t+)(?:readonly )?(\w+)\??:/gm)];
		const outer = members.filter(([, indent]) => indent === members[0]?.[1]).map(([, , name]) => name);
		assert.deepEqual([...table(head).keys()].sort(), outer.sort(), head);
	}
	const report = table("`report.`");
	assert.deepEqual([report.get("kind"), report.get("by"), report.get("cause")], [KINDS, BYS, CAUSES]);
});

const ENGLISH = [
	"# The title\n\nA first line with `code` and 1 000,\nthen [a link](https://a.example/). It takes five lines.\n",
	"- an item of\n  two lines\n- **another**\n\n<!-- mark -->\n| a head | b |\n| --- | --- |\n| `x` | one cell |\n",
	'```js\nsend("hello"); // at 5 s\n```\n',
].join("\n");
const IN_JAPANESE = [
	"# 題名\n\n最初の行には `code` と 1,000、\n[リンク](https://a.example/)があります。5 行です。\n",
	"- 項目であり、\n  2 行です。\n- **もうひとつ**です。\n\n<!-- mark -->\n| 見出し | 乙 |\n| --- | --- |\n| `x` | ひとつのセル |\n",
	'```js\nsend("hello"); // 5 秒\n```\n',
].join("\n");

test("a translation that keeps everything has no faults", () => {
	assert.deepEqual(faults(ENGLISH, IN_JAPANESE), []);
});

for (const [what, from, to] of [
	["a line more", "- **", "\n- **"],
	["a line less", "  2 行です。\n", ""],
	["another level of heading", "# 題名", "## 題名"],
	["another language of code", "```js", "```ts"],
	["a comment less", "<!-- mark -->", "<!-- -->"],
	["a cell more", "| 乙 |", "| 乙 | 丙 |"],
	["an item that is none", "- **もうひとつ**", "**もうひとつ**"],
	["another span of code", "`code`", "`core`"],
	["a span in another cell", "| `x` | ひとつのセル |", "| ひとつのセル | `x` |"],
	["another number", "1,000", "1,001"],
	["another number for a word", "5 行", "6 行"],
	["another address", "https://a.example/", "https://b.example/"],
	["no emphasis", "**もうひとつ**", "もうひとつ"],
	["a heading in English", "# 題名", "# The title"],
	["a cell in English", "ひとつのセル", "one cell"],
	["words left in English", "最初の行には", "最初の行 with"],
	["a line in English", "- 項目であり、", "- An Item、"],
	["the plain form", "5 行です。", "5 行だ。"],
	["a break within a phrase", "1,000、", "1,000 と"],
	["no full stop", "5 行です。", "5 行です"],
	["other code", "send(", "close("],
	["another string", '"hello"', '"hallo"'],
	["a comment in English", "// 5 秒", "// at 5 s"],
	["another number in a comment", "// 5 秒", "// 6 秒"],
] as const) {
	test(`a translation is faulty that has ${what}`, () => {
		assert.ok(IN_JAPANESE.includes(from));
		assert.notDeepEqual(faults(ENGLISH, IN_JAPANESE.replace(from, to)), []);
	});
}

test("how to load it stands alike in README.md and js/README.md", () => {
	const [ours, projects] = ["README.md", "../README.md"].map((path) =>
		readFileSync(path, "utf8")
			.match(/\n## Loading\n.*?\n## /s)?.[0]
			.replace(/## \w*$/, ""),
	);
	assert.ok(ours);
	assert.equal(ours, projects);
});
