// Makes native sockets. It refuses to convert or check anything: the browser does.

/** The browser's own class, or what stood in its place when this was loaded. Node 20 has none. */
export const native = globalThis.WebSocket as typeof WebSocket | undefined;

/** A native socket is being made. What install() put in a class's place, and others may have wrapped, makes one too by then. */
export let isMaking = false;

export function make(
	Class: typeof WebSocket | undefined,
	url: string | URL,
	protocols: string | string[] | undefined,
): WebSocket {
	if (!Class) {
		throw new ReferenceError("wsclose: there is no WebSocket here; pass one in the option WebSocket");
	}
	const was = isMaking;
	isMaking = true;
	try {
		return new Class(url, protocols);
	} finally {
		isMaking = was;
	}
}
