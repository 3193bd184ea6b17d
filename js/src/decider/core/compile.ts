// Makes a module of the wasm at an address, or says why not and what to do, and whether another try may succeed.

import { publicUrl } from "../../page/text.ts";
import { COPY, FinalError, isForbidden, reason } from "./reasons.ts";
import { mistaken } from "./wrongfile.ts";

/** Rejects with what core.error is to say. */
export async function compile(address: string | URL): Promise<WebAssembly.Module> {
	const refuse = (isFinal: boolean, why: string, cause?: unknown): never => {
		throw new (isFinal ? FinalError : Error)(`wsclose: no core from ${address}: ${why}`, { cause });
	};
	if (typeof WebAssembly === "undefined") {
		return refuse(true, reason(null));
	}
	const isFile = /^file:/i.test(`${address}`); // the disk does not come back, as a network does
	const policy = watchPolicy(address);
	const response = await get(address).catch(async (cause: unknown) => {
		const isBlocked = await policy.blocks();
		const why = isFile
			? `${cause}: ${COPY}`
			: isBlocked
				? "the Content-Security-Policy forbids the request: allow the address in connect-src"
				: `the request failed (${cause}): the network is down, or the server does not answer, or from another origin, without Access-Control-Allow-Origin`;
		return refuse(isFile || isBlocked, why, cause);
	});
	policy.stop();
	const { ok, status, headers, redirected, url } = response;
	if (!ok) {
		const remedy = status === 401 || status === 403 ? "let everyone read the file, or load({url})" : COPY;
		return refuse(false, `HTTP ${status}${status < 500 ? `: ${remedy}` : ", the server's failure"}`);
	}
	let bytes: Uint8Array<ArrayBuffer> | undefined;
	try {
		// With a parameter, such as a charset, no browser streams; Node compares capitals too. Bytes are taken whatever they are called.
		if (headers.get("content-type") === "application/wasm") {
			return await WebAssembly.compileStreaming(response);
		}
		bytes = new Uint8Array(await response.arrayBuffer());
		return await WebAssembly.compile(bytes);
	} catch (cause) {
		if (isForbidden(cause)) {
			return refuse(true, reason(cause), cause);
		}
		if (!(cause instanceof WebAssembly.CompileError)) {
			return refuse(isFile, isFile ? `${cause}: ${COPY}` : `the transfer broke off (${cause})`, cause); // Bun reads late
		}
		bytes ??= await again(address);
		const damaged = `the file is damaged or cut short: ${COPY} (${cause.message})`;
		return refuse(true, (bytes && mistaken(bytes, redirected ? publicUrl(url) : "")) || damaged, cause);
	}
}

async function get(address: string | URL): Promise<Response> {
	return await fetch(address).catch((cause: unknown) => read(address, cause));
}

/** Node's fetch() reads no files. No import, since bundlers would look for it. */
async function read(address: string | URL, cause: unknown): Promise<Response> {
	const fs = globalThis.process?.getBuiltinModule?.("fs");
	if (!fs || !/^file:/i.test(`${address}`)) {
		throw cause;
	}
	return new Response(new Uint8Array(await fs.promises.readFile(new URL(address))));
}

/** The bytes of what was streamed and is no wasm: nothing is left of them. */
const again = async (address: string | URL): Promise<Uint8Array<ArrayBuffer> | undefined> =>
	fetch(address, { cache: "force-cache" })
		.then(async (response) => new Uint8Array(await response.arrayBuffer()))
		.catch(() => undefined);

interface Policy {
	stop(): void;
	/** Whether the page's policy has forbidden the request; it is watched no longer. */
	blocks(): Promise<boolean>;
}

/** A browser tells by an event, not by the rejection of fetch(), that a policy has forbidden a request. */
function watchPolicy(address: string | URL): Policy {
	const { document, location } = globalThis;
	let isBlocked = false;
	const hear = (event: Event): void => {
		const { blockedURI, disposition } = event as SecurityPolicyViolationEvent;
		isBlocked ||=
			disposition === "enforce" && blockedURI === new URL(address, document?.baseURI ?? location?.href).href;
	};
	globalThis.addEventListener?.("securitypolicyviolation", hear as EventListener, true);
	const stop = (): void => globalThis.removeEventListener?.("securitypolicyviolation", hear as EventListener, true);
	return {
		stop,
		async blocks() {
			await turn();
			stop();
			return isBlocked;
		},
	};
}

/** The smallest module. */
const NOTHING = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** A task of its own for what follows: a module is compiled in the background. A page's tests may hold timers and channels, but not that. */
export const turn = (): Promise<unknown> => WebAssembly.compile(NOTHING).catch(() => {}); // a policy may forbid it
