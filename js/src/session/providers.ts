// What a session dials: fixed, or by the page's functions for the URL and the protocols, which are asked before each dial and heard no
// longer than they are wanted.

import * as b from "../decider/bridge.gen.ts";
import { discard } from "../decider/choose.ts";
import { NO_VERDICT, type Verdict } from "../decider/verdict.ts";
import { ms } from "../options/checks.ts";
import { complain } from "../page/console.ts";
import type { CloseArguments, CloseReport, ProtocolsProvider, ProviderPlan, UrlProvider } from "../types.ts";

export type Url = string | URL | UrlProvider;
export type Protocols = string | string[] | ProtocolsProvider;

/** Thrown by a provider: ends the session. */
export class StopReconnecting extends Error {}

/** Thrown by a provider: the next attempt is made no sooner than in so many milliseconds, 0 to 2147483647; this one does not count. */
export class RetryLater extends Error {
	readonly delayMs: number;

	constructor(delayMs: number) {
		const read = ms(delayMs, "the delayMs of RetryLater");
		super(`wsclose: not before ${read} ms have passed`);
		this.delayMs = read;
	}
}

/** What a provider's exception says about what follows. */
export const verdictIn = (error: unknown): Verdict =>
	error instanceof StopReconnecting
		? [b.VERDICT_STOP, 0]
		: error instanceof RetryLater
			? [b.VERDICT_FLOOR, error.delayMs]
			: NO_VERDICT;

type Address = readonly [url: string | URL, protocols: string | string[]];

/** The session that is dialling. */
interface Dialling {
	readonly state: b.Snapshot;
	readonly isDialling: boolean;
	readonly attempt: number;
	readonly lastClose: CloseReport | null;
	readonly connection: { readonly number: number; requested: CloseArguments | null } | null;
	requested: CloseArguments | null;
	connect(native: WebSocket | null): void;
	take(fact: b.Fact): void;
}

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
	dial(session: Dialling): void {
		if (this.#isFixed) {
			this.dialled(session, () => this.#make(...(this.#parts as Address)));
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
			(address) => heard(() => this.dialled(session, () => this.#make(...address))),
			(error) => heard(() => refused(session, error, ...verdictIn(error))),
		);
	}

	/** Makes the native socket of the connection that is being dialled. The page's constructor may throw, or call close(). */
	dialled(session: Dialling, make: () => WebSocket): void {
		const { conn } = session.state;
		const isWanted = (): boolean => session.isDialling && session.state.conn === conn;
		let native: WebSocket | null = null;
		try {
			native = make();
			if (!isWanted()) {
				discard(native);
				return;
			}
			session.connect(native);
		} catch (error) {
			complain(error);
			if (native) {
				discard(native); // a mock that can't be listened to
			}
			if (!session.connection) {
				session.connect(null);
			}
			if (isWanted()) {
				const { name = "" } = (error ?? {}) as Error; // no more of it: browsers quote the URL, or the subprotocol
				refused(session, name, b.VERDICT_NONE, 0, name === "SyntaxError");
			}
			return;
		}
		session.take({ kind: "dialled", conn });
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

/** There will be no native socket; the report tells why. isFinal: no later attempt can do better. */
function refused(session: Dialling, error: unknown, verdict: number, delayMs: number, isFinal = false): void {
	let reason = "";
	try {
		reason = String(error instanceof Error ? error.message : error);
	} catch (cause) {
		complain(cause);
	}
	const { connection } = session;
	session.requested = Object.freeze({ code: null, reason });
	if (connection) {
		connection.requested = session.requested;
	}
	session.take({ kind: "dialFailed", conn: connection?.number ?? 0, final: isFinal, verdict, delayMs });
}
