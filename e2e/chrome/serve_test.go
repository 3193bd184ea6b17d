package chrome_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/chrome/grid"
	"github.com/wsclose/wsclose/e2e/lab"
)

// handshakes serves a lab and sends the header of each handshake.
func handshakes(t *testing.T) (url string, headers <-chan http.Header) {
	t.Helper()
	l := lab.New(lab.Options{})
	seen := make(chan http.Header, 16)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen <- r.Header.Clone()
		l.Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		assert.NoError(t, l.Close())
		server.Close()
	})
	return "ws" + strings.TrimPrefix(server.URL, "http") + "/lab/echo", seen
}

var hello = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	if r.URL.Path == "/none" {
		w.WriteHeader(http.StatusNotFound)
	}
	fmt.Fprintf(w, "<title>%s</title>", r.Host)
})

const dial = `(url) => new Promise((done) => {
	const socket = new WebSocket(url);
	socket.onopen = () => done('open');
	socket.onerror = () => done('error');
})`

func TestAServedPageHasAnyOriginAndReachesLoopback(t *testing.T) {
	ctx, browser := start(t)
	url, headers := handshakes(t)
	for _, origin := range []string{"https://app.example", "http://app.example:8080", "http://127.0.0.1:1"} {
		tab, err := browser.Tab(ctx, chrome.Isolated)
		require.NoError(t, err)
		require.NoError(t, tab.Serve(ctx, hello))
		require.NoError(t, tab.SetHeaders(ctx, map[string]string{"X-Token": "a b", "Authorization": "Bearer c", "Cookie": "d=e", "User-Agent": "f"}))
		require.NoError(t, tab.Navigate(ctx, origin+"/"))
		title, err := chrome.Eval[string](ctx, tab, `() => document.title`)
		require.NoError(t, err)
		assert.Contains(t, origin, title)
		status, err := chrome.Eval[int](ctx, tab, `async () => (await fetch('/none')).status`)
		require.NoError(t, err)
		assert.Equal(t, http.StatusNotFound, status)
		got, err := chrome.Eval[string](ctx, tab, dial, url)
		require.NoError(t, err)
		require.Equal(t, "open", got, tab.Console())
		header := <-headers
		assert.Equal(t, origin, header.Get("Origin"))
		for name, want := range map[string]string{"X-Token": "a b", "Authorization": "Bearer c", "Cookie": "d=e", "User-Agent": "f"} {
			assert.Equal(t, []string{want}, header.Values(name), name)
		}
		require.NoError(t, tab.Close())
	}
}

func TestABrowserThatRunsElsewhereIsLeftAsItWas(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	address := grid.Start(t)
	before := grid.Pages(t, address)
	require.NotEmpty(t, before)
	url, headers := handshakes(t)
	t.Setenv(chrome.EnvRemote, address)
	browser, err := chrome.Start(ctx, chrome.Options{})
	require.NoError(t, err)
	tab, err := browser.Tab(ctx, chrome.Isolated)
	require.NoError(t, err)
	require.NoError(t, tab.Serve(ctx, hello))
	require.NoError(t, tab.AllowLocalNetwork(ctx, "https://app.example"))
	require.NoError(t, tab.Navigate(ctx, "https://app.example/"))
	got, err := chrome.Eval[string](ctx, tab, dial, url)
	require.NoError(t, err)
	require.Equal(t, "open", got, tab.Console())
	assert.Equal(t, "https://app.example", (<-headers).Get("Origin"))
	assert.Greater(t, len(grid.Pages(t, address)), len(before), "it is that browser")
	assert.Error(t, tab.AllowLocalNetwork(ctx, "http://app.example"))
	require.NoError(t, tab.Close())
	require.NoError(t, browser.Close())
	assert.ElementsMatch(t, before, grid.Pages(t, address))
}
