// The life of one ManagedWebSocket on JavaScript's side: it makes the native sockets, hands the facts to the core (or to coreless.ts
// while there is none), does with its hands what comes back, tells the page, and mirrors the state for it to read. It decides nothing.

import { now, random, wall } from "./clock.ts";
import { BY_PAGE, CAUSE_ABORTED, KIND_ABNORMAL } from "./codes.gen.ts";
import { Connection, type Watcher } from "./connection.ts";
import { ready, register, status, unregister } from "./core.ts";
import { fresh, type Pending, resume, step } from "./coreless.ts";
import { Deferred } from "./deferred.ts";
import { complain, WebSocketClosedError } from "./errors.ts";
import { ManagedCloseEvent } from "./events.ts";
import * as Fact from "./facts.ts";
import type { Tally } from "./fallback.ts";
import { NativeListeners, pointer } from "./listeners.ts";
import * as n from "./numbers.ts";
import type { Settings } from "./options.ts";
import { decided, reportOf, type Settlement } from "./report.ts";
import type { CloseArguments, CloseReport, RetryPlan } from "./types.ts";
import { verdictOf } from "./verdict.ts";

export class Session implements Watcher {
	readonly settings: Settings;
	readonly listeners: NativeListeners;
	readonly point: (event: Event) => void;
	readonly isTimed: boolean;
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
	readonly #target: EventTarget;
	readonly #make: () => WebSocket;
	/** What close() was asked while there was no connection. */
	#asked: CloseArguments | null = null;
	#isAdopted = false;
	readonly #timers: ReturnType<typeof setTimeout>[] = [];
	#hold: ReturnType<typeof setTimeout> | undefined;

	/** make makes a native socket, or throws what the browser throws. */
	constructor(settings: Settings, target: EventTarget, make: () => WebSocket) {
		this.settings = settings;
		this.isTimed = settings.idleTimeoutMs > 0;
		this.#target = target;
		this.#make = make;
		this.listeners = new NativeListeners(target);
		this.point = pointer(target);
	}

	/** The first dial: the browser's exceptions are the caller's. */
	begin(): void {
		const native = this.#make();
		this.number = 1;
		this.state = n.CONNECTING;
		this.shown = n.CONNECTING;
		this.#connect(native);
		register(this);
		this.fact(Fact.Dialled, 1);
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
		return (this.native?.readyState ?? 0) > 1 ? 2 : this.state - 1; // connecting, open and closing are one more than the DOM's
	}

	/** There is a native socket, and its end was not told. */
	get isLive(): boolean {
		return !!this.connection && !this.connection.told && this.state !== n.ENDED;
	}

	/**
	 * Reports that something has happened, to the core where there is one. It adopts a session at the first fact that asks for a decision:
	 * the way from the constructor to `open` never enters Go.
	 */
	fact(kind: number, of = 0, a = 0, text = "", b = 0, at: number = now(), c = 0): void {
		const { id, number, connection } = this;
		if (id < 0) {
			return;
		}
		if (kind !== Fact.Dialled && kind !== Fact.Opened) {
			this.#adopt();
		}
		const { state } = this;
		const heard = connection?.heardAt ?? n.NOT_YET;
		const buffered = this.native?.bufferedAmount ?? 0;
		const phase = this.#isAdopted ? ready?.fact(id, kind, of, at, random(), buffered, heard, a, b, c, text) : undefined;
		if (phase === undefined) {
			if (this.state === state && this.number === number) {
				step(this, kind, a, text, at); // else the core acted on it before it crashed
			}
		} else if (this.id === id && this.#isAdopted) {
			this.state = phase;
		}
	}

	/** What the page asks for, checked and converted, and what is sent for it. */
	ask(kind: number, asked: CloseArguments, send: CloseArguments = asked): void {
		if (this.id < 0 && (kind === Fact.ReconnectAsked || this.state === n.IDLE)) {
			register(this);
		}
		this.#adopt(); // before there is anything to replay of this
		if (this.isLive) {
			this.connection?.ask(asked);
		} else {
			this.#asked = asked;
		}
		this.fact(kind, 0, send.code ?? n.NO_STATUS, send.reason);
	}

	// -- What happens to the native socket.

	opened({ number, openedAt }: Connection): void {
		this.fact(Fact.Opened, number, 0, "", 0, openedAt);
	}

	closed(): void {
		if (status === "loading") {
			this.#hold = setTimeout(() => this.release(), n.HOLD_MS);
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
		let native: WebSocket | null = null;
		try {
			native = this.#make();
		} catch (error) {
			complain(error);
		}
		this.#connect(native);
		this.fact(native ? Fact.Dialled : Fact.DialFailed, number);
	}

	#connect(native: WebSocket | null): void {
		this.connection = new Connection(this.number, native, this);
		if (native && native.binaryType !== this.binaryType) {
			native.binaryType = this.binaryType;
		}
		this.listeners.move(native);
	}

