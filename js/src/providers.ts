// The page's functions for the URL and the protocols: asked before each dial, and heard no longer than they are wanted.

import * as n from "./numbers.ts";
import type { ProtocolsProvider, ProviderPlan, UrlProvider } from "./types.ts";
import type { Verdict } from "./verdict.ts";

export type Url = string | URL | UrlProvider;
export type Protocols = string | string[] | ProtocolsProvider;

/** Thrown by a provider: ends the session. */
export class StopReconnecting extends Error {}

/** Thrown by a provider: the next attempt is made no sooner than in so many milliseconds, 0 to 2147483647; this one does not count. */
export class RetryLater extends Error {
	readonly delayMs: number;

	constructor(delayMs: number) {
		super(`wsclose: not before ${delayMs} ms have passed`);
		if (!(delayMs >= 0 && delayMs <= n.LONGEST_MS)) {
			throw new RangeError(`wsclose: RetryLater takes milliseconds from 0 to ${n.LONGEST_MS}, not ${delayMs}`);
		}
		this.delayMs = Math.ceil(delayMs);
	}
}

/** What a provider's exception says about what follows. */
export const verdictIn = (error: unknown): Verdict =>
	error instanceof StopReconnecting
		? [n.VERDICT_STOP, 0]
		: error instanceof RetryLater
			? [n.VERDICT_FLOOR, error.delayMs]
			: [n.VERDICT_NONE, 0];

/** Asks both at once; not before the page's own code has returned, so that a provider may name the socket that it is of. */
export async function provide(
	url: Url,
	protocols: Protocols,
	plan: ProviderPlan,
): Promise<readonly [url: string | URL, protocols: string | string[]]> {
	await null;
	return Promise.all([
		typeof url === "function" ? url(plan) : url,
		typeof protocols === "function" ? protocols(plan) : protocols,
	]);
}
