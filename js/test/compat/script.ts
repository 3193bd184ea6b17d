// What pages do with a reconnecting-websocket, step by step, for compat.test.ts.

import type Ours from "../../src/compat/reconnecting-websocket.ts";
import type { Options, UrlProvider } from "../../src/compat/reconnecting-websocket.ts";
import type { FakeWorld, Peer } from "../../src/testing.ts";

export interface Play {
	readonly rws: Ours;
	readonly world: FakeWorld;
	/** The server's end of a socket, from 1; without a number of the last. */
	peer(number?: number): Peer;
	note(line: string): void;
	/** Writes down what f threw. */
	attempt(f: () => void): void;
}

export type Step = (play: Play) => unknown;

export interface Script {
	readonly name: string;
	/** Default: wss://example.test/ */
	readonly url?: () => UrlProvider;
	readonly protocols?: string[];
	/** minReconnectionDelay is 1,000 and the factor 2 by default. */
	readonly options?: Options;
	readonly prepare?: Step;
	readonly steps: readonly Step[];
}

/** What the package does is in theirs, what we do in ours: all that happens. */
export interface Difference extends Script {
	readonly theirs: readonly string[];
	readonly ours: readonly string[];
}

export const accept: Step = ({ peer }) => peer().accept();
export const drop: Step = ({ peer }) => peer().drop();
export const refuse: Step = ({ peer }) => peer().refuse();
export const pass =
	(ms: number): Step =>
	({ world }) =>
		world.clock.advanceAsync(ms);
export const closed =
	(code: number, reason = ""): Step =>
	({ peer }) =>
		peer().close(code, reason);
export const send =
	(data: string): Step =>
	({ rws }) =>
		rws.send(data);
export const sent: Step = ({ world, note }) => note(`sent ${JSON.stringify(world.peers.map((peer) => peer.sent))}`);