	close(number: number, code: number, reason: string): void {
		if (number === this.number) {
			this.connection?.close(closeArguments(code, reason));
		}
	}

	abandon(_number: number, code: number, reason: string): void {
		const { connection } = this;
		if (connection) {
			const send = closeArguments(code, reason);
			this.listeners.move(null);
			connection.endedAt = now();
			connection.ask(send);
			connection.close(send);
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
			return verdictOf(this.settings.decide?.(reportOf(this.connection as Connection, settlement)));
		} catch (error) {
			complain(error);
			return [n.VERDICT_NONE, 0];
		}
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
		const report = reportOf(connection, settlement);
		this.lastClose = report;
		this.isTelling = true;
		if (flags & n.FLAG_ERROR) {
			this.#dispatch(new Event("error"));
		}
		this.#dispatch(
			new ManagedCloseEvent(report, () => number === this.number && this.fact(Fact.RetryCancelled, number)),
		);
		this.isTelling = false;
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
		}
		this.state = current;
		if (current !== n.WAITING) {
			this.plan = null;
		}
		if (to === n.OPEN) {
			this.whenOpen.resolve();
		}
		if (from === n.OPEN || from === n.ENDED) {
			this.whenOpen = new Deferred();
		}
		if (from === n.ENDED) {
			this.whenEnded = new Deferred();
		}
		this.#emit("phase", { from: n.PHASES[from], to: n.PHASES[to] });
	}

	retry(attempt: number, due: number, delayMs: number, rule: string): void {
		this.attempt = attempt;
		if (this.lastClose) {
			const report = decided(this.lastClose, n.RETRY, delayMs, rule);
			this.plan = Object.freeze({ attempt, delayMs, at: wall(due), rule, report });
			this.#emit("retry", this.plan);
		}
	}

	end(number: number, rule: string): void {
		const { id } = this;
		let report = this.lastClose;
		if (number && report) {
			report = decided(report, n.STOP, 0, rule);
		} else {
			const none = new Connection(0, null);
			none.requested = this.#asked;
			const settlement = [
				KIND_ABNORMAL,
				BY_PAGE,
				CAUSE_ABORTED,
				n.FLAG_SYNTHETIC | n.FLAG_EXPECTED,
				this.attempt,
				n.STOP,
				0,
				rule,
			] as const;
			report = reportOf(none, settlement, this.native?.url);
		}
		this.lastClose = report;
		this.#asked = null;
		this.#isAdopted = false;
		this.id = -1;
		this.whenOpen.reject(new WebSocketClosedError(report));
		this.whenEnded.resolve(report);
		this.#emit("end", report);
		unregister(id);
	}

	#dispatch(event: Event): void {
		EventTarget.prototype.dispatchEvent.call(this.#target, event);
	}

	#emit(type: string, detail: object): void {
		this.#dispatch(new CustomEvent(type, { detail: Object.freeze(detail) }));
	}

	// -- Between core and coreless.ts.

	/** Hands the session over to the core, if there is one, by replaying the facts of its live connection. */
	#adopt(): void {
		if (!ready || this.#isAdopted || this.id < 0) {
			return;
		}
		const { state, number, attempt, plan } = this;
		const { dialledAt = n.NOT_YET, openedAt = n.NOT_YET, askedAt = n.NOT_YET } = this.connection ?? {};
		const isBetween = state > n.CLOSING;
		const since = isBetween ? this.endedAt : dialledAt;
		this.#isAdopted = true;
		ready.open(this);
		this.fact(Fact.Began, number, state, "", attempt, since);
		if (isBetween) {
			this.fact(Fact.Planned, number, this.due, plan?.rule, attempt, since);
		} else {
			this.fact(Fact.Dialled, number, 0, "", 0, since);
			if (openedAt !== n.NOT_YET) {
				this.fact(Fact.Opened, number, 0, "", 0, openedAt);
			}
			if (askedAt !== n.NOT_YET) {
				this.fact(Fact.CloseAsked, 0, n.NO_STATUS, "", 0, askedAt);
			}
		}
		if (this.state === n.PAUSED) {
			this.phase(state, n.PAUSED, n.PAUSED); // the core knows the network
		}
	}

	/** The core has crashed: coreless.ts takes over where it stood. */
	orphan(): void {
		if (this.#isAdopted) {
			this.#isAdopted = false;
			resume(this);
		}
	}
}

const closeArguments = (code: number, reason: string): CloseArguments =>
	Object.freeze({ code: code === n.NO_STATUS ? null : code, reason });
