// Package example_test is a suite as another project would have it: it tests a page of that project, ../app, and the lab is the
// server whose closes can be chosen.
package example_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/lab"
)

func TestThePageAsksToSignInWhenItsTokenHasExpired(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	feed := lab.New(lab.Options{})
	defer feed.Close()
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServer(http.Dir("../app")))
	mux.Handle("/lab/", feed.Handler())
	server := httptest.NewServer(mux)
	defer server.Close()

	browser, err := chrome.Start(ctx, chrome.Options{})
	require.NoError(t, err)
	defer browser.Close()
	tab, err := browser.Tab(ctx)
	require.NoError(t, err)
	at := "/lab/close?code=4401&reason=token+expired&after=1&id=feed" // after one message of the page's
	require.NoError(t, tab.Navigate(ctx, server.URL+"/?feed="+url.QueryEscape(at)))

	seen, err := feed.Wait(ctx, "feed")
	require.NoError(t, err)
	require.Len(t, seen, 1, "the page does not connect again")
	assert.Equal(t, "subscribe", seen[0].Read.Frames[0].Text)
	assert.Equal(t, "4401 token expired", seen[0].CloseRead.String(), "the page answers the Close")
	status, err := chrome.Eval[string](ctx, tab, `async () => {
		const status = document.querySelector('[role=status]');
		while (status.textContent === 'online') await new Promise(requestAnimationFrame);
		return status.textContent;
	}`)
	require.NoError(t, err)
	assert.Equal(t, "Please sign in again.", status)
}
