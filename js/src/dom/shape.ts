// What a class's declaration can't give it, so that it is a WebSocket to a page: constants, event handler attributes, enumerable members.

import { bare } from "../page/bare.ts";
import { nameDispose } from "../page/dispose.ts";
import { Handler } from "./listeners.ts";
import { native } from "./native.ts";
import { named } from "./webidl.ts";

declare const Observable: new (subscribe: (to: { next(event: Event): void; signal: AbortSignal }) => void) => object;

/** Chromium's EventTarget has it (WICG Observable), and its own would not hear the browser's events here. */
const observing = {
	when(this: EventTarget, type: string, options: object = {}): object {
		return new Observable((to) =>
			this.addEventListener(type, (event) => to.next(event), { ...options, signal: to.signal }),
		);
	},
};

/** The event handler attributes of each socket, by type. */
const handlers = new WeakMap<object, Record<string, Handler>>();

/** Gives a socket its event handler attributes. */
export const handle = (socket: object): void => void handlers.set(socket, bare({}));

/**
 * Gives the class what its declaration can't: constants on both sides, and properties that are enumerable, as WebIDL has them. It is called
 * where a bundler may drop the class together with the call; a static block it would keep, and all that the class needs.
 */
export function complete<Class extends { readonly prototype: EventTarget }>(Class: Class): Class {
	const { prototype } = Class;
	["CONNECTING", "OPEN", "CLOSING", "CLOSED"].forEach((name, value) => {
		for (const owner of [Class, prototype]) {
			Object.defineProperty(owner, name, bare({ value, enumerable: true }));
		}
	});
	for (const type of ["open", "error", "close", "message"]) {
		const handler = (socket: object): Handler => {
			const own = handlers.get(socket) as Record<string, Handler>; // else TypeError: it is no socket of ours
			own[type] ??= new Handler(socket as EventTarget, type);
			return own[type];
		};
		const attribute = {
			get [`on${type}`](): unknown {
				return handler(this).value;
			},
			set [`on${type}`](value: unknown) {
				handler(this).set(value);
			},
		};
		Object.defineProperties(prototype, Object.getOwnPropertyDescriptors(attribute));
	}
	if ("when" in prototype) {
		Object.assign(prototype, observing);
	}
	nameDispose(prototype);
	for (const name of Object.getOwnPropertyNames(prototype)) {
		Object.defineProperty(prototype, name, bare({ enumerable: name !== "constructor" }));
	}
	Object.defineProperty(prototype, Symbol.toStringTag, bare({ value: "WebSocket", configurable: true }));
	if (native?.prototype instanceof EventTarget) {
		Object.setPrototypeOf(prototype, native.prototype); // a mock's may have another dispatchEvent()
	}
	return named(Class, "ManagedWebSocket");
}
