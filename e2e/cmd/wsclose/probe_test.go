package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/chrome/grid"
	"github.com/wsclose/wsclose/e2e/lab"
)

// fakeRoot is a checkout whose product is built, and empty.
func fakeRoot(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	dist := filepath.Join(root, "js", "dist")
	require.NoError(t, os.MkdirAll(dist, 0o755))
	for path, text := range map[string]string{filepath.Join(root, "go.mod"): "module " + modulePath + "\n",
		filepath.Join(dist, "index.js"): "", filepath.Join(dist, "wsclose.wasm"): ""} {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	return root
}

func TestWithoutChromiumAProbeEndsWithStatus3AndSaysHowToInstallIt(t *testing.T) {
	t.Setenv("CHROMIUM", filepath.Join(t.TempDir(), "chromium"))
	status, _, stderr := output(t, "probe", "ws://127.0.0.1:1/", "--root", fakeRoot(t))
	assert.Equal(t, exitBrowser, status)
	assert.Contains(t, stderr, "install")
}

// labURL starts a lab and returns the address of one of its modes, with a secret in it.
func labURL(t *testing.T, path string) string {
	t.Helper()
	l := lab.New(lab.Options{})
	server := httptest.NewServer(l.Handler())
	t.Cleanup(func() {
		require.NoError(t, l.Close())
		server.Close()
	})
	return "ws" + strings.TrimPrefix(server.URL, "http") + path + "&id=SECRET"
}

func TestAProbeTellsWhatABrowserMakesOfACloseByStatusToo(t *testing.T) {
	browser := grid.Start(t) // one for all, since starting it takes longer than the rest
	for name, c := range map[string]struct {
		path   string
		args   []string
		status int
		rows   []string // of the table, each with these words
	}{
		"a normal close": {path: "/lab/close?code=1000&reason=bye", status: exitOK,
			rows: []string{"open", `close 1 1000 yes peer close-frame Normal Closure "bye"; stop, by default:1000`, "end"}},
		"a policy violation": {path: "/lab/close?code=1008", status: exitEnded, rows: []string{"close 1 1008 yes peer"}},
		"a torn connection, not tried again": {path: "/lab/tcp?end=rst", args: []string{"--no-reconnect"}, status: exitEnded,
			rows: []string{"close 1 1006 no network lost"}},
		"a retry": {path: "/lab/flap?fail=1&how=1012", args: []string{"--for", "8s", "--code", "3000",
			"--options", `{"reconnect":{"firstDelayMs":50,"maxDelayMs":50,"rules":[{"code":1012,"action":"retry","minDelayMs":0,"firstDelayMs":50}]}}`},
			status: exitOK, rows: []string{"close 1 1012", "retry attempt 1", "open 2", "close 2 3000 yes page", "end 3000"}},
		"a handshake that stalls": {path: "/lab/handshake?do=stall", args: []string{"--for", "1s"}, status: exitNeverOpened,
			rows: []string{"end", "0 of 1 connections opened"}},
		"a handshake that is refused": {path: "/lab/handshake?do=503", args: []string{"--no-reconnect"}, status: exitNeverOpened,
			rows: []string{"close 1 1006 no network never-opened Abnormal Closure (Error during WebSocket handshake: Unexpected response code: 503); stop"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, stdout, stderr := output(t, append([]string{"probe", "--browser", browser, labURL(t, c.path)}, c.args...)...)
			assert.Equal(t, c.status, status, stdout+stderr)
			words := strings.Join(strings.Fields(stdout), " ")
			for _, row := range c.rows {
				assert.Contains(t, words, row)
			}
			assert.NotContains(t, stdout+stderr, "SECRET")
		})
	}
}

func TestAProbePrintsJSONLines(t *testing.T) {
	status, stdout, stderr := output(t, "probe", labURL(t, "/lab/close?code=4001&reason=moved"), "--json", "--no-reconnect")
	assert.Equal(t, exitEnded, status, stderr)
	var kinds []string
	for line := range strings.Lines(stdout) {
		var h happening
		var raw struct{ Event string }
		require.NoError(t, json.Unmarshal([]byte(line), &h), line)
		require.NoError(t, json.Unmarshal([]byte(line), &raw))
		kinds = append(kinds, raw.Event)
		if h.Event == "close" {
			assert.Equal(t, 4001, h.Report.Code)
			assert.Equal(t, "moved", h.Report.Reason)
		}
	}
	assert.Equal(t, []string{"open", "close", "end", "summary"}, kinds)
	assert.NotContains(t, stdout+stderr, "SECRET")
}

func TestWhatTheBrowserRefusesIsAWrongArgument(t *testing.T) {
	browser := grid.Start(t) // one for all, since starting it takes longer than the rest
	for name, args := range map[string][]string{
		"a policy":   {"ws://example.com/?token=SECRET", "--policy", "none"},
		"a protocol": {"ws://example.com/?token=SECRET", "--protocol", "a b"},
		"an option":  {"ws://example.com/?token=SECRET", "--options", `{"closeTimeout": 5}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, stdout, stderr := output(t, append([]string{"probe", "--browser", browser}, args...)...)
			assert.Equal(t, exitUsage, status, stdout+stderr)
			assert.NotContains(t, stdout+stderr, "SECRET")
		})
	}
}

func TestAProbesHandshakeIsThatOfItsOriginWithItsHeadersAndProtocols(t *testing.T) {
	browser := grid.Start(t) // one for all, since starting it takes longer than the rest
	l := startLab(t)
	for name, c := range map[string]struct {
		args    []string
		origin  string
		headers []string
	}{
		"by default": {origin: strings.TrimSuffix(l.HTTP(""), "/")},
		"as asked": {args: []string{"--origin", "https://app.example", "--header", "x-token: a, b", "--header", "Authorization: Bearer SECRET",
			"--protocol", "chat"}, origin: "https://app.example", headers: []string{"X-Token", "Authorization"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := l.URL("/lab/close?code=1000&id=" + strings.ReplaceAll(name, " ", "-"))
			status, stdout, stderr := output(t, append([]string{"probe", "--browser", browser, url}, c.args...)...)
			assert.Equal(t, exitOK, status, stdout+stderr)
			assert.NotContains(t, stdout+stderr, "SECRET")
			entries, err := l.Wait(t.Context(), strings.ReplaceAll(name, " ", "-"))
			require.NoError(t, err)
			require.Len(t, entries, 1)
			assert.Equal(t, c.origin, entries[0].Request.Origin)
			assert.Subset(t, entries[0].Request.Headers, c.headers)
			assert.Equal(t, c.args != nil, len(entries[0].Request.Protocols) == 1)
		})
	}
}

func TestAServerThatIsNotThereIsNamedByStatusAndReason(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	status, stdout, stderr := output(t, "probe", "ws://"+listener.Addr().String()+"/?token=SECRET", "--no-reconnect", "--json")
	assert.Equal(t, exitNeverOpened, status)
	assert.Equal(t, "wsclose: never opened (net::ERR_CONNECTION_REFUSED)\n", stderr)
	assert.Contains(t, stdout, `"why":"net::ERR_CONNECTION_REFUSED"`)
	assert.Contains(t, stdout, `"closes":{"1006":1},"expected":false,"interrupted":false,"status":4}`)
	assert.NotContains(t, stdout, "SECRET")
}

func TestAProbeDrivesABrowserThatRunsElsewhereAndLeavesItAsItWas(t *testing.T) {
	address := grid.Start(t)
	before := grid.Pages(t, address)
	url := labURL(t, "/lab/close?code=1000")
	t.Setenv(chrome.EnvPath, "/nowhere") // it must not start one
	status, stdout, stderr := output(t, "probe", url, "--browser", address)
	assert.Equal(t, exitOK, status, stdout+stderr)
	t.Setenv(chrome.EnvRemote, address)
	status, stdout, stderr = output(t, "probe", url, "--origin", "http://app.example", "--no-reconnect")
	assert.Equal(t, exitNeverOpened, status, stdout+stderr)
	assert.Contains(t, stderr, "--disable-features=LocalNetworkAccessChecks", "the limit that --help names")
	assert.ElementsMatch(t, before, grid.Pages(t, address))
}

func TestABrowserThatDoesNotAnswerIsNamedWithoutItsToken(t *testing.T) {
	status, _, stderr := output(t, "probe", "ws://127.0.0.1:1/", "--browser", "ws://127.0.0.1:1/?token=SECRET")
	assert.Equal(t, exitBrowser, status)
	assert.Equal(t, "wsclose: no browser answers at ws://127.0.0.1:1/\n", stderr)
}

func TestAProbeInterruptedBeforeItBeganEndsWithStatus130(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	var stderr bytes.Buffer
	assert.Equal(t, exitInterrupted, run(ctx, []string{"probe", "ws://127.0.0.1:1/"}, io.Discard, &stderr))
	assert.Equal(t, "wsclose: interrupted\n", stderr.String())
}

func TestTheDemoShowsEveryScene(t *testing.T) {
	status, stdout, stderr := output(t, "demo")
	require.Equal(t, exitOK, status, stdout+stderr)
	words := strings.Join(strings.Fields(stdout), " ")
	for _, part := range []string{"playground http://127.0.0.1:", "1000 yes peer", "1008 yes peer", "1012 yes peer", "attempt 1 in",
		"1006 no network lost", "never-opened", "close-timeout"} {
		assert.Contains(t, words, part)
	}
}
