// How the page hears: listeners for `open` and `message` stand on the native socket itself, and event handler attributes are listeners with a place.

type Listener = EventListenerOrEventListenerObject;

interface Entry {
	readonly type: string;
	readonly listener: Listener;
	readonly options: { capture: boolean; signal?: AbortSignal };
	readonly thunk: (event: Event) => void;
}

const { addEventListener, removeEventListener } = EventTarget.prototype;

/** WHATWG DOM, flatten more. */
function flat(options: unknown): { capture: boolean; once?: boolean; signal?: AbortSignal } {
	const { capture, once, signal } = (
		Object(options) === options ? options : { capture: options }
	) as AddEventListenerOptions;
	return { capture: !!capture, ...(once && { once }), ...(signal && { signal }) };
}

/**
 * The page's listeners for `open` and `message`. Each is one thunk on the current native socket, in order, and again on the next: the
 * browser's own event reaches the page, at the browser's own rate, with the microtasks between listeners where they are natively. A
 * copy of each event would cost 5 to 25 % of the rate. The thunk is on the socket too, for the page's own dispatchEvent().
 */
export class NativeListeners {
	readonly #socket: EventTarget;
	readonly #onOpened: () => void;
	#entries: Entry[] = [];
	#native: EventTarget | null = null;

	/** onOpened is called when the page's listeners for `open` have returned. */
	constructor(socket: EventTarget, onOpened: () => void) {
		this.#socket = socket;
		this.#onOpened = onOpened;
	}

	/** Takes what is a listener for the browser's own events. */
	add(type: string, listener: unknown, given: unknown): boolean {
		if (!isNative(type, listener)) {
			return false;
		}
		const { once, ...options } = flat(given);
		if (!options.signal?.aborted && !this.#find(type, listener, options.capture)) {
			const entry: Entry = {
				type,
				listener,
				options,
				thunk: (event) => {
					if (once) {
						this.#drop(entry);
					}
					if (typeof listener === "function") {
						listener.call(this.#socket, event);
					} else if (typeof listener.handleEvent === "function") {
						listener.handleEvent(event);
					}
				},
			};
			this.#entries.push(entry);
			addEventListener.call(this.#socket, type, entry.thunk, options);
			this.#native?.addEventListener(type, entry.thunk, options);
			this.#last();
		}
		return true;
	}

	/** Keeps onOpened the last listener. */
	#last(): void {
		this.#native?.removeEventListener("open", this.#onOpened);
		this.#native?.addEventListener("open", this.#onOpened);
	}

	remove(type: string, listener: unknown, given: unknown): boolean {
		const entry = this.#find(type, listener, flat(given).capture);
		if (entry) {
			this.#drop(entry);
		}
		return !!entry;
	}

	#find(type: string, listener: unknown, capture: boolean): Entry | undefined {
		return this.#entries.find(
			(one) => one.type === type && one.listener === listener && one.options.capture === capture,
		);
	}

	#drop(entry: Entry): void {
		const { type, thunk, options } = entry;
		this.#entries = this.#entries.filter((one) => one !== entry);
		removeEventListener.call(this.#socket, type, thunk, options);
		this.#native?.removeEventListener(type, thunk, options);
	}

	/** Puts the listeners on the next native socket, and takes them off the last. */
	move(native: EventTarget | null): void {
		this.#entries = this.#entries.filter(({ options }) => !options.signal?.aborted);
		for (const { type, thunk, options } of this.#entries) {
			this.#native?.removeEventListener(type, thunk, options);
			native?.addEventListener(type, thunk, options);
		}
		this.#native?.removeEventListener("open", this.#onOpened);
		this.#native = native;
		this.#last();
	}
}

const isNative = (type: string, listener: unknown): listener is Listener =>
	(type === "message" || type === "open") && Object(listener) === listener;

/** Makes native events say that they happened to the socket: WHATWG DOM, target and currentTarget. */
export function pointer(socket: EventTarget): (event: Event) => void {
	let base: object | null = null;
	let pointed: object | null = null;
	return (event) => {
		const proto = Object.getPrototypeOf(event) as object;
		if (proto !== base) {
			base = proto;
			pointed = pointingAt(socket, proto);
		}
		Object.setPrototypeOf(event, pointed);
		if (event.target !== socket) {
			// Not a browser's event but a mock's, with a target of its own.
			const value = { value: socket, configurable: true };
			Object.defineProperties(event, { target: value, currentTarget: value });
		}
	};
}

function pointingAt(socket: EventTarget, proto: object): object {
	const isDispatched = (event: unknown): boolean => (event as Event).eventPhase > 0;
	const own = {
		get target() {
			return socket;
		},
		get srcElement() {
			return socket;
		},
		get currentTarget() {
			return isDispatched(this) ? socket : null;
		},
		composedPath() {
			return isDispatched(this) ? [socket] : [];
		},
	};
	return Object.setPrototypeOf(own, proto) as object;
}

/** An event handler attribute: WHATWG HTML, section 8.1.8.1. It keeps its place among the listeners until it is set to null. */
export class Handler {
	readonly #socket: EventTarget;
	readonly #type: string;
	value: unknown = null;

	constructor(socket: EventTarget, type: string) {
		this.#socket = socket;
		this.#type = type;
	}

	set(value: unknown): void {
		const had = this.value;
		this.value = Object(value) === value ? value : null;
		if (!had && this.value) {
			this.#socket.addEventListener(this.#type, this);
		} else if (had && !this.value) {
			this.#socket.removeEventListener(this.#type, this);
		}
	}

	handleEvent(event: Event): void {
		if (typeof this.value === "function" && this.value.call(this.#socket, event) === false) {
			event.preventDefault();
		}
	}
}
