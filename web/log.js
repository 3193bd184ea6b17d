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

	/** Adds a row. told says when (ms since the session began), what, and the socket's state inside the listener; body is text or nodes. */
	add({ at, type, phase, readyState }, ...body) {
		const follows = this.#box.scrollTop + this.#box.clientHeight >= this.#box.scrollHeight - 8;
		byId("log-empty").hidden = true;
		if (type !== "message") {
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
			el("div", { class: "body" }, ...body),
		);
		this.#append(row, follows);
		return row;
	}

	#fold() {
		if (!this.#folded) {
			this.#folded = el("div", { class: "body" });
			this.#append(el("li", { class: "folded" }, this.#folded), true);
		}
		this.#folded.textContent = `and ${(this.#inARow - IN_A_ROW).toLocaleString("en")} more in a row`;
	}

	#append(row, follows) {
		this.#list.append(row);
		if (this.#list.childElementCount > MOST) {
			this.#list.firstElementChild.remove();
			say(byId("log-dropped"), `${++this.#dropped} older rows were dropped.`);
		}
		if (follows) {
			this.#box.scrollTop = this.#box.scrollHeight;
		}
	}

	clear() {
		this.#list.replaceChildren();
		this.#inARow = 0;
		this.#folded = null;
		this.#dropped = 0;
		say(byId("log-dropped"), "");
		byId("log-empty").hidden = false;
	}
}
