// What pages do with a reconnecting-websocket that ours does as well.

import { accept, closed, drop, pass, type Script, send, sent } from "./script.ts";

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
