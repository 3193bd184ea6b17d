// The life of one ManagedWebSocket: it hands facts to what decides, keeps the state that comes back, and has the effects done. It decides
// nothing, and does not know who does.

import * as b from "../decider/bridge.gen.ts";
import { begun, isCores, step } from "../decider/choose.ts";
import { sockets } from "../decider/core/slots.ts";
import type { Held } from "../decider/core/status.ts";
import { phaseOf, type Step, type Subject } from "../decider/decider.ts";
import { emit } from "../dom/events.ts";
import { NativeListeners } from "../dom/listeners.ts";
import { Outbox } from "../messages/outbox.ts";
import { NO_STATUS } from "../options/numbers.ts";
import { isOn, type Settings } from "../options/options.ts";
import { now } from "../page/clock.ts";
import { bufferedBy, guarded, readyStateOf } from "../page/guarded.ts";
import { changesUnheard, isHidden, isOffline, type PageFact } from "../page/page.ts";
import type { CloseArguments, CloseReport, Phase, RetryPlan } from "../types.ts";
import { Abort } from "./abort.ts";
import { Connection, type Watcher } from "./connection.ts";
import { Deferred } from "./deferred.ts";
import { demand, hold, register, want } from "./living.ts";
import { noteSnapshot } from "./notices.ts";
import { Now } from "./now.ts";
import type { Dialler } from "./providers.ts";
import { Timers } from "./timers.ts";
import { type Act, Turns } from "./turns.ts";

let serials = 0;

/** What the page asks for, by the fact that it is. */
type Asked = "closeAsked" | "reconnectAsked" | "failAsked" | "disposed";

/** The DOM's readyState by the number of a phase. */
const READY_STATES = [0, 0, 1, 2, 0, 0, 3];
/** There is a native socket that has not ended. */
const isLive = (state: number): boolean => state >= b.CONNECTING && state <= b.CLOSING;

export class Session implements Watcher, Subject, Held {
	/** In this realm, from 1. */
	readonly serial: number = ++serials;
	readonly settings: Settings;
	readonly target: EventTarget;
	readonly dialler: Dialler;
	readonly outbox: Outbox;
	readonly listeners: NativeListeners;
	readonly abort: Abort;
	readonly timers: Timers = new Timers((timer, due) => this.take({ kind: "timerFired", timer }, Math.max(due, now()))); // browsers may fire early
	readonly isTimed: boolean;
	readonly most: number;
	/** The number of its place while it lives; else -1. */
	id: number = -1;
	connection: Connection | null = null;
	/** What the page has asked for while there was no connection. */
	requested: CloseArguments | null = null;
	/** Who has decided last. */
	decider: Step["decider"] = "fallback";
	/** The number of the last attempt that was dialled, or that the page was told of. */
	attempted = 0;
	plan: RetryPlan | null = null;
	lastClose: CloseReport | null = null;
	binaryType: BinaryType = "blob";
	whenOpen: Deferred<void> = new Deferred();
	whenEnded: Deferred<CloseReport> = new Deferred();
	/** The listeners for `error` and `close` are being called. */
	isTelling = false;
	/** The page has dropped it. */
	isDisposed = false;
	#state: b.Snapshot = b.START;
	/** How often the page has asked for something. */
	#asked = 0;
	readonly #turns: Turns;

	constructor(settings: Settings, target: EventTarget, dialler: Dialler, act: Act<Session>) {
		this.settings = settings;
		this.isTimed = settings.idleTimeoutMs > 0 || !!settings.heartbeat;
		this.most = settings.maxMessageBytes;
		this.target = target;
		this.dialler = dialler;
		this.#turns = new Turns((effect) => act(this, effect), this);
		this.abort = new Abort(settings.signal, target);
		this.outbox = new Outbox(this, (gone) => emit(target, "expired", gone));
		this.listeners = new NativeListeners(target, () => {
			this.outbox.listened();
			want();
		});
	}

	get state(): b.Snapshot {
		return this.#state;
	}

	get options(): b.Options {
		return this.settings;
	}

	get native(): WebSocket | null {
		return this.connection?.native ?? null;
	}

	get isOpen(): boolean {
		return this.#state.state === b.OPEN;
	}

	get isEnded(): boolean {
		return this.#state.state === b.ENDED;
	}

