// How an assertion is written: a subject is a list of sentences, each with the function that finds the value it is about. The same
// function runs on the native WebSocket and on wsclose; both values are compared with each other, and with the standard's where it
// says one.

/**
 * A subject of the suite. define is called with
 *
 *	must(name, expected, run)   the standard says what run's value has to be
 *	may(name, run)              the standard leaves it open: native and wsclose are compared with each other alone
 *
 * run is called with a Trial (trial.js) and returns what JSON can hold, or a promise of it.
 */
export function subject(title, source, define) {
	const assertions = [];
	const add = (assertion) => {
		if (assertions.some(({ name }) => name === assertion.name)) {
			throw new Error(`conformance: ${title} has two assertions "${assertion.name}"`);
		}
		assertions.push({ subject: title, ...assertion });
	};
	define(
		(name, expected, run) => add({ name, expected: encode(expected), run }),
		(name, run) => add({ name, expected: null, run }),
	);
	return { title, source, assertions };
}

/** A value as one line: JSON, with words for what JSON has none for, and HOST for the server's address. */
export function encode(value) {
	const text = JSON.stringify(value, (_key, part) => {
		switch (typeof part) {
			case "undefined":
			case "function":
			case "symbol":
			case "bigint":
				return `[${String(part) === "undefined" ? "undefined" : typeof part}]`;
			case "number":
				return Number.isFinite(part) && !Object.is(part, -0) ? part : `[${Object.is(part, -0) ? "-0" : part}]`;
			default:
				return part;
		}
	});
	return text.replaceAll(location.host, "HOST").replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
