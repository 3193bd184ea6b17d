// Native sockets of mocks that have one fault each, for tests of what that does to sessions.

import { WebSocket } from "../lives.ts";

/** A mock without a fault. */
export class Mock extends EventTarget {
	readyState: unknown = 0;
	bufferedAmount: unknown = 0;
	url: unknown = "wss://h/";
	protocol: unknown = "";
	extensions: unknown = "";
	binaryType: unknown = "blob";
	close(): void {
		this.readyState = 2;
	}
	send(): void {}

	/** Dispatches an event of this type, with these members. */
	say(type: string, members: object = {}): void {
		this.dispatchEvent(Object.defineProperties(new Event(type), Object.getOwnPropertyDescriptors(members)));
	}
}

const boom = (): never => {
	throw new Error("of the mock");
};
/** Makes a member throw when it is read or set. */
const throwing =
	(name: keyof Mock) =>
	(mock: Mock): void =>
		void Object.defineProperty(mock, name, { get: boom, set: boom });
/** Gives a member this value, and keeps it. */
const being =
	(name: keyof Mock, value: unknown) =>
	(mock: Mock): void =>
		void Object.defineProperty(mock, name, { get: () => value, set: () => {} });

const READ = ["readyState", "bufferedAmount", "url", "protocol", "extensions", "binaryType", "close"] as const;

/** Faults of a socket, by what they are. */
export const FAULTS: Readonly<Record<string, (mock: Mock) => void>> = {
	...Object.fromEntries(READ.map((name) => [`${name} throws`, throwing(name)])),
	...Object.fromEntries(READ.map((name) => [`${name} is a Symbol`, being(name, Symbol("s"))])),
	...Object.fromEntries(READ.map((name) => [`${name} is undefined`, being(name, undefined)])),
	"bufferedAmount is NaN": being("bufferedAmount", Number.NaN),
	"bufferedAmount is Infinity": being("bufferedAmount", Infinity),
	"bufferedAmount is a BigInt": being("bufferedAmount", 5n),
	"readyState is an object that throws": being("readyState", { valueOf: boom }),
	"url is an object that throws": being("url", { toString: boom }),
	"close() throws": (mock) => {
		mock.close = boom;
	},
	"removeEventListener() throws": (mock) => {
		mock.removeEventListener = boom;
	},
	"there is no removeEventListener()": being("removeEventListener", undefined),
	"addEventListener() throws once it has heard of close": (mock) => {
		const { addEventListener } = mock;
		let isDone = false;
		mock.addEventListener = (...given: Parameters<typeof addEventListener>) => {
			if (isDone) {
				boom();
			}
			isDone = given[0] === "close";
			addEventListener.apply(mock, given);
		};
	},
};

/** A class of which the first socket has the fault, and all later ones are the fakes of the tests; and that first one. */
export function faultyOnce(fault: (mock: Mock) => void): { Class: typeof globalThis.WebSocket; mock: () => Mock } {
	let first: Mock | undefined;
	const Class = class {
		constructor(url: string) {
			if (first) {
				// biome-ignore lint/correctness/noConstructorReturn: a mock of another class
				return new WebSocket(url);
			}
			first = new Mock();
			fault(first);
			// biome-ignore lint/correctness/noConstructorReturn: a mock of another class
			return first as never;
		}
	};
	return { Class: Class as never, mock: () => first as Mock };
}

/** Members of a close event that are none of a browser's, by what they are. */
export const ODD_CLOSES: Readonly<Record<string, object>> = {
	"no code": {},
	...Object.fromEntries(
		[Number.NaN, -1, 70_000, 65_536, 1008.5, Infinity, "1008", "", 1008n, null, true, {}, [1008], Symbol("s")].map(
			(code) => [`the code ${typeof code} ${String(code)}`, { code, reason: "no", wasClean: true }],
		),
	),
	"a code that throws": {
		get code() {
			return boom();
		},
	},
	"a reason that throws": {
		code: 1008,
		get reason() {
			return boom();
		},
	},
	"a wasClean that throws": {
		code: 1008,
		reason: "no",
		get wasClean() {
			return boom();
		},
	},
};
