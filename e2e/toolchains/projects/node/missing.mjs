import { core, ManagedWebSocket, observe } from "wsclose";

const Observed = [];
observe(({ type, status }) => type === "core" && Observed.push(status));
const socket = new ManagedWebSocket(process.env.SOCKET);
const heard = (type) => new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }));
await heard("open");
while (core.status === "idle" || core.status === "loading") await new Promise((resolve) => setTimeout(resolve, 5));
socket.send("still here");
const { data: Echo } = await heard("message");
socket.close();
const { decider: Decider } = await socket.closed;
console.log(JSON.stringify({ Status: core.status, Error: core.error.message, Echo, Decider, Observed }));
