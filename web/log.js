// The list of events, oldest first. Messages in a row are folded: a flood must not hide the close after it.

import { byId, el, say } from "./dom.js";

/** So many messages in a row are shown. */
const IN_A_ROW = 5;
/** So many rows are kept. */
const MOST = 500;

export class Log {
	#list = byId("events");
	#box = byId("log");
	#inARow = 0;
	#folded = null;
	#dropped = 0;
	#frame = 0;
	#follows = true; // until the reader scrolls away from the end

	constructor() {
		this.#box.addEventListener("scroll", () => {
			this.#follows = this.#box.scrollTop + this.#box.clientHeight >= this.#box.scrollHeight - 8;
		});
	}

	/**
	 * Adds a row. told says when (ms since the session began), what, and the socket's state inside the listener; body is text, nodes, or a
	 * function that makes one, which is not called for what is folded.
	 */
	add({ at, type, phase, readyState }, ...body) {
		if (type !== "message") {
			this.#count();
			this.#inARow = 0;
			this.#folded = null;
		} else if (++this.#inARow > IN_A_ROW) {
			this.#fold();
			return null;
		}
		const row = el(
			"li",
			{ "data-type": type },
			el("span", { class: "at" }, `${(at / 1000).toFixed(3)} s`),
			el("span", { class: "type" }, type),
			el("span", { class: "where" }, phase, el("span", { class: "ready" }, ` · readyState ${readyState}`)),
			el("div", { class: "body" }, ...body.map((one) => (typeof one === "function" ? one() : one))),
		);
		this.#append(row);
		return row;
	}

	/** Counts a message, and shows the count with the next frame: a flood has more messages than that. */
	#fold() {
		if (!this.#folded) {
			this.#folded = el("div", { class: "body" });
			this.#append(el("li", { class: "folded" }, this.#folded));
		}
		this.#soon();
	}

	#soon() {
		this.#frame ||= requestAnimationFrame(() => {
			this.#frame = 0;
			this.#count();
			say(byId("log-dropped"), this.#dropped > 0 ? `${this.#dropped.toLocaleString("en")} older rows were dropped.` : "");
			if (this.#follows) {
				this.#box.scrollTop = this.#box.scrollHeight;
			}
		});
	}

	#count() {
		if (this.#folded) {
			this.#folded.textContent = `and ${(this.#inARow - IN_A_ROW).toLocaleString("en")} more in a row`;
		}
	}

	/** Shows a row, which may have been dropped: then it is the oldest again. */
	reveal(row) {
		if (!row.isConnected) {
			this.#list.prepend(row);
		}
		row.scrollIntoView({ block: "nearest" });
	}

	#append(row) {
		byId("log-empty").hidden = true;
		this.#list.append(row);
		while (this.#list.childElementCount > MOST) {
			this.#list.firstElementChild.remove();
			this.#dropped++;
		}
		this.#soon();
	}

	clear() {
		this.#list.replaceChildren();
		this.#inARow = 0;
		this.#folded = null;
		this.#dropped = 0;
		this.#follows = true;
		say(byId("log-dropped"), "");
		byId("log-empty").hidden = false;
	}
}
