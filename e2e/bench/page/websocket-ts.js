import { ConstantBackoff, WebsocketBuilder } from "websocket-ts";

export const make = (url) => new WebsocketBuilder(url).withBackoff(new ConstantBackoff(1000)).build();
export const listen = (socket, type, listener) => socket.addEventListener(type, (_, event) => listener(event));
