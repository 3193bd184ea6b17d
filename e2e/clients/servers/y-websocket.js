// A server of Yjs documents, in memory. Of a version before its 0.1.5, which is made for a Yjs that is not released.

import { setupWSConnection } from "@y/websocket-server/utils";
import { WebSocketServer } from "ws";
import { server, watch } from "./control.js";

new WebSocketServer({ server }).on("connection", (socket, request) => {
	watch(socket);
	setupWSConnection(socket, request);
});
