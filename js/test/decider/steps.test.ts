// Go's golden matrix and traces, as data, run through the fallback: every step from the snapshot that Go has before it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type Effect, type Fact, NEVER, type Options, type Snapshot, START } from "../../src/decider/bridge.gen.ts";
import { begun } from "../../src/decider/choose.ts";
import type { Situation } from "../../src/decider/decider.ts";
import { step } from "../../src/decider/fallback/machine.ts";
import { settings } from "../../src/options/options.ts";
import { Comparison, type Taken } from "./compared.ts";
import { type Difference, differences } from "./differences.ts";

/** A step of wasm/session/testdata/steps.json: what differs from what is around it. */
interface Line {
	readonly fact: Fact & { readonly late?: boolean };
	readonly moment: Partial<Situation>;
	readonly changes: Partial<Snapshot>;
	readonly effects: readonly Effect[];
}

const file = JSON.parse(readFileSync("../wasm/session/testdata/steps.json", "utf8"), (_, value: unknown) =>
	value === "Infinity" ? Infinity : value,
) as {
	readonly moment: Situation;
	readonly configs: Readonly<Record<string, Options>>;
	readonly rows: readonly { readonly name: string; config: string; snapshot: Partial<Snapshot>; cells: Line[] }[];
	readonly traces: readonly { readonly name: string; config: string; steps: Line[] }[];
};

function taken(name: string, config: string, before: Snapshot, line: Line): Taken {
	const { late = false, ...fact } = line.fact;
	const now = { ...file.moment, late, ...line.moment };
	const after = { ...before, ...line.changes };
	return { name, options: file.configs[config] as Options, before, fact, now, after, effects: line.effects };
}

const cells = file.rows.flatMap(({ name, config, snapshot, cells }) =>
	cells.map((cell) => taken(name, config, { ...START, ...snapshot }, cell)),
);
const steps = file.traces.flatMap(({ name, config, steps }) => {
	let before = START;
	return steps.map((line) => {
		const step = taken(name, config, before, line);
		before = step.after;
		return step;
	});
});

function compared(list: readonly Difference[]): Comparison {
	const comparison = new Comparison(list);
	for (const step of [...cells, ...steps]) {
		comparison.take(step);
	}
	return comparison;
}

test("the fallback does as Go does in every cell of the matrix and every step of the traces, but for what is listed", () => {
	const { faults, steps } = compared(differences);
	assert.deepEqual(faults, []);
	assert.ok(steps > 1_600, `${steps} steps`);
});

test("every difference on the list is seen there, and there is at most a dozen", () => {
	assert.deepEqual(compared(differences).rare(0), []);
	assert.ok(differences.length <= 12);
});

test("a list that says too little or too much is found out", () => {
	for (const one of differences) {
		const rest = differences.filter((other) => other !== one);
		assert.notDeepEqual(compared(rest).faults, [], one.name);
		assert.notDeepEqual(compared([...rest, { ...one, holds: () => true }]).faults, [], one.name);
		const idle = { ...one, holds: () => false };
		assert.deepEqual(compared([...differences, idle]).rare(0), [one.name]);
	}
});

test("README.md says how the fallback differs, and why", () => {
	const [, section = ""] = readFileSync("README.md", "utf8").split("\n## Without the core\n");
	const items = section
		.split("\n## ")[0]
		?.split("\n- **")
		.slice(1)
		.map((item) => item.split("\n\n")[0]?.replace(/\s+/g, " "));
	assert.deepEqual(
		items,
		differences.map(({ name, reason }) => `${name}.** ${reason}`),
	);
});

test("the first dial, which nobody decides, leads where reconnect() leads out of idle", () => {
	const now = { at: 1_000, random: 0.5, heard: NEVER, sent: NEVER, buffered: 0, late: false };
	const { state } = step(settings(null), START, { kind: "reconnectAsked", code: 1005, reason: "" }, now);
	assert.deepEqual(begun(START, 1_000), state);
});
