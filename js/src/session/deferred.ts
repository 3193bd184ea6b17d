/** A promise with its ends, made when it is asked for. It may reject unheard. */
export class Deferred<T> {
	#promise: Promise<T> | null = null;
	#settle: ((from: Promise<T>) => void) | null = null;
	#outcome: (() => Promise<T>) | null = null;

	get promise(): Promise<T> {
		if (!this.#promise) {
			this.#promise =
				this.#outcome?.() ??
				new Promise<T>((resolve) => {
					this.#settle = resolve;
				});
			this.#promise.catch(() => {});
		}
		return this.#promise;
	}

	resolve(value: T): void {
		this.#end(() => Promise.resolve(value));
	}

	/** why makes the reason, where somebody asks. */
	reject(why: () => Error): void {
		this.#end(() => Promise.reject(why()));
	}

	#end(outcome: () => Promise<T>): void {
		this.#outcome ??= outcome;
		this.#settle?.(this.#outcome());
		this.#settle = null;
	}
}
