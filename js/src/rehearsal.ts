// The core takes the facts of a life that is none: what runs for the first time is compiled then, which no close of the page's need wait for.

import type { Happened } from "./bridge.ts";
import * as Fact from "./facts.ts";
import { ASK_FORGET, CONNECTING, NOT_YET } from "./numbers.ts";
import { settings } from "./options.ts";
import { ready, spare } from "./running.ts";

export function rehearse(): void {
	const id = spare();
	const fact = (kind: number, a = 0, text = "", b = 0): Happened => [
		[kind, 1, 0, 0, 0, NOT_YET, NOT_YET, a, b, 0],
		text,
	];
	const life = [
		fact(Fact.Began, CONNECTING),
		fact(Fact.Dialled),
		fact(Fact.Opened),
		fact(Fact.Closed, 1012, "restart", 1),
	];
	ready?.facts(id, life, { settings: settings(null), reconnects: true });
	ready?.facts(id, [fact(Fact.Told)]);
	ready?.ask(ASK_FORGET, id);
}
