// A realm whose core is fetched from a host that answers as a test says.

import { afterEach, beforeEach } from "node:test";
import type { ManagedCloseEvent } from "../../src/dom/events.ts";
import { ManagedWebSocket } from "../../src/socket.ts";
import { type FakeWorld, fakeWorld } from "../../src/testing.ts";
import { collectComplaints, complaints, warnings } from "../complaints.ts";
import { panic } from "../panic.ts";
import { coreBytes } from "../tested.ts";

export const world: FakeWorld = fakeWorld().install({ WebSocket: false });
collectComplaints();
const turn = setImmediate;
export const settled = async (): Promise<void> => {
	for (let i = 0; i < 20; i++) {
		await new Promise((resolve) => turn(resolve));
	}
};

type Answer = Response | Error | Promise<Response>;
/** How often it was asked, and what it answers: the last answer again and again. */
export const host: { asked: number; answers: (() => Answer)[] } = { asked: 0, answers: [] };
globalThis.fetch = async () => {
	const answer = host.answers[Math.min(host.asked++, host.answers.length - 1)]?.() ?? new Error("nobody is there");
	if (answer instanceof Error) {
		throw answer;
	}
	return answer;
};
export const whole =
	(type = "application/wasm") =>
	(): Response =>
		new Response(coreBytes, { headers: { "content-type": type } });
export const page: () => Response = () =>
	new Response("<!doctype html><title>app</title>", { headers: { "content-type": "text/html" } });

export const make = (): ManagedWebSocket =>
	new ManagedWebSocket("wss://example.test/", [], { WebSocket: world.WebSocket });
/** The rules of the closes of the socket that was watched last. */
export const rules: string[] = [];
export function watched(): ManagedWebSocket {
	const socket = make();
	rules.length = 0;
	socket.addEventListener("close", ({ report }: ManagedCloseEvent) => rules.push(report.decision.rule));
	world.peer.accept();
	return socket;
}

/** Makes a test begin as if nothing had happened, and leaves no core behind. */
export function eachAnew(): void {
	beforeEach(() => {
		host.asked = 0;
		complaints.length = warnings.length = 0;
	});
	afterEach(() => {
		panic();
	});
}
