package dropin_test

import (
	"cmp"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/harness"
	"github.com/wsclose/wsclose/e2e/lab"
	"github.com/wsclose/wsclose/e2e/samples"
)

// What README.md and js/README.md show first runs as it stands there: only the package's name and the server's are put in.
func TestTheReadmesExampleRuns(t *testing.T) {
	t.Parallel()
	for _, document := range []string{"README.md", "js/README.md"} {
		t.Run(document, func(t *testing.T) {
			t.Parallel()
			path, id := harness.LabURL("/lab/close?code=1012&after=1")
			example := sampleHere(t, document, "wsclose", 1, map[string]string{"wss://example.com/feed": harness.WS(path), "60_000": "2_000"})
			p := harness.NewPage(t)
			lines := harness.Eval[[]string](p, `async (text) => {
				`+importing+`
				const lines = [];
				const ended = new Promise((resolve) => {
					console.log = (...args) => {
						lines.push(args.join(' '));
						if (args[0].startsWith('over')) resolve();
					};
				});
				await imported(text);
				await ended;
				return lines;
			}`, example)
			require.Len(t, lines, 4)
			assert.Equal(t, []string{"message hello", "close 1012 Service Restart by peer cause close-frame"}, lines[:2])
			assert.Regexp(t, regexp.MustCompile(`^attempt 1 in \d+ ms$`), lines[2])
			assert.Equal(t, "over, by rule page", lines[3])
			assert.Len(t, p.Journal(id), 1)
		})
	}
}

// The one line for servers that say 1000 for every goodbye has 1000 followed by an attempt.
func TestTheReadmesRuleFor1000Retries(t *testing.T) {
	t.Parallel()
	for _, document := range []string{"README.md", "js/README.md"} {
		t.Run(document, func(t *testing.T) {
			t.Parallel()
			path, id := harness.LabURL("/lab/close?code=1000")
			p := harness.NewPage(t)
			rule := harness.Eval[string](p, `async (url, text) => {
				const { ManagedWebSocket } = await harness.product();
				const socket = new Function('ManagedWebSocket', 'url', 'return ' + text)(ManagedWebSocket, url);
				const { detail } = await new Promise((resolve) => socket.addEventListener('retry', resolve));
				socket.close();
				return detail.rule;
			}`, harness.WS(path), sampleHere(t, document, "What follows a close", 1, nil))
			assert.Equal(t, "rules[0]", rule)
			assert.Equal(t, "1000", p.Journal(id)[0].CloseWritten.String())
		})
	}
}

// The example of install() explains the closes of code that knows nothing of wsclose.
func TestTheReadmesInstallRuns(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/close?code=1012")
	p := harness.NewPage(t)
	beacons := harness.Eval[[]string](p, `async (url, text) => {
		`+importing+`
		const beacons = [];
		navigator.sendBeacon = (...args) => beacons.push(args);
		const native = WebSocket;
		const { undo } = await imported(text + ';export { undo }');
		await new Promise((resolve) => { new WebSocket(url).onclose = resolve });
		undo();
		const [[to, report]] = beacons;
		return [to, String(JSON.parse(report).code), String(WebSocket === native)];
	}`, harness.WS(path), sampleHere(t, "js/README.md", "In the browser's place", 1, nil))
	assert.Equal(t, []string{"/closes", "1012", "true"}, beacons)
	assert.Len(t, p.Journal(id), 1, "it doesn't reconnect")
}

// The example with a function for the address runs as it stands there, against a server that gives tokens.
func TestTheReadmesProviderRuns(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/echo")
	example := sampleHere(t, "js/README.md", "Options", 1, map[string]string{
		`"/token"`: `"data:,secret"`, "wss://example.com/feed?token=": harness.WS(path) + "&x-token=",
	})
	p := harness.NewPage(t)
	harness.Eval[chrome.Void](p, `async (text) => {
		`+importing+`
		const { socket } = await imported(text + ';export { socket }');
		await socket.opened;
		socket.close();
		await socket.closed;
	}`, example)
	entries := p.Journal(id)
	require.Len(t, entries, 1)
	assert.Contains(t, entries[0].Request.Query, "x-token=secret")
}

