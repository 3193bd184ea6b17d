// How sessions reach Go, and how Go reaches sessions: the other side of wasm/jsbridge. It decides nothing.

import { complain } from "../../page/console.ts";
import {
	type Effect,
	FAULT,
	type Fact,
	LAYOUT,
	type Moment,
	type Options,
	type Policy,
	putFact,
	putOptions,
	putQuestion,
	putStep,
	type Question,
	takeRow,
} from "../bridge.gen.ts";
import { MAX_REASON_BYTES } from "../codes.gen.ts";
import makeGo from "./go.js";
import { Wire } from "./wire.ts";

/** A fact and its moment. */
export type Happened = readonly [fact: Fact, moment: Moment];

type Sent = readonly [code: number, reason: string];

/** What Go exports. Each call takes and gives numbers; what they are about lies on the wire. */
interface Exports {
	/** Makes room for so many slots, and answers where the wire begins. */
	wire(slots: number): number;
	/** Begins, and answers the number of the layout. */
	shape(): number;
	/** Facts, in so many slots. Answers the phase. */
	step(slots: number): number;
	answer(question: number): number;
}

/** A session, as far as the bridge knows it. */
interface Bridged {
	act(effect: Effect): void;
}

/** The core. After a fault every call answers undefined, and the core is given up. */
export interface Core {
	/** Facts of a session, in their order. One that is made with options is known from now on under its number. Answers the phase. */
	facts(id: number, facts: readonly Happened[], made?: Options | null): number | undefined;
	ask(question: Question): number | undefined;
	/** What lenient mode sends, by the page's own table. */
	lenient(code: number, reason: string, table: readonly (readonly [from: number, to: number])[]): Sent | undefined;
	/** The delays that a policy would draw with these numbers from [0, 1). */
	plan(policy: Policy, draws: readonly number[]): number[];
}

/** What Go reads and closes of a native socket. */
export type Closeable = Pick<WebSocket, "close" | "readyState" | "bufferedAmount">;

export interface Realm {
	/** By number. */
	readonly sessions: readonly (Bridged | undefined)[];
	/** The native socket of each session, by its number; Go finds it here. */
	readonly sockets: readonly Closeable[];
	/** The one that discard() is about. */
	readonly unwanted: Closeable;
	/** Takes what ends the core. */
	crash(why: Error): void;
}

/** What a core is instantiated with, and what starts the instance. start throws why it can't: it is no core of wsclose, or another version's. */
export interface Prepared {
	readonly imports: WebAssembly.Imports;
	start(instance: WebAssembly.Instance): Core;
}

/** Connects sessions to a core that is not instantiated yet. */
export function connect({ sessions, sockets, unwanted, crash }: Realm): Prepared {
	let crossings = 0;
	let isDown = false;
	let wire: Wire;
	/** Go's table: does what so many rows on the wire say. Stops when anything crosses, and answers how many it has done. */
	const table = (rows: number): number => {
		if (isDown) {
			return rows; // with TinyGo a call that trapped leaves what waited
		}
		const before = crossings;
		let done = 0;
		wire.begin();
		for (; done < rows && crossings === before; done++) {
			const [id, effect] = takeRow(wire);
			try {
				sessions[id]?.act(effect);
			} catch (error) {
				complain(error); // Go would take it for a defect of its own
			}
		}
		return done;
	};
	const go = makeGo(scope(Object.assign(table, { sockets, unwanted })));
	go.exit = () => crash(new Error("wsclose: the core has exited"));
	const start = (instance: WebAssembly.Instance): Core => {
		const exports = instance.exports as unknown as Exports & { memory: WebAssembly.Memory; mem: WebAssembly.Memory };
		go.run(instance).catch(crash);
		if (typeof exports.shape !== "function") {
			throw new Error("this wasm is not the core of wsclose: serve wsclose.wasm of the same package");
		}
		if (exports.shape() !== LAYOUT) {
			throw new Error("this wasm belongs to another version of wsclose: serve both files of one");
		}
		wire = new Wire(exports.memory ?? exports.mem, exports.wire);
		return coreOf(exports);
	};
	const coreOf = ({ step, answer }: Exports): Core => {
		const guarded = (call: () => number): number | undefined => {
			crossings++;
			try {
				const answer = call();
				if (answer !== FAULT) {
					return answer;
				}
				wire.begin();
				throw wire.text(); // with TinyGo a panic is a trap, which is thrown
			} catch (cause) {
				isDown = true;
				Object.assign(table, { sockets: [] }); // nor does it close what others have made since
				crash(new Error(`wsclose: the core has crashed: ${String(cause)}`, { cause }));
				return undefined;
			}
		};
		const ask: Core["ask"] = (question) =>
			guarded(() => {
				wire.begin();
				return answer(putQuestion(wire, question));
			});
		return {
			ask,
			facts: (session, facts, made) =>
				guarded(() => {
					wire.begin();
					putStep(wire, { session, made: !!made });
					if (made) {
						putOptions(wire, made);
					}
					for (const one of facts) {
						putFact(wire, ...one);
					}
					return step(wire.at);
				}),
			lenient(code, reason, table) {
				// What is behind so many characters can't be sent.
				const sent = ask({ kind: "lenient", code, reason: reason.slice(0, MAX_REASON_BYTES), table });
				return sent === undefined ? undefined : [sent, results().text()];
			},
			plan(policy, draws) {
				const count = ask({ ...policy, kind: "plan", draws }) ?? 0;
				const from = results();
				return Array.from({ length: count }, () => from.number());
			},
		};
	};
	/** What a question has left on the wire. */
	const results = (): Wire => {
		wire.begin();
		return wire;
	};
	return { imports: go.importObject, start };
}

/** What Go sees as globalThis: it adds nothing to the page's, and the page's shims don't reach it. */
function scope(wsclose: object): Record<string, unknown> {
	const writeSync = (_file: number, bytes: Uint8Array): number => {
		console.error(new TextDecoder().decode(bytes));
		return bytes.length;
	};
	return { wsclose, fs: { writeSync }, Object, Array, Uint8Array, TextDecoder: KeepingDecoder };
}

/** wasm_exec.js makes its decoder without options, which would take U+FEFF off a close reason that begins with it. */
function KeepingDecoder(label: string): TextDecoder {
	return new TextDecoder(label, { ignoreBOM: true });
}
