// Scripts of what a page calls from within its listeners.

import { closed, late, lose, open, pass, refuseToStay, restart, type Script, soon } from "./script.ts";

export const listening: readonly Script[] = [
	{
		name: "reconnect() in a close listener wins over a stop",
		steps: [open, (w) => w.peer().close(1008), open, pass(100)],
		prepare: (w) => w.on("close", () => w.socket.reconnect(), 1),
	},
	{
		name: "reconnect() in a close listener wins over a retry",
		steps: [open, lose, open, pass(60_000)],
		prepare: (w) => w.on("close", () => w.socket.reconnect(), 1),
	},
	{
		name: "reconnect() in every close listener is paced",
		options: soon,
		steps: [open, lose, lose, pass(10), late(closed(1006)), pass(10), late(closed(1006)), pass(5_000)],
		prepare: (w) => w.on("close", () => w.socket.reconnect()),
		core: "counts attempts and not calls",
	},
	{
		name: "reconnect() twice in a close listener",
		options: soon,
		steps: [open, lose, open],
		prepare: (w) =>
			w.on(
				"close",
				() => {
					w.socket.reconnect();
					w.socket.reconnect();
				},
				1,
			),
	},
	{
		name: "reconnect() in an end listener",
		steps: [open, (w) => w.peer().close(1008), open, (w) => w.peer().close(1008), pass(60_000)],
		prepare: (w) => w.on("end", () => w.socket.reconnect(), 1),
	},
	{
		name: "reconnect() in every end listener is paced",
		options: soon,
		steps: [
			refuseToStay,
			refuseToStay,
			pass(2_000),
			refuseToStay,
			pass(4_000),
			open,
			pass(6_000),
			(w) => w.peer().close(1008),
			open,
		],
		prepare: (w) => w.on("end", () => w.socket.reconnect()),
	},
	{
		name: "reconnect() in a retry listener",
		options: soon,
		steps: [open, lose, open, pass(60_000)],
		prepare: (w) => w.on("retry", () => w.socket.reconnect(), 1),
	},
	{
		name: "reconnect() in an open listener",
		options: soon,
		steps: [open, open, pass(100)],
		prepare: (w) => w.on("open", () => w.socket.reconnect(), 1),
	},
	{
		name: "reconnect() in a message listener",
		options: soon,
		steps: [open, (w) => w.peer().message("x"), open, pass(100)],
		prepare: (w) => w.on("message", () => w.socket.reconnect(), 1),
	},
	{
		name: "reconnect() in an error listener",
		options: soon,
		steps: [open, lose, open, pass(100)],
		prepare: (w) => w.on("error", () => w.socket.reconnect(), 1),
	},
	{
		name: "close() in a close listener",
		steps: [open, restart, pass(60_000)],
		prepare: (w) => w.on("close", () => w.socket.close(4000), 1),
	},
	{
		name: "close() in a retry listener",
		steps: [open, restart, pass(60_000)],
		prepare: (w) => w.on("retry", () => w.socket.close(4000), 1),
	},
	{
		name: "close() in an open listener",
		steps: [open, (w) => w.peer().close(4000), pass(60_000)],
		prepare: (w) => w.on("open", () => w.socket.close(4000), 1),
	},
	{
		name: "close() and reconnect() in a close listener: the last wins",
		options: soon,
		steps: [open, restart, pass(100), open],
		prepare: (w) =>
			w.on(
				"close",
				() => {
					w.socket.close();
					w.socket.reconnect();
				},
				1,
			),
		core: "tells each change of mind",
	},
	{
		name: "reconnect() and close() in a close listener: the last wins",
		options: soon,
		steps: [open, restart, pass(60_000)],
		prepare: (w) =>
			w.on(
				"close",
				() => {
					w.socket.reconnect();
					w.socket.close();
				},
				1,
			),
	},
	{
		name: "cancelRetry() in a close listener",
		steps: [open, restart, pass(60_000)],
		prepare: (w) => w.on("close", (event: { cancelRetry(): void }) => event.cancelRetry()),
	},
	{
		name: "cancelRetry() after a stop",
		steps: [open, (w) => w.peer().close(1008), pass(60_000)],
		prepare: (w) => w.on("close", (event: { cancelRetry(): void }) => event.cancelRetry()),
	},
	{
		name: "cancelRetry() after reconnect()",
		steps: [open, restart, pass(60_000)],
		prepare: (w) =>
			w.on("close", (event: { cancelRetry(): void }) => {
				w.socket.reconnect();
				event.cancelRetry();
			}),
	},
	{
		name: "dispose in a close listener",
		steps: [open, restart, pass(60_000)],
		prepare: (w) => w.on("close", () => w.socket[Symbol.dispose]()),
	},
	{
		name: "close() in a phase listener",
		steps: [open, restart, pass(60_000)],
		prepare: (w) => w.on("phase", (event: CustomEvent) => event.detail.to === "waiting" && w.socket.close()),
	},
	{
		name: "close() in a phase listener when it dials",
		options: soon,
		steps: [open, lose, pass(500), pass(60_000)],
		prepare: (w) => w.on("phase", (event: CustomEvent) => event.detail.to === "connecting" && w.socket.close()),
		core: "the core dials, and lets go at once",
	},
];
