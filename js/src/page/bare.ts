// An object of ours that nothing a page has put on Object.prototype shows through.

/** Takes an object's prototype away: what a page has put on Object.prototype is no member of it. */
/* @__NO_SIDE_EFFECTS__ */
export const bare = <T extends object>(own: T): T => ({ __proto__: null, ...own });
