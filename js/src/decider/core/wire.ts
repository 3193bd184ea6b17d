// The memory that JavaScript shares with Go: the other side of wasm/jsbridge, wire. A number takes one slot of eight bytes. A text takes
// a slot for its length in bytes, and as many slots as its bytes fill. It knows no record: bridge.gen.ts does.

import { MIN_SLOTS, type Value } from "../bridge.gen.ts";

const slots = (bytes: number): number => Math.ceil(bytes / 8);

export class Wire {
	readonly #memory: WebAssembly.Memory;
	/** Makes room for so many slots, and answers where the wire begins. What is on it is lost where it has to grow. */
	readonly #reserve: (slots: number) => number;
	#view: Float64Array = new Float64Array();
	#count: number = MIN_SLOTS;
	/** Where the next number or text is, in slots. */
	at = 0;
	readonly #encoder = new TextEncoder();
	readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true }); // a close reason may start with U+FEFF

	constructor(memory: WebAssembly.Memory, reserve: (slots: number) => number) {
		this.#memory = memory;
		this.#reserve = reserve;
	}

	/** Goes to the start. When memory has grown since, the view is empty and is taken anew. */
	begin(): void {
		this.at = 0;
		if (!this.#view.length) {
			this.#take();
		}
	}

	#take(): void {
		const begin = this.#reserve(this.#count); // first: memory may grow by it
		this.#view = new Float64Array(this.#memory.buffer, begin, this.#count);
	}

	put(...values: readonly Value[]): void {
		for (const value of values) {
			if (Array.isArray(value)) {
				this.put(value.length);
				for (const item of value) {
					this.put(...(Array.isArray(item) ? item : [item]));
				}
			} else if (typeof value === "string") {
				const bytes = this.#encoder.encode(value);
				this.#need(1 + slots(bytes.length));
				this.#view[this.at++] = bytes.length;
				new Uint8Array(this.#view.buffer, this.#view.byteOffset + 8 * this.at).set(bytes);
				this.at += slots(bytes.length);
			} else {
				this.#need(1);
				this.#view[this.at++] = Number(value);
			}
		}
	}

	#need(count: number): void {
		const needed = this.at + count;
		if (needed > this.#view.length) {
			const before = this.#view.slice(0, this.at);
			this.#count = 2 * needed;
			this.#take();
			this.#view.set(before);
		}
	}

	number(): number {
		return this.#view[this.at++] as number;
	}

	text(): string {
		const length = this.number();
		const bytes = new Uint8Array(this.#view.buffer, this.#view.byteOffset + 8 * this.at, length);
		this.at += slots(length);
		return length ? this.#decoder.decode(bytes) : "";
	}
}
