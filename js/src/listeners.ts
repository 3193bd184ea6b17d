// How the page hears: listeners for `open` and `message` stand on the native socket itself, and event handler attributes are listeners with a place.

import { bare } from "./webidl.ts";

type Listener = EventListenerOrEventListenerObject;

interface Entry {
	readonly type: string;
	readonly listener: Listener;
	readonly options: { capture: boolean; passive: boolean; signal: AbortSignal };
	readonly thunk: Listener;
}

const { addEventListener, removeEventListener } = EventTarget.prototype;

/** Of a native socket, the one that the page knows. */
const owners = new WeakMap<object, EventTarget>();

const isObject = (value: unknown): value is object => Object(value) === value;

/** WHATWG DOM, flatten. */
const captures = (options: unknown): boolean =>
	!!(isObject(options) ? (options as AddEventListenerOptions).capture : options);

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
		// Read once each, in WebIDL's order; what they may be is the browser's to say, below.
		const capture = captures(given);
		const { once, passive, signal } = (isObject(given) ? given : bare({})) as Entry["options"] & { once?: boolean };
		if (!this.#find(type, listener, capture)) {
			const options = bare({ capture, passive, signal });
			const thunk = this.#thunk(listener, () => once && this.#drop(entry));
			const entry = { type, listener, options, thunk };
			addEventListener.call(this.#socket, type, thunk, options);
			this.#native?.addEventListener(type, thunk, options);
			this.#entries.push(entry);
			if (type === "open" && (this.#native as WebSocket | null)?.readyState === 0) {
				this.#last(); // later its open event is over, or under way: onOpened must not leave it
			}
		}
		return true;
	}

	/** Keeps onOpened the last listener. */
	#last(): void {
		this.#native?.removeEventListener("open", this.#onOpened);
		this.#native?.addEventListener("open", this.#onOpened);
	}

	/** What stands for a listener. handleEvent is looked up by the browser, so that it does as ever with what is no function. */
	#thunk(listener: Listener, called: () => void): Listener {
		return typeof listener === "function"
			? (event) => {
					called();
					listener.call(this.#socket, event);
				}
			: {
					get handleEvent() {
						called();
						const { handleEvent } = listener;
						return typeof handleEvent === "function"
							? (event: Event) => handleEvent.call(listener, event)
							: handleEvent;
					},
				};
	}

	remove(type: string, listener: unknown, options: unknown): boolean {
		const isOurs = isNative(type, listener);
		const entry = isOurs && this.#find(type, listener, captures(options));
		if (entry) {
			this.#drop(entry);
		}
		return isOurs;
	}

	#find(type: string, listener: unknown, capture: boolean): Entry | undefined {
		return this.#prune().find(
			(one) => one.type === type && one.listener === listener && one.options.capture === capture,
		);
	}

	/** Forgets what a signal has removed. */
	#prune(): Entry[] {
		this.#entries = this.#entries.filter(({ options }) => !options.signal?.aborted);
		return this.#entries;
	}

	#drop(entry: Entry): void {
		const { type, thunk, options } = entry;
		this.#entries = this.#entries.filter((one) => one !== entry);
		removeEventListener.call(this.#socket, type, thunk, options);
		this.#native?.removeEventListener(type, thunk, options);
	}

	/** Puts the listeners on the next native socket, and takes them off the last. */
	move(native: EventTarget | null): void {
		for (const { type, thunk, options } of this.#prune()) {
			this.#native?.removeEventListener(type, thunk, options);
			native?.addEventListener(type, thunk, options);
		}
		this.#native?.removeEventListener("open", this.#onOpened);
		this.#native = native;
		if (native) {
			owners.set(native, this.#socket);
		}
		this.#last();
	}
}

const isNative = (type: string, listener: unknown): listener is Listener =>
	(type === "message" || type === "open") && isObject(listener);

/** Of a prototype of events, the one that points at owners. */
const pointing = new WeakMap<object, object>();

/**
 * Makes a native event say that it happened to the socket: WHATWG DOM, target and currentTarget. Where the page dispatches it again
 * elsewhere, it says so. That is a prototype for all events of a class, since four properties for each would be slow.
 */
export function point(event: Event, socket: EventTarget): void {
	const proto = Object.getPrototypeOf(event) as object;
	let pointed = pointing.get(proto);
	if (!pointed) {
		pointed = pointingFrom(proto);
		pointing.set(proto, pointed);
	}
	Object.setPrototypeOf(event, pointed);
	if (event.target !== socket) {
		// Not a browser's event but a mock's, with a target of its own: MSW's stays writable, no more.
		const value = bare({ value: socket, writable: true });
		Object.defineProperties(event, { target: value, currentTarget: value });
	}
}

function pointingFrom(proto: object): object {
	const shown = (target: EventTarget): EventTarget => owners.get(target) ?? target;
	const own = {
		get target() {
			return shown(super.target);
		},
		get srcElement() {
			return shown(super.srcElement);
		},
		get currentTarget() {
			return shown(super.currentTarget);
		},
		composedPath() {
			return super.composedPath().map(shown);
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
		this.value = isObject(value) ? value : null;
		if (!had && this.value) {
			this.#socket.addEventListener(this.#type, this.#listener);
		} else if (had && !this.value) {
			this.#socket.removeEventListener(this.#type, this.#listener);
		}
	}

	/** A function, since mocks call no handleEvent. */
	readonly #listener = (event: Event): void => {
		if (typeof this.value === "function" && this.value.call(this.#socket, event) === false) {
			event.preventDefault();
		}
	};
}
