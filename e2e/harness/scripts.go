package harness

// Sight is a script that emulates document.visibilityState.
const Sight = `
	const see = (state) => {
		Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
		document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
	};`

// Draws is a script that lets every draw be u, from [0, 1).
func Draws(u string) string {
	return `crypto.getRandomValues = (array) => array.fill(Math.floor(` + u + ` * 2 ** 32));`
}

// Soon is a policy whose waits are short enough for a test.
const Soon = `{reconnect: {firstDelayMs: 50, maxDelayMs: 50, rules: [{code: 1012, action: 'retry', minDelayMs: 0, firstDelayMs: 50}]}}`
