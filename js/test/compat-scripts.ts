// What pages do with a reconnecting-websocket, step by step, for compat.test.ts.

import type Ours from "../src/compat/reconnecting-websocket.ts";
import type { Options, UrlProvider } from "../src/compat/reconnecting-websocket.ts";
import type { FakeWorld, Peer } from "../src/testing.ts";

export interface Play {
	readonly rws: Ours;
	readonly world: FakeWorld;
	/** The server's end of a socket, from 1; without a number of the last. */
	peer(number?: number): Peer;
	note(line: string): void;
	/** Writes down what f threw. */
	attempt(f: () => void): void;
}

type Step = (play: Play) => unknown;

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

const accept: Step = ({ peer }) => peer().accept();
const drop: Step = ({ peer }) => peer().drop();
const refuse: Step = ({ peer }) => peer().refuse();
const pass =
	(ms: number): Step =>
	({ world }) =>
		world.clock.advanceAsync(ms);
const closed =
	(code: number, reason = ""): Step =>
	({ peer }) =>
		peer().close(code, reason);
const send =
	(data: string): Step =>
	({ rws }) =>
		rws.send(data);
const sent: Step = ({ world, note }) => note(`sent ${JSON.stringify(world.peers.map((peer) => peer.sent))}`);

export const same: readonly Script[] = [
	{
		name: "opens, sends, hears, and is closed by the page",
		steps: [
			accept,
			({ peer }) => peer().message("hello"),
			send("é"),
			({ rws }) => rws.close(4001, "mine"),
			({ peer }) => peer().close(),
			pass(60_000),
			sent,
		],
	},
	{
		name: "close() says 1000",
		steps: [
			accept,
			({ rws }) => rws.close(),
			({ peer, note }) => note(JSON.stringify(peer().closes)),
			({ peer }) => peer().close(),
			({ rws }) => rws.close(),
			pass(60_000),
		],
	},
	{
		name: "the peer answers with a code of its own",
		steps: [accept, ({ rws }) => rws.close(), closed(4777, "theirs"), pass(60_000)],
	},
	...[1000, 1001, 1002, 1003, 1005, 1008, 1009, 1011, 1012, 1013, 2000, 3000, 4000, 5000].map(
		(code): Script => ({
			name: `comes back after ${code} from the server`,
			steps: [accept, closed(code, "why"), pass(999), pass(1), accept],
		}),
	),
	{
		name: "delays grow, and no longer than to the limit",
		options: { maxReconnectionDelay: 5_000 },
		steps: [...[1_000, 2_000, 4_000, 5_000, 5_000].flatMap((ms) => [accept, drop, pass(ms)]), accept],
	},
	{
		name: "the count falls back after minUptime",
		options: { minUptime: 300 },
		steps: [accept, drop, pass(1_000), accept, pass(299), drop, pass(2_000), accept, pass(300), drop, pass(1_000)],
	},
	{ name: "minUptime is 5 s", steps: [accept, drop, pass(1_000), accept, pass(4_999), pass(1), drop, pass(1_000)] },
	{
		name: "a limit below the first delay",
		options: { minReconnectionDelay: 3_000, maxReconnectionDelay: 400 },
		steps: [accept, drop, pass(399), pass(1), accept, drop, pass(400)],
	},
	{
		name: "no delay at all",
		options: { minReconnectionDelay: 0 },
		steps: [accept, drop, pass(0), accept, drop, pass(0), accept],
	},
	{
		name: "maxRetries",
		options: { maxRetries: 2 },
		steps: [accept, drop, pass(1_000), accept, drop, pass(2_000), accept, drop, pass(60_000)],
	},
	{ name: "maxRetries 0", options: { maxRetries: 0 }, steps: [accept, drop, pass(60_000)] },
	{
		name: "startClosed",
		options: { startClosed: true },
		steps: [send("kept"), pass(60_000), ({ rws }) => rws.reconnect(), accept, sent],
	},
	{
		name: "close() while it waits",
		steps: [accept, drop, pass(500), ({ rws }) => rws.close(), pass(60_000)],
	},
	{
		name: "comes back by reconnect() after close()",
		steps: [accept, ({ rws }) => rws.close(), ({ peer }) => peer().close(), ({ rws }) => rws.reconnect(), accept],
	},
	{
		name: "what waits is sent in order, before listeners for open can send",
		prepare: ({ rws }) => {
			rws.onopen = () => rws.send("attribute");
			rws.addEventListener("open", () => rws.send("listener"));
		},
		steps: [send("a"), send("b"), accept, sent, drop, send("c"), pass(1_000), send("d"), accept, sent],
	},
	{
		name: "maxEnqueuedMessages drops the newest",
		options: { maxEnqueuedMessages: 2 },
		steps: [send("a"), send("b"), send("c"), accept, sent, drop, send("d"), pass(1_000), accept, sent],
	},
	{
		name: "maxEnqueuedMessages 0 keeps nothing",
		options: { maxEnqueuedMessages: 0 },
		steps: [send("a"), accept, send("b"), sent],
	},
	{
		name: "more than a thousand messages, where it is said",
		options: { maxEnqueuedMessages: 1_500, connectionTimeout: 1_000_000 },
		steps: [
			({ rws }) => {
				for (let i = 0; i < 1_600; i++) {
					rws.send(`${i}`);
				}
			},
			pass(120_000),
			accept,
			({ peer, note }) => note(`${peer().sent.length} ${peer().sent.at(-1)}`),
		],
	},
	{
		name: "what is sent after close() waits for reconnect()",
		steps: [
			accept,
			({ rws }) => rws.close(),
			send("late"),
			({ peer }) => peer().close(),
			send("later"),
			({ rws }) => rws.reconnect(),
			accept,
			sent,
		],
	},
	{
		name: "binaryType is kept",
		steps: [
			({ rws }) => {
				rws.binaryType = "arraybuffer";
			},
			accept,
			drop,
			pass(1_000),
			({ peer, rws, note }) => note(`${peer().socket.binaryType} ${rws.binaryType}`),
		],
	},
	{
		name: "a URL from a function, asked for each connection",
		url: () => {
			let n = 0;
			return () => `wss://example.test/${++n}`;
		},
		steps: [accept, drop, pass(1_000), accept, ({ rws, note }) => note(rws.url)],
	},
	{
		name: "a URL from a promise",
		url: () => async () => "wss://example.test/promised",
		steps: [accept, ({ rws, note }) => note(rws.url), drop, pass(1_000), accept],
	},
	{
		name: "protocols",
		protocols: ["a", "b"],
		steps: [
			({ peer }) => peer().accept({ protocol: "b" }),
			({ rws, note }) => note(`${rws.protocol} ${rws.extensions}`),
		],
	},
	{
		name: "listeners that are objects, and such as are taken off",
		prepare: ({ rws, note }) => {
			const listener = (): void => note("never");
			rws.addEventListener("message", { handleEvent: ({ type }: Event) => note(`object ${type}`) });
			rws.addEventListener("message", listener);
			rws.removeEventListener("message", listener);
		},
		steps: [accept, ({ peer }) => peer().message("x")],
	},
	{
		name: "handler attributes",
		prepare: ({ rws, note }) => {
			rws.onopen = () => note("onopen");
			rws.onmessage = ({ data }) => note(`onmessage ${data}`);
			rws.onclose = ({ code }) => note(`onclose ${code}`);
		},
		steps: [accept, ({ peer }) => peer().message("x"), drop, pass(1_000), accept],
	},
];

