// Takes the place of a page's WebSocket, and gives it back.

import type { ManagedCloseEvent } from "./dom/events.ts";
import { isMaking, make } from "./dom/native.ts";
import { named, needOne } from "./dom/webidl.ts";
import { mark, readInstall } from "./options/options.ts";
import { bare } from "./page/bare.ts";
import { ManagedWebSocket } from "./socket.ts";
import type { CloseReport, ManagedOptions } from "./types.ts";

export interface InstallOptions extends ManagedOptions {
	/** Whose property `WebSocket` is replaced: another window, say. Default: globalThis. */
	target?: object;
	/** Called with the report of each close, before the page's listeners. */
	onReport?: (report: CloseReport) => void;
}

/** A class of ours in the place of another. */
interface Layer {
	/** The property that was there, and its value. */
	readonly before: PropertyDescriptor | undefined;
	readonly previous: typeof WebSocket | undefined;
	readonly onReport: InstallOptions["onReport"];
	isInstalled: boolean;
}

const layers = new WeakMap<object, Layer>();

/**
 * Puts a ManagedWebSocket with {reconnect: false} in the place of globalThis.WebSocket, so that code that knows nothing of wsclose is
 * served. The class has a native one's shape and takes two arguments. Of several installed in one place the last serves, and the
 * onReport of each is called.
 *
 * Returns how to undo it: in any order, and a second time does nothing. What others have put in its place meanwhile stays there.
 * Sockets live on; the class, where a page has kept it, makes from then on what had been there before.
 */
export function install(given?: InstallOptions): () => void {
	const { target = globalThis, onReport, ...options } = readInstall(given) as InstallOptions;
	const owner = target as { WebSocket?: typeof WebSocket };
	const before = Object.getOwnPropertyDescriptor(owner, "WebSocket");
	const previous = owner.WebSocket;
	const layer: Layer = { before, previous, onReport, isInstalled: true };
	const Class = classOver(layer, mark({ WebSocket: previous, reconnect: false, ...options }));
	const { enumerable = false, configurable = true } = before ?? {};
	Object.defineProperty(owner, "WebSocket", bare({ value: Class, writable: true, enumerable, configurable }));
	return () => {
		layer.isInstalled = false;
		if (owner.WebSocket === Class) {
			restore(owner, before);
		}
	};
}

/** Puts back what was there; not what was undone before, in another order, but what had been there then. */
function restore(owner: object, before: PropertyDescriptor | undefined): void {
	const below = layers.get(before?.value);
	if (below && !below.isInstalled) {
		restore(owner, below.before);
	} else if (before) {
		Object.defineProperty(owner, "WebSocket", before);
	} else {
		Reflect.deleteProperty(owner, "WebSocket");
	}
}

/** A class that has no more than a native one, and inherits from what that does: it constructs a ManagedWebSocket without being one's subclass. */
function classOver(layer: Layer, options: ManagedOptions): typeof WebSocket {
	const { previous } = layer;
	const Class = function (url: unknown, protocols: unknown = []): object {
		needOne(arguments);
		if (isMaking || (previous && !layer.isInstalled && new.target === (Class as unknown))) {
			return make(previous, url as string, protocols as string[]);
		}
		const socket: ManagedWebSocket = Reflect.construct(
			ManagedWebSocket,
			[url, protocols].map((one) => (typeof one === "function" ? `${one}` : one)).concat(options), // a function is wsclose's
			new.target,
		);
		for (let one: Layer | undefined = layer; one; one = one.previous && layers.get(one.previous)) {
			const { isInstalled, onReport } = one;
			if (isInstalled && onReport) {
				const hear = ({ report }: Partial<ManagedCloseEvent>): unknown => report && onReport(report);
				EventTarget.prototype.addEventListener.call(socket, "close", hear as EventListener);
			}
		}
		return socket;
	} as unknown as typeof WebSocket;
	const { prototype } = ManagedWebSocket;
	const own = Object.create(prototype, {
		constructor: { value: Class, writable: true, configurable: true },
	}) as WebSocket;
	copy(prototype, own, Reflect.ownKeys(Object.getPrototypeOf(prototype)));
	copy(ManagedWebSocket, Class, Object.keys(ManagedWebSocket));
	Object.defineProperties(Class, {
		prototype: { value: own, writable: false },
		// Sockets that were made before it was installed are WebSockets too.
		[Symbol.hasInstance]: {
			value(this: unknown, instance: unknown) {
				const has = Function.prototype[Symbol.hasInstance];
				return has.call(this, instance) || (this === Class && !!previous?.prototype && instance instanceof previous);
			},
		},
	});
	layers.set(Class, layer);
	return Object.setPrototypeOf(named(Class, "WebSocket"), EventTarget) as typeof WebSocket;
}

/** Copies those of the properties that are not there yet. */
function copy(from: object, to: object, names: readonly PropertyKey[]): void {
	for (const name of names) {
		const found = Object.getOwnPropertyDescriptor(from, name);
		if (found && !Object.hasOwn(to, name)) {
			Object.defineProperty(to, name, found);
		}
	}
}
