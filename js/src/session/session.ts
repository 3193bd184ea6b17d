// The life of one ManagedWebSocket on JavaScript's side: it hands the facts to the core (or to coreless.ts while there is none), and
// mirrors the state for the page to read. What comes back, hands.ts does. It decides nothing.

import * as b from "../decider/bridge.gen.ts";
import type { Happened } from "../decider/core/bridge.ts";
import { demand, discard, hold, ready, register, show, want } from "../decider/core/core.ts";
import { fresh, type Pending, resume, step, timed } from "../decider/fallback/coreless.ts";
import type { Tally } from "../decider/fallback/fallback.ts";
import { happened, replay } from "../decider/fallback/replay.ts";
import { emit } from "../dom/events.ts";
import { NativeListeners } from "../dom/listeners.ts";
import { Outbox } from "../messages/outbox.ts";
import { note } from "../observe.ts";
import { optionsOf } from "../options/made.ts";
import * as n from "../options/numbers.ts";
import { isOn, type Settings } from "../options/options.ts";
import { now, random, wall } from "../page/clock.ts";
import { complain } from "../page/console.ts";
import type { PageFact } from "../page/page.ts";
import type { CloseArguments, CloseReport, RetryPlan } from "../types.ts";
import { Connection, type Watcher } from "./connection.ts";
import { Deferred } from "./deferred.ts";
import { act, disarm, phase } from "./hands.ts";
import type { Dialler } from "./providers.ts";

let serials = 0;

/** What the page asks for, by the fact that it is. */
type Asked = "closeAsked" | "reconnectAsked" | "failAsked" | "disposed";

export class Session implements Watcher {
	/** In this realm, from 1. */
	readonly serial: number = ++serials;
	readonly settings: Settings;
	readonly outbox: Outbox;
	readonly listeners: NativeListeners;
	readonly target: EventTarget;
	readonly isTimed: boolean;
	readonly most: number;
	/** Under which the core knows it; -1 before it lives and after it has ended. */
	id: number = -1;
	/** The phase, by number, and the one that the page was told of. */
	state: number = b.IDLE;
	shown: number = b.IDLE;
	/** How many connections there were. */
	number: number = 0;
	connection: Connection | null = null;
	/** The number of the last attempt, or of the planned one. */
	attempt: number = 0;
	plan: RetryPlan | null = null;
	lastClose: CloseReport | null = null;
	endedAt: number = n.NOT_YET;
	/** How often the session has ended since a connection was stable: reconnect() in every `end` listener is paced. */
	ends = 0;
	/** The listeners for error and close are being called. */
	isTelling: boolean = false;
	/** What will follow when they have returned. */
	pending: Pending | null = null;
	binaryType: BinaryType = "blob";
	whenOpen: Deferred<void> = new Deferred();
	whenEnded: Deferred<CloseReport> = new Deferred();
	/** coreless.ts's counters. */
	tally: Tally = fresh();
	buffered: number = 0;
	probedAt: number = Infinity;
	readonly dialler: Dialler;
	/** What close() was asked while there was no connection. */
	wished: CloseArguments | null = null;
	/** The core has it. */
	isAdopted = false;
	/** How many calls of coreless.ts are under way. */
	busy = 0;
	/** The page has dropped it. */
	isDisposed = false;
	/** By wasm/session, Timer. */
	readonly timers: ReturnType<typeof setTimeout>[] = [];

	constructor(settings: Settings, target: EventTarget, dialler: Dialler) {
		this.settings = settings;
		this.isTimed = settings.idleTimeoutMs > 0 || !!settings.heartbeat;
		this.most = settings.maxMessageBytes;
		this.target = target;
		this.dialler = dialler;
		this.outbox = new Outbox(this, (gone) => emit(target, "expired", gone));
		this.listeners = new NativeListeners(target, () => {
			this.outbox.listened();
			want();
		});
	}

	/** The first dial: the browser's exceptions are the caller's. */
	begin(): void {
		const native = this.dialler.first();
		this.number = 1;
		this.state = b.CONNECTING;
		this.shown = b.CONNECTING;
		register(this);
		this.connect(native);
		if (native) {
			this.fact({ kind: "dialled", conn: 1 });
		} else {
			timed(this, b.TIMER_OPEN, now(), this.settings.openTimeoutMs);
			this.dialler.dial(this);
		}
	}

