// The core of this realm, as a page sees it: how it is, and its load ahead of time.

import * as loader from "wsclose/own";
import { type Check, check, read } from "../../options/checks.ts";
import { lingering } from "../../page/lingering.ts";
import { count } from "./slots.ts";
import { type CoreStatus, error, type LoadOptions, status } from "./status.ts";

export type { CoreStatus, LoadOptions } from "./status.ts";

/** How the core is. */
export const core: {
	/** 'failed' also while a load is to be tried again. */
	readonly status: CoreStatus;
	/** Why there is none, and what to do; or that a close did not wait for it any longer. */
	readonly error: Error | null;
	/** The sessions that live. */
	readonly sessions: number;
	/** The native sockets that were let go of and have not ended: while there are 32, the next attempts wait. */
	readonly lingering: number;
} = /* @__PURE__ */ Object.freeze({
	get status() {
		return status;
	},
	get error() {
		return error;
	},
	get sessions() {
		return count();
	},
	get lingering() {
		return lingering();
	},
});

/** By its tag: another window's is as good. */
const tagged = (must: string, tag: RegExp): Check =>
	check(must, (value) => (tag.test(Object.prototype.toString.call(value)) ? value : undefined));

const OPTIONS: Record<keyof LoadOptions, Check> = {
	url: /* @__PURE__ */ tagged("a string or a URL", /^\[object (String|URL)\]$/),
	module: /* @__PURE__ */ tagged("a WebAssembly.Module", /^\[object WebAssembly.Module\]$/),
};

/**
 * Loads the core ahead of time; never needed, and safe to repeat. Rejects with what core.error says; a failed load can be tried again.
 */
export async function load(options: LoadOptions = {}): Promise<void> {
	await loader.load(read("options", options ?? {}, OPTIONS) as LoadOptions);
}
