package e2e_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// What README.md shows first runs as it stands there: only the package's name and the server's are put in.
func TestTheReadmesExampleRuns(t *testing.T) {
	t.Parallel()
	needProduct(t)
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(readme), "```js\n")
	example, _, found := strings.Cut(rest, "```")
	require.True(t, found)
	path, id := labURL("/lab/close?code=1012&after=1")
	for from, to := range map[string]string{`"wsclose"`: `"` + web.server.URL + `/dist/index.js"`, "wss://example.com/feed": web.ws(path), "60_000": "2_000"} {
		require.Contains(t, example, from)
		example = strings.Replace(example, from, to, 1)
	}
	p := newPage(t)
	lines := eval[[]string](p, `async (text) => {
		const lines = [];
		const ended = new Promise((resolve) => {
			console.log = (...args) => {
				lines.push(args.join(' '));
				if (args[0].startsWith('over')) resolve();
			};
		});
		await import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
		await ended;
		return lines;
	}`, example)
	require.Len(t, lines, 4)
	assert.Equal(t, []string{"message hello", "close 1012 Service Restart by peer cause close-frame"}, lines[:2])
	assert.Regexp(t, regexp.MustCompile(`^attempt 1 in \d+ ms$`), lines[2])
	assert.Equal(t, "over, by rule page", lines[3])
	assert.Len(t, p.journal(id), 1)
}

// The example with a function for the address runs as it stands there, against a server that gives tokens.
func TestTheReadmesProviderRuns(t *testing.T) {
	t.Parallel()
	needProduct(t)
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	at := strings.Index(string(readme), "import { ManagedWebSocket, RetryLater, StopReconnecting }")
	require.Positive(t, at)
	example, _, _ := strings.Cut(string(readme)[at:], "```")
	path, id := labURL("/lab/echo")
	for from, to := range map[string]string{
		`"wsclose"`: `"` + web.server.URL + `/dist/index.js"`, `"/token"`: `"data:,secret"`, "wss://example.com/feed?token=": web.ws(path) + "&x-token=",
	} {
		require.Contains(t, example, from)
		example = strings.Replace(example, from, to, 1)
	}
	p := newPage(t)
	eval[chrome.Void](p, `async (text) => {
		const { socket } = await import(URL.createObjectURL(new Blob([text + ';export { socket }'], { type: 'text/javascript' })));
		await socket.opened;
		socket.close();
		await socket.closed;
	}`, example)
	entries := p.journal(id)
	require.Len(t, entries, 1)
	assert.Contains(t, entries[0].Request.Query, "x-token=secret")
}
