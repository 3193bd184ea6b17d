// How sessions reach Go, and what Go calls: the typed mirror of wasm/jsbridge.

import { complain } from "./errors.ts";
import makeGo from "./go.js";
import * as n from "./numbers.ts";
import type { Settings } from "./options.ts";
import { isHidden, isOffline } from "./page.ts";
import type { Session } from "./session.ts";

type Crossing = number | string;

/** wasm/jsbridge, Shape. */
export const SHAPE = "2bf56c5d";

/** What Go gives: numbers and strings in, a number out, or a string that tells a fault. */
type Table = readonly [
	facts: (wire: Uint8Array, count: number, ...texts: string[]) => Crossing,
	ask: (question: number, ...args: Crossing[]) => Crossing | undefined,
	shape: string,
];

/** (session, kind, connection, at, random, buffered, heard, sent, a, b, c) and a text: wasm/jsbridge, Fields. */
export type Happened = readonly [numbers: readonly number[], text: string];

type Sent = readonly [code: number, reason: string];

/** The core. After a fault every call answers undefined, and the core is given up. */
export interface Core {
	/** Facts of a session, in their order. One that is made is known from now on under its number. Answers the phase. */
	facts(facts: readonly Happened[], made?: Pick<Session, "settings" | "reconnects"> | null): number | undefined;
	ask(question: number, ...args: Crossing[]): number | undefined;
	/** What lenient mode sends, by the page's own table. */
	lenient(code: number, reason: string, table: readonly (readonly [from: number, to: number])[]): Sent | undefined;
	/** The delays that a policy would draw with these numbers from [0, 1). */
	plan(settings: Settings, draws: number[]): number[];
}

/** What of a session Go calls; each call names the session first. */
const HANDS = ["dial", "close", "abandon", "arm", "beat", "consult", "tell", "phase", "retry", "end"] as const;
type Hand = (...args: Crossing[]) => void;

/** Runs the core. crash takes what ends it. */
export async function run(
	module: WebAssembly.Module,
	sessions: readonly (Session | undefined)[],
	crash: (why: Error) => void,
): Promise<Core> {
	let table: Table | undefined;
	let wire = new Float64Array(64);
	let bytes = new Uint8Array(wire.buffer);
	let draws: number[] = [];
	let delays: number[] = [];
	let sent: Sent | undefined;
	const hands: Record<string, unknown> = {
		ready: (...functions: Table) => {
			table = functions;
		},
		random: () => draws.shift() ?? 0,
		delay: (ms: number) => delays.push(ms),
		lenient: (...given: Sent) => {
			sent = given;
		},
	};
	for (const name of HANDS) {
		hands[name] = (id: number, ...args: Crossing[]) => {
			try {
				(sessions[id]?.[name] as Hand | undefined)?.call(sessions[id], ...args);
			} catch (error) {
				complain(error); // Go would take it for a defect of its own
			}
		};
	}
	const guarded = (call: (table: Table) => Crossing | undefined): number | undefined => {
		try {
			const answer = call(table as Table);
			if (typeof answer !== "string") {
				return answer;
			}
			throw answer; // a text is a fault; with TinyGo a panic is a trap, which is thrown
		} catch (cause) {
			crash(new Error(`wsclose: the core has crashed: ${String(cause)}`, { cause }));
			return undefined;
		}
	};
	const go = makeGo(scope(hands));
	go.exit = () => crash(new Error("wsclose: the core has exited"));
	const running = go.run(await WebAssembly.instantiate(module, go.importObject));
	if (!table) {
		await running; // rejects with the reason
	}
	if (table?.[2] !== SHAPE) {
		throw new Error("this wasm belongs to another version of wsclose: serve both files of one");
	}
	running.catch(crash);
	const ask: Core["ask"] = (...args) => guarded(([, ask]) => ask(...args));
	return {
		ask,
		facts(happened, made) {
			const options = made ? optionNumbers(made.settings, made.reconnects) : [];
			const numbers = [options.length, ...options];
			const texts: string[] = [];
			for (const [row, text] of happened) {
				numbers.push(...row, text ? 1 : 0);
				if (text) {
					texts.push(text);
				}
			}
			if (numbers.length > wire.length) {
				wire = new Float64Array(2 * numbers.length);
				bytes = new Uint8Array(wire.buffer);
			}
			wire.set(numbers);
			return guarded(([facts]) => facts(bytes, numbers.length, ...texts));
		},
		lenient(code, reason, table) {
			sent = undefined;
			ask(n.ASK_LENIENT, code, reason, ...table.flat());
			return sent;
		},
		plan(settings, numbers) {
			draws = [...numbers];
			delays = [];
			ask(n.ASK_PLAN, numbers.length, ...optionNumbers(settings, true));
			return delays;
		},
	};
}

/** What Go sees as globalThis: it adds nothing to the page's, and the page's shims don't reach it. */
function scope(wsclose: object): Record<string, unknown> {
	const writeSync = (_file: number, bytes: Uint8Array): number => {
		console.error(new TextDecoder().decode(bytes));
		return bytes.length;
	};
	const Decoder = function (this: unknown): TextDecoder {
		return new TextDecoder("utf-8", { ignoreBOM: true }); // a close reason may start with U+FEFF
	};
	return { wsclose, fs: { writeSync }, Object, Array, Uint8Array, TextDecoder: Decoder };
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
