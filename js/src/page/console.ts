// Where wsclose says what nobody has asked for: the console, and the page's own listeners for errors.

/** A line in the console, for whoever develops the page. */
export const warn = (text: string): void => console.warn(text);

/** An `error` event on the page, as for a listener that throws; where there is none, the console. */
export const complain = (error: unknown): void => (globalThis.reportError ?? console.error)(error);
