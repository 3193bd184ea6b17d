// The other numbers that cross the bridge: the mirror of wasm/jsbridge, wasm/session and wasm/reconnect (TestNumbersTsMirrorsTheBridge).
// They are single constants, which the bundler puts in their places.

/** wasm/session, Timer. */
export const TIMER_OPEN = 0;
export const TIMER_CLOSE = 1;
export const TIMER_RETRY = 2;
export const TIMER_UPTIME = 3;
export const TIMER_IDLE = 4;
export const TIMER_BEAT = 5;

/** wasm/session, Phase, by number. */
export const PHASES = ["idle", "connecting", "open", "closing", "waiting", "paused", "ended"] as const;
export const IDLE = 0;
export const CONNECTING = 1;
export const OPEN = 2;
export const CLOSING = 3;
export const WAITING = 4;
export const PAUSED = 5;
export const ENDED = 6;

/** wasm/session, Flush. */
export const FLUSH_RATE = 256;
export const FLUSH_UNSEEN = 5242880;
export const FLUSH_NEGLIGIBLE = 65536;

/** wasm/jsbridge, Question. */
export const ASK_CHECK = 0;
export const ASK_LENIENT = 1;
export const ASK_PLAN = 2;
export const ASK_COUNT = 3;
export const ASK_FORGET = 4;
export const ASK_PANIC = 5;

/** wasm/jsbridge, Hand: those from here on take a text, last. */
export const HAND_CLOSE = 4;

/** wasm/reconnect, VerdictKind. */
export const VERDICT_NONE = 0;
export const VERDICT_STOP = 1;
export const VERDICT_RETRY = 2;
export const VERDICT_WIDTH = 3;
export const VERDICT_EXACT = 4;
export const VERDICT_FLOOR = 5;

/** wasm/jsbridge, the bits of consult's and tell's flags. */
export const FLAG_INVALID = 1;
export const FLAG_EXPECTED = 2;
export const FLAG_SYNTHETIC = 4;
export const FLAG_ERROR = 8;

/** wasm/jsbridge, the bits of a session's options. */
export const BIT_RECONNECT = 1;
export const BIT_NETWORK = 2;
export const BIT_LIFECYCLE = 4;
export const BIT_DECIDE = 8;
export const BIT_RETRY_AFTER = 16;
export const BIT_INTERACTIVE = 32;
export const BIT_OFFLINE = 64;
export const BIT_HIDDEN = 128;

/** wasm/reconnect, Action and Jitter, by number; and the presets of Policy. */
export const ACTIONS = ["stop", "retry"] as const;
export const STOP = 0;
export const RETRY = 1;
export const JITTERS = ["full", "equal", "none"] as const;
export const EQUAL = 1;
export const UNJITTERED = 2;
export const POLICIES = ["rfc6455", "interactive"] as const;

/** options.queue, by number. */
export const WHEN_FULL = ["throw", "drop-oldest", "drop-newest"] as const;
export const THROW = 0;
export const DROP_OLDEST = 1;
export const FLUSHES = ["auto", "manual"] as const;
export const AUTO = 0;

/** wasm/reconnect, LongestWait: a floor and a width are bounded by it, each, in milliseconds. */
export const LONGEST_WAIT = 1_073_741_823;

/** wasm/closecode: a Close without a code. */
export const NO_STATUS = 1005;
/** Timeouts close with it: registered as Timeout. */
export const TIMEOUT = 3008;
/** fail() without a code closes with it: the twin of 1002. */
export const FAILED = 3902;

/** The moment of what has not happened. */
export const NOT_YET = -1;
/** The longest time that a browser's timer holds. */
export const LONGEST_MS = 2_147_483_647;
