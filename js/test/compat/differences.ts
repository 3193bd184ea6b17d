// What pages do with a reconnecting-websocket that ours does otherwise, on purpose.

import { accept, closed, type Difference, drop, pass, refuse, send, sent } from "./script.ts";

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
