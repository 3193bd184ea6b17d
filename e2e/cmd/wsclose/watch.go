package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"strings"

	"github.com/wsclose/wsclose/e2e/chrome"
)

//go:embed watch.js
var watchJS string

// A happening is one event of a watched session, as the page sends it and as --json prints it.
type happening struct {
	Event      string  `json:"event"` // open, close, retry, end
	At         float64 `json:"atMs"`  // since the constructor
	Connection int     `json:"connection,omitempty"`
	Protocol   string  `json:"protocol,omitempty"`
	Attempt    int     `json:"attempt,omitempty"`
	DelayMs    float64 `json:"delayMs,omitempty"`
	Rule       string  `json:"rule,omitempty"`
	Report     *report `json:"report,omitempty"`

	rawReport json.RawMessage
}

// A report is the part of a CloseReport that is shown in a table; --json prints the whole.
type report struct {
	Code     int
	Reason   string
	WasClean bool
	Name     string
	By       string
	Cause    string
	Expected bool
	Opened   bool
	Decision struct {
		Action  string
		DelayMs float64
		Rule    string
	}
}

// UnmarshalJSON reads what the page sent and keeps the report as it came.
func (h *happening) UnmarshalJSON(data []byte) error {
	var sent struct {
		Event, Protocol, Rule string
		At, DelayMs           float64
		Connection, Attempt   int
		Report                json.RawMessage
	}
	if err := json.Unmarshal(data, &sent); err != nil {
		return err
	}
	*h = happening{Event: sent.Event, At: sent.At, Connection: sent.Connection, Protocol: sent.Protocol,
		Attempt: sent.Attempt, DelayMs: sent.DelayMs, Rule: sent.Rule, rawReport: sent.Report}
	if sent.Report == nil {
		return nil
	}
	return json.Unmarshal(sent.Report, &h.Report)
}

// MarshalJSON writes the report as it came.
func (h happening) MarshalJSON() ([]byte, error) {
	type plain happening
	return json.Marshal(struct {
		plain
		Report json.RawMessage `json:"report,omitempty"`
	}{plain(h), h.rawReport})
}

// A watched is a session in a tab of its own.
type watched struct {
	tab  *chrome.Tab
	seen int // events that next has returned
}

// watch opens url through wsclose in a new tab. What the page throws for bad input is a usage error.
func watch(ctx context.Context, browser *chrome.Browser, page, url string, protocols []string, options map[string]any) (*watched, error) {
	tab, err := browser.Tab(ctx, chrome.Isolated)
	if err != nil {
		return nil, browserError(err)
	}
	if err := tab.Navigate(ctx, page); err != nil {
		return nil, browserError(errors.Join(err, tab.Close()))
	}
	if protocols == nil {
		protocols = []string{}
	}
	spec := map[string]any{"url": url, "protocols": protocols, "options": options}
	refused, err := chrome.Eval[string](ctx, tab, watchJS, spec)
	if err == nil && refused != "" {
		err = usageError("%s", strings.ReplaceAll(refused, url, bare(url)))
	}
	if err != nil {
		_ = tab.Close()
		return nil, pageError(err)
	}
	return &watched{tab: tab}, nil
}

// next waits for the next events, at least one.
func (w *watched) next(ctx context.Context) ([]happening, error) {
	events, err := chrome.Eval[[]happening](ctx, w.tab, `(after) => watched.next(after)`, w.seen)
	w.seen += len(events)
	return events, pageError(err)
}

// stop calls the socket's close() and returns the phase that the session was in.
func (w *watched) stop(ctx context.Context, args ...any) (string, error) {
	phase, err := chrome.Eval[string](ctx, w.tab, `(args) => watched.stop(...args)`, append([]any{}, args...))
	return phase, pageError(err)
}

func (w *watched) close() { _ = w.tab.Close() }

// pageError gives an error of the page or of the browser its exit status, unless it has one.
func pageError(err error) error {
	if own := new(exitError); err == nil || errors.As(err, &own) {
		return err
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
	scheme, rest, found := strings.Cut(url, "//")
	if !found {
		return url
	}
	host, path, slash := strings.Cut(rest, "/")
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = host[i+1:]
	}
	if slash {
		host += "/" + path
	}
	return scheme + "//" + host
}
