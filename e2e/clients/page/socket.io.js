export * from "./stage.js";

import { socket } from "recipe";

/** Emits, and waits for the acknowledgement. */
export const echo = (text) => socket.emitWithAck("echo", text);

let waited;

/** Emits when there is no connection. */
export const emitOnceGone = (text) =>
	void socket.once("disconnect", () => {
		waited = echo(text);
	});

/** Waits for the acknowledgement of that. */
export async function acknowledged() {
	while (!waited) {
		await new Promise((resolve) => socket.once("disconnect", resolve));
	}
	const text = await waited;
	waited = undefined;
	return text;
}

export const end = () => void socket.disconnect();
