// Numbers of JavaScript's own. Those that Go has too are in bridge.gen.ts and codes.gen.ts.

/** The presets of options.reconnect, by number. */
export const POLICIES = ["rfc6455", "interactive"] as const;

/** options.queue, by number. */
export const WHEN_FULL = ["throw", "drop-oldest", "drop-newest"] as const;
export const THROW = 0;
export const DROP_OLDEST = 1;
export const FLUSHES = ["auto", "manual"] as const;
export const AUTO = 0;

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
