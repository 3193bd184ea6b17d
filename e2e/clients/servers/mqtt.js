// An MQTT broker.

import { Aedes } from "aedes";
import { createWebSocketStream, WebSocketServer } from "ws";
import { server, watch } from "./control.js";

const broker = await Aedes.createBroker();
new WebSocketServer({ server, path: "/mqtt" }).on("connection", (socket, request) => {
	watch(socket);
	const stream = createWebSocketStream(socket);
	stream.on("error", () => {}); // a reset is one
	broker.handle(stream, request);
});
