// The life of one ManagedWebSocket on JavaScript's side: it makes the native sockets, hands the facts to the core (or to coreless.ts
// while there is none), does with its hands what comes back, tells the page, and mirrors the state for it to read. It decides nothing.

import type { Happened } from "./bridge.ts";
import { now, random, wall } from "./clock.ts";
import { BY_PAGE, CAUSE_ABORTED, CAUSE_FAILED, KIND_ABNORMAL } from "./codes.gen.ts";
import { Connection, type Watcher } from "./connection.ts";
import { late, ready, register, status, unregister, want } from "./core.ts";
import { fresh, type Pending, resume, step } from "./coreless.ts";
import { Deferred } from "./deferred.ts";
import { complain, WebSocketClosedError } from "./errors.ts";
import { closeEvent } from "./events.ts";
import * as Fact from "./facts.ts";
import type { Tally } from "./fallback.ts";
import { admit, linger } from "./lingering.ts";
import { NativeListeners } from "./listeners.ts";
import * as n from "./numbers.ts";
import { debug, measure, note } from "./observe.ts";
import { isOn, type Settings } from "./options.ts";
import { Outbox } from "./outbox.ts";
import type { Dialler } from "./providers.ts";
import { NOTHING } from "./queue.ts";
import { happened, replay } from "./replay.ts";
import { decided, reportOf, type Settlement } from "./report.ts";
import type { CloseArguments, CloseReport, RetryPlan } from "./types.ts";
import { verdictOf } from "./verdict.ts";

