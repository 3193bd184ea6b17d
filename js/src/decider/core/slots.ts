// The slots of the sessions that live, by number. The core knows a session by the number of its slot, and finds its native socket there.

import { SocketAdapter } from "./adapter.ts";

/** Go finds them here. A slot that was released is used again. */
export const sockets: SocketAdapter[] = [];
const isClaimed: boolean[] = [];

/** Gives a session a slot. */
export function claim(): number {
	const free = isClaimed.indexOf(false);
	const id = free < 0 ? isClaimed.length : free;
	isClaimed[id] = true;
	sockets[id] ??= new SocketAdapter();
	return id;
}

export function release(id: number): void {
	isClaimed[id] = false;
	sockets[id]?.show(null);
}

/** How many sessions live. */
export const count = (): number => isClaimed.filter(Boolean).length;

/** A number that no session has. */
export const unclaimed = (): number => isClaimed.length;
