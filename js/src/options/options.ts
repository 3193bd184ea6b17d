// Says which options there are and what each may be, and completes what a page passes. An option that is unknown, of another type or
// out of range is rejected by name, before anything is made.

import { ACTIONS, JITTERS, type Options } from "../decider/bridge.gen.ts";
import { PRESETS, type Preset, SENDABLE } from "../decider/codes.gen.ts";
import { bare } from "../page/bare.ts";
import { type Spans, within } from "../page/tables.ts";
import type { ManagedOptions, ReconnectOptions, Rule } from "../types.ts";
import {
	type Check,
	callable,
	check,
	flag,
	list,
	ms,
	number,
	object,
	oneOf,
	read,
	time,
	whole,
	wrong,
} from "./checks.ts";
import { FLUSHES, POLICIES, WHEN_FULL } from "./numbers.ts";

/** A rule, read: -1 is the policy's own. */
export interface Matcher {
	readonly code: Spans;
	readonly opened?: boolean;
	readonly wasClean?: boolean;
	readonly action: number;
	readonly minDelayMs: number;
	readonly firstDelayMs: number;
	readonly maxAttempts: number;
}

/** Options of the queue, complete; whenFull and flush by number. */
export interface QueueOptions {
	readonly maxMessages: number;
	readonly maxBytes: number;
	readonly maxAgeMs: number;
	readonly whenFull: number;
	readonly resend: boolean;
	readonly flush: number;
}

/** Options, complete; policy and jitter by number. They are what a decider takes, too. */
export interface Settings extends Preset, Options {
	readonly policy: number;
	readonly rules: readonly Matcher[];
	readonly decide?: ReconnectOptions["decide"];
	/** Pairs; false: strict. */
	readonly lenient: Spans | false;
	readonly connect: boolean;
	readonly heartbeat?: Required<NonNullable<ManagedOptions["heartbeat"]>>;
	readonly queue: QueueOptions | false;
	readonly maxMessageBytes: number;
	readonly debug?: ManagedOptions["debug"];
	readonly signal?: AbortSignal;
	readonly WebSocket?: typeof WebSocket;
}

const BOOLEAN_OR_OBJECT = "a boolean or an object";
const count = /* @__PURE__ */ whole(0, Infinity);

const RULE: Record<keyof Rule, Check> = {
	code: (value, path) => list(Array.isArray(value) ? value : [value], path, (one) => span(one, path)),
	opened: flag,
	wasClean: flag,
	action: /* @__PURE__ */ oneOf(ACTIONS),
	minDelayMs: ms,
	firstDelayMs: ms,
	maxAttempts: count,
};

const RECONNECT: Record<keyof ReconnectOptions, Check> = {
	policy: /* @__PURE__ */ oneOf(POLICIES),
	firstDelayMs: ms,
	maxDelayMs: ms,
	growth: /* @__PURE__ */ number(1, 1_000),
	minDelayMs: ms,
	jitter: /* @__PURE__ */ oneOf(JITTERS),
	minUptimeMs: ms,
	maxAttempts: count,
	maxElapsedMs: /* @__PURE__ */ time(0, Infinity),
	rules: (value, path) => list(value, path, (rule, i) => matcher(rule, `${path}[${i}]`)),
	decide: callable,
	network: flag,
	lifecycle: flag,
	retryAfter: flag,
};

const HEARTBEAT: Record<string, Check> = {
	everyMs: /* @__PURE__ */ time(1),
	timeoutMs: /* @__PURE__ */ time(1),
	message: callable,
};

const QUEUE: Record<keyof QueueOptions, Check> = {
	maxMessages: count,
	maxBytes: /* @__PURE__ */ number(0, Infinity),
	maxAgeMs: /* @__PURE__ */ time(0, Infinity),
	whenFull: /* @__PURE__ */ oneOf(WHEN_FULL),
	resend: flag,
	flush: /* @__PURE__ */ oneOf(FLUSHES),
};

const QUEUED: QueueOptions = {
	maxMessages: 1_000,
	maxBytes: 2 ** 24,
	maxAgeMs: 30_000,
	whenFull: 0,
	resend: true,
	flush: 0,
};

