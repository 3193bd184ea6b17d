/** Puts a value in the place of a property, whatever stands there, own or inherited. Returns how to undo it. */
export function replace(owner: object, name: string, value: unknown): () => void {
	const had = Object.getOwnPropertyDescriptor(owner, name);
	Object.defineProperty(owner, name, {
		value,
		configurable: true,
		writable: true,
		enumerable: had?.enumerable ?? false,
	});
	return () => {
		if (had) {
			Object.defineProperty(owner, name, had);
		} else {
			Reflect.deleteProperty(owner, name);
		}
	};
}
