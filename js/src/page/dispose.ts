// Names the method [Symbol.dispose] of a class where there is no such symbol yet, as in Safari 18.

/** There the method is called "undefined". What esbuild and Babel make of `using` looks for Symbol.for("Symbol.dispose") instead. */
export function nameDispose(prototype: object): void {
	const method = Object.getOwnPropertyDescriptor(prototype, "undefined");
	if (!Symbol.dispose && method) {
		Object.defineProperty(prototype, Symbol.for("Symbol.dispose"), method);
		Reflect.deleteProperty(prototype, "undefined");
	}
}
