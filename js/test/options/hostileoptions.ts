// Options as a hostile page might pass them, from a seed: values of every kind, getters and proxies that throw or lie when they are
// read again, inherited members, unknown names.

/** A generator of the numbers in [0, 1) that follow from a seed: mulberry32. */
export function numbersFrom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** What a getter or a trap of the page's throws. */
export const boom: Error = new Error("boom");

/** One page's options. */
export interface Given {
	readonly options: unknown;
	/** Paths at which something is wrong, or may be. */
	readonly suspects: Set<string>;
	/** How often the page's accessors were read, by path. */
	readonly reads: Map<string, number>;
	/** Changes every object that was given, as the page may do later. */
	readonly spoil: () => void;
	/** Whether something of the page's may throw `boom`. */
	throws: boolean;
}

/** Stands for the browser's class, and counts. */
export class Native extends EventTarget {
	static made = 0;
	readonly readyState: number = 0;

	constructor() {
		super();
		Native.made++;
	}

	close(): void {}
}

type Make = (path: string) => unknown;

/** What an option may be: how to make a value that is fine. */
interface Shapes {
	readonly [name: string]: Make;
}

export function hostileOptions(random: () => number): Given {
	const suspects = new Set<string>();
	const reads = new Map<string, number>();
	const spoils: (() => void)[] = [];
	const one = <T>(...from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
	const chance = (probability: number): boolean => random() < probability;
	const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
	const given = { suspects, reads, throws: false, spoil: () => spoils.map((spoil) => spoil()) };

	const flag = (): boolean => chance(0.5);
	const ms = (): number => one(0, -0, 0.1, whole(0, 100_000), 2 ** 31 - 1, 2 ** 31 - 1.5, Number.MIN_VALUE);
	const size = (): number => one(Infinity, 2 ** 32, 1e308, ms());
	const count = (): number => one(Infinity, 2 ** 32, 1e308, whole(0, 100_000));
	const code = (): unknown =>
		one<unknown>(whole(0, 65_535), `${whole(0, 65_535)}`, `${whole(0, 99)}-${whole(99, 65_535)}`);
	const several =
		(make: Make): Make =>
		(path) => {
			const list = Array.from({ length: whole(0, 4) }, (_, i) => make(`${path}[${i}]`));
			spoils.push(() => list.splice(0, 1, "spoilt", null));
			return list;
		};

	const RULE: Shapes = {
		code: () => (chance(0.5) ? code() : several(code)("")),
		opened: flag,
		wasClean: flag,
		action: () => one("retry", "stop"),
		minDelayMs: ms,
		firstDelayMs: ms,
		maxAttempts: count,
	};
	const RECONNECT: Shapes = {
		policy: () => one("rfc6455", "interactive"),
		firstDelayMs: ms,
		maxDelayMs: ms,
		growth: () => one(1, 1_000, 1 + 999 * random()),
		minDelayMs: ms,
		jitter: () => one("full", "equal", "none"),
		minUptimeMs: ms,
		maxAttempts: count,
		maxElapsedMs: size,
		rules: several((path) => record(RULE, path, ["code", "action"])),
		decide: () => () => true,
		network: flag,
		lifecycle: flag,
		retryAfter: flag,
	};
	const HEARTBEAT: Shapes = { everyMs: () => whole(1, 9e5), timeoutMs: () => whole(1, 9e5), message: () => () => "" };
	const QUEUE: Shapes = {
		maxMessages: count,
		maxBytes: size,
		maxAgeMs: size,
		whenFull: () => one("throw", "drop-oldest", "drop-newest"),
		resend: flag,
		flush: () => one("auto", "manual"),
	};
	const OPTIONS: Shapes = {
		reconnect: (path) => (chance(0.3) ? flag() : record(RECONNECT, path)),
		lenient: () => one<unknown>(flag(), { 1001: 4001, [whole(0, 65_535)]: one(1000, whole(3000, 4999)) }),
		connect: flag,
		openTimeoutMs: ms,
		closeTimeoutMs: ms,
		idleTimeoutMs: ms,
		heartbeat: (path) => record(HEARTBEAT, path, ["everyMs", "message"]),
		queue: (path) => (chance(0.2) ? false : record(QUEUE, path)),
		maxMessageBytes: () => one(1, 1.5, whole(1, 2 ** 31 - 1), 2 ** 40, Infinity),
		debug: () => one<unknown>(false, true, () => undefined),
		signal: () => new AbortController().signal,
		WebSocket: () => Native,
	};

	/** Anything. */
	function garbage(depth = 0): unknown {
		const deeper = (): unknown => (depth < 3 ? garbage(depth + 1) : null);
		return one<() => unknown>(
			() => one<unknown>(null, true, false, "", "5", "retry", "4000-4999", "__proto__", "\ud800", "a".repeat(99)),
			() => one(Number.NaN, -0, -1, -Infinity, Infinity, 2 ** 31, 2 ** 53, 1e308, 5e-324, 0.5, 65_536, 70_000),
			() => one<unknown>(5n, -1n, 2n ** 70n, Symbol("s"), Symbol.iterator, Symbol.for("s")),
			() =>
				one<unknown>({}, [], () => 5, class {}, new Date(5), /x/, new Map(), new Uint8Array(9), Object.create(null)),
			() => one<unknown>(Object(5), Object("retry"), Object(true), Object(5n), new Proxy({}, {}), new Proxy([], {})),
			() => Array.from({ length: whole(0, 3) }, deeper),
			() =>
				one<unknown>(
					new Array(2 ** 32 - 1),
					Object.assign(new Array(2), { 1: 1000 }),
					Object.assign([1000], { map: () => ["mapped"] }),
				),
			() => Object.fromEntries(["code", "everyMs", "x"].map((name) => [name, deeper()])),
			() => ({ valueOf: () => one(4000, Number.NaN), toString: () => one("retry", "4000") }),
			() => ({
				[one("1001", "1001-1003", "x", "70000", "-1", "1.5")]: one<unknown>(4000, "4000", [4000], 4000n, 4000.5),
			}),
		)();
	}

	/** An object with some of the members, more or less honest. */
	function record(shapes: Shapes, path: string, needed: string[] = []): object {
		const target = Object.create(chance(0.1) ? Object.create({}) : Object.prototype) as Record<string, unknown>;
		const wanted = Object.keys(shapes).filter((name) => needed.includes(name) || chance(0.25));
		if (chance(0.02)) {
			wanted.push(one("toString", "constructor", "closeTimeout", "x", "hasOwnProperty", "everyMs"));
		}
		for (const name of wanted) {
			const at = `${path}.${name}`;
			const make = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
			const isBad = !make || chance(0.04);
			if (isBad) {
				suspects.add(at);
			}
			member(target, name, isBad ? garbage() : make(at), at);
		}
		spoils.push(() => {
			for (const name of Object.keys(shapes)) {
				Reflect.defineProperty(target, name, { value: "spoilt", configurable: true, enumerable: true });
			}
			Reflect.defineProperty(target, "spoilt", { value: 5, enumerable: true });
		});
		return chance(0.1) ? behindProxy(target) : target;
	}

	/** Defines a member: as a value or by a getter, which lies when it is asked again; on the object or on what it inherits from. */
	function member(target: object, name: string, value: unknown, at: string): void {
		const prototype: unknown = Object.getPrototypeOf(target);
		const owner = prototype !== Object.prototype && chance(0.5) ? (prototype as object) : target;
		if (chance(0.8)) {
			Object.defineProperty(owner, name, { value, writable: true, enumerable: true, configurable: true });
			return;
		}
		const isTrap = chance(0.02);
		given.throws ||= isTrap;
		const get = (): unknown => {
			const count = (reads.get(at) ?? 0) + 1;
			reads.set(at, count);
			if (isTrap) {
				throw boom;
			}
			return count === 1 ? value : garbage();
		};
		Object.defineProperty(owner, name, { get, enumerable: true, configurable: true });
	}

	function behindProxy(target: object): object {
		const trap = one("get", "has", "ownKeys", "getPrototypeOf", "getOwnPropertyDescriptor", "");
		const isTrap = trap !== "" && chance(0.1);
		given.throws ||= isTrap;
		const explode = (): never => {
			throw boom;
		};
		return new Proxy(target, isTrap ? { [trap]: explode } : {});
	}

	const isWhole = chance(0.97);
	const options = isWhole ? record(OPTIONS, "options") : garbage();
	if (!isWhole) {
		suspects.add("options");
	}
	return Object.assign(given, { options });
}
