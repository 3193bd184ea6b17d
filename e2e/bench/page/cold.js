// The first thing that a page does: a socket. How long that takes from the page's own beginning.

import { listen, make } from "contestant";

const socket = make(`ws://${location.host}/echo`);
listen(socket, "open", () => {
	globalThis.openedAt = performance.now();
	globalThis.socket = socket;
});
