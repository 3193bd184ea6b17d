// Outgoing messages: those that wait for a connection, and those that the native socket may not have handed to the network yet. What
// becomes of a message is told by its state; messages that were handed over are the network's, and nothing is known of them here.

import { DROP_OLDEST, LONGEST_MS, THROW } from "../options/numbers.ts";
import type { QueueOptions } from "../options/options.ts";
import { now, wall } from "../page/clock.ts";
import { utf8Length } from "../page/text.ts";
import type { QueuedMessage } from "../types.ts";

export type Data = QueuedMessage["data"];
type State = QueuedMessage["state"];
type Handed = Data | QueuedMessage | number;

/** What became of the messages of a connection that has ended. */
export interface Stock {
	/** How many wait now. */
	readonly queued: number;
	/** How many went back into the queue, and their bytes. */
	readonly resent: number;
	readonly bytes: number;
	/** They may or may not have left: never sent twice. */
	readonly uncertain: readonly QueuedMessage[];
}

/** Of a connection that nothing is known of. */
export const NOTHING: Stock = { queued: 0, resent: 0, bytes: 0, uncertain: [] };

/** Of handed-over messages so many, or so many bytes, are kept before it is asked which have left: to ask each time costs a message a fifth. */
const FEW = 256;
const LIGHT = 65_536;

const sizeOf = (data: Data): number =>
	typeof data === "string" ? utf8Length(data) : ((data as ArrayBuffer).byteLength ?? (data as Blob).size);

/** By the name that its realm gives it: a frame's buffers and Blobs are as good as the page's own. */
const isA = (name: RegExp, data: unknown): boolean => name.test(Object.prototype.toString.call(data));

/** WebIDL's conversion of what send() takes: WHATWG WebSockets, send(). */
export const converted = (data: unknown): Data =>
	typeof data === "string" || ArrayBuffer.isView(data) || isA(/^\[object (ArrayBuffer|Blob|File)\]$/, data)
		? (data as Data)
		: `${data as string}`;

/** A copy of what the page may change. */
function kept(data: Data): Data {
	if (typeof data === "string") {
		return data;
	}
	if (ArrayBuffer.isView(data)) {
		return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
	}
	return isA(/ArrayBuffer/, data) ? ArrayBuffer.prototype.slice.call(data as ArrayBuffer, 0) : data;
}

const message = (data: Data, bytes: number, at: number, state: State): QueuedMessage =>
	Object.freeze({ data, bytes, at, state });
const isQueued = (one: Data | QueuedMessage): one is QueuedMessage =>
	typeof one === "object" && Object.hasOwn(one, "state");
/** How much it made bufferedAmount grow. */
const bytesOf = (one: Handed): number => (typeof one === "number" ? one : isQueued(one) ? one.bytes : sizeOf(one));
/** No more than that, at no cost: to count a text's bytes is to encode it. */
const weightOf = (one: Handed): number => (typeof one === "string" ? one.length : bytesOf(one));
const became = ({ data, bytes, at }: QueuedMessage, state: State): QueuedMessage => message(data, bytes, at, state);

/** Whether a message that came is larger than so many bytes. A string is measured only where its length leaves a doubt. */
export const exceeds = (data: Data, most: number): boolean =>
	(typeof data === "string" && data.length <= most && data.length * 3 > most) || typeof data !== "string"
		? sizeOf(data) > most
		: data.length > most;

export class Queue {
	readonly options: QueueOptions;
	/** Of all that waits. */
	bytes: number = 0;
	/** In order, from #first on: taking one off must not move the rest. */
	#waiting: QueuedMessage[] = [];
	#first = 0;
	/** In the order of handing over: the message, or the bytes of one that is never sent again. */
	#handed: Handed[] = [];
	/** By how much each made bufferedAmount grow. Empty where that is a browser's own, which counts bytes: a mock may count otherwise. */
	#sizes: number[] = [];
	/** Of all of them, no more than the bytes. */
	#weight = 0;
	#most = FEW;
	#heaviest = LIGHT;
	/** The page was hidden or frozen while some of it was still here. */
	#isDisturbed = false;
	#dropped: QueuedMessage[] = [];
	#isResting = false;
	#timer: ReturnType<typeof setTimeout> | undefined;
	readonly #tell: (gone: readonly QueuedMessage[]) => void;

	/** tell tells the page what will not be sent. */
	constructor(options: QueueOptions, tell: (gone: readonly QueuedMessage[]) => void) {
		this.options = options;
		this.#tell = tell;
	}

	get count(): number {
		return this.#waiting.length - this.#first;
	}

	/** Lets a message wait. Where there is no room, whenFull decides: QuotaExceededError, or the oldest or newest are dropped and told. */
	add(given: Data): void {
		const { maxMessages, maxBytes, whenFull } = this.options;
		const data = kept(given);
		const bytes = sizeOf(data);
		const isFull = (): boolean => this.count >= maxMessages || this.bytes + bytes > maxBytes;
		if (isFull() && whenFull === THROW) {
			throw new DOMException(
				`wsclose: the queue is full: ${this.count} messages, ${this.bytes} bytes; see the option queue`,
				"QuotaExceededError",
			);
		}
		const one = message(data, bytes, wall(now()), "queued");
		while (isFull() && whenFull === DROP_OLDEST && this.count) {
			this.#drop(this.#take());
		}
		if (isFull()) {
			this.#drop(one);
		} else {
			this.#waiting.push(one);
			this.bytes += bytes;
			this.#arm();
		}
	}

