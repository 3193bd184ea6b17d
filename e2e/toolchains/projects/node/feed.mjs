import { core, load, ManagedWebSocket } from "wsclose";

Object.assign(globalThis, { core, load, socket: new ManagedWebSocket(process.env.SOCKET) });