const OPTIONS: Record<keyof ManagedOptions, Check> = {
	reconnect: (value, path) =>
		typeof value === "boolean" ? value && bare({}) : read(path, value, RECONNECT, [], BOOLEAN_OR_OBJECT),
	lenient: (value, path) =>
		typeof value === "boolean"
			? value && []
			: Object.entries(object(value, path, BOOLEAN_OR_OBJECT)).map((line) => twin(line, path)),
	connect: flag,
	openTimeoutMs: ms,
	closeTimeoutMs: ms,
	idleTimeoutMs: ms,
	heartbeat: (value, path) => ({ timeoutMs: 10_000, ...read(path, value, HEARTBEAT, ["everyMs", "message"]) }),
	queue: (value, path) => value !== false && { ...QUEUED, ...read(path, value, QUEUE, [], "false or an object") },
	maxMessageBytes: /* @__PURE__ */ number(1, Infinity),
	debug: /* @__PURE__ */ check("a boolean or a function", (value) =>
		/^(boolean|function)$/.test(typeof value) ? value : undefined,
	),
	signal: /* @__PURE__ */ check("an AbortSignal", (value) => (value instanceof AbortSignal ? value : undefined)),
	WebSocket: callable,
};

const matcher = (rule: unknown, path: string): Matcher =>
	({
		__proto__: null,
		minDelayMs: -1,
		firstDelayMs: -1,
		maxAttempts: Infinity,
		...read(path, rule, RULE, ["code", "action"]),
	}) as unknown as Matcher;

function span(value: unknown, path: string): Spans[number] {
	const text = typeof value === "number" || typeof value === "string" ? `${value}` : "";
	const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
	return Number(from) <= Number(to) && Number(to) <= 65535
		? [Number(from), Number(to)]
		: wrong(path, value, 'a close code from 0 to 65535, or a range such as "4000-4099"', typeof value === "number");
}

function twin([key, to]: [string, unknown], path: string): Spans[number] {
	const [code, last] = span(key, path);
	return Number.isInteger(to) && within(SENDABLE, to as number) && code === last
		? [code, to as number]
		: wrong(`${path}[${key}]`, to, "1000 or 3000-4999, for one code", typeof to === "number");
}

/** What configure() has set: options that a socket's own stand above, and whether anything is reconnected at all. */
let defaults: Record<string, unknown> = {};
export let isOn = true;

/** Reads what configure() is given, which holds from then on. Whether that switches reconnecting on or off. */
export function setDefaults(given: unknown): boolean {
	const found = read("configure", given, {
		reconnect: flag,
		options: (value) => read("options", value, OPTIONS),
	}) as { reconnect?: boolean; options?: Record<string, unknown> };
	const was = isOn;
	isOn = found.reconnect ?? isOn;
	defaults = found.options ?? defaults;
	return isOn !== was;
}

/** Options that were read already, by what they were read from: sockets made later are made with these, whatever became of the page's objects. */
const known = new WeakMap<object, object>();

/** Reads options now, for sockets made later: those of a base, and above them what is given. */
export function once(base: object, given: unknown): ManagedOptions {
	const own = { ...object(given ?? {}, "options") };
	const all = Object.freeze({ ...base, ...own });
	known.set(all, bare({ ...known.get(base), ...read("options", own, OPTIONS) }));
	return all;
}

/** Reads the options of install(). */
export const readInstall = (given: unknown): Record<string, unknown> =>
	read("options", given ?? {}, { ...OPTIONS, target: object, onReport: callable });

/** Lets settings() take options as they are, which were read. */
export function mark(read: object): ManagedOptions {
	known.set(read, read);
	return read;
}

/** Reads the options of a socket, and completes them; null is none, as for WebIDL's dictionaries. */
export function settings(options: ManagedOptions | null | undefined): Settings {
	const own = bare({ ...defaults, ...(known.get(options ?? {}) ?? read("options", options ?? {}, OPTIONS)) }) as {
		reconnect?: false | { policy?: 0 | 1; decide?: object };
		heartbeat?: Settings["heartbeat"];
	};
	const { reconnect, heartbeat } = own;
	const on = reconnect !== false;
	return {
		__proto__: null,
		policy: 0,
		rules: [],
		network: on,
		lifecycle: on,
		lenient: false,
		connect: true,
		openTimeoutMs: on ? 20_000 : 0,
		closeTimeoutMs: on ? 5_000 : 0,
		idleTimeoutMs: 0,
		queue: on && QUEUED,
		maxMessageBytes: Infinity,
		...PRESETS[(on && reconnect?.policy) || 0],
		...reconnect,
		...own,
		reconnect: on,
		interactive: !!(on && reconnect?.policy),
		heartbeatEveryMs: heartbeat?.everyMs ?? 0,
		heartbeatTimeoutMs: heartbeat?.timeoutMs ?? 0,
		decides: !!(on && reconnect?.decide),
	} as unknown as Settings;
}
