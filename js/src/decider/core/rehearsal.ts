// The core takes the facts of a life that is none: what runs for the first time is compiled then, which no close of the page's need wait for.

import { optionsOf } from "../../options/made.ts";
import { NOT_YET } from "../../options/numbers.ts";
import { settings } from "../../options/options.ts";
import type { Fact } from "../bridge.gen.ts";
import type { Happened } from "./bridge.ts";
import { ready, spare } from "./running.ts";

export function rehearse(): void {
	const id = spare();
	const fact = (one: Fact): Happened => [one, { at: 0, random: 0, heard: NOT_YET, sent: NOT_YET }];
	const life = [
		fact({ kind: "reconnectAsked", code: 1000, reason: "" }),
		fact({ kind: "dialled", conn: 1 }),
		fact({ kind: "opened", conn: 1 }),
		fact({ kind: "closed", conn: 1, code: 1012, reason: "restart", wasClean: true }),
	];
	ready?.facts(id, life, optionsOf(settings(null), true));
	ready?.facts(id, [fact({ kind: "told", conn: 1 })]);
	ready?.ask({ kind: "forget", session: id });
}
