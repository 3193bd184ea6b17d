package chrome

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// A Message is one line of a tab's console.
type Message struct {
	Level string // "log", "debug", "info", "warning", "error"
	Text  string
}

// A TabOption changes how [Browser.Tab] opens a tab.
type TabOption func(*[]chromedp.ContextOption)

// Isolated gives the tab a browser context of its own: no cache, cookies or renderer process shared with another tab. Chromium
// slows a renderer's handshakes down after a dozen that failed; an isolated tab starts with a clean record.
func Isolated(options *[]chromedp.ContextOption) {
	*options = append(*options, chromedp.WithNewBrowserContext(func(*target.CreateBrowserContextParams) {}))
}

// A Tab is one page. Its methods are safe to use from several goroutines.
type Tab struct {
	ctx context.Context

	mu         sync.Mutex
	exceptions []string
	console    []Message
	serve      func(*fetch.EventRequestPaused) // set by Serve
}

// Tab opens an empty tab in a window of its own (so the page is visible). ctx bounds only the opening; [Tab.Close] closes it.
func (b *Browser) Tab(ctx context.Context, options ...TabOption) (*Tab, error) {
	t := &Tab{}
	opts := []chromedp.ContextOption{chromedp.WithListener(t.listen)}
	for _, option := range options {
		option(&opts)
	}
	tabCtx, cancel := chromedp.NewContext(b.ctx, opts...)
	t.ctx = tabCtx
	opened := make(chan error, 1)
	go func() { opened <- chromedp.Do(tabCtx) }()
	var err error
	select {
	case err = <-opened:
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	if err != nil {
		cancel()
		return nil, fmt.Errorf("opening a tab: %w", err)
	}
	return t, nil
}

// Close closes the tab, without asking its page. A browser that is busy for longer than chromedp waits, 5 s, closes it later, at the latest
// in [Browser.Close].
func (t *Tab) Close() error {
	if err := chromedp.Cancel(t.ctx); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// Navigate loads a URL and returns when its load event has come.
func (t *Tab) Navigate(ctx context.Context, url string) error {
	_, err := Do(ctx, t, chromedp.Navigate(url))
	return err
}

// Open has the page open a window in the tab's browser context that nobody watches, and returns at once; what its page finds, and
// when it is to close(), is between it and a server. Chromium notes the stack of many calls for whoever watches a page: a
// constructor's first one at a script's top level then costs what it costs to parse the whole script again.
func (t *Tab) Open(ctx context.Context, url string) error {
	expression := fmt.Sprintf("void open(%q, '', 'noopener')", url)
	gesture := true
	_, err := Call(ctx, t, runtime.Evaluate, runtime.EvaluateParams{Expression: expression, UserGesture: &gesture})
	return err
}

// Screenshot returns the tab's visible part as a PNG.
func (t *Tab) Screenshot(ctx context.Context) ([]byte, error) {
	return Do(ctx, t, chromedp.CaptureScreenshot())
}

// Exceptions returns what the page threw and nothing caught so far, rejections included, in order. Everything that was thrown
// before an [Eval] returned is in it.
func (t *Tab) Exceptions() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string(nil), t.exceptions...)
}

// Console returns what stands in the page's console so far, the browser's own lines included (among them one error for every
// WebSocket that failed).
func (t *Tab) Console() []Message {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]Message(nil), t.console...)
}

// listen runs in chromedp's read loop, in the order of the protocol's messages.
func (t *Tab) listen(event any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch event := event.(type) {
	case *runtime.EventExceptionThrown:
		t.exceptions = append(t.exceptions, exceptionText(event.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		t.console = append(t.console, Message{Level: string(event.Type), Text: consoleText(event.Args)})
	case *cdplog.EventEntryAdded:
		t.console = append(t.console, Message{Level: string(event.Entry.Level), Text: event.Entry.Text})
	case *fetch.EventRequestPaused:
		go t.serve(event) // it sends commands, which the read loop must not
	}
}

// Do runs one chromedp action in the tab, for what this package has no method for (throttled networks, frozen pages, keys).
// The action ends with ctx or with the tab.
func Do[T any](ctx context.Context, t *Tab, action chromedp.Action[T]) (T, error) {
	both, cancel := context.WithCancelCause(t.ctx)
	defer cancel(nil)
	defer context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)) })()
	value, err := chromedp.Run(both, action)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return value, err
}

// Call sends one command of the DevTools protocol to the tab.
func Call[P, R any](ctx context.Context, t *Tab, command cdp.Command[P, R], params P) (R, error) {
	return Do(ctx, t, func(ctx context.Context, target *chromedp.Target) (R, error) {
		return cdp.Call(ctx, target, command, params)
	})
}
