// Native sockets that were let go of and have not ended yet. Each may wait for its peer for a minute and counts against the 255 that a
// renderer may have (Chromium 156), so while there are many, the next dials wait for one of them to end.

import { bare } from "./bare.ts";
import { now } from "./clock.ts";
import { guarded, readyStateOf } from "./guarded.ts";

const MOST = 32;
/** A browser gives a peer no longer; a mock may never end. */
const LONGEST_MS = 60_000;
/** Each, and when it was let go of. */
const moments: Set<{ readonly at: number; readonly native: WebSocket }> = new Set();
const waiting: (() => void)[] = [];

/** How many there are. */
export function lingering(): number {
	for (const one of moments) {
		if (now() - one.at >= LONGEST_MS || readyStateOf(one.native, 3) === 3) {
			moments.delete(one);
		}
	}
	return moments.size;
}

/** Counts a socket that is let go of, until it has ended. */
export function linger(native: WebSocket): void {
	if (readyStateOf(native, 3) !== 3) {
		const one = { at: now(), native };
		moments.add(one);
		const leave = (): unknown => moments.delete(one) && serve();
		guarded(() => native.addEventListener("close", leave, bare({ once: true })));
	}
}

function serve(): void {
	while (waiting.length && lingering() < MOST) {
		guarded(waiting.shift() as () => void);
	}
}

/** Calls dial: at once, if there is room. */
export function admit(dial: () => void): void {
	if (lingering() < MOST) {
		dial();
		return;
	}
	if (waiting.push(dial) === 1) {
		look();
	}
}

/** Looks again when the oldest has had its time. */
function look(): void {
	const [oldest] = moments;
	setTimeout(
		() => {
			serve();
			if (waiting.length) {
				look();
			}
		},
		Math.ceil((oldest?.at ?? 0) + LONGEST_MS - now()),
	);
}
