// What others say, made harmless to read. Markup never is any here (see dom.js); this is about what can't be seen, or reorders what stands
// beside it: controls, bidirectional overrides, zero widths. Each is shown as its escape.

import { el } from "./dom.js";

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const escaped = (character) => {
	const hex = character.codePointAt(0).toString(16);
	return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`;
};

/** Text as it is, but for what can't be seen; line breaks and tabs stay. */
export const visible = (text) => text.replace(UNSEEN, (character) => (/[\n\t]/.test(character) ? character : escaped(character)));

/** The same between quotes, on one line. */
export const quoted = (text) => JSON.stringify(text).replace(UNSEEN, escaped);

/** An element whose text, whichever way it runs, and however high its accents are piled, leaves alone what is around it. */
export const apart = (text) => el("bdi", { class: "apart" }, text);
