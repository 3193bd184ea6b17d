import { load, ManagedWebSocket } from "wsclose";

export const make = (url) => new ManagedWebSocket(url);
export const listen = (socket, type, listener) => socket.addEventListener(type, listener);
export const reconnect = (socket) => socket.reconnect();
export const ready = () => load();
