const { core, load, ManagedWebSocket } = require("wsclose");

Object.assign(globalThis, { core, load, socket: new ManagedWebSocket(process.env.SOCKET) });
