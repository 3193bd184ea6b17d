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
	path, id := labURL("/lab/close?code=1012&after=1")
	example := readmeExample(t, "import { ManagedWebSocket }", map[string]string{"wss://example.com/feed": web.ws(path), "60_000": "2_000"})
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
	path, id := labURL("/lab/echo")
	example := readmeExample(t, "import { ManagedWebSocket, RetryLater, StopReconnecting }", map[string]string{
		`"/token"`: `"data:,secret"`, "wss://example.com/feed?token=": web.ws(path) + "&x-token=",
	})
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

// The example of a changed import, too.
func TestTheReadmesReconnectingWebSocketRuns(t *testing.T) {
	t.Parallel()
	path, _ := labURL("/lab/close?code=4001&after=1")
	example := readmeExample(t, "import ReconnectingWebSocket", map[string]string{"wss://example.com/feed": web.ws(path)})
	lines := eval[[]string](newPage(t), `(text) => new Promise((resolve) => {
		const lines = [];
		console.log = (...args) => {
			lines.push(args.join(' '));
			if (lines.length === 2) resolve(lines);
		};
		import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
	})`, example)
	assert.Equal(t, []string{"message hello", "close 4001 retry 1"}, lines)
}

// readmeExample is the first example of js/README.md that begins so, with the product's own address, and with what is put in.
func readmeExample(t *testing.T, begins string, put map[string]string) string {
	t.Helper()
	needProduct(t)
	readme, err := os.ReadFile("../js/README.md")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(readme), "```js\n"+begins)
	require.True(t, found)
	example, _, _ := strings.Cut(begins+rest, "```")
	imported := regexp.MustCompile(`"wsclose(/[a-z-]+)?";`)
	require.Regexp(t, imported, example)
	example = imported.ReplaceAllStringFunc(example, func(name string) string {
		file := strings.TrimPrefix(strings.Trim(name, `";`), "wsclose")
		return `"` + web.server.URL + "/dist" + orElse(file, "/index") + `.js";`
	})
	for from, to := range put {
		require.Contains(t, example, from)
		example = strings.Replace(example, from, to, 1)
	}
	return example
}
