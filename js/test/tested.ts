// What is tested: the core of dist, as `make build` leaves it, or what the environment names. See e2e/product.

import { readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";

const { WSCLOSE_DIST, WSCLOSE_WASM } = process.env;
/** Relative paths begin at the top of the checkout; these tests run in js. */
const within = (path: string): string => (isAbsolute(path) ? path : join("..", path));

/** The core, in a file: it was built for this checkout's source, which a package with its core inside has no file of. */
export const corePath: string = WSCLOSE_WASM ? within(WSCLOSE_WASM) : "dist/wsclose.wasm";
export const coreBytes: NonSharedBuffer = readFileSync(corePath);
export const coreModule: WebAssembly.Module = await WebAssembly.compile(coreBytes);

/** The built package's folder, or its dist. */
export const packagePath: string = WSCLOSE_DIST ? within(WSCLOSE_DIST) : WSCLOSE_WASM ? "build/given" : "dist";