let serials = 0;

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
	state: number = n.IDLE;
	shown: number = n.IDLE;
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
	readonly #dialler: Dialler;
	/** What close() was asked while there was no connection. */
	#asked: CloseArguments | null = null;
	#isAdopted = false;
	#isDisposed = false;
	readonly #timers: ReturnType<typeof setTimeout>[] = [];
	#hold: ReturnType<typeof setTimeout> | undefined;

	constructor(settings: Settings, target: EventTarget, dialler: Dialler) {
		this.settings = settings;
		this.isTimed = settings.idleTimeoutMs > 0 || !!settings.heartbeat;
		this.most = settings.maxMessageBytes;
		this.target = target;
		this.#dialler = dialler;
		this.outbox = new Outbox(this, (gone) => this.#emit("expired", gone));
		this.listeners = new NativeListeners(target, () => {
			this.outbox.listened();
			want();
		});
	}

	/** The first dial: the browser's exceptions are the caller's. */
	begin(): void {
		const native = this.#dialler.first();
		this.number = 1;
		this.state = n.CONNECTING;
		this.shown = n.CONNECTING;
		this.#connect(native);
		register(this);
		if (native) {
			this.fact(Fact.Dialled, 1);
		} else {
			this.arm(n.TIMER_OPEN, this.settings.openTimeoutMs ? now() + this.settings.openTimeoutMs : n.NOT_YET);
			this.#dialler.dial(this);
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
		return this.state === n.OPEN && now() - (this.connection?.openedAt ?? 0) >= this.settings.minUptimeMs;
	}

	get readyState(): number {
		if (this.isTelling || this.state === n.ENDED) {
			return 3;
		}
		if (this.state === n.IDLE || this.state > n.CLOSING) {
			return 0;
		}
		return this.isLive && (this.native?.readyState ?? 0) > 1 ? 2 : this.state - 1; // connecting, open and closing are one more than the DOM's
	}

	/** There is a native socket, and its end was not told. */
	get isLive(): boolean {
		return !!this.native && !this.connection?.told && this.state !== n.ENDED;
	}

	/** There is no native socket yet: the page's providers are asked, or too many sockets linger. */
	get isDialling(): boolean {
		return this.state === n.CONNECTING && !this.native && !this.connection?.told;
	}

	/**
	 * Reports that something has happened, to the core where there is one. It adopts a session at the first fact that asks for a decision:
	 * the way from the constructor to `open` never enters Go.
	 */
	fact(kind: number, of = 0, a = 0, text = "", b = 0, at: number = now(), c = 0): void {
		const { id, number } = this;
		if (id < 0) {
			return;
		}
		const facts: Happened[] = [];
		if (kind !== Fact.Dialled && kind !== Fact.Opened) {
			want();
			const adoption = this.#adoption();
			if (this.state > n.CLOSING) {
				this.#tellCore(adoption); // first, since the core may see the wait otherwise: it knows the network
			} else {
				facts.push(...adoption);
			}
		}
		if (this.#isAdopted) {
			facts.push(happened(this, kind, of, a, text, b, at, c, kind === Fact.Told ? 0 : random()));
		}
		const { state } = this;
		if (!this.#tellCore(facts) && this.state === state && this.number === number) {
			step(this, kind, a, text, at, b, c); // else the core acted on it, even where it has crashed since
		}
	}

	/** Steps the core. False where there is none, or none any more. */
	#tellCore(facts: readonly Happened[]): boolean {
		const { id, state } = this;
		const isNew = facts[0]?.[0][0] === Fact.Began;
		const phase = this.#isAdopted && facts.length ? ready?.facts(id, facts, isNew ? this : null) : undefined;
		if (phase !== undefined && this.id === id && this.#isAdopted) {
			this.state = phase;
			if (isNew && phase === n.PAUSED) {
				this.phase(state, phase, phase);
			}
		}
		return phase !== undefined;
	}

	/** What the page asks for, checked and converted, and what is sent for it. */
	ask(kind: number, asked: CloseArguments, send: CloseArguments = asked): void {
		if (this.id < 0 && (kind === Fact.ReconnectAsked || (this.state === n.IDLE && kind !== Fact.FailAsked))) {
			if (this.state === n.ENDED) {
				this.whenOpen = new Deferred();
				this.whenEnded = new Deferred();
			}
			register(this);
		}
		this.#tellCore(this.#adoption()); // before there is anything to replay of this
		if (this.isLive) {
			this.connection?.ask(asked);
		} else {
			this.#asked = asked;
		}
		this.fact(kind, 0, send.code ?? n.NO_STATUS, send.reason, this.connection?.isLate ? 1 : 0);
	}

	/** The page drops the session, and all that waits. */
	dispose(): void {
		this.#isDisposed = true;
		this.outbox.drop(this.state === n.ENDED);
		this.ask(Fact.Disposed, NO_ARGUMENTS);
	}

	// -- What happens to the native socket.

	opened({ number, openedAt }: Connection): void {
		this.outbox.opened();
		this.fact(Fact.Opened, number, 0, "", 0, openedAt);
	}

	tooBig({ number }: Connection): void {
		this.fact(Fact.TooBig, number);
	}

	/** Something happens to the page. */
	pageChanged(fact: number, persisted: boolean): void {
		if (fact === Fact.PageHidden) {
			const { plan, lastClose, connection } = this;
			note(this, {
				type: "snapshot",
				...(plan && { plan }),
				...(lastClose && { report: lastClose }),
				...(this.state === n.OPEN && { openMs: now() - (connection?.openedAt ?? 0) }),
			});
		}
		if (fact >= Fact.BecameHidden) {
			this.outbox.queue?.disturb(this.native?.bufferedAmount || 0);
		}
		this.fact(fact, 0, Number(persisted));
	}

	closed(): void {
		want();
		if (status === "loading") {
			this.#hold = setTimeout(() => {
				late();
				this.release();
			}, n.HOLD_MS);
		} else {
			this.release();
		}
	}

	/** Reports a close that was held back: the core was waited for long enough, or will not come soon. */
	release(): void {
		clearTimeout(this.#hold);
		const { number = 0, closed, told, errored, endedAt } = this.connection ?? {};
		if (closed && !told) {
			if (errored) {
				this.fact(Fact.Errored, number);
			}
			this.fact(Fact.Closed, number, closed.code, closed.reason, Number(closed.wasClean), endedAt);
		}
	}

	// -- Hands: what the core, or coreless.ts, has decided is done here.

	dial(number: number, attempt: number): void {
		this.number = number;
		this.attempt = attempt;
		this.#asked = null;
		this.#dialler.abort();
		this.#connect(null);
		if (this.settings.debug && this.endedAt !== n.NOT_YET) {
			measure("wait", this, this.endedAt, now());
		}
		admit(() => number === this.number && this.isDialling && this.#dialler.dial(this));
	}

	/** The native socket of the connection that is being dialled is there, or was refused by its constructor. */
	dialled(make: () => WebSocket): void {
		const { number } = this;
		try {
			this.#connect(make());
		} catch (error) {
			complain(error);
			const { name = "" } = (error ?? {}) as Error; // no more of it: browsers quote the URL, or the subprotocol
			this.refused(name, n.VERDICT_NONE, 0, name === "SyntaxError");
			return;
		}
		this.fact(Fact.Dialled, number);
	}

	/** There will be no native socket; its report tells why. isFinal: no later attempt can do better. */
	refused(error: unknown, kind: number, delayMs: number, isFinal = false): void {
		let reason = "";
		try {
			reason = String(error instanceof Error ? error.message : error);
		} catch (cause) {
			complain(cause);
		}
		this.#asked = Object.freeze({ code: null, reason });
		if (this.connection) {
			this.connection.requested = this.#asked;
		}
		this.fact(Fact.DialFailed, this.number, Number(isFinal), "", kind, now(), delayMs);
	}

	#connect(native: WebSocket | null): void {
		const connection = new Connection(this.number, native, this);
		this.connection = connection;
		if (native && native.binaryType !== this.binaryType) {
			native.binaryType = this.binaryType;
		}
		this.listeners.move(native, (event) => connection.hear(event as MessageEvent));
	}

	close(number: number, code: number, reason: string): void {
		if (number === this.number) {
			this.connection?.close(closeArguments(code, reason));
		}
	}

	abandon(number: number, code: number, reason: string): void {
		const { connection, native } = this;
		this.#dialler.abort();
		if (number !== this.number) {
			return; // it was never dialled
		}
		if (connection) {
			const send = closeArguments(code, reason);
			this.listeners.move(null);
			connection.endedAt = now();
			connection.ask(send);
			connection.close(send);
		}
		if (native) {
			linger(native);
		}
	}

	beat(number: number): void {
		const { connection, native } = this;
		if (connection && native && number === this.number) {
			this.outbox.beat(connection, native);
		}
	}

	arm(timer: number, moment: number): void {
		clearTimeout(this.#timers[timer]);
		if (moment >= 0) {
			const ring = (): void => this.fact(Fact.TimerFired, 0, timer, "", 0, Math.max(moment, now())); // browsers may ring early
			this.#timers[timer] = setTimeout(ring, moment - now());
		}
	}

	consult(number: number, ...settlement: Settlement): void {
		const [kind, delayMs] = this.verdict(settlement);
		this.fact(Fact.Decided, number, kind, "", delayMs);
	}

	/** Asks the page's decide: the kind of its verdict, and the milliseconds in it. */
	verdict(settlement: Settlement): readonly [kind: number, delayMs: number] {
		try {
			const { decide } = this.settings; // its `this` is not ours
			return verdictOf(decide?.(this.#report(this.connection as Connection, settlement)));
		} catch (error) {
			complain(error);
			return [n.VERDICT_NONE, 0];
		}
	}

	/** The report of the connection that has ended, with what became of its messages. */
	#report(connection: Connection, settlement: Settlement): CloseReport {
		connection.stock ??= this.outbox.settle(connection);
		return reportOf(connection, settlement);
	}

	tell(number: number, ...settlement: Settlement): void {
		const { connection } = this;
		if (!connection || connection.told) {
			return;
		}
		const [, , , flags, attempt, action, delayMs, rule] = settlement;
		connection.told = true;
		this.listeners.move(null);
		this.endedAt = now();
		if (this.#isAdopted) {
			this.pending = { action, rule, delayMs, attempt: attempt + 1 }; // for coreless.ts, if the core crashes now
		}
		const report = this.#report(connection, settlement);
		this.lastClose = report;
		note(this, { type: "close", report });
		this.isTelling = true;
		if (flags & n.FLAG_ERROR) {
			this.#dispatch(new Event("error"));
		}
		this.#dispatch(closeEvent(report, () => number === this.number && this.fact(Fact.RetryCancelled, number)));
		this.isTelling = false;
		const { uncertain = [] } = connection.stock ?? {};
		if (uncertain.length) {
			this.#emit("expired", uncertain);
		}
		this.fact(Fact.Told, number);
		this.pending = null;
	}

	/** The phase changes; current is what it has become meanwhile. What the page was told already is replayed to a core that comes late. */
	phase(from: number, to: number, current: number): void {
		if (from !== this.shown) {
			return;
		}
		this.shown = to;
		if (this.isStable) {
			this.attempt = 0;
			this.ends = 0;
		}
		this.state = current;
		if (current !== n.WAITING) {
			this.plan = null;
		}
		if (to === n.OPEN) {
			const { dialledAt = 0, openedAt = 0 } = this.connection ?? {};
			this.whenOpen.resolve();
			note(this, { type: "open", openMs: openedAt - dialledAt });
		}
		if (from === n.OPEN) {
			this.whenOpen = new Deferred();
		}
		debug(this, `${n.PHASES[from]} > ${n.PHASES[to]}`);
		this.#emit("phase", { from: n.PHASES[from], to: n.PHASES[to] });
		if (from === n.ENDED) {
			this.outbox.queue?.wake();
		}
	}

	retry(attempt: number, due: number, delayMs: number, rule: string): void {
		this.attempt = attempt;
		if (this.lastClose) {
			const report = decided(this.lastClose, n.RETRY, delayMs, rule);
			this.plan = Object.freeze({ attempt, delayMs, at: wall(due), rule, report });
			note(this, { type: "retry", plan: this.plan, report });
			this.#emit("retry", this.plan);
		}
	}

	end(number: number, rule: string): void {
		const { id } = this;
		let report = this.lastClose;
		this.ends++;
		if (number && report) {
			report = decided(report, n.STOP, 0, rule);
		} else {
			const none = new Connection(0, null);
			const isRefused = rule === "bad-url";
			none.requested = this.#asked;
			none.stock = { ...NOTHING, queued: this.outbox.queue?.count ?? 0 };
			const settlement = [
				KIND_ABNORMAL,
				BY_PAGE,
				isRefused ? CAUSE_FAILED : CAUSE_ABORTED,
				n.FLAG_SYNTHETIC | (isRefused ? 0 : n.FLAG_EXPECTED),
				this.attempt,
				n.STOP,
				0,
				rule,
			] as const;
			report = reportOf(none, settlement, this.native?.url);
		}
		this.lastClose = report;
		this.#asked = null;
		this.#dialler.abort();
		if (this.#isDisposed) {
			this.outbox.drop(false);
		}
		this.outbox.queue?.rest();
		this.#isAdopted = false;
		this.id = -1;
		this.whenOpen.reject(() => new WebSocketClosedError(report));
		this.whenEnded.resolve(report);
		note(this, { type: "end", report });
		this.#emit("end", report);
		unregister(id);
	}

	#dispatch(event: Event): void {
		EventTarget.prototype.dispatchEvent.call(this.target, event);
	}

	#emit(type: string, detail: object): void {
		this.#dispatch(new CustomEvent(type, { detail: Object.freeze(detail) }));
	}

	// -- Between core and coreless.ts.

	/** What hands the session over to the core, if there is one that does not have it. */
	#adoption(): Happened[] {
		if (!ready || this.#isAdopted || this.id < 0) {
			return [];
		}
		this.#isAdopted = true;
		return replay(this);
	}

	/** The core has crashed: coreless.ts takes over where it stood. */
	orphan(): void {
		if (this.#isAdopted) {
			this.#isAdopted = false;
			resume(this);
		}
	}
}

const NO_ARGUMENTS: CloseArguments = Object.freeze({ code: null, reason: "" });

const closeArguments = (code: number, reason: string): CloseArguments =>
	Object.freeze({ code: code === n.NO_STATUS ? null : code, reason });