	/** Whether an end may be followed by an attempt: configure() may have turned that off. */
	get reconnects(): boolean {
		return isOn && this.settings.reconnect;
	}

	get native(): WebSocket | null {
		return this.connection?.native ?? null;
	}

	/** The moment of the plan. */
	get due(): number {
		return this.plan ? this.plan.at - wall(0) : 0;
	}

	/** The connection counts as a success by now. */
	get isStable(): boolean {
		return this.state === b.OPEN && now() - (this.connection?.openedAt ?? 0) >= this.settings.minUptimeMs;
	}

	get readyState(): number {
		if (this.isTelling || this.state === b.ENDED) {
			return 3;
		}
		if (this.state === b.IDLE || this.state > b.CLOSING) {
			return 0;
		}
		return this.isLive && (this.native?.readyState ?? 0) > 1 ? 2 : this.state - 1; // connecting, open and closing are one more than the DOM's
	}

	/** There is a native socket, and its end was not told. */
	get isLive(): boolean {
		return !!this.native && !this.connection?.told && this.state !== b.ENDED;
	}

	/** There is no native socket yet: the page's providers are asked, or too many sockets linger. */
	get isDialling(): boolean {
		return this.state === b.CONNECTING && !this.native && !this.connection?.told;
	}

	/**
	 * Reports that something has happened, to the core where there is one. It adopts a session at the first fact that asks for a decision:
	 * the way from the constructor to `open` never enters Go.
	 */
	fact(fact: b.Fact, at: number = now()): void {
		if (!ready) {
			this.orphan(); // the core has crashed just now, and this listener is called first
		}
		const { id, number } = this;
		if (id < 0) {
			return;
		}
		const facts: Happened[] = [];
		if (fact.kind !== "dialled" && fact.kind !== "opened") {
			demand();
			want();
			const adoption = this.#adoption();
			if (this.state > b.CLOSING) {
				this.#tellCore(adoption); // first, since the core may see the wait otherwise: it knows the network
				if (this.id !== id) {
					return; // the core found it paused, and a listener for that has called close()
				}
			} else {
				facts.push(...adoption);
			}
		}
		if (this.isAdopted) {
			facts.push(happened(this, fact, at, fact.kind === "told" ? 0 : random()));
		}
		const { state } = this;
		if (!this.#tellCore(facts) && this.state === state && this.number === number) {
			step(this, fact, at); // else the core acted on it, even where it has crashed since
		}
	}

