// Where a script stands that is no module, as import.meta.url is where a module does; the Makefile puts it in there.

declare const __filename: string;

/** A CommonJS module's file, where Node runs it. */
const file = (): URL => new URL(`file://${__filename.replace(/^(?!\/)/, "/").replace(/[%?#]/g, encodeURIComponent)}`);

/**
 * The element that runs this script, while it is being evaluated. There is none for an extension's content script, nor for what is evaluated or
 * injected; and an element that a page names currentScript is no script.
 */
function ownElement(document: Document): string | undefined {
	const { tagName, src } = (document.currentScript ?? {}) as HTMLScriptElement;
	return /^script$/i.test(tagName) ? src : undefined;
}

/**
 * Without an address of its own a script has none: the page's would be another's, which could then say what the core is. A worker does not
 * know from where it imports scripts; its own address is of its own origin, and the author of the worker has chosen both.
 */
export const here: string | undefined =
	typeof __filename === "string" && globalThis.process?.versions?.node
		? file().href
		: (globalThis.document ? ownElement(globalThis.document) : globalThis.location?.href) || undefined;
