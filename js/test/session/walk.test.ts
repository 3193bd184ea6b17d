// Random walks: a page with a socket or two does anything at any time, above all within its listeners, while its peers, the browser and
// the core do anything too. What must hold nevertheless is in life.ts. A life follows from its mode and its seed:
// WSCLOSE_SEED=7 begins with that one, and WSCLOSE_LIVES=10000 lets so many live in each mode.

import assert from "node:assert/strict";
import { test } from "node:test";
import { configure, core, observe } from "../../src/index.ts";
import { Connection } from "../../src/session/connection.ts";
import { Session } from "../../src/session/session.ts";
import { complaints } from "../complaints.ts";
import { arrive, clock, crash, settled, start, world } from "../lives.ts";
import type { Life } from "./life.ts";
import { goOnline, hear, Walker, WITHIN } from "./walker.ts";

const { WSCLOSE_LIVES, WSCLOSE_SEED = 1 } = process.env;
/** So much happens to a page from outside. */
const STEPS = 12;

/**
 * The core is there, or it is not, or comes in the middle of a life, or crashes where the page says so: and how many lives that is tried
 * in. One with a core that comes takes as long as three others. At once is as where it is inside the JavaScript: first, with what is first
 * to be decided; sudden, with any fact, within whatever is under way; restart, where the page says so, after crashes that it has asked for.
 */
const MODES = { core: 600, none: 600, late: 200, crash: 400, first: 150, sudden: 200, restart: 200 };
type Mode = keyof typeof MODES;

/** After so many facts of a kind the core starts. */
let starting: { facts: number; readonly of: (kind: string) => boolean } | null = null;
const { take } = Session.prototype;
Session.prototype.take = function (this: Session, ...[fact, ...at]): void {
	if (starting?.of(fact.kind) && --starting.facts <= 0) {
		starting = null;
		start();
	}
	take.call(this, fact, ...at);
};

const { close } = Connection.prototype;
let closedHere = 0;
Connection.prototype.close = function (this: Connection, ...given): void {
	closedHere++;
	close.apply(this, given);
};

/** What happens to a socket. */
const steps: Record<string, (life: Life, walker: Walker) => void> = {
	accept: ({ peer }) => peer?.accept(),
	fail: ({ peer }) => peer?.fail(),
	drop: ({ peer }) => peer?.drop(),
	"close 1008": ({ peer }) => peer?.close(1008),
	"close 1012": ({ peer }) => peer?.close(1012),
	message: ({ peer }) => peer?.message("hi"),
	hold: ({ peer }) => peer?.hold(),
	drain: ({ peer }) => peer?.drain(),
	wait: (_life, walker) => clock.advance(walker.of([0, 1, 10, 49, 50, 100, 500, 1_000, 5_000, 20_000])),
	answer: (_life, walker) => walker.answer(),
	act: (_life, walker) => void walker.act("rest"),
	offline: () => goOnline(false),
	online: () => goOnline(true),
};
const OFTEN = ["accept", "wait", "act"];

/** What the page throws is its own matter, and the fake peers throw where something can't be. */
function attempt(walker: Walker, act: () => void): void {
	try {
		act();
	} catch (error) {
		const { message } = error as Error;
		walker.must(message === WITHIN || message.startsWith("wsclose/testing:"), `${error}`);
	}
}

/** What was promised happens. No task is waited for, in which a core that is loading could come. */
async function microtasks(): Promise<void> {
	for (let i = 0; i < 12; i++) {
		await null;
	}
}

/** Lets what is under way happen, and looks. */
async function rest(walker: Walker): Promise<void> {
	for (let i = 0; i < 2; i++) {
		attempt(walker, () => clock.advance(0));
		await microtasks();
	}
	for (const life of walker.lives) {
		life.checkAtRest();
	}
	const living = walker.lives.filter(({ socket: { phase } }) => phase !== "idle" && phase !== "ended").length;
	walker.must(core.sessions === living, `${core.sessions} sessions, where ${living} live`);
}

