// A Socket.IO server: it acknowledges with what it was sent.

import { Server } from "socket.io";
import { server, watch } from "./control.js";

const io = new Server(server);
io.engine.on("connection", ({ transport }) => watch(transport.socket));
io.on("connection", (socket) => {
	socket.on("echo", (text, acknowledge) => acknowledge(text));
});
