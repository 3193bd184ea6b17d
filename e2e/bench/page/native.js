export const make = (url) => new WebSocket(url);
export const listen = (socket, type, listener) => socket.addEventListener(type, listener);
/** As a page does it by hand: the next connection when the last has closed. */
export function reconnect(socket, next) {
	socket.addEventListener("close", () => next(make(socket.url)), { once: true });
	socket.close(1000);
}
