import assert from "node:assert/strict";
import { test } from "node:test";
import { Wire } from "../src/wire.ts";

test("numbers and texts come off the wire as they were put", () => {
	const wire = new Wire();
	const reason = "\u{feff}à bientôt ⚡";
	wire.put([1, -0.5]);
	wire.putText("");
	wire.putText(reason);
	wire.putAll([Infinity, 2 ** 53]);
	const end = wire.at;
	wire.at = 0;
	assert.deepEqual(
		[wire.number(), wire.number(), wire.text(), wire.text(), wire.numbers()],
		[1, -0.5, "", reason, [Infinity, 2 ** 53]],
	);
	assert.equal(wire.at, end);
});

test("there are other bytes only where more was put than the last had room for", () => {
	for (const length of [1, 600, 1_900, 2_040, 2_041, 20_000]) {
		const wire = new Wire();
		const { bytes } = wire;
		wire.putText("x".repeat(length));
		assert.equal(wire.bytes !== bytes, 8 * wire.at > bytes.length, `${length}`);
		wire.at = 0;
		assert.equal(wire.text().length, length);
	}
	const wire = new Wire();
	const many = Array.from({ length: 100_000 }, (_, i) => i);
	wire.putText("before");
	wire.putAll(many);
	wire.at = 0;
	assert.deepEqual([wire.text(), wire.numbers()], ["before", many]);
});
