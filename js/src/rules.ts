// Ready rules for private codes: what 4000-4999 mean is between a server and its clients, and the conventions contradict each other.

import type { Rule } from "./types.ts";

interface Rules {
	/** Retries after every close that the page did not ask for. */
	readonly always: readonly Rule[];
	/** HTTP-like: 44xx stop, but 4408 and 4429 retry, slowly; 45xx retry. */
	readonly http: readonly Rule[];
	/** Centrifugo's: 3500-3999 and 4500-4999 stop, other private codes retry. */
	readonly centrifugo: readonly Rule[];
	/** The codes of the graphql-transport-ws protocol that graphql-ws takes for fatal stop, other private codes retry. */
	readonly graphqlTransportWs: readonly Rule[];
}

/* @__NO_SIDE_EFFECTS__ */
const deepFreeze = (of: Rule[]): readonly Rule[] => Object.freeze(of.map((rule) => Object.freeze(rule)));

export const rules: Rules = /* @__PURE__ */ Object.freeze({
	always: deepFreeze([{ code: "0-65535", action: "retry" }]),
	http: deepFreeze([
		{ code: [4408, 4429], action: "retry", minDelayMs: 5_000 },
		{ code: "4400-4499", action: "stop" },
		{ code: "4500-4599", action: "retry", minDelayMs: 1_000 },
	]),
	centrifugo: deepFreeze([
		{ code: ["3500-3999", "4500-4999"], action: "stop" },
		{ code: ["3000-3499", "4000-4499"], action: "retry" },
	]),
	graphqlTransportWs: deepFreeze([
		{ code: [4004, 4005, 4400, 4401, 4406, 4409, 4429, 4500], action: "stop" },
		{ code: "4000-4999", action: "retry" },
	]),
});