	#take(): QueuedMessage {
		const one = this.#waiting[this.#first++] as QueuedMessage;
		if (this.#first >= FEW && 2 * this.#first > this.#waiting.length) {
			this.#waiting.splice(0, this.#first);
			this.#first = 0;
		}
		this.bytes -= one.bytes;
		return one;
	}

	/** Tells of what send() has dropped, all at once. */
	#drop(one: QueuedMessage): void {
		if (this.#dropped.push(became(one, "dropped")) === 1) {
			queueMicrotask(() => this.#tellDropped());
		}
	}

	#tellDropped(): void {
		if (this.#dropped.length) {
			this.#tell(this.#dropped.splice(0));
		}
	}

	/** Gives a message to the native socket; one that is sent again after its end is kept until it has left. */
	hand(native: WebSocket, isReal: boolean, data: Data, isKept: boolean = true, from?: QueuedMessage): void {
		const { resend } = this.options;
		if (!resend) {
			native.send(data as string);
			return;
		}
		if (this.#isDisturbed || this.#handed.length >= FEW || this.#weight >= LIGHT) {
			const buffered = native.bufferedAmount || 0; // a mock may have none
			if (!buffered || this.#handed.length >= this.#most || this.#weight >= this.#heaviest) {
				this.#forget(buffered, weightOf);
			}
		}
		const one = from ?? (isKept ? kept(data) : sizeOf(data));
		const before = isReal ? 0 : native.bufferedAmount || 0;
		native.send(data as string);
		this.#handed.push(one);
		if (!isReal) {
			this.#sizes.push((native.bufferedAmount || 0) - before);
		}
		this.#weight += weightOf(one);
	}

	/** Lets go of what has left: all but the last so many bytes, or some more by weight. */
	#forget(buffered: number, size: (one: Handed) => number = bytesOf): void {
		let left = this.#handed.length;
		this.#weight = 0;
		while (left > 0 && this.#weight < buffered) {
			this.#weight += this.#sizes[--left] ?? size(this.#handed[left] as Handed);
		}
		this.#handed.splice(0, left);
		this.#sizes.splice(0, left);
		this.#most = Math.max(FEW, 2 * this.#handed.length);
		this.#heaviest = Math.max(LIGHT, 2 * this.#weight);
		this.#isDisturbed &&= this.#handed.length > 0;
	}

	/** The page's life was disturbed, with so many bytes in the socket. */
	disturb(buffered: number): void {
		this.#forget(buffered);
		this.#isDisturbed = this.#handed.length > 0;
	}

	/**
	 * Takes stock at the end of a connection with so many bytes left in its socket. Where it ended
	 * natively and undisturbed these never left whole: they go back to the head of the queue, whatever its bounds. Else they are uncertain.
	 */
	settle(buffered: number, isNative: boolean): Stock {
		this.#forget(buffered);
		const at = wall(now());
		const isSure = isNative && !this.#isDisturbed;
		const state = isSure ? "queued" : "uncertain";
		let latest = this.#waiting[this.#first]?.at ?? at; // none is younger than what follows it
		const list: QueuedMessage[] = [];
		for (const one of this.#handed.reverse()) {
			if (typeof one !== "number") {
				const was = isQueued(one) ? one : message(one, sizeOf(one), latest, state);
				latest = Math.min(was.at, latest);
				list.push(message(was.data, was.bytes, latest, state));
			}
		}
		list.reverse();
		this.#forget(0);
		if (!isSure) {
			return { ...NOTHING, queued: this.count, uncertain: list };
		}
		const bytes = list.reduce((sum, one) => sum + one.bytes, 0);
		this.#waiting = list.concat(this.#waiting.slice(this.#first));
		this.#first = 0;
		this.bytes += bytes;
		this.#arm();
		return { queued: this.count, resent: list.length, bytes, uncertain: [] };
	}

	/** Sends what waits, in order, as long as the socket takes it. Returns how much that was. */
	flush(native: WebSocket, isReal: boolean): number {
		let sent = 0;
		this.expire();
		while (this.count && native.readyState === 1) {
			const one = this.#take();
			try {
				this.hand(native, isReal, one.data, true, one);
			} catch (error) {
				this.#waiting.splice(this.#first, 0, one); // a mock's send() may throw: the message waits on
				this.bytes += one.bytes;
				throw error;
			}
			sent++;
		}
		return sent;
	}

	/** Takes everything out. */
	clear(): QueuedMessage[] {
		clearTimeout(this.#timer);
		this.bytes = 0;
		const all = this.#waiting.slice(this.#first);
		this.#waiting = [];
		this.#first = 0;
		return all;
	}

	/** Drops everything, and tells at once. */
	drop(): void {
		this.#dropped = this.#dropped.concat(this.clear().map((one) => became(one, "dropped")));
		this.#tellDropped();
	}

	/** Takes out what has grown too old, and tells. */
	expire(): void {
		const oldest = wall(now()) - this.options.maxAgeMs;
		const gone: QueuedMessage[] = [];
		while (this.count && (this.#waiting[this.#first] as QueuedMessage).at <= oldest) {
			gone.push(became(this.#take(), "expired"));
		}
		this.#arm();
		if (gone.length) {
			this.#tell(gone);
		}
	}

	/** The session has ended: nothing expires. */
	rest(): void {
		this.#isResting = true;
		this.#arm();
		this.#tellDropped();
	}

	/** The session goes on. */
	wake(): void {
		this.#isResting = false;
		this.expire();
	}

	#arm(): void {
		clearTimeout(this.#timer);
		const first = this.#waiting[this.#first];
		const { maxAgeMs } = this.options;
		if (first && maxAgeMs < Infinity && !this.#isResting) {
			// Where a browser's timer holds no more, expire() arms it again.
			this.#timer = setTimeout(() => this.expire(), Math.min(first.at + maxAgeMs - wall(now()), LONGEST_MS));
		}
	}
}
