/** A promise with its ends. It may reject unheard. */
export class Deferred<T> {
	resolve!: (value: T) => void;
	reject!: (reason: Error) => void;
	readonly promise: Promise<T> = new Promise<T>((resolve, reject) => {
		this.resolve = resolve;
		this.reject = reject;
	});

	constructor() {
		this.promise.catch(() => {});
	}
}
