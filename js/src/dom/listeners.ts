// How the page hears: listeners for `open` and `message` stand on the native socket itself, and event handler attributes are listeners with a place.

import { bare } from "../page/bare.ts";
import { complain } from "../page/console.ts";
import { guarded, readyStateOf } from "../page/guarded.ts";
import { CAPTURING } from "../page/page.ts";

type Listener = EventListenerOrEventListenerObject;

interface Entry {
	readonly type: string;
	readonly listener: Listener;
	readonly options: { capture: boolean; passive: boolean; signal: AbortSignal };
	/** What stands on the socket for the listener, and on its native one. */
	readonly thunk: Listener;
	readonly nativeThunk: Listener;
}

/** Takes a message before the page does; false where the page is not to have it. */
type Hear = (event: Event) => boolean;
const TAKEN: Hear = () => true;

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
 * copy of each event would cost 5 to 25 % of the rate, and a listener of ours before theirs 3 %: whichever is called first lets the
 * connection hear the message. A thunk is on the socket too, for the page's own dispatchEvent().
 */
export class NativeListeners {
	readonly #socket: EventTarget;
	readonly #onOpened: () => void;
	#entries: Entry[] = [];
	#native: EventTarget | null = null;
	#hear: Hear = TAKEN;
	readonly #own = (event: Event): void => {
		this.#hear(event);
	};

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
			const called = once ? () => this.#drop(entry) : null;
			const thunk = this.#thunk(listener, called, false);
			const nativeThunk = type === "message" ? this.#thunk(listener, called, true) : thunk;
			const entry = { type, listener, options, thunk, nativeThunk };
			addEventListener.call(this.#socket, type, thunk, options);
			this.#entries.push(entry);
			this.#tend();
			this.#onNative("addEventListener", type, nativeThunk, options);
			if (type === "open" && readyStateOf(this.#native as WebSocket | null, 3) === 0) {
				this.#last(); // later its open event is over, or under way: onOpened must not leave it
			}
		}
		return true;
	}

	/** Keeps onOpened the last listener. */
	#last(): void {
		this.#onNative("removeEventListener", "open", this.#onOpened);
		this.#onNative("addEventListener", "open", this.#onOpened);
	}

	/** What stands on a native socket. A mock's own functions may throw, or be missing. */
	#onNative(
		how: "addEventListener" | "removeEventListener",
		...given: [string, Listener, AddEventListenerOptions?]
	): void {
		guarded(() => this.#native?.[how](...given));
	}

	/** Hears messages itself where no listener of the page's is sure to: a signal may have removed one, an object have no function. */
	#tend(): void {
		const isHeard = this.#entries.some(
			({ type, listener, options }) => type === "message" && typeof listener === "function" && !options.signal,
		);
		this.#onNative(isHeard ? "removeEventListener" : "addEventListener", "message", this.#own, CAPTURING);
	}

	/** What stands for a listener. handleEvent is looked up by the browser, so that it does as ever with what is no function. */
	#thunk(listener: Listener, called: (() => void) | null, isHearing: boolean): Listener {
		const socket = this.#socket;
		const calling = (self: object, call: EventListener) => (event: Event) => {
			if (!isHearing || this.#hear(event)) {
				called?.();
				call.call(self, event);
			}
		};
		return typeof listener === "function"
			? calling(socket, listener)
			: {
					get handleEvent() {
						const { handleEvent } = listener;
						if (typeof handleEvent === "function") {
							return calling(listener, handleEvent);
						}
						called?.();
						return handleEvent;
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
		const { type, thunk, nativeThunk, options } = entry;
		this.#entries = this.#entries.filter((one) => one !== entry);
		removeEventListener.call(this.#socket, type, thunk, options);
		this.#onNative("removeEventListener", type, nativeThunk, options);
		this.#tend();
	}

	/** Puts the listeners on the next native socket, and takes them off the last. hear is the connection's. */
	move(native: EventTarget | null, hear: Hear = TAKEN): void {
		const entries = this.#prune();
		const each = (how: "addEventListener" | "removeEventListener"): void => {
			for (const { type, nativeThunk, options } of entries) {
				this.#onNative(how, type, nativeThunk, options);
			}
		};
		this.#onNative("removeEventListener", "message", this.#own, CAPTURING);
		this.#onNative("removeEventListener", "open", this.#onOpened);
		each("removeEventListener");
		this.#native = native;
		this.#hear = hear;
		if (native) {
			owners.set(native, this.#socket);
		}
		this.#tend();
		each("addEventListener");
		this.#last();
	}
}

const isNative = (type: string, listener: unknown): listener is Listener =>
	(type === "message" || type === "open") && isObject(listener);

/** Of a prototype of events, the one that points at owners. */
const pointing = new WeakMap<object, object>();
const POINTING = Symbol();

/** It says already that it happened to some socket of ours. */
export const isPointed = (event: Event): boolean => POINTING in Object(event); // a mock may give none

/**
 * Makes a native event say that it happened to the socket: WHATWG DOM, target and currentTarget. Where the page dispatches it again
 * elsewhere, it says so. That is a prototype for all events of a class, since four properties for each would be slow. isReal: it is
 * a browser's own, which need not be asked.
 */
export function point(event: Event, socket: EventTarget, isReal: boolean): void {
	try {
		const proto = Object.getPrototypeOf(event) as object;
		let pointed = pointing.get(proto);
		if (!pointed) {
			pointed = pointingFrom(proto);
			pointing.set(proto, pointed);
		}
		Object.setPrototypeOf(event, pointed);
		if (!isReal && event.target !== socket) {
			// Not a browser's event but a mock's, with a target of its own: MSW's stays writable, no more.
			const value = bare({ value: socket, writable: true });
			Object.defineProperties(event, { target: value, currentTarget: value });
		}
	} catch (error) {
		complain(error); // a mock's may be frozen
	}
}

function pointingFrom(proto: object): object {
	const shown = (target: EventTarget): EventTarget => owners.get(target) ?? target;
	const own = {
		[POINTING]: true,
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
