// Where the core's file is where the page does not say: beside this one. Bundlers know the literal, and take the file along.

import { FinalError } from "./reasons.ts";

const SAY = 'load({ url: "/path/of/wsclose.wasm" })';

export function address(): string {
	if (typeof import.meta.url !== "string") {
		// Bundled as no module; evaluated, injected, or written into a page; or the content script of an extension. See here.ts.
		throw new FinalError(
			`wsclose: no core: this script has no address of its own, beside which wsclose.wasm would be: ${SAY}, in an extension ${SAY.replace(/".*"/, 'chrome.runtime.getURL("wsclose.wasm")')}`,
		);
	}
	let href: string;
	try {
		href = new URL("./wsclose.wasm", import.meta.url).href;
	} catch (cause) {
		throw new FinalError(`wsclose: no core: nothing is beside a script that came from blob: or data:; ${SAY}`, {
			cause,
		});
	}
	if (isOfTheVisited(href)) {
		throw new FinalError(
			`wsclose: no core: an extension does not take code from the site that it visits, ${href}: load({ url: chrome.runtime.getURL("wsclose.wasm") })`,
		);
	}
	return href.replace(/\.vite\/deps\w*(?=\/wsclose\.wasm$)/, "wsclose/dist"); // Vite 7 and older move the module alone, while developing
}

/** Whether this is a content script, for which a bundler has taken the visited page's address for the script's own. */
function isOfTheVisited(href: string): boolean {
	const { chrome, browser, location } = globalThis as { chrome?: Api; browser?: Api; location?: Location };
	return !!(chrome ?? browser)?.runtime?.id && /^http/.test(href) && new URL(href).origin === location?.origin;
}

/** An extension's; pages that an extension talks to have no id there. */
interface Api {
	readonly runtime?: { readonly id?: string };
}