	/** What the page is told of the state. */
	get phase(): Phase {
		return b.PHASES[phaseOf(this.#state)] as Phase;
	}

	get readyState(): number {
		const { state, conn } = this.#state;
		if (this.isTelling) {
			return 3;
		}
		const isEnding = isLive(state) && this.connection?.number === conn && readyStateOf(this.native, 0) > 1;
		return isEnding ? 2 : (READY_STATES[phaseOf(this.#state)] as number);
	}

	/** The number of the last attempt, or of the planned one. */
	get attempt(): number {
		const { state, retries, attempt } = this.#state;
		return state === b.OPEN ? attempt : state === b.DECIDING || state === b.TELLING ? retries : this.attempted;
	}

	/** There is no native socket yet: the page's functions are asked, or too many sockets linger. */
	get isDialling(): boolean {
		return this.#state.state === b.DIALLING;
	}

	/** The browser has told the end of the connection, and it is not reported yet. */
	get isHeld(): boolean {
		return !!this.connection?.closed && !this.connection.isReported;
	}

	/** The planned attempt, while there is one. */
	get planned(): RetryPlan | null {
		return this.#state.state === b.WAITING ? this.plan : null;
	}

	/** The first dial: the browser's exceptions are the caller's. */
	begin(): void {
		const native = this.dialler.first();
		this.#live();
		this.#state = begun(this.#state, Math.floor(now()));
		if (native) {
			this.dialler.dialled(this, () => native);
			return;
		}
		const { openTimeoutMs } = this.options;
		if (openTimeoutMs > 0) {
			this.#turns.take([{ kind: "arm", timer: b.TIMER_OPEN, at: this.#state.countedFrom + openTimeoutMs }]);
		}
		this.connect(null);
		this.dialler.dial(this);
	}

	/** Something has happened. */
	take(fact: b.Fact, at: number = now()): void {
		if (this.id < 0) {
			return;
		}
		if (fact.kind !== "dialled" && fact.kind !== "opened") {
			demand();
			want();
			if (!isCores(this.id)) {
				for (const unheard of changesUnheard(this.#state)) {
					this.#step(unheard, now());
				}
			}
		}
		if (fact.kind !== "closeAsked") {
			this.release(); // it came first
		}
		if (this.id >= 0) {
			this.#step(fact, at); // else a listener has ended it
		}
	}

	#step(fact: b.Fact, at: number): void {
		const { state, effects, decider } = step(this, fact, new Now(at, this.connection, sockets[this.id]));
		this.#state = state;
		this.decider = decider;
		this.#turns.take(effects);
	}

	/** It lives from now on. */
	#live(): void {
		this.#state = { ...this.#state, off: !isOn, offline: isOffline(), hidden: isHidden() };
		this.id = register(this);
		this.abort.listen();
	}

	/** It lives no longer. What a listener has asked for on the way here, and undone, is not done. */
	end(): void {
		this.id = -1;
		this.abort.leave();
		this.#turns.drop();
	}

	/** What the page asks for, checked and converted, and what is sent for it. */
	ask(kind: Asked, asked: CloseArguments, send: CloseArguments = asked): void {
		demand();
		const asking = ++this.#asked;
		if (kind !== "closeAsked") {
			this.release();
		}
		if (asking !== this.#asked) {
			return; // a listener has asked for something else: the last call wins
		}
		const { state } = this.#state;
		if (this.id < 0 && (kind === "reconnectAsked" || (state === b.IDLE && kind !== "failAsked"))) {
			if (state === b.ENDED) {
				this.whenOpen = new Deferred();
				this.whenEnded = new Deferred();
			}
			this.#live();
		}
		if (isLive(state)) {
			this.connection?.ask(asked);
		} else {
			this.requested = asked;
		}
		this.take({ kind, code: send.code ?? NO_STATUS, reason: send.reason });
	}

	/** The page drops the session, and all that waits. */
	dispose(): void {
		this.isDisposed = true;
		this.outbox.drop(this.isEnded && this.id < 0);
		this.ask("disposed", NO_ARGUMENTS);
	}

	opened({ number, openedAt }: Connection): void {
		this.outbox.opened();
		this.take({ kind: "opened", conn: number }, openedAt);
	}

	tooBig({ number }: Connection): void {
		this.take({ kind: "tooBig", conn: number });
	}

	closed(): void {
		want();
		hold(this);
	}

	/** Reports a close that the browser has told. */
	release(): void {
		const { connection } = this;
		if (!connection?.closed || connection.isReported) {
			return;
		}
		connection.isReported = true;
		const { number: conn, closed, errored, endedAt } = connection;
		if (errored) {
			this.take({ kind: "errored", conn }, endedAt);
		}
		this.take({ kind: "closed", conn, ...closed }, endedAt);
	}

	/** Something happens to the page. */
	pageChanged(fact: PageFact): void {
		if (fact.kind === "pageHidden") {
			noteSnapshot(this);
		}
		if (fact.kind !== "wentOffline" && fact.kind !== "cameOnline") {
			this.outbox.queue?.disturb(bufferedBy(this.native));
		}
		this.take(fact);
	}

	/** Has the native socket give binary messages as the page wants them. */
	setType(): void {
		const { native, binaryType } = this;
		guarded(() => {
			if (native && native.binaryType !== binaryType) {
				native.binaryType = binaryType;
			}
		});
	}

	/** Takes the native socket of the connection that is being dialled, or none yet. */
	connect(native: WebSocket | null): void {
		const connection = new Connection(this.#state.last, native, this);
		this.connection = connection;
		this.setType();
		sockets[this.id]?.show(native, connection);
		this.listeners.move(native, (event) => connection.hear(event as MessageEvent));
	}
}

/** A close without a code. */
export const NO_ARGUMENTS: CloseArguments = /* @__PURE__ */ Object.freeze({ code: null, reason: "" });
