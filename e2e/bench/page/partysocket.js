import { WebSocket } from "partysocket";

export const make = (url) => new WebSocket(url);
export const listen = (socket, type, listener) => socket.addEventListener(type, listener);
export const reconnect = (socket) => socket.reconnect();
