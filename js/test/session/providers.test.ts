import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { core, load, ManagedWebSocket, type ProviderPlan, RetryLater, StopReconnecting } from "../../src/index.ts";
import { fakeWorld } from "../../src/testing.ts";
import type { CloseReport, ManagedOptions } from "../../src/types.ts";
import { collectComplaints, complaints } from "../complaints.ts";
import { coreModule } from "../tested.ts";

const turn = setImmediate;
const settled = (): Promise<void> => new Promise((resolve) => void turn(resolve));
const world = fakeWorld().install({ WebSocket: false });
const { clock } = world;
collectComplaints();
globalThis.fetch = async () => new Response("<!doctype html>", { headers: { "content-type": "text/html" } });
await load().catch(() => {}); // nothing waits for a core that can't come

type Url = ConstructorParameters<typeof ManagedWebSocket>[0];
let made: ManagedWebSocket[] = [];
let reports: CloseReport[] = [];
let plans: ProviderPlan[] = [];

function connect(url: Url, options: ManagedOptions = {}, protocols?: string[] | (() => string[])): ManagedWebSocket {
	const socket = new ManagedWebSocket(url, protocols, {
		WebSocket: world.WebSocket,
		reconnect: { firstDelayMs: 1_000, maxDelayMs: 1_000 },
		...options,
	});
	socket.addEventListener("close", ({ report }) => reports.push(report));
	made.push(socket);
	return socket;
}

/** A provider that gives its answers in turn: an address, or what it throws. */
function answering(...answers: (string | Error | (() => Promise<string>))[]): Url {
	return (plan) => {
		plans.push(plan);
		const answer = answers[Math.min(plans.length, answers.length) - 1];
		if (answer instanceof Error) {
			throw answer;
		}
		return typeof answer === "function" ? answer() : (answer as string);
	};
}

beforeEach(() => {
	for (const socket of made) {
		socket[Symbol.dispose]();
	}
	world.drop();
	[made, reports, plans] = [[], [], []];
	complaints.length = 0;
});

