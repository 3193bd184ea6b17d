// Why a core does not start, in words, with what to do: what holds wherever its wasm comes from.

/** Whatever is tried again, a page's policy stays. The texts are Chromium's, Firefox's and Safari's. */
export const isForbidden = (cause: unknown): boolean => /unsafe-eval|CSP|Content.Security.Policy/i.test(`${cause}`);

export function reason(cause: unknown): string {
	if (typeof WebAssembly === "undefined") {
		return "there is no WebAssembly here; where a setting has switched it off, switch it on";
	}
	if (isForbidden(cause)) {
		return "the Content-Security-Policy forbids it: allow script-src 'wasm-unsafe-eval'";
	}
	if (cause instanceof WebAssembly.LinkError || (cause instanceof TypeError && /import/i.test(cause.message))) {
		return `this wasm is another program's, or of another version of wsclose: serve both files of one (${cause.message})`;
	}
	return cause instanceof Error && cause.constructor === Error ? cause.message : `${cause}`;
}

/** This load can't succeed at another try. */
export class FinalError extends Error {}

/** What to do where a bundler has not taken the file along. */
export const COPY = "copy wsclose.wasm there, or load({url})";
