// What every server here has: a free port, what it sees told on standard output, a JSON object a line, and orders on standard input.
// It ends when that does.

import { createServer } from "node:http";
import { createInterface } from "node:readline";

/** Serves no pages: what a client talks to is attached to it. */
export const server = createServer((_request, response) => response.writeHead(426).end());

const tell = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);

const connections = new Set(); // of TCP
const sockets = new Set(); // of the package ws
let watched = 0;
let refusals = 0;

/** Tells when a socket is there, and how it was closed. */
export function watch(socket) {
	const number = ++watched;
	sockets.add(socket);
	tell({ event: "open", number, protocol: socket.protocol });
	socket.on("close", (code, reason) => {
		sockets.delete(socket);
		tell({ event: "close", number, code, reason: `${reason}` });
	});
}

const orders = {
	/** Closes all, as `close 1012 restarting` says. */
	close(code, ...reason) {
		for (const socket of sockets) {
			socket.close(Number(code), reason.join(" "));
		}
	},
	/** Resets all TCP connections. */
	reset() {
		for (const connection of connections) {
			connection.resetAndDestroy();
		}
	},
	/** Resets the next so many TCP connections as they come. */
	refuse(many) {
		refusals = Number(many);
	},
};

server.on("connection", (connection) => {
	if (refusals > 0) {
		refusals--;
		connection.resetAndDestroy();
		tell({ event: "refused" });
		return;
	}
	connections.add(connection);
	connection.on("close", () => connections.delete(connection));
});

createInterface({ input: process.stdin })
	.on("line", (line) => {
		const [order, ...words] = line.split(" ");
		orders[order](...words);
	})
	.on("close", () => process.exit());

server.listen(0, "127.0.0.1", () => tell({ event: "listening", url: `ws://127.0.0.1:${server.address().port}` }));
