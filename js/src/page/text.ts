// What is asked of texts everywhere: how long they are on the wire, and what of a URL may be shown.

/** How many bytes of UTF-8 a USVString has. */
export const utf8Length = (text: string): number => new TextEncoder().encode(text).length;

/** Where a URL leads, without what is secret in it: tokens live in queries, credentials and fragments. */
export const publicUrl = (url: string): string =>
	/[?#@]/.test(url) ? url.replace(/[?#].*$/s, "").replace(/^([a-z]+:\/\/)[^/]*@/i, "$1") : url;
