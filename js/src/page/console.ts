// Where wsclose says what nobody has asked for: the console, and the page's own listeners for errors.

/** A line in the console, for whoever develops the page. */
export function warn(text: string): void {
	try {
		console.warn(text);
	} catch (error) {
		complain(error); // a test's own may throw
	}
}

/** An `error` event on the page, as for a listener that throws; where there is none, the console. */
export function complain(error: unknown): void {
	try {
		(globalThis.reportError ?? console.error)(error);
	} catch {
		// A page's own may throw, and so may what console.error() asks of the error: nobody is left who could be told.
	}
}
