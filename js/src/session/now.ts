// The moment of a fact, and what is read on the native socket then, where a decider asks. Moments are whole milliseconds, as in Go.

import type { Situation } from "../decider/decider.ts";
import { NOT_YET } from "../options/numbers.ts";
import { random } from "../page/clock.ts";

interface Traffic {
	readonly heardAt: number;
	readonly sentAt: number;
}

interface Readable {
	readonly bufferedAmount: number;
	readonly readyState: number;
}

export class Now implements Situation {
	readonly at: number;
	readonly heard: number;
	readonly sent: number;
	readonly #socket: Readable | undefined;

	constructor(at: number, traffic: Traffic | null, socket: Readable | undefined) {
		this.at = Math.floor(at);
		this.heard = Math.floor(traffic?.heardAt ?? NOT_YET);
		this.sent = Math.floor(traffic?.sentAt ?? NOT_YET);
		this.#socket = socket;
	}

	get random(): number {
		return random();
	}

	get buffered(): number {
		return this.#socket?.bufferedAmount ?? 0;
	}

	get late(): boolean {
		return (this.#socket?.readyState ?? 3) > 1;
	}
}
