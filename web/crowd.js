// Many clients that lose one server at the same moment, as `wsclose herd` has them: at t = 0 by 1006, and it is back at t = downMs. An
// attempt before that fails and takes no time, one after it succeeds. What a client waits is what planDelays() draws.

/** In milliseconds: what arrivals are counted by. Short enough to show what comes in step. */
export const BIN = 100;
/** So many delays of a policy are asked for; the last of them holds for what follows. */
const PLANNED = 500;
/** So many attempts are simulated between two pauses: a few milliseconds, also where the processor is busy or a phone's. */
export const SLICE = 25_000;
/** What comes later than this, in milliseconds, is counted but has no bin of its own to be drawn in. */
const HORIZON = 3_600_000;
/** A policy that asks more often than this is not simulated to its end: one client, and all of them. */
const MOST_OF_ONE = 20_000;
const MOST_OF_ALL = 100_000_000;

/** The least and the most that a policy waits before each attempt; what it draws lies evenly between. */
export function bands(planDelays, reconnect, attempts) {
	const { maxElapsedMs = Number.POSITIVE_INFINITY, maxAttempts = Number.POSITIVE_INFINITY, ...lasting } = reconnect;
	const planned = Math.min(attempts, maxAttempts);
	return {
		least: planDelays(lasting, planned, () => 0),
		most: planDelays(lasting, planned, () => 1),
		maxElapsedMs,
		maxAttempts,
	};
}

/** A number in [0, 1) at each call, the same for the same seed: a picture that is drawn again looks the same. Mulberry32. */
export function numbers(seed) {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/**
 * Lets clients live, one after the other, until each is back or has given up. pause is awaited between slices and may throw. The result
 * has the attempts in each bin; endless where the policy never stops asking.
 */
export async function simulate(planDelays, reconnect, { clients, downMs }, pause) {
	const { least, most, maxElapsedMs, maxAttempts } = bands(planDelays, reconnect, PLANNED);
	await pause();
	const planned = least.length;
	const last = planned < Math.min(PLANNED, maxAttempts) ? planned : maxAttempts; // fewer where a rule or the core says so
	const random = numbers(1);
	const result = {
		clients,
		downMs,
		failed: new Uint32Array(Math.ceil(downMs / BIN)),
		accepted: new Map(),
		waits: [],
		attempts: 0,
		gaveUp: 0,
	};
	let pauseAt = SLICE;
	for (let client = 0; client < clients; client++) {
		for (let n = 0, now = 0; ; n++) {
			if (n >= last || now >= maxElapsedMs) {
				result.gaveUp++;
				break;
			}
			const i = Math.min(n, planned - 1);
			now += least[i] + Math.floor(random() * (most[i] - least[i] + 1));
			if (++result.attempts === pauseAt) {
				pauseAt += SLICE;
				await pause();
			}
			if (now >= downMs) {
				result.waits.push(now - downMs);
				const bin = Math.floor(now / BIN);
				result.accepted.set(bin, (result.accepted.get(bin) ?? 0) + 1);
				break;
			}
			if (n === MOST_OF_ONE || result.attempts > MOST_OF_ALL) {
				return { ...result, endless: true };
			}
			result.failed[Math.floor(now / BIN)]++;
		}
	}
	await pause();
	result.waits = Float64Array.from(result.waits).sort();
	await pause();
	return { ...result, endless: false };
}

/** The arrivals of each bin, from t = 0 to the last, or the horizon. */
export function arrivals({ failed, accepted }) {
	let last = failed.length - 1;
	for (const bin of accepted.keys()) {
		last = Math.max(last, bin);
	}
	return Array.from({ length: Math.min(last + 1, HORIZON / BIN) }, (_, bin) => ({
		failed: failed[bin] ?? 0,
		accepted: accepted.get(bin) ?? 0,
	}));
}

/** A result in a few numbers, in the command's words. Shares are of all clients; null is never. */
export function summary(result) {
	const { clients, downMs, waits, attempts, gaveUp } = result;
	const perSecond = (inBin) => (inBin * (1000 / BIN)) / clients;
	const busiest = (counts) => counts.reduce((most, count) => Math.max(most, count), 0);
	const accepted = busiest([...result.accepted.values()]);
	const all = busiest(arrivals(result).map((bin) => bin.failed + bin.accepted));
	const backAfter = (share) => {
		const at = Math.ceil(share * clients) - 1;
		return at < waits.length ? waits[at] / 1000 : null;
	};
	const last = backAfter(0.99);
	return {
		peak: perSecond(Math.max(all, accepted)),
		accepted: perSecond(accepted),
		attempts: attempts / clients,
		median: backAfter(0.5),
		p95: backAfter(0.95),
		back99: last === null ? null : downMs / 1000 + last,
		gaveUp: gaveUp / clients,
	};
}
