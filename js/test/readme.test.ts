// What README.md shows of the subpath modules runs as it stands there, on the package as it is built.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";

const examples = [...readFileSync("../README.md", "utf8").matchAll(/```js\n(.*?)```/gs)].map(
	([, text]) => text as string,
);

test("the example of a unit test", () => {
	const [example, ...more] = examples.filter((text) => text.includes('"wsclose/testing"'));
	assert.ok(example && more.length === 0);
	assert.ok(example.trim().split("\n").length <= 17, "it is short");
	mkdirSync("build/readme", { recursive: true });
	writeFileSync("build/readme/testing.mjs", example);
	const { NODE_TEST_CONTEXT: _, ...env } = process.env;
	const output = execFileSync(process.execPath, ["--test", "--test-reporter=tap", "build/readme/testing.mjs"], { env });
	assert.match(`${output}`, /# pass 1\n# fail 0/);
});
