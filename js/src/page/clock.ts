// Time and chance as the machine takes them. Looked up at each call, so that fake timers of a page's tests are heeded.

/** Milliseconds, with fractions, on a clock that does not go backwards. */
export const now = (): number => performance.now();

/** The wall clock's time of a moment of now(), as in Date. */
export const wall = (moment: number): number => Math.round(Date.now() + moment - now());

/** Uniform in [0, 1). Pages that were loaded together must not draw alike, so Math.random is only the last resort. */
export function random(): number {
	const [word = Math.random() * 2 ** 32] = globalThis.crypto?.getRandomValues(new Uint32Array(1)) ?? [];
	return word / 2 ** 32;
}