// The example of a changed import, too.
func TestTheReadmesReconnectingWebSocketRuns(t *testing.T) {
	t.Parallel()
	path, _ := harness.LabURL("/lab/close?code=4001&after=1")
	example := sampleHere(t, "js/README.md", "From reconnecting-websocket", 1, map[string]string{"wss://example.com/feed": harness.WS(path)})
	lines := harness.Eval[[]string](harness.NewPage(t), `(text) => new Promise((resolve) => {
		`+importing+`
		const lines = [];
		console.log = (...args) => {
			lines.push(args.join(' '));
			if (lines.length === 2) resolve(lines);
		};
		imported(text);
	})`, example)
	assert.Equal(t, []string{"message hello", "close 4001 retry 1"}, lines)
}

// Each page of HTML in js/README.md, with the product where it is here, has a socket that comes back; one that makes none has a class
// that does.
func TestTheReadmesPagesConnect(t *testing.T) {
	t.Parallel()
	all, err := samples.Read("../../js/README.md")
	require.NoError(t, err)
	pages := 0
	for _, s := range all {
		if s.Language != "html" {
			continue
		}
		pages++
		t.Run(fmt.Sprintf("%s %d", s.Section, s.Number), func(t *testing.T) {
			t.Parallel()
			path, id := harness.LabURL("/lab/flap?fail=1&how=4000")
			p := harness.NewPage(t)
			harness.Eval[chrome.Void](p, `(html) => {
				const frame = document.createElement('iframe');
				frame.srcdoc = html;
				document.body.append(frame);
			}`, pageHere(s.Text, harness.WS(path)))
			entries, err := harness.Lab().WaitFor(p.Ctx, id, func(entries []lab.Entry) bool { return len(entries) == 2 })
			require.NoError(t, err, "%+v", entries)
		})
	}
	assert.Positive(t, pages)
}

// pageHere is a page with the product's address here, and with what the sample takes for granted: an import map, or a socket.
func pageHere(html, url string) string {
	html = file.ReplaceAllString(html, `"/dist/$1"`)
	isScript := strings.Contains(html, "wsclose.min.js")
	if !isScript && !strings.Contains(html, "importmap") {
		html = `<script type="importmap">{ "imports": { "wsclose": "/dist/index.js" } }</script>` + html
	}
	html = strings.ReplaceAll(html, "wss://example.com/feed", url)
	if strings.Contains(html, url) {
		return html
	}
	if isScript {
		return html + `<script>new wsclose.ManagedWebSocket("` + url + `")</script>`
	}
	return html + `<script type="module">import { ManagedWebSocket } from "wsclose"; new ManagedWebSocket("` + url + `")</script>`
}

// file is one of the package's, wherever a page has it.
var file = regexp.MustCompile(`"[^"]*?(index\.js|wsclose\.min\.js)"`)

// sampleHere is a sample of a document with the product's own address in its imports, and with what is put in for the first of each.
func sampleHere(t *testing.T, document, section string, number int, put map[string]string) string {
	t.Helper()
	text, err := samples.Find(filepath.Join("../..", document), section, number)
	require.NoError(t, err)
	text = imported.ReplaceAllStringFunc(text, func(name string) string {
		file := strings.TrimPrefix(strings.Trim(name, `"`), "wsclose")
		return `"` + harness.Origin() + "/dist" + cmp.Or(file, "/index") + `.js"`
	})
	for from, to := range put {
		require.Contains(t, text, from)
		text = strings.Replace(text, from, to, 1)
	}
	return text
}

var imported = regexp.MustCompile(`"wsclose(/[a-z-]+)?"`)

// importing is a script that gives a function to import a module by its text.
const importing = `
	const imported = (text) => import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));`
