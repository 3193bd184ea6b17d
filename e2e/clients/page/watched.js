// What the test asks of a page whose closes are watched.

export * from "./stage.js";

import { ManagedWebSocket } from "wsclose";

/** Opens a socket, and tells when it has been closed; no attempt follows. */
export function closedBy(url) {
	return new Promise((resolve) => {
		const socket = new ManagedWebSocket(url);
		socket.addEventListener("close", (event) => {
			event.cancelRetry();
			resolve();
		});
	});
}
