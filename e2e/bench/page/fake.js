// A native socket without a network, for the option WebSocket. It is no part of any build of wsclose, so that all have the same.

export class Fake extends EventTarget {
	/** The newest. */
	static last = null;
	static CONNECTING = 0;
	static OPEN = 1;
	static CLOSING = 2;
	static CLOSED = 3;
	readyState = 0;
	bufferedAmount = 0;
	binaryType = "blob";
	extensions = "";
	protocol = "";

	constructor(url) {
		super();
		this.url = url;
		Fake.last = this;
	}

	send() {}

	close() {
		this.readyState = Math.max(this.readyState, 2);
	}

	/** The server accepts. */
	accept() {
		this.readyState = 1;
		this.dispatchEvent(new Event("open"));
	}

	/** The server closes. Returns the moment at which the browser would tell. */
	end() {
		const event = new CloseEvent("close", { code: 1012, reason: "restart", wasClean: true });
		this.readyState = 3;
		const begin = performance.now();
		this.dispatchEvent(event);
		return begin;
	}
}
