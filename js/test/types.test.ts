// Types are checked by tsc; nothing here has to run.

import { test } from "node:test";
import type * as beside from "../src/decider/core/beside.ts";
import type * as inside from "../src/decider/core/inside.ts";
import type { CloseReport, ManagedWebSocket, Phase, RetryPlan } from "../src/index.ts";
import * as wsclose from "../src/index.ts";

test("types", () => {});

/** `wsclose/own` is the one or the other. */
export const places = (one: typeof beside, other: typeof inside): [typeof inside, typeof beside] => [one, other];

export function observes(): () => void {
	return wsclose.observe((event) => {
		if (event.type === "retry") {
			event.plan.report satisfies CloseReport;
		} else if (event.type === "close" || event.type === "end") {
			event.report.decider satisfies "core" | "fallback";
		} else if (event.type === "core") {
			[event.status satisfies "ready" | "failed" | "crashed", event.error satisfies Error | null];
			// @ts-expect-error: the core is no session's
			event.session;
		}
	});
}

export function listens(socket: ManagedWebSocket): void {
	socket.addEventListener("close", (event) => {
		const report: CloseReport = event.report;
		event.cancelRetry();
		return [report, event.code satisfies number];
	});
	socket.addEventListener("phase", ({ detail }) => [detail.from satisfies Phase, detail.to satisfies Phase]);
	socket.addEventListener("retry", ({ detail }) => detail satisfies RetryPlan);
	socket.addEventListener("message", function (event) {
		return [this satisfies ManagedWebSocket, event.data];
	});
	socket.addEventListener("mine", { handleEvent: (event) => event.type });
	socket.onclose = ({ report }) => report.decision.rule;
	// @ts-expect-error: not a listener's type
	socket.addEventListener("close", (event: MessageEvent) => event.data);
	// @ts-expect-error: read-only
	socket.phase = "open";
}

export function stands(make: (Socket: typeof WebSocket) => void): void {
	make(wsclose.ManagedWebSocket.with({ reconnect: false }));
	const Configured: typeof WebSocket & typeof wsclose.ManagedWebSocket = wsclose.WebSocket.with({});
	const socket: WebSocket = new Configured("wss://example.test/", ["a"]);
	make(new Configured("wss://example.test/") as never);
	socket.send(new Uint8Array(3));
}

export function decides(report: CloseReport): void {
	if (report.decision.action === "retry") {
		report.decision.delayMs.toFixed();
	}
	// @ts-expect-error: a stop has no delay
	report.decision.delayMs;
	new wsclose.ManagedWebSocket(new URL("wss://example.test/"), "a", {
		reconnect: {
			rules: [{ code: [4000, "4100-4199"], action: "retry" }, ...wsclose.rules.http],
			decide: ({ cause }) => cause !== "lost" && { delayMs: 5, exact: true },
		},
	});
	// @ts-expect-error: no such action
	new wsclose.ManagedWebSocket("", [], { reconnect: { rules: [{ code: 4000, action: "maybe" }] } });
	wsclose.CloseCode.GoingAway satisfies 1001;
	const kind: CloseReport["kind"] = wsclose.describe(1012, "ja").kind;
	void kind;
}

export async function waits(socket: ManagedWebSocket): Promise<void> {
	await socket.opened;
	(await socket.closed) satisfies CloseReport;
	socket satisfies Disposable;
}

export function installs(target: object): void {
	const undo: () => void = wsclose.install();
	undo();
	wsclose.install({ target, lenient: true, onReport: ({ code, decision }) => [code satisfies number, decision.rule] });
	// @ts-expect-error: no such option
	wsclose.install({ onreport: () => {} });
}

export function isAWebSocket(socket: ManagedWebSocket): WebSocket {
	const Impl: typeof WebSocket = wsclose.ManagedWebSocket.with({});
	socket.onclose = function ({ report }) {
		return [this satisfies ManagedWebSocket, report.code];
	};
	socket.onmessage = null;
	const dom: WebSocket = socket;
	dom.onclose = (event) => event.code;
	dom.addEventListener("close", (event) => event.code);
	return new Impl("wss://example.test/") satisfies WebSocket;
}
