// What the test asks of a page that shows a component with a socket: a button that says the phase and sends a hello.

export * from "./stage.js";

import { core, observe } from "wsclose";

document.body.innerHTML = "<main></main>";
export const root = document.querySelector("main");

const heard = [];
let changed = () => {};
new MutationObserver(() => changed()).observe(document, { subtree: true, childList: true, characterData: true });

/** What the component does with a message. */
export function hear(text) {
	heard.push(text);
	changed();
}

async function until(isSo) {
	while (!isSo()) {
		await new Promise((resolve) => {
			changed = resolve;
		});
	}
}

// A session is unregistered when its end has been told.
observe(({ type }) => type === "end" && setTimeout(() => changed()));

/** Waits till the component says so and one socket lives: one that was given up ends when the browser says that it has. */
export async function shows(text) {
	await until(() => root.textContent === text && core.sessions === 1);
}

/** Has the component send, and waits for the nth message of all. */
export async function greet(n) {
	root.querySelector("button").click();
	await until(() => heard.length >= n);
	return heard;
}