for (const [place, prepare] of [
	["without a core", () => {}],
	["with the core", async () => load({ module: coreModule })],
] as const) {
	const it = (name: string, run: () => Promise<void>): void => void test(`${name}, ${place}`, run);
	test(place, async () => {
		await prepare();
		assert.equal(core.status === "ready", place === "with the core");
	});

	it("a protocols function that throws leaves no rejection of the URL's unhandled", async () => {
		const unhandled: unknown[] = [];
		const hear = (error: unknown): void => void unhandled.push(error);
		process.on("unhandledRejection", hear);
		const refuse = (): never => {
			throw new Error("no");
		};
		const socket = connect(async () => refuse(), { reconnect: false }, refuse);
		await settled();
		await settled();
		process.off("unhandledRejection", hear);
		assert.deepEqual([socket.phase, unhandled], ["ended", []]);
	});

	it("a provider is asked before each connection, after the constructor has returned", async () => {
		const socket = connect(answering("wss://a.test/1?token=x", async () => "wss://a.test/2"));
		assert.equal(plans.length, 0);
		assert.deepEqual([socket.phase, socket.readyState, socket.url, socket.connection], ["connecting", 0, "", 1]);
		await settled();
		assert.equal(socket.url, "wss://a.test/1?token=x");
		world.peer.accept();
		world.peer.fail();
		assert.equal(reports[0]?.url, "wss://a.test/1");
		clock.advance(1_000);
		await settled();
		assert.equal(socket.url, "wss://a.test/2");
		assert.deepEqual(
			plans.map(({ attempt, lastClose, signal }) => [attempt, lastClose?.code, signal.aborted]),
			[
				[0, undefined, false],
				[1, 1006, false],
			],
		);
	});

	it("protocols may be a function too, and both are asked at once", async () => {
		const asked: string[] = [];
		connect(
			() => {
				asked.push("url");
				return "wss://a.test/";
			},
			{},
			() => {
				asked.push("protocols");
				return ["chat"];
			},
		);
		await settled();
		assert.deepEqual(asked, ["url", "protocols"]);
	});

	it("what a provider throws is a failed attempt, and its message is in the report", async () => {
		const socket = connect(
			answering(new Error("no token"), () => Promise.reject(new Error("no network")), "wss://a.test/"),
		);
		await settled();
		clock.advance(1_000);
		await settled();
		clock.advance(1_000);
		await settled();
		assert.deepEqual(
			reports.map(({ code, cause, by, synthetic, requested, sent, connection, attempt, url, decision }) => [
				`${code} ${cause} ${by} ${synthetic} ${requested?.reason} ${sent} ${connection} ${attempt} ${url}`,
				decision.rule,
			]),
			[
				["1006 failed page true no token null 1 0 ", "cause:provider"],
				["1006 failed page true no network null 2 1 ", "cause:provider"],
			],
		);
		assert.equal(socket.url, "wss://a.test/");
		assert.deepEqual(complaints, []);
	});

	it("StopReconnecting ends the session", async () => {
		const socket = connect(answering(new StopReconnecting("signed out")));
		await settled();
		assert.equal(socket.phase, "ended");
		const { decision, requested } = await socket.closed;
		assert.deepEqual([decision, requested?.reason], [{ action: "stop", rule: "cause:provider" }, "signed out"]);
	});

	it("RetryLater waits for at least as long, and is no failed attempt", async () => {
		const socket = connect(answering(new RetryLater(40_000), new RetryLater(0), "wss://a.test/"), {
			reconnect: { firstDelayMs: 1_000, maxDelayMs: 1_000, maxAttempts: 1 },
		});
		await settled();
		assert.equal(socket.plan?.delayMs, 40_500);
		clock.advance(40_499);
		assert.equal(plans.length, 1);
		clock.advance(1);
		await settled();
		assert.deepEqual([socket.plan?.delayMs, socket.plan?.attempt], [500, 1]);
		clock.advance(500);
		await settled();
		assert.equal(socket.url, "wss://a.test/");
	});

	it("an address that does not parse is final", async () => {
		const socket = connect(answering("wss://a.test/"));
		await settled();
		world.peer.accept();
		world.peer.fail();
		world.WebSocket.refusal = new DOMException("not a URL", "SyntaxError");
		clock.advance(1_000);
		await settled();
		const { decision, cause, requested, connection, expected } = await socket.closed;
		assert.deepEqual(
			{ decision, cause, requested, connection, expected },
			{
				decision: { action: "stop", rule: "bad-url" },
				cause: "failed",
				requested: { code: null, reason: "SyntaxError" },
				connection: 0,
				expected: false,
			},
		);
		assert.equal(reports.length, 1);
		assert.deepEqual(complaints, ["not a URL"]);
	});

	for (const [how, end, phase] of [
		["close()", (socket: ManagedWebSocket) => socket.close(), "ended"],
		["dispose", (socket: ManagedWebSocket) => socket[Symbol.dispose](), "ended"],
		["reconnect()", (socket: ManagedWebSocket) => socket.reconnect(), "connecting"],
		["openTimeoutMs", () => clock.advance(20_000), "waiting"],
	] as const) {
		it(`a provider is told by ${how} that its answer is not wanted, and it is not heard`, async () => {
			let answer: (url: string) => void = () => {};
			const late = new Promise<string>((resolve) => {
				answer = resolve;
			});
			const socket = connect(
				answering(
					() => late,
					() => new Promise<string>(() => {}),
				),
			);
			await settled();
			const { length } = world.peers;
			end(socket);
			assert.equal(plans[0]?.signal.aborted, true);
			answer("wss://late.test/");
			await settled();
			assert.equal(world.peers.length, length);
			assert.equal(socket.phase, phase);
			assert.deepEqual(
				reports.map(({ cause }) => cause),
				how === "openTimeoutMs" ? ["open-timeout"] : [],
			);
		});
	}
}

test("RetryLater takes milliseconds", () => {
	for (const wrong of [-1, Number.NaN, Infinity, 2 ** 31]) {
		assert.throws(() => new RetryLater(wrong), {
			name: "RangeError",
			message: `wsclose: the delayMs of RetryLater must be a number from 0 to 2147483647, not ${wrong}`,
		});
	}
	for (const wrong of ["5", null, undefined, 5n, {}, true]) {
		assert.throws(() => new RetryLater(wrong as number), { name: "TypeError", message: /^wsclose: the delayMs of / });
	}
	assert.equal(new RetryLater(0.5).delayMs, 1);
});

test("too many sockets that linger hold the next dial back until one has ended", async () => {
	const socket = connect("wss://a.test/", { reconnect: { firstDelayMs: 0, maxDelayMs: 0 } });
	for (let i = 0; i < 32; i++) {
		world.peer.accept();
		socket.fail();
		clock.advance(30_000 / 32);
	}
	assert.equal(core.lingering, 32);
	const { length } = world.peers;
	assert.equal(socket.phase, "connecting");
	world.peers[length - 1]?.drop();
	assert.equal(core.lingering, 31);
	assert.equal(world.peers.length, length + 1);
	assert.equal(socket.phase, "connecting");
	world.peer.accept();
	socket.fail();
	clock.advance(30_000);
	assert.ok(world.peers.length > length + 1, "none is waited for longer than a minute");
});
