// Where the classic script stands, as import.meta.url is where a module does; the Makefile puts it in there. currentScript is known only
// while the script is being evaluated. A worker does not know from where it imports scripts, only its own address.

export const here: string | undefined =
	(globalThis.document?.currentScript as HTMLScriptElement | null | undefined)?.src || globalThis.location?.href;
