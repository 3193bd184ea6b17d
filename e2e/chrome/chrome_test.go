package chrome_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
)

func start(t *testing.T) (context.Context, *chrome.Browser) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	browser, err := chrome.Start(ctx, chrome.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, browser.Close()) })
	return ctx, browser
}

func TestATabEvaluatesNavigatesAndTellsWhatItsPageThrew(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Security-Policy", r.URL.Query().Get("csp"))
		fmt.Fprint(w, "<!doctype html><title>hello</title>")
	}))
	t.Cleanup(server.Close)
	ctx, browser := start(t)
	tab, err := browser.Tab(ctx, chrome.Isolated)
	require.NoError(t, err)
	require.NoError(t, tab.Navigate(ctx, server.URL))

	type answer struct{ Title, Visibility string }
	got, err := chrome.Eval[answer](ctx, tab, `async (mark) => ({title: document.title + mark, visibility: document.visibilityState})`, "!")
	require.NoError(t, err)
	assert.Equal(t, answer{Title: "hello!", Visibility: "visible"}, got)

	_, err = chrome.Eval[chrome.Void](ctx, tab, `async () => { throw new TypeError('no such thing') }`)
	var thrown *chrome.ExceptionError
	require.ErrorAs(t, err, &thrown)
	assert.Contains(t, thrown.Text, "TypeError: no such thing")
	assert.Empty(t, tab.Exceptions(), "what Eval returns is not uncaught")

	_, err = chrome.Eval[chrome.Void](ctx, tab, `() => { reportError(new Error('lost')); console.warn('watch', 'out', 3, {a: 1}) }`)
	require.NoError(t, err)
	require.Len(t, tab.Exceptions(), 1)
	assert.Contains(t, tab.Exceptions()[0], "Error: lost")
	assert.Contains(t, tab.Console(), chrome.Message{Level: "warning", Text: "watch out 3 Object"})

	picture, err := tab.Screenshot(ctx)
	require.NoError(t, err)
	assert.Equal(t, "\x89PNG", string(picture[:4]))

	require.NoError(t, tab.Navigate(ctx, server.URL+"/?csp=script-src+'self'"))
	_, err = chrome.Eval[int](ctx, tab, `() => new Function('return 1')()`)
	assert.ErrorContains(t, err, "EvalError", "the page's policy holds for evaluated code")
	assert.NoError(t, tab.Close())
}

func TestAWindowThatNobodyWatchesIsBetweenItsPageAndTheServer(t *testing.T) {
	told := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/window":
			fmt.Fprint(w, `<!doctype html><script>fetch("/told?" + opener + "&" + navigator.userActivation.isActive).then(() => close())</script>`)
		case "/told":
			told <- r.URL.RawQuery
		}
	}))
	t.Cleanup(server.Close)
	ctx, browser := start(t)
	tab, err := browser.Tab(ctx, chrome.Isolated)
	require.NoError(t, err)
	require.NoError(t, tab.Navigate(ctx, server.URL))
	require.NoError(t, tab.Open(ctx, server.URL+"/window"))
	select {
	case query := <-told:
		assert.Equal(t, "null&false", query)
	case <-ctx.Done():
		t.Fatal("no window told anything")
	}
	assert.NoError(t, tab.Close())
}

func TestAnEvalThatNeverEndsIsLeftWhenItsContextEnds(t *testing.T) {
	ctx, browser := start(t)
	tab, err := browser.Tab(ctx)
	require.NoError(t, err)
	short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	_, err = chrome.Eval[int](short, tab, `() => new Promise(() => {})`)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	sum, err := chrome.Eval[int](ctx, tab, `(a, b) => a + b`, 1, 2)
	require.NoError(t, err, "the tab lives on")
	assert.Equal(t, 3, sum)
}

func TestAMissingChromiumIsAnErrorThatSaysHowToInstallOne(t *testing.T) {
	t.Setenv(chrome.EnvPath, filepath.Join(t.TempDir(), "chromium"))
	_, err := chrome.Start(t.Context(), chrome.Options{})
	var missing *chrome.MissingError
	require.ErrorAs(t, err, &missing)
	assert.ErrorContains(t, err, "install")

	bin := t.TempDir()
	t.Setenv(chrome.EnvPath, "")
	t.Setenv("PATH", bin)
	_, err = chrome.Find()
	require.ErrorAs(t, err, &missing)
	assert.Contains(t, missing.How, "apk add chromium", "without apt-get: a hint")
	require.Error(t, chrome.Install(t.Context(), t.Output()))

	require.NoError(t, os.WriteFile(filepath.Join(bin, "apt-get"), []byte("#!/bin/sh\n"), 0o755))
	_, err = chrome.Find()
	assert.ErrorContains(t, err, "apt-get install -y chromium")
}
