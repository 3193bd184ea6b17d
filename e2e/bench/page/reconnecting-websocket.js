import ReconnectingWebSocket from "reconnecting-websocket";

export const make = (url) => new ReconnectingWebSocket(url);
export const listen = (socket, type, listener) => socket.addEventListener(type, listener);
export const reconnect = (socket) => socket.reconnect();
