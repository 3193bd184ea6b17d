// The core takes the facts of a life that is none: what runs for the first time is compiled then, which no close of the page's need wait for.

import { settings } from "../../options/options.ts";
import { type Fact, NEVER, START } from "../bridge.gen.ts";
import { unclaimed } from "./slots.ts";
import { ready } from "./status.ts";

const LIFE: readonly Fact[] = [
	{ kind: "reconnectAsked", code: 1000, reason: "" },
	{ kind: "dialled", conn: 1 },
	{ kind: "opened", conn: 1 },
	{ kind: "closed", conn: 1, code: 1012, reason: "restart", wasClean: true },
	{ kind: "told", conn: 1 },
];

export function warmUp(): void {
	const core = ready;
	const one = { id: unclaimed(), options: settings(null), state: START };
	for (const fact of LIFE) {
		core?.step(one, fact, { at: 0, random: 0, heard: NEVER, sent: NEVER, buffered: 0, late: false });
	}
	core?.forget(one.id);
}
