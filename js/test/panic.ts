// Makes the core panic, as a defect of its own would: it is asked about a list that claims to be longer than the wire.

import { ready } from "../src/decider/core/status.ts";

const lie: readonly (readonly [number, number])[] = new Proxy([], {
	get: (_, name) => (name === "length" ? 2 ** 31 - 1 : () => [].values()),
});

export const panic = (): void => void ready?.ask({ kind: "lenient", code: 0, reason: "", table: lie });
