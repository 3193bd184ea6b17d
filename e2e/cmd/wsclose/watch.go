package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"unicode"

	"github.com/wsclose/wsclose/e2e/chrome"
)

//go:embed watch.js
var watchJS string

// A visit is what a page is told to do: it is of this origin, and opens url through wsclose.
type visit struct {
	origin    string
	headers   map[string]string // on each handshake
	url       string
	protocols []string
	options   map[string]any
	product   http.Handler // serves the page and /dist/
}

// A watched is a session in a tab of its own.
type watched struct {
	tab  *chrome.Tab
	seen int // events that next has returned
	told int // lines of the console that next has seen
}

// watch makes a visit in a new tab. What the page throws for bad input is a usage error.
func watch(ctx context.Context, browser *chrome.Browser, v visit) (*watched, error) {
	tab, err := browser.Tab(ctx, chrome.Isolated)
	if err != nil {
		return nil, browserError(err)
	}
	if err := v.enter(ctx, tab); err != nil {
		_ = tab.Close()
		return nil, pageError(err)
	}
	return &watched{tab: tab}, nil
}

func (v visit) enter(ctx context.Context, tab *chrome.Tab) error {
	if err := tab.Serve(ctx, v.product); err != nil {
		return err
	}
	if len(v.headers) > 0 {
		if err := tab.SetHeaders(ctx, v.headers); err != nil {
			return err
		}
	}
	// Refused to an origin that isn't trustworthy; where that matters, the close tells.
	_ = tab.AllowLocalNetwork(ctx, v.origin)
	if err := tab.Navigate(ctx, v.origin+"/"); err != nil {
		return err
	}
	protocols := append([]string{}, v.protocols...) // [], not null
	refused, err := chrome.Eval[string](ctx, tab, watchJS, map[string]any{"url": v.url, "protocols": protocols, "options": v.options})
	if err == nil && refused != "" {
		return usageError("%s", strings.ReplaceAll(refused, v.url, bare(v.url)))
	}
	return err
}

// next waits for the next events, at least one.
func (w *watched) next(ctx context.Context) ([]happening, error) {
	events, err := chrome.Eval[[]happening](ctx, w.tab, `(after) => watched.next(after)`, w.seen)
	if err != nil {
		return nil, pageError(err)
	}
	w.seen += len(events)
	w.explain(events)
	return events, nil
}

// explain gives each failed connection what Chromium's console says of it. A line stands there before its close event comes.
func (w *watched) explain(events []happening) {
	lines := w.tab.Console()
	fresh := lines[w.told:]
	w.told = len(lines)
	var reasons []string
	for _, line := range fresh {
		if reason, ok := failure(line.Text); ok {
			reasons = append(reasons, reason)
		}
	}
	for i := range events {
		if events[i].Event == "close" && !events[i].Report.WasClean && len(reasons) > 0 {
			events[i].Why, reasons = reasons[0], reasons[1:]
		}
	}
}

// failure takes the reason out of "WebSocket connection to '<url>' failed: <reason>", which may quote what the server sent.
func failure(line string) (reason string, ok bool) {
	const before = "' failed: "
	i := strings.Index(line, before)
	if i < 0 || !strings.HasPrefix(line, "WebSocket connection to '") {
		return "", false
	}
	reason = strings.TrimPrefix(line[i+len(before):], "Error in connection establishment: ")
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, reason), true
}

// stop calls the socket's close() and returns the phase that the session was in.
func (w *watched) stop(ctx context.Context, args ...any) (string, error) {
	phase, err := chrome.Eval[string](ctx, w.tab, `(args) => watched.stop(...args)`, append([]any{}, args...))
	return phase, pageError(err)
}

func (w *watched) close() { _ = w.tab.Close() }

// startBrowser starts Chromium, or takes the one at a DevTools address, which may have a token in it.
func startBrowser(ctx context.Context, address string) (*chrome.Browser, error) {
	browser, err := chrome.Start(ctx, chrome.Options{Remote: address, OwnGroup: true})
	if err != nil && address != "" {
		return nil, browserError(fmt.Errorf("no browser answers at %s", bare(address)))
	}
	if err != nil {
		return nil, pageError(err)
	}
	return browser, nil
}

// pageError gives an error of the page or of the browser its exit status, unless it has one.
func pageError(err error) error {
	if own := new(exitError); err == nil || errors.As(err, &own) {
		return err
	}
	if errors.Is(err, context.Canceled) {
		return &exitError{exitInterrupted, errors.New("interrupted")}
	}
	if thrown := new(chrome.ExceptionError); errors.As(err, &thrown) {
		return browserError(errors.New(thrown.Brief()))
	}
	return browserError(err)
}

// bare is a URL without query, fragment and credentials: tokens live there.
func bare(url string) string {
	if i := strings.IndexAny(url, "?#"); i >= 0 {
		url = url[:i]
	}
	from := len(schemeOf.FindString(url))
	host, path := url[from:], ""
	if i := strings.IndexAny(host, `/\`); i >= 0 {
		host, path = host[:i], host[i:]
	}
	return url[:from] + host[strings.LastIndexByte(host, '@')+1:] + path
}

// schemeOf is what stands before credentials: browsers take any number of slashes, of either kind, for two.
var schemeOf = regexp.MustCompile(`^([A-Za-z][\w+.-]*:)?[/\\]*`)
