// Where a script stands that is no module, as import.meta.url is where a module does; the Makefile puts it in there.

declare const __filename: string;

/** A CommonJS module's file, where Node runs it. */
const file = (): URL => new URL(`file://${__filename.replace(/^(?!\/)/, "/").replace(/[%?#]/g, encodeURIComponent)}`);

/** currentScript is known only while the script is being evaluated. A worker does not know from where it imports scripts, only its own address. */
export const here: string | undefined =
	typeof __filename === "string" && globalThis.process?.versions?.node
		? file().href
		: (globalThis.document?.currentScript as HTMLScriptElement | null | undefined)?.src || globalThis.location?.href;
