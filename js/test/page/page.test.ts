// What the page's events are told as. In Chromium, with sessions: e2e's network, bfcache and frozen tests.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { watchPage } from "../../src/page/page.ts";

const realm = new EventTarget();
const network = { onLine: true };
Object.assign(globalThis, {
	addEventListener: realm.addEventListener.bind(realm),
	removeEventListener: realm.removeEventListener.bind(realm),
});
Object.defineProperty(globalThis, "navigator", { value: network, configurable: true });
const facts: string[] = [];
const stop = watchPage(({ kind }) => facts.push(kind));
const happen = (type: string, onLine: boolean): void => {
	network.onLine = onLine;
	realm.dispatchEvent(new Event(type));
};
afterEach(() => facts.splice(0));

test("a page that was not told that it is online, as it lay frozen, hears so when it resumes", () => {
	happen("offline", false);
	happen("freeze", false);
	happen("resume", true);
	assert.deepEqual(facts, ["wentOffline", "froze", "cameOnline", "resumed"]);
});

test("who was told is not told again", () => {
	happen("offline", false);
	happen("pagehide", false);
	happen("pageshow", false);
	happen("online", true);
	happen("visibilitychange", true);
	assert.deepEqual(
		facts.filter((fact) => fact === "cameOnline"),
		["cameOnline"],
	);
});

test("nothing is told any longer", () => {
	stop();
	happen("offline", false);
	assert.deepEqual(facts, []);
});
