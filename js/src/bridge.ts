// How sessions reach Go, and what Go calls: the typed mirror of wasm/jsbridge.

import { MAX_REASON_BYTES } from "./codes.gen.ts";
import { complain } from "./errors.ts";
import makeGo from "./go.js";
import * as n from "./numbers.ts";
import type { Settings } from "./options.ts";
import { isHidden, isOffline } from "./page.ts";
import type { Session } from "./session.ts";
import { Wire } from "./wire.ts";

export type Crossing = number | string;

/** wasm/jsbridge, Shape. */
export const SHAPE = "70dd0146";

/** What Go gives: a number out, or a string that tells a fault. What goes in is on the wire, so many slots. */
type Table = readonly [
	facts: (slots: number) => Crossing,
	ask: (question: number, slots: number) => Crossing | undefined,
	shape: string,
];

/** (kind, connection, at, random, buffered, heard, sent, a, b, c) and a text: wasm/jsbridge, Fields. */
export type Happened = readonly [numbers: readonly number[], text: string];

type Sent = readonly [code: number, reason: string];

/** The core. After a fault every call answers undefined, and the core is given up. */
export interface Core {
	/** Facts of a session, in their order. One that is made is known from now on under its number. Answers the phase. */
	facts(
		id: number,
		facts: readonly Happened[],
		made?: Pick<Session, "settings" | "reconnects"> | null,
	): number | undefined;
	ask(question: number, ...args: Crossing[]): number | undefined;
	/** What lenient mode sends, by the page's own table. */
	lenient(code: number, reason: string, table: readonly (readonly [from: number, to: number])[]): Sent | undefined;
	/** The delays that a policy would draw with these numbers from [0, 1). */
	plan(settings: Settings, draws: number[]): number[];
}

/** What a core is instantiated with, and what starts the instance. start throws why it can't: it is no core of wsclose, or another version's. */
export interface Prepared {
	readonly imports: WebAssembly.Imports;
	start(instance: WebAssembly.Instance): Core;
}

/** Connects sessions to a core that is not instantiated yet. crash takes what ends it once it has started. */
export function connect(sessions: readonly (Session | undefined)[], crash: (why: Error) => void): Prepared {
	let table: Table | undefined;
	let crossings = 0;
	let isDown = false;
	const wire = new Wire();
	const hands = {
		get wire() {
			return wire.bytes;
		},
		ready: (...functions: Table) => {
			table = functions;
		},
		/** Does what so many rows say: a hand, a session, and what the hand takes. Stops when anything crosses; how many were done. */
		do: (rows: number) => {
			if (isDown) {
				return rows; // with TinyGo a call that trapped leaves what waited
			}
			const before = crossings;
			let done = 0;
			wire.at = 0;
			for (; done < rows && crossings === before; done++) {
				const [hand = -1, id = -1, ...args]: Crossing[] = wire.numbers();
				if (hand >= n.HAND_CLOSE) {
					args.push(wire.text());
				}
				try {
					sessions[id]?.act(hand, args);
				} catch (error) {
					complain(error); // Go would take it for a defect of its own
				}
			}
			return done;
		},
	};
	const guarded = (call: (table: Table) => Crossing | undefined): number | undefined => {
		crossings++;
		try {
			const answer = call(table as Table);
			if (typeof answer !== "string") {
				return answer;
			}
			throw answer; // a text is a fault; with TinyGo a panic is a trap, which is thrown
		} catch (cause) {
			isDown = true;
			crash(new Error(`wsclose: the core has crashed: ${String(cause)}`, { cause }));
			return undefined;
		}
	};
	const go = makeGo(scope(hands));
	go.exit = () => table && crash(new Error("wsclose: the core has exited"));
	const ask: Core["ask"] = (question, ...args) => {
		wire.at = 0;
		for (const one of args) {
			if (typeof one === "string") {
				wire.putText(one);
			} else {
				wire.put([one]);
			}
		}
		return guarded(([, ask]) => ask(question, wire.at));
	};
	const core: Core = {
		ask,
		facts(id, facts, made) {
			wire.at = 0;
			wire.putAll(made ? optionNumbers(made.settings, made.reconnects) : []);
			wire.put([id]);
			for (const [row, text] of facts) {
				wire.put(row);
				wire.putText(text);
			}
			return guarded(([facts]) => facts(wire.at));
		},
		lenient(code, reason, table) {
			const pairs = table.flat();
			const most = reason.slice(0, MAX_REASON_BYTES); // what is behind them can't be sent
			const sent = ask(n.ASK_LENIENT, code, most, pairs.length, ...pairs);
			wire.at = 0;
			return sent === undefined ? undefined : [sent, wire.text()];
		},
		plan(settings, draws) {
			wire.at = 0;
			wire.putAll(optionNumbers(settings, true));
			wire.putAll(draws);
			const count = guarded(([, ask]) => ask(n.ASK_PLAN, wire.at));
			wire.at = 0;
			return wire.numbers(count ?? 0);
		},
	};
	return {
		imports: go.importObject,
		start(instance) {
			const running = go.run(instance); // calls ready() before it returns
			running.catch((cause) => table && crash(cause)); // else it was refused below, before the reason is known
			if (!table) {
				throw new Error("this wasm is not the core of wsclose: serve wsclose.wasm of the same package");
			}
			if (table[2] !== SHAPE) {
				throw new Error("this wasm belongs to another version of wsclose: serve both files of one");
			}
			return core;
		},
	};
}

/** What Go sees as globalThis: it adds nothing to the page's, and the page's shims don't reach it. */
function scope(wsclose: object): Record<string, unknown> {
	const writeSync = (_file: number, bytes: Uint8Array): number => {
		console.error(new TextDecoder().decode(bytes));
		return bytes.length;
	};
	return { wsclose, fs: { writeSync }, Object, Array, Uint8Array, TextDecoder };
}

/** What makes a session: wasm/jsbridge, Number. -1 is Infinity. */
function optionNumbers(s: Settings, reconnects: boolean): number[] {
	const bits = [reconnects, s.network, s.lifecycle, s.decide, s.retryAfter, s.policy, isOffline(), isHidden()]; // by wasm/jsbridge, Bit…
	const match = (is: boolean | undefined): number => (is === undefined ? 0 : is ? 1 : 2);
	return [
		bits.reduce<number>((sum, is, bit) => sum + (is ? 1 << bit : 0), 0),
		s.openTimeoutMs,
		s.closeTimeoutMs,
		s.idleTimeoutMs,
		s.heartbeat?.everyMs ?? 0,
		s.heartbeat?.timeoutMs ?? 0,
		s.firstDelayMs,
		s.maxDelayMs,
		s.minDelayMs,
		s.growth,
		s.jitter,
		s.minUptimeMs,
		s.maxAttempts,
		s.maxElapsedMs,
		...s.rules.flatMap((r) => [
			match(r.opened),
			match(r.wasClean),
			r.action,
			r.minDelayMs,
			r.firstDelayMs,
			r.maxAttempts,
			r.code.length,
			...r.code.flat(),
		]),
	].map((number) => (number === Infinity ? -1 : number));
}
