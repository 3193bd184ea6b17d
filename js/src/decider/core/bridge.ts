// How facts reach Go, and how Go closes sockets: the other side of wasm/jsbridge. It decides nothing.

import {
	FAULT,
	type Fact,
	LAYOUT,
	type Policy,
	putFact,
	putOptions,
	putQuestion,
	putSnapshot,
	putStep,
	type Question,
	takeEffect,
	takeSnapshot,
} from "../bridge.gen.ts";
import { MAX_REASON_BYTES } from "../codes.gen.ts";
import type { Situation, Step, Subject } from "../decider.ts";
import makeGo from "./go.js";
import { Wire } from "./wire.ts";

type Sent = readonly [code: number, reason: string];

/** What Go exports. Each call takes and gives numbers; what they are about lies on the wire. */
interface Exports {
	/** Makes room for so many slots, and answers where the wire begins. */
	wire(slots: number): number;
	/** Begins, and answers the number of the layout. */
	shape(): number;
	/** A fact. Answers how many effects lie on the wire; the state follows them. */
	step(): number;
	answer(question: number): number;
}

/** The core. After a fault every call answers undefined, and the core is given up. */
export interface Core {
	/** What follows from a fact. The core takes over a session that it does not know, with its state. */
	step(subject: Subject, fact: Fact, situation: Situation): Step | undefined;
	/** Whether it has taken over the session of this number. */
	knows(id: number): boolean;
	/** The session of this number has ended. */
	forget(id: number): void;
	ask(question: Question): number | undefined;
	/** What lenient mode sends, by the page's own table. */
	lenient(code: number, reason: string, table: readonly (readonly [from: number, to: number])[]): Sent | undefined;
	/** The delays that a policy would draw with these numbers from [0, 1). */
	plan(policy: Policy, draws: readonly number[]): number[];
}

/** What Go reads and closes of a native socket. */
export type Closeable = Pick<WebSocket, "close" | "readyState" | "bufferedAmount">;

export interface Realm {
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

/** Connects a core that is not instantiated yet. */
export function connect({ sockets, unwanted, crash }: Realm): Prepared {
	let wire: Wire;
	const known = new Set<number>();
	/** What Go reaches. */
	const table: { sockets: readonly Closeable[]; readonly unwanted: Closeable } = { sockets, unwanted };
	const go = makeGo(scope(table));
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
			try {
				const answer = call();
				if (answer !== FAULT) {
					return answer;
				}
				wire.begin();
				throw wire.text(); // with TinyGo a panic is a trap, which is thrown
			} catch (cause) {
				table.sockets = []; // it closes nothing any more
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
			knows: (id) => known.has(id),
			forget(id) {
				if (known.delete(id)) {
					ask({ kind: "forget", session: id });
				}
			},
			step({ id, options, state }, fact, situation) {
				const isNew = !known.has(id);
				const count = guarded(() => {
					wire.begin();
					putStep(wire, { session: id, isNew });
					if (isNew) {
						putOptions(wire, options);
						putSnapshot(wire, state);
					}
					putFact(wire, fact, situation);
					return step();
				});
				if (count === undefined) {
					return undefined;
				}
				known.add(id);
				wire.begin();
				const effects = Array.from({ length: count }, () => takeEffect(wire));
				return { effects, state: takeSnapshot(wire), decider: "core" };
			},
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
