// Makes the core panic, as a defect of its own would: it is asked about a list that claims to be longer than the wire.

import { ready } from "../src/core.ts";

const lie = { length: 2 ** 31 - 1, [Symbol.iterator]: () => [].values() } as unknown as [];

export const panic = (): void => void ready?.ask({ kind: "lenient", code: 0, reason: "", table: lie });
