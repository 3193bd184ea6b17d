// A server that closes again and again, each time with another hint: made at random from what hints are made of, and from what they are not.

import assert from "node:assert/strict";
import { test } from "node:test";
import { core, load } from "../../src/decider/core/core.ts";
import { ready } from "../../src/decider/core/status.ts";
import { ManagedWebSocket } from "../../src/socket.ts";
import { fakeWorld } from "../../src/testing.ts";
import { coreModule } from "../tested.ts";

const world = fakeWorld().install({ WebSocket: false });
const { clock, WebSocket } = world;
await load({ module: coreModule });

/** Numerical Recipes: the same hints in every run. */
let seed = 6;
const below = (most: number): number => {
	seed = (1664525 * seed + 1013904223) >>> 0;
	return Math.floor((seed / 2 ** 32) * most);
};

const names = ["retry-after=", "spread=", "retry-after", "Retry-After=", "retry-after==", "spread =", "__proto__=", ""];
const values = [
	"1e308",
	"-1",
	"NaN",
	"Infinity",
	"0x10",
	"３０",
	"٣",
	"9".repeat(90),
	"0.",
	".5",
	"1.2.3",
	"\0",
	"\u202e",
	"😀",
	"\ufeff1",
];
const hint = (): string =>
	Array.from({ length: below(6) }, () => {
		const value = below(3)
			? `${below(10 ** (1 + below(9)))}${below(2) ? `.${below(10 ** 6)}` : ""}`
			: values[below(values.length)];
		return `${" ".repeat(below(2))}${names[below(names.length)]}${value}${"\t".repeat(below(2))}`;
	}).join(";");

/** What the documents say of a hint, as an expression: at most an hour; -1 is none. */
function told(reason: string, name: string): number {
	const [, seconds] =
		reason
			.split(";")
			.map((part) => new RegExp(`^[ \\t]*${name}=(\\d+(?:\\.\\d+)?)[ \\t]*$`).exec(part))
			.find((found) => found) ?? [];
	return seconds === undefined ? -1 : Math.min(Math.trunc(Number((Number(seconds) * 1_000).toFixed(3))), 3_600_000);
}

test("5,000 hints: no delay is below what was asked for, none is above an hour and the width, and nothing is left", () => {
	const socket = new ManagedWebSocket("wss://h/", [], {
		WebSocket,
		reconnect: { firstDelayMs: 1_000, maxDelayMs: 1_000, minUptimeMs: 0 },
	});
	let hinted = 0;
	const timers = clock.waiting;
	for (let i = 0; i < 5_000; i++) {
		const reason = hint();
		world.peer.accept();
		world.peer.close(4000, reason);
		WebSocket.made.length = 0;
		const after = told(reason, "retry-after");
		const width = Math.max(told(reason, "spread"), 1_000);
		const delayMs = socket.plan?.delayMs ?? -1;
		const floor = Math.max(after, 0);
		assert.ok(
			delayMs >= floor && delayMs < floor + width,
			`${JSON.stringify(reason)}: ${delayMs}, not ${floor} + ${width}`,
		);
		hinted += Number(after >= 0);
		socket.reconnect();
	}
	assert.ok(hinted > 500, `${hinted} had a hint`);
	assert.deepEqual([core.status, core.sessions, ready?.ask({ kind: "count" }), clock.waiting], ["ready", 1, 1, timers]);
	socket[Symbol.dispose]();
	assert.deepEqual([core.sessions, ready?.ask({ kind: "count" }), clock.waiting], [0, 0, 0]);
});
