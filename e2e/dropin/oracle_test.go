package dropin_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// The same code on both, without a server or with the echo: what it returns must be equal.
func TestWscloseHasTheShapeOfANativeWebSocket(t *testing.T) {
	t.Parallel()
	for name, code := range map[string]string{
		"constants":    `[WS.CONNECTING, WS.OPEN, WS.CLOSING, WS.CLOSED, s.CONNECTING, s.OPEN, s.CLOSING, s.CLOSED]`,
		"members":      `Object.keys(Object.getOwnPropertyDescriptors(WebSocket.prototype)).filter((name) => !(name in s))`,
		"enumerable":   `(() => { const all = []; for (const name in s) all.push(name); return Object.keys(Object.getOwnPropertyDescriptors(WebSocket.prototype)).filter((n) => n !== 'constructor' && !all.includes(n)) })()`,
		"state":        `[s.readyState, s.bufferedAmount, s.extensions, s.protocol, s.binaryType, s.onopen, s.onclose, s.onerror, s.onmessage]`,
		"url":          `s.url`,
		"event target": `[s instanceof EventTarget, typeof s.addEventListener, s.dispatchEvent(new Event('x'))]`,
		"binaryType":   `(s.binaryType = 'nonsense', s.binaryType) + (s.binaryType = 'arraybuffer', s.binaryType)`,
		"handler":      `(s.onopen = 3, s.onopen) + '|' + (s.onopen = () => 1, typeof s.onopen) + '|' + (s.onopen = null, s.onopen)`,
		"text":         `[String(s), Object.prototype.toString.call(s), JSON.stringify(s)].map((text) => text.replace('ManagedWebSocket', 'WebSocket'))`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, _ := harness.LabURL("/lab/echo")
			p := harness.NewPage(t)
			got := harness.Eval[[2]any](p, `async (url) => {
				const { ManagedWebSocket } = await harness.product();
				const look = (WS, s) => { try { return `+code+` } finally { s.close() } };
				return [look(WebSocket, new WebSocket(url)), look(ManagedWebSocket, new ManagedWebSocket(url, [], {reconnect: false}))];
			}`, harness.WS(path))
			assert.Equal(t, got[0], got[1])
		})
	}
}

// Constructor errors are the browser's own, and synchronous.
func TestTheConstructorThrowsWhatANativeOneThrows(t *testing.T) {
	t.Parallel()
	for _, arguments := range []string{
		`'#'`, `'ws://h/#'`, `'ws://h/#x'`, `'ws://h:99999/'`, `'ftp://h/'`, `'mailto:a@b'`, `'about:blank'`, `'http://['`,
		`'/lab/echo', ['a', 'a']`, `'/lab/echo', ''`, `'/lab/echo', ['']`, `'/lab/echo', 'a b'`, `'/lab/echo', 'a,b'`, `'/lab/echo', 'é'`,
		``, `Symbol()`, `'/lab/echo', Symbol()`,
	} {
		t.Run(arguments, func(t *testing.T) {
			t.Parallel()
			p := harness.NewPage(t)
			got := harness.Eval[[2]string](p, `async () => {
				const { ManagedWebSocket } = await harness.product();
				const thrown = (WS) => { try { new WS(`+arguments+`).close(); return 'nothing' } catch (e) { return e.name + ' ' + (e instanceof DOMException) } };
				return [thrown(WebSocket), thrown(ManagedWebSocket)];
			}`)
			require.NotEqual(t, "nothing", got[0])
			assert.Equal(t, got[0], got[1])
		})
	}
}
