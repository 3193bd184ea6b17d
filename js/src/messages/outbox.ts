// What send() does: to the open socket at once, behind what waits, or into the queue.

import { invalidState } from "../dom/errors.ts";
import { AUTO } from "../options/numbers.ts";
import type { Settings } from "../options/options.ts";
import { now } from "../page/clock.ts";
import { complain } from "../page/console.ts";
import { bufferedBy, guarded } from "../page/guarded.ts";
import { isHidden } from "../page/page.ts";
import type { QueuedMessage } from "../types.ts";
import { converted, type Data, NOTHING, Queue, type Stock } from "./queue.ts";

/** A connection, as far as messages need it. */
interface Carrier {
	readonly native: WebSocket | null;
	readonly isReal: boolean;
	readonly closed: object | null;
	readonly stock: Stock | null;
	messagesOut: number;
	heardAt: number;
	sentAt: number;
}

/** A session, as far as messages need it. */
interface Sender {
	readonly settings: Settings;
	readonly connection: Carrier | null;
	readonly native: WebSocket | null;
	readonly isOpen: boolean;
	readonly isEnded: boolean;
	readonly phase: string;
	readonly readyState: number;
}

export class Outbox {
	readonly #session: Sender;
	/** null: send() does as the DOM's; also, where the option is on, when the page has dropped the session. */
	queue: Queue | null;
	/** The page's listeners for `open` are being called: what they send goes before what waits. */
	#isOpening = false;

	constructor(session: Sender, tell: (gone: readonly QueuedMessage[]) => void) {
		const { queue } = session.settings;
		this.#session = session;
		this.queue = queue ? new Queue(queue, tell) : null;
	}

	/** Native and queued bytes; what went back into the queue is counted once. */
	get bufferedAmount(): number {
		const { native, connection } = this.#session;
		const amount = bufferedBy(native) - (connection?.stock?.bytes ?? 0) + (this.queue?.bytes ?? 0);
		return Math.max(0, amount); // of a message that had left in part, clearQueue() has taken the whole
	}

	/** Sends a message. Without a queue and a connection: InvalidStateError, as while the DOM's is CONNECTING. */
	send(given: unknown): void {
		const data = this.queue ? converted(given) : given; // first: it may run the page's code
		const { queue } = this;
		const { connection, isOpen } = this.#session;
		const native = connection?.native;
		if (native && isOpen && (!queue || (native.readyState === 1 && !(queue.count && this.#mustWait)))) {
			this.#hand(connection, native, data);
		} else if (queue) {
			queue.add(data as Data);
		} else if (this.#session.settings.queue) {
			// dropped, as by the DOM's when it is CLOSED
		} else if (!native || (this.#session.readyState === 0 && native.readyState > 0)) {
			// One that is CONNECTING throws by itself, once it has converted data.
			throw invalidState(`wsclose: send() needs a connection; the session is ${this.#session.phase}`);
		} else {
			native.send(data as string); // which drops it, and counts its bytes
		}
	}

	/** Behind what waits already. */
	get #mustWait(): boolean {
		return !this.#isOpening && this.queue?.options.flush === AUTO;
	}

	#hand(connection: Carrier, native: WebSocket, data: unknown, isKept?: boolean): void {
		if (this.queue) {
			this.queue.hand(native, connection.isReal, data as Data, isKept);
		} else {
			native.send(data as string);
		}
		this.#count(connection, 1);
	}

	#count(connection: Carrier, sent: number): void {
		connection.messagesOut += sent;
		if (this.#session.settings.heartbeat) {
			connection.sentAt = now();
		}
	}

	/** Sends what the page's heartbeat gives. Where it gives nothing, no answer is waited for. */
	beat(connection: Carrier, native: WebSocket): void {
		try {
			const { message } = this.#session.settings.heartbeat ?? {};
			this.#hand(connection, native, converted(message?.()), false);
		} catch (error) {
			complain(error);
			connection.heardAt = now();
		}
	}

	/** `open` comes: what waits is sent when the page's listeners have returned. */
	opened(): void {
		if (this.queue?.options.flush === AUTO && this.queue.count) {
			this.#isOpening = true;
			setTimeout(() => this.listened()); // a listener may stop the event before the last one hears it
		}
	}

	/** The page's listeners for `open` have returned. */
	listened(): void {
		if (this.#isOpening) {
			this.#isOpening = false;
			guarded(() => this.flush());
		}
	}

	flush(): void {
		const { connection, isOpen } = this.#session;
		if (this.queue && connection?.native && isOpen) {
			const sent = this.queue.flush(connection.native, connection.isReal);
			if (sent) {
				this.#count(connection, sent);
			}
		}
	}

	/** The page has dropped the session. Of what waits it is told, unless the session has ended. */
	drop(isSilent: boolean): void {
		const { queue } = this;
		if (this.#session.isEnded) {
			this.queue = null; // nothing can be sent any more
		}
		if (isSilent) {
			queue?.clear();
		} else {
			queue?.drop();
		}
	}

	/** Takes stock of a connection that has ended. */
	settle({ native, closed }: Carrier): Stock {
		this.#isOpening = false;
		return this.queue?.settle(bufferedBy(native), !!closed && !isHidden()) ?? NOTHING;
	}
}
