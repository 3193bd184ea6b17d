// What numbers and texts cross the bridge by, both ways: the other side of wasm/jsbridge, wire. A number is eight bytes; a text is its
// length in bytes and those, filled up to a multiple of eight.

const slots = (bytes: number): number => Math.ceil(bytes / 8);

export class Wire {
	/** Another where there was no room, and only there: Go looks for it when more is put than it knew room for. */
	bytes: Uint8Array;
	/** Where the next number or text is, in numbers. */
	at = 0;
	#numbers = new Float64Array(256);
	readonly #encoder = new TextEncoder();
	readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true }); // a close reason may start with U+FEFF

	constructor() {
		this.bytes = new Uint8Array(this.#numbers.buffer);
	}

	put(numbers: readonly number[]): void {
		this.#reserve(numbers.length);
		this.#numbers.set(numbers, this.at);
		this.at += numbers.length;
	}

	/** How many there are, and these. */
	putAll(numbers: readonly number[]): void {
		this.put([numbers.length]);
		this.put(numbers);
	}

	putText(text: string): void {
		const bytes = text ? this.#encoder.encode(text) : [];
		this.put([bytes.length]);
		this.#reserve(slots(bytes.length));
		this.bytes.set(bytes, 8 * this.at);
		this.at += slots(bytes.length);
	}

	#reserve(count: number): void {
		const needed = this.at + count;
		if (needed > this.#numbers.length) {
			const last = this.#numbers;
			this.#numbers = new Float64Array(2 * needed);
			this.#numbers.set(last);
			this.bytes = new Uint8Array(this.#numbers.buffer);
		}
	}

	number(): number {
		return this.#numbers[this.at++] as number;
	}

	numbers(count: number = this.number()): number[] {
		const list = [];
		while (list.length < count) {
			list.push(this.number());
		}
		return list;
	}

	text(): string {
		const length = this.number();
		const begin = 8 * this.at;
		this.at += slots(length);
		return this.#decoder.decode(this.bytes.subarray(begin, begin + length));
	}
}
