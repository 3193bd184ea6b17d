// Makes a module of the wasm, or says why not, and whether another try may succeed.

/** This load can't succeed at another try. */
export class FinalError extends Error {}

/** What to do where a bundler has not taken the file along. */
const COPY = "copy wsclose.wasm there, or load({url})";

/** From an address, or from the bytes. Rejects with what core.error is to say. */
export async function compile(source: string | URL | BufferSource): Promise<WebAssembly.Module> {
	if (typeof WebAssembly === "undefined") {
		throw new FinalError("wsclose: there is no WebAssembly here");
	}
	const isAddress = typeof source === "string" || source instanceof URL;
	const response = isAddress && (await ask(source));
	const type = response ? `${response.headers.get("content-type")}` : "";
	try {
		return await (response
			? /^application\/wasm\b/i.test(type)
				? WebAssembly.compileStreaming(response)
				: WebAssembly.compile(await response.arrayBuffer())
			: WebAssembly.compile(source as BufferSource));
	} catch (cause) {
		const hint = /^text\/html\b/i.test(type)
			? `a page came (text/html), as for a missing file: ${COPY}`
			: /unsafe-eval|CSP/.test(`${cause}`) && "the Content-Security-Policy needs 'wasm-unsafe-eval'";
		const Kind = cause instanceof WebAssembly.CompileError ? FinalError : Error;
		throw new Kind(`wsclose: no core${isAddress ? ` from ${source}` : ""}: ${hint || cause}`, { cause });
	}
}

async function ask(address: string | URL): Promise<Response> {
	const response = await fetch(address).catch((cause: unknown) => read(address, cause));
	if (!response.ok) {
		throw new Error(
			`wsclose: the core is not at ${address}: HTTP ${response.status}${response.status === 404 ? `: ${COPY}` : ""}`,
		);
	}
	return response;
}

/** Node's fetch() reads no files. No import, since bundlers would look for it. */
async function read(address: string | URL, cause: unknown): Promise<Response> {
	const fs = globalThis.process?.getBuiltinModule?.("fs");
	if (!fs || !/^file:/.test(`${address}`)) {
		throw cause;
	}
	return new Response(new Uint8Array(await fs.promises.readFile(new URL(address))));
}
