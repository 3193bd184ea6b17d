// Runs the suite in this realm, a window or a worker: every assertion on the native WebSocket, then on wsclose.

import { encode } from "./assertion.js";
import { subjects } from "./suite/index.js";
import { named, strays, Trial } from "./trial.js";

/** So many assertions run at a time: connections wait for one another, not for the processor. */
const LANES = 2;

/** An assertion that has no value by then has this: "no answer". Longer than a Trial waits for a close. */
const PATIENCE_MS = 30_000;

/** Everything that is asserted, in the order of the sheet. */
export const assertions = subjects.flatMap(({ assertions }) => assertions);

/**
 * Runs all assertions whose subject and name contain only, and calls onValue(index, {native, wsclose}) for each. Resolves with the
 * errors that nothing caught.
 */
export async function run(only, onValue) {
	const { install, load } = await import("/dist/index.js");
	await load();
	const page = { WebSocket };
	install({ target: page });
	const sides = [
		["native", { WebSocket, shared: new Map() }],
		["wsclose", { WebSocket: page.WebSocket, shared: new Map() }],
	];
	const left = assertions.map((assertion, index) => ({ assertion, index })).filter(({ assertion }) => `${assertion.subject}: ${assertion.name}`.includes(only));
	const lane = async () => {
		for (let next = left.shift(); next; next = left.shift()) {
			const values = {};
			for (const [name, side] of sides) {
				values[name] = await valueOf(next.assertion, side);
			}
			onValue(next.index, values);
		}
	};
	await Promise.all(Array.from({ length: LANES }, lane));
	return strays();
}

async function valueOf({ run }, side) {
	const trial = new Trial(side);
	let timer;
	const late = new Promise((resolve) => {
		timer = setTimeout(resolve, PATIENCE_MS, "no answer");
	});
	try {
		return encode(await Promise.race([Promise.resolve(trial).then(run), late]));
	} catch (error) {
		return encode(`the assertion threw ${named(error)}`);
	} finally {
		clearTimeout(timer);
		await trial.end();
	}
}
