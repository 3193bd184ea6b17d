// The first thing that a page does: a socket. It tells the server how long that took from the page's own beginning.

import { listen, make } from "contestant";

const socket = make(`ws://${location.host}/echo`);
listen(socket, "open", async () => {
	await fetch("/opened", { method: "POST", body: performance.now() });
	socket.close(1000);
	close();
});
