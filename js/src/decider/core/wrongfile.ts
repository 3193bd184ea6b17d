// What lies in the place of the wasm, told by its first bytes.

import { COPY } from "./reasons.ts";

/** What is wrong with these bytes and what to do, or "": they begin as every wasm does. */
export function mistaken(bytes: Uint8Array, redirectedTo = ""): string {
	const text = String.fromCharCode(...bytes.subarray(0, 64));
	if (text.startsWith("\0asm")) {
		return "";
	}
	if (!text) {
		return `the file is empty: ${COPY}`;
	}
	if (text.startsWith("version https://git-lfs")) {
		return "a Git LFS pointer lies in its place: run git lfs pull where it is deployed from";
	}
	if (text.startsWith("\x1f\x8b")) {
		return "it is packed by gzip, and the server does not say so: send Content-Encoding: gzip, or the file as it is";
	}
	if (!/^(\xef\xbb\xbf)?\s*</.test(text)) {
		return `the file is no wasm, it begins with ${JSON.stringify(text.slice(0, 16))}: ${COPY}`;
	}
	return redirectedTo
		? `a page came, after a redirect to ${redirectedTo}: does it want a login? Let everyone read the file, or load({url})`
		: `a page came, as for a missing file: ${COPY}`;
}
