// go.js is the compiler's wasm_exec.js in a function that gives it its own globalThis; the Makefile makes it.

interface Go {
	readonly importObject: WebAssembly.Imports;
	exit: (code: number) => void;
	run(instance: WebAssembly.Instance): Promise<void>;
}

export default function makeGo(scope: Record<string, unknown>): Go;
