// The option signal: aborting it is close(). A signal may outlive many sockets, so it is listened to only while the session has not ended,
// and holds none of them.

import { bare } from "../page/bare.ts";

export class Abort {
	readonly #signal: AbortSignal | undefined;
	readonly #listener: () => void;

	constructor(signal: AbortSignal | undefined, socket: EventTarget) {
		const self = signal && new WeakRef(socket as WebSocket);
		this.#signal = signal;
		this.#listener = () => self?.deref()?.close();
	}

	get isAborted(): boolean {
		return !!this.#signal?.aborted;
	}

	/** Listens; a second time does nothing. */
	listen(): void {
		this.#signal?.addEventListener("abort", this.#listener, bare({ once: true }));
	}

	leave(): void {
		this.#signal?.removeEventListener("abort", this.#listener);
	}
}
