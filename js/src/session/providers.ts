// What a session dials: fixed, or by the page's functions for the URL and the protocols, which are asked before each dial and heard no
// longer than they are wanted.

import * as b from "../decider/bridge.gen.ts";
import { NO_WORD, type Verdict } from "../decider/verdict.ts";
import * as n from "../options/numbers.ts";
import type { ProtocolsProvider, ProviderPlan, UrlProvider } from "../types.ts";
import type { Session } from "./session.ts";

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
		? [b.VERDICT_STOP, 0]
		: error instanceof RetryLater
			? [b.VERDICT_FLOOR, error.delayMs]
			: NO_WORD;

type Address = readonly [url: string | URL, protocols: string | string[]];

export class Dialler {
	readonly #parts: readonly [url: Url, protocols: Protocols];
	readonly #make: (...address: Address) => WebSocket;
	/** While the page's functions are asked. */
	#asking: AbortController | null = null;

	/** make makes a native socket, or throws what the browser throws. */
	constructor(url: Url, protocols: Protocols, make: (...address: Address) => WebSocket) {
		this.#parts = [url, protocols];
		this.#make = make;
	}

	get #isFixed(): boolean {
		return !this.#parts.some(isFunction);
	}

	/** The first native socket, where no function has to be asked: the constructor's exceptions are the caller's. */
	first(): WebSocket | null {
		return this.#isFixed ? this.#make(...(this.#parts as Address)) : null;
	}

	/** Makes the session's next native socket: at once, or when the page's functions have answered. */
	dial(session: Session): void {
		if (this.#isFixed) {
			session.dialled(() => this.#make(...(this.#parts as Address)));
			return;
		}
		const { attempt, lastClose } = session;
		const asking = new AbortController();
		const { signal } = asking;
		const heard = (then: () => void): void => {
			if (!signal.aborted) {
				this.#asking = null;
				then();
			}
		};
		this.#asking = asking;
		this.#ask({ attempt, lastClose, signal }).then(
			(address) => heard(() => session.dialled(() => this.#make(...address))),
			(error) => heard(() => session.refused(error, ...verdictIn(error))),
		);
	}

	/** Asks both at once; not before the page's own code has returned, so that a function may name the socket that it is of. */
	async #ask(plan: ProviderPlan): Promise<Address> {
		await null;
		plan.signal.throwIfAborted();
		return Promise.all(
			this.#parts.map(async (part) => (isFunction(part) ? part(plan) : part)),
		) as Promise<unknown> as Promise<Address>;
	}

	/** What the page's functions answer is not wanted any longer. */
	abort(): void {
		this.#asking?.abort();
		this.#asking = null;
	}
}

const isFunction = (part: Url | Protocols): part is UrlProvider | ProtocolsProvider => typeof part === "function";
