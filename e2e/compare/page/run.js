// Runs one scenario on one package. A scenario is an async function of its stage, or an async generator where it needs the browser to
// do something: it yields what, and goes on with the answer. The Go half is cell_test.go.

import * as closing from "./closing.js";
import * as listening from "./listening.js";
import * as pacing from "./pacing.js";
import * as reconnecting from "./reconnecting.js";
import { finding, Stage } from "./stage.js";
import * as surroundings from "./surroundings.js";
import * as telling from "./telling.js";

const subjects = { closing, listening, pacing, reconnecting, surroundings, telling };
let running;

async function resume(answer) {
	if (!running) return { found: finding(false, "keeps the page out of the cache") }; // the page was loaded anew
	const { done, value } = await running.next(answer);
	return done ? { found: value } : { ask: value };
}

async function start(subject, scenario, peer, id) {
	const begun = subjects[subject][scenario](new Stage(peer, id));
	if (!(Symbol.asyncIterator in begun)) return { found: await begun };
	running = begun;
	return resume();
}

globalThis.compare = { start, resume, browser: () => /Chrome\/(\d+)/.exec(navigator.userAgent)[1] };