	/** Steps the core. False where there is none, or none any more. */
	#tellCore(facts: readonly Happened[]): boolean {
		const { id, state } = this;
		const isNew = facts[0]?.[0].kind === "began";
		const made = isNew ? optionsOf(this.settings, this.reconnects) : null;
		const became = this.isAdopted && facts.length ? ready?.facts(id, facts, made) : undefined;
		if (became !== undefined && this.id === id && this.isAdopted) {
			this.state = became;
			if (isNew && became === b.PAUSED) {
				disarm(this, { timer: b.TIMER_RETRY }); // coreless.ts has armed it
				phase(this, { from: state, to: became, current: became });
			}
		}
		return became !== undefined;
	}

	/** What the page asks for, checked and converted, and what is sent for it. */
	ask(kind: Asked, asked: CloseArguments, send: CloseArguments = asked): void {
		demand();
		if (!ready) {
			this.orphan();
		}
		if (this.id < 0 && (kind === "reconnectAsked" || (this.state === b.IDLE && kind !== "failAsked"))) {
			if (this.state === b.ENDED) {
				this.whenOpen = new Deferred();
				this.whenEnded = new Deferred();
			}
			register(this);
		}
		this.#tellCore(this.#adoption()); // before there is anything to replay of this
		if (this.isLive) {
			this.connection?.ask(asked);
		} else {
			this.wished = asked;
		}
		this.fact({ kind, code: send.code ?? n.NO_STATUS, reason: send.reason });
	}

	/** The page drops the session, and all that waits. */
	dispose(): void {
		this.isDisposed = true;
		this.outbox.drop(this.state === b.ENDED && this.id < 0);
		this.ask("disposed", NO_ARGUMENTS);
	}

	// -- What happens to the native socket.

	opened({ number, openedAt }: Connection): void {
		this.outbox.opened();
		this.fact({ kind: "opened", conn: number }, openedAt);
	}

	tooBig({ number }: Connection): void {
		this.fact({ kind: "tooBig", conn: number });
	}

	/** Something happens to the page. */
	pageChanged(fact: PageFact): void {
		if (fact.kind === "pageHidden") {
			const { plan, lastClose, connection } = this;
			note(this, {
				type: "snapshot",
				...(plan && { plan }),
				...(lastClose && { report: lastClose }),
				...(this.state === b.OPEN && { openMs: now() - (connection?.openedAt ?? 0) }),
			});
		}
		if (fact.kind !== "wentOffline" && fact.kind !== "cameOnline") {
			this.outbox.queue?.disturb(this.native?.bufferedAmount || 0);
		}
		this.fact(fact);
	}

	closed(): void {
		want();
		hold(this);
	}

	/** Reports a close that the browser has told. */
	release(): void {
		const { number: conn = 0, closed, told, errored, endedAt } = this.connection ?? {};
		if (closed && !told) {
			if (errored) {
				this.fact({ kind: "errored", conn });
			}
			this.fact({ kind: "closed", conn, ...closed }, endedAt);
		}
	}

	/** The native socket of the connection that is being dialled is there, or was refused by its constructor. */
	dialled(make: () => WebSocket): void {
		const { number } = this;
		const isWanted = (): boolean => number === this.number && this.state === b.CONNECTING; // the page's constructor may call close()
		try {
			const native = make();
			if (!isWanted()) {
				this.#discard(native);
				return;
			}
			this.connect(native);
		} catch (error) {
			complain(error);
			if (isWanted()) {
				const { name = "" } = (error ?? {}) as Error; // no more of it: browsers quote the URL, or the subprotocol
				this.refused(name, b.VERDICT_NONE, 0, name === "SyntaxError");
			}
			return;
		}
		this.fact({ kind: "dialled", conn: number });
	}

	/** A socket that is not wanted any more by the time it is made. */
	#discard(native: WebSocket): void {
		if (ready && this.isAdopted) {
			discard(native);
		} else {
			native.close();
		}
	}

	/** There will be no native socket; its report tells why. isFinal: no later attempt can do better. */
	refused(error: unknown, verdict: number, delayMs: number, isFinal = false): void {
		let reason = "";
		try {
			reason = String(error instanceof Error ? error.message : error);
		} catch (cause) {
			complain(cause);
		}
		this.wished = Object.freeze({ code: null, reason });
		if (this.connection) {
			this.connection.requested = this.wished;
		}
		this.fact({ kind: "dialFailed", conn: this.number, final: isFinal, verdict, delayMs });
	}

	connect(native: WebSocket | null): void {
		const connection = new Connection(this.number, native, this);
		this.connection = connection;
		if (native && native.binaryType !== this.binaryType) {
			native.binaryType = this.binaryType;
		}
		show(this.id, connection);
		this.listeners.move(native, (event) => connection.hear(event as MessageEvent));
	}

	// -- Between core and coreless.ts.

	/** Does what the core has decided. */
	act(effect: b.Effect): void {
		act(this, effect);
	}

	/** What hands the session over to the core, if there is one that does not have it. */
	#adoption(): Happened[] {
		if (!ready || this.isAdopted || this.id < 0 || this.busy || this.pending) {
			return [];
		}
		this.isAdopted = true;
		return replay(this);
	}

	/** The core has crashed: coreless.ts takes over where it stood. */
	orphan(): void {
		if (this.isAdopted) {
			this.isAdopted = false;
			resume(this);
		}
	}
}

/** A close without a code. */
export const NO_ARGUMENTS: CloseArguments = /* @__PURE__ */ Object.freeze({ code: null, reason: "" });
