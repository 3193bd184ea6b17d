import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { core, load } from "../../src/decider/core/core.ts";
import { ready } from "../../src/decider/core/status.ts";
import { ManagedWebSocket } from "../../src/socket.ts";
import { fakeWorld, type Peer } from "../../src/testing.ts";
import type { CloseReport, RetryPlan } from "../../src/types.ts";
import { collectComplaints, complaints } from "../complaints.ts";
import { panic } from "../panic.ts";
import { coreModule as module } from "../tested.ts";
import type { Script, World } from "./script.ts";
import { scripts } from "./scripts.ts";

const golden = "test/session/transcripts.txt";
const turn = setImmediate;
const fakes = fakeWorld().install({ WebSocket: false });
const { clock, WebSocket } = fakes;
collectComplaints();

let isHasty = false;
/** close() may end the socket before it returns, as with some mocks. */
class Hasty extends WebSocket {
	override close(code?: number, reason?: string): void {
		const isFirst = this.readyState < 2;
		super.close(code, reason);
		if (isHasty && isFirst) {
			this.peer.close();
		}
	}
}

/** What Go's panic leaves is a session without a core. */
function crash(): void {
	panic();
}

const told = ({ code, reason, wasClean, kind, by, cause, ...r }: CloseReport): string => {
	const flags = (["invalid", "synthetic", "expected", "opened"] as const).filter((flag) => r[flag]).join("+");
	const args = (asked: CloseReport["requested"]): string =>
		asked ? `${asked.code}${JSON.stringify(asked.reason)}` : "none";
	const decision = r.decision.action === "retry" ? `retry in ${r.decision.delayMs}` : "stop";
	return [
		`${code} ${JSON.stringify(reason)} ${wasClean ? "clean" : "unclean"} ${kind}/${by}/${cause} ${flags}`,
		`asked ${args(r.requested)} sent ${args(r.sent)} #${r.connection} attempt ${r.attempt}`,
		`${r.connectMs}+${r.openMs}+${r.closingMs} ms ${r.messagesIn}:${r.messagesOut} ${decision} by ${r.decision.rule}`,
	].join("; ");
};

/** Runs a script and writes down all that the page sees. before is called before each step. */
async function play(script: Script, before: (step: number) => void | Promise<void>): Promise<string[]> {
	const lines: string[] = [];
	const abort = new AbortController();
	const { length: first } = Hasty.made;
	complaints.length = 0;
	const start = clock.now;
	let socket = undefined as unknown as ManagedWebSocket;
	const note = (line: string): void => {
		const { readyState, phase, attempt, connection, plan } = socket;
		lines.push(
			`${clock.now - start}: ${line}  [${readyState} ${phase} attempt ${attempt} #${connection}${plan ? " planned" : ""}]`,
		);
	};
	await before(0);
	socket = new ManagedWebSocket("wss://user:secret@example.test/path?token=1", [], {
		WebSocket: Hasty,
		signal: abort.signal,
		...script.options,
	});
	const world: World = {
		get socket() {
			return socket;
		},
		clock,
		peer: (number) => (number ? Hasty.made[first + number - 1] : Hasty.last)?.peer as Peer,
		note,
		on(type, f, nth) {
			let calls = 0;
			socket.addEventListener(type, (event) => {
				calls++;
				if (!nth || calls === nth) {
					f(event as never);
				}
			});
		},
		attempt(f) {
			try {
				f();
			} catch (error) {
				note(`threw ${(error as Error).name}`);
			}
		},
		crash,
		abort,
		refuse: (message) => {
			Hasty.refusal = new Error(message);
		},
	};
	for (const type of ["open", "message", "error"]) {
		socket.addEventListener(type, () => note(type));
	}
	socket.addEventListener("close", (event) => note(`close ${told(event.report)}`));
	socket.addEventListener("phase", ({ detail }) => lines.push(`${clock.now - start}: ${detail.from} -> ${detail.to}`));
	socket.addEventListener("retry", ({ detail: { attempt, delayMs, at, rule } }: CustomEvent<RetryPlan>) =>
		note(`retry ${attempt} in ${delayMs} at ${at - 1_700_000_000_000 - start} by ${rule}`),
	);
	socket.addEventListener("end", ({ detail }) => note(`end ${told(detail)}`));
	const settle = (name: string, promise: Promise<unknown>): void =>
		void promise.then(
			() => lines.push(`  ${name} fulfilled`),
			(error: Error) => lines.push(`  ${name} rejected: ${error.message}`),
		);
	script.prepare?.(world);
	const reported = new Set<Promise<unknown>>();
	for (const [i, step] of script.steps.entries()) {
		for (const name of ["opened", "closed"] as const) {
			if (!reported.has(socket[name])) {
				reported.add(socket[name]);
				settle(name, socket[name]);
			}
		}
		if (i > 0) {
			await before(i);
		}
		isHasty = script.name.includes("at once");
		step(world);
		isHasty = false;
		await new Promise((resolve) => turn(resolve));
		note(`after step ${i + 1}`);
	}
	const natives = Hasty.made
		.slice(first)
		.map(
			({ peer }) => `[${peer.closes.map(({ code, reason }) => [code, reason].filter(Boolean).join(" ")).join("; ")}]`,
		);
	lines.push(`  closes: ${natives.join(" ") || "none"}`);
	for (const line of complaints) {
		lines.push(`  reported: ${line}`);
	}
	socket[Symbol.dispose]();
	await new Promise((resolve) => turn(resolve));
	fakes.drop();
	assert.equal(core.sessions, 0, "nothing is left");
	assert.equal(core.lingering, 0, "no native socket is waited for");
	assert.equal(ready?.ask({ kind: "count" }) ?? 0, 0, "nothing is left in Go");
	return lines;
}

const withCore = async (): Promise<void> => {
	await load({ module });
	assert.equal(core.status, "ready");
};

/** The transcripts with the core: UPDATE=1 writes them anew. */
const known = new Map<string, string>();
for (const block of existsSync(golden) ? readFileSync(golden, "utf8").split("\n\n") : []) {
	const [name = "", ...lines] = block.trimEnd().split("\n");
	known.set(name, lines.join("\n"));
}
const update = process.env.UPDATE === "1";
const fresh: string[] = [];

const crashes = (script: Script): boolean => script.name.includes("crash");

for (const script of scripts) {
	const { name, steps, core: reason } = script;
	const same = (have: string[]): void => assert.equal(have.join("\n"), known.get(name));

	test(`${name}: with the core`, async () => {
		await withCore();
		const lines = await play(script, () => {});
		if (update) {
			known.set(name, lines.join("\n"));
			fresh.push([name, ...lines].join("\n"));
		}
		same(lines);
	});
	if (reason) {
		continue;
	}
	test(`${name}: without a core`, async () => {
		await withCore();
		crash();
		same(await play(script, () => {}));
	});
	if (crashes(script) || script.counts) {
		continue;
	}
	for (let at = 1; at < steps.length; at++) {
		test(`${name}: a core that comes before step ${at + 1}`, async () => {
			await withCore();
			crash();
			same(await play(script, (step) => (step === at ? withCore() : undefined)));
		});
		test(`${name}: a core that crashes before step ${at + 1}`, async () => {
			await withCore();
			same(await play(script, (step) => (step === at ? crash() : undefined)));
		});
	}
}

test("the transcripts are kept", () => {
	if (update) {
		writeFileSync(golden, `${fresh.join("\n\n")}\n`);
	}
});