export const differences: readonly Difference[] = [
	{
		name: "a handshake that fails",
		steps: [refuse, pass(1_000)],
		theirs: ["0 dial", '0 close 1000 "" clean, 3, 1', "0 error undefined, 3, 1", "1000 dial"],
		ours: ["0 dial", "0 error undefined, 3, 1", '0 close 1006 "" unclean, 3, 1', "1000 dial"],
	},
	{
		name: "a connection that the browser fails",
		steps: [accept, ({ peer }) => peer().fail(), pass(1_000)],
		theirs: ["0 dial", "0 open, 1, 0", '0 close 1000 "" clean, 3, 1', "0 error undefined, 3, 1", "1000 dial"],
		ours: ["0 dial", "0 open, 1, 0", "0 error undefined, 3, 1", '0 close 1006 "" unclean, 3, 1', "1000 dial"],
	},
	{
		name: "connectionTimeout",
		options: { connectionTimeout: 300 },
		steps: [pass(300), pass(1_000)],
		theirs: ["0 dial", '300 close 1000 "timeout" clean, 2, 1', "300 error TIMEOUT, 2, 1", "1300 dial"],
		ours: ["0 dial", "300 error TIMEOUT, 3, 1", '300 close 1006 "" unclean, 3, 1', "1300 dial"],
	},
	{
		name: "connectionTimeout, where none is given",
		steps: [pass(4_000), pass(1_000)],
		theirs: ["0 dial", '4000 close 1000 "timeout" clean, 2, 1', "4000 error TIMEOUT, 2, 1", "5000 dial"],
		ours: ["0 dial"],
	},
	{
		name: "reconnect() of an open connection",
		steps: [accept, pass(6_000), ({ rws }) => rws.reconnect(4001, "again"), accept],
		theirs: ["0 dial", "0 open, 1, 0", '6000 close 4001 "again" clean, 2, 0', "6000 dial", "6000 open, 1, 0"],
		ours: ["0 dial", "0 open, 1, 0", '6000 close 1006 "" unclean, 3, 0', "6000 dial", "6000 open, 1, 0"],
	},
	{
		name: "reconnect() after maxRetries",
		options: { maxRetries: 0 },
		steps: [accept, drop, ({ rws }) => rws.reconnect(), pass(10_000)],
		theirs: ["0 dial", "0 open, 1, 0", '0 close 1006 "" unclean, 3, 0'],
		ours: ["0 dial", "0 open, 1, 0", '0 close 1006 "" unclean, 3, 0', "0 dial"],
	},
	{
		name: "reconnect() while it waits",
		steps: [accept, drop, pass(300), ({ rws }) => rws.reconnect(), pass(700)],
		theirs: ["0 dial", "0 open, 1, 0", '0 close 1006 "" unclean, 3, 1', "1000 dial"],
		ours: ["0 dial", "0 open, 1, 0", '0 close 1006 "" unclean, 3, 1', "300 dial"],
	},
	{
		name: "reconnect() counts anew",
		steps: [accept, drop, pass(1_000), accept, ({ rws }) => rws.reconnect(), accept, drop, pass(2_000)],
		theirs: [
			"0 dial",
			"0 open, 1, 0",
			'0 close 1006 "" unclean, 3, 1',
			"1000 dial",
			"1000 open, 1, 1",
			'1000 close 1000 "" clean, 2, 0',
			"1000 dial",
			"1000 open, 1, 0",
			'1000 close 1006 "" unclean, 3, 1',
			"2000 dial",
		],
		ours: [
			"0 dial",
			"0 open, 1, 0",
			'0 close 1006 "" unclean, 3, 1',
			"1000 dial",
			"1000 open, 1, 1",
			'1000 close 1006 "" unclean, 3, 1',
			"1000 dial",
			"1000 open, 1, 1",
			'1000 close 1006 "" unclean, 3, 2',
			"3000 dial",
		],
	},
	{
		name: "close() before the first connection, then reconnect()",
		prepare: ({ rws }) => rws.close(),
		steps: [
			pass(100),
			({ peer, world }) => world.peers.length && peer().close(),
			({ rws }) => rws.reconnect(),
			pass(100),
		],
		theirs: [],
		ours: ["0 dial", "100 error undefined, 3, 0", '100 close 1006 "" unclean, 3, 0', "100 dial"],
	},
	{
		name: "close() while the URL is waited for",
		url: () => () => new Promise(() => {}),
		steps: [({ rws }) => rws.close(), ({ rws, note }) => note(`${rws.readyState}`)],
		theirs: ["0 0"],
		ours: ["0 3"],
	},
	{
		name: "close() with a code that may not be sent",
		steps: [accept, ({ rws, attempt }) => attempt(() => rws.close(1001)), drop, pass(1_000)],
		theirs: ["0 dial", "0 open, 1, 0", "0 threw InvalidAccessError", '0 close 1006 "" unclean, 3, 0'],
		ours: ["0 dial", "0 open, 1, 0", "0 threw InvalidAccessError", '0 close 1006 "" unclean, 3, 1', "1000 dial"],
	},
	{
		name: "reconnect() with a code that may not be sent",
		steps: [
			accept,
			({ rws, attempt }) => attempt(() => rws.reconnect(1001)),
			({ world, note }) => note(`open: ${world.peers.filter(({ socket }) => socket.readyState < 2).length}`),
		],
		theirs: ["0 dial", "0 open, 1, 0", "0 dial", "0 open: 2"],
		ours: ["0 dial", "0 open, 1, 0", "0 threw InvalidAccessError", "0 open: 1"],
	},
	{
		name: "a peer that does not answer close()",
		steps: [accept, ({ rws }) => rws.close(), pass(60_000)],
		theirs: ["0 dial", "0 open, 1, 0"],
		ours: ["0 dial", "0 open, 1, 0", '5000 close 1006 "" unclean, 3, 0'],
	},
	{
		name: "what was not handed over",
		steps: [accept, ({ peer }) => peer().hold(), send("held"), drop, pass(1_000), accept, sent],
		theirs: [
			"0 dial",
			"0 open, 1, 0",
			'0 close 1006 "" unclean, 3, 1',
			"1000 dial",
			"1000 open, 1, 1",
			'1000 sent [["held"],[]]',
		],
		ours: [
			"0 dial",
			"0 open, 1, 0",
			'0 close 1006 "" unclean, 3, 1',
			"1000 dial",
			"1000 open, 1, 1",
			'1000 sent [["held"],["held"]]',
		],
	},
	{
		name: "bytes in the queue",
		steps: [send("é"), ({ rws, note }) => note(`${rws.bufferedAmount}`)],
		theirs: ["0 dial", "0 1"],
		ours: ["0 dial", "0 2"],
	},
	{
		name: "messages that nobody takes",
		options: { connectionTimeout: 1_000_000 },
		steps: [
			({ rws }) => {
				for (let i = 0; i < 1_100; i++) {
					rws.send(`${i}`);
				}
			},
			accept,
			({ peer, note }) => note(`${peer().sent.length}`),
		],
		theirs: ["0 dial", "0 open, 1, 0", "0 1100"],
		ours: ["0 dial", "0 open, 1, 0", "0 1000"],
	},
	{
		name: "listeners",
		prepare: ({ rws, note }) => {
			const twice = (): void => note("twice");
			rws.addEventListener("message", ({ target }) => note(`first ${target === rws}`), { once: true });
			rws.addEventListener("message", twice);
			rws.addEventListener("message", twice);
			rws.onmessage = () => note("attribute");
		},
		steps: [accept, ({ peer }) => peer().message("1"), ({ peer }) => peer().message("2")],
		theirs: [
			"0 dial",
			"0 open, 1, 0",
			"0 attribute",
			"0 first false",
			"0 twice",
			"0 twice",
			"0 message 1, 1, 0",
			"0 attribute",
			"0 first false",
			"0 twice",
			"0 twice",
			"0 message 2, 1, 0",
		],
		ours: [
			"0 dial",
			"0 open, 1, 0",
			"0 first true",
			"0 twice",
			"0 attribute",
			"0 message 1, 1, 0",
			"0 twice",
			"0 attribute",
			"0 message 2, 1, 0",
		],
	},
	{
		name: "a server that asks for time",
		steps: [accept, closed(1012, "retry-after=3"), pass(3_000), pass(1_000)],
		theirs: ["0 dial", "0 open, 1, 0", '0 close 1012 "retry-after=3" clean, 3, 1', "1000 dial"],
		ours: ["0 dial", "0 open, 1, 0", '0 close 1012 "retry-after=3" clean, 3, 1', "4000 dial"],
	},
];
