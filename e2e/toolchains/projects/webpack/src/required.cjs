const { core, load, ManagedWebSocket } = require("wsclose");

Object.assign(window, { core, load, socket: new ManagedWebSocket(new URLSearchParams(location.search).get("socket")) });