/** Lives until so much has happened. */
async function live(walker: Walker, mode: Mode): Promise<void> {
	walker.begin();
	const asked = walker.of([...Array(STEPS).keys()]);
	const there = asked + walker.of([0, 0, 1, 3]);
	let arriving: Promise<void> | null = null;
	for (let i = 0; i < STEPS && !walker.faults.length; i++) {
		if (mode === "late" && i === asked) {
			walker.log("the core is asked for");
			arriving = arrive();
		}
		const name = walker.of(walker.happens(0.4) ? OFTEN : Object.keys(steps));
		const life = walker.of(walker.lives);
		walker.log(`${name} ${life.name}`);
		attempt(walker, () => steps[name]?.(life, walker));
		await rest(walker);
		if (arriving && i === there) {
			walker.log("the core is there");
			await arriving;
		}
	}
	await arriving;
}

/** Ends everything, and looks whether anything is left. */
async function end(walker: Walker): Promise<void> {
	walker.log("the end");
	walker.isStill = true;
	goOnline(true);
	hear("resume");
	hear("pageshow");
	for (const { socket } of walker.lives) {
		socket.close();
	}
	await microtasks();
	for (const peer of world.peers.filter(({ socket }) => socket.readyState < 3)) {
		peer.drain();
		peer.close();
	}
	await rest(walker);
	clock.advance(1_000);
	await rest(walker);
	const wasCrowded = world.peers.length >= 32; // where so many linger, lingering.ts looks again within a minute
	walker.must(!clock.waiting || wasCrowded, `${clock.waiting} timers wait`);
	clock.advance(60_000);
	for (const life of walker.lives) {
		life.checkAtTheEnd();
		life.dispose();
	}
	await settled();
	for (const complaint of complaints.splice(0)) {
		walker.must(/^within|URL/.test(complaint), `complaint: ${complaint}`);
	}
}

/** Begins with a core, or with one that has crashed: no other is asked for then but by the mode. */
async function prepare(mode: Mode): Promise<void> {
	const isThere = mode === "core" || mode === "crash";
	if (isThere || core.status !== "crashed") {
		await arrive();
	}
	if (!isThere) {
		crash();
	}
	closedHere = 0;
	configure({ reconnect: true });
	world.WebSocket.made.length = 0;
}

async function walk(mode: Mode, seed: number): Promise<Walker> {
	await prepare(mode);
	const walker = new Walker(seed, mode === "crash" || mode === "restart", mode === "restart");
	if (mode === "first") {
		starting = { facts: 1, of: (kind) => kind !== "dialled" && kind !== "opened" };
	} else if (mode === "sudden") {
		starting = { facts: walker.of([1, 2, 3, 5, 8, 13, 21]), of: () => true };
	}
	// Where who observes an open or an end does something at once, the page hears what follows from it first: so be it.
	const unobserve = observe(({ type }) => void (/close|retry/.test(type) && walker.act("observe")));
	try {
		await live(walker, mode);
		await end(walker);
	} catch (error) {
		walker.must(false, `${(error as Error).stack}`);
	}
	unobserve();
	starting = null;
	walker.must(
		!closedHere || (mode !== "core" && mode !== "first"),
		"JavaScript has closed a native socket, where there is a core",
	);
	return walker;
}

for (const [mode, lives] of Object.entries(MODES) as [Mode, number][]) {
	test(`whatever a page does, each connection has one close and each session one end: ${mode}`, async () => {
		for (let i = 0; i < Number(WSCLOSE_LIVES ?? lives); i++) {
			const seed = Number(WSCLOSE_SEED) + i;
			const { faults, done } = await walk(mode, seed);
			assert.deepEqual(faults, [], `mode ${mode}, WSCLOSE_SEED=${seed} WSCLOSE_LIVES=1:\n${done.join("\n")}\n`);
		}
	});
}
