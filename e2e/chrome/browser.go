package chrome

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/remote"
)

// closeTimeout is how long [Browser.Close] lets Chromium end by itself before its processes are killed.
const closeTimeout = 30 * time.Second

// Options say which Chromium to use and how. The zero value starts the one that [Find] finds.
type Options struct {
	// Remote is the WebSocket address of a Chromium that runs already, such as ws://127.0.0.1:9222/. Nothing is started then,
	// and Close closes only the tabs. Without it and without Path, it is what $CHROMIUM_REMOTE says, if that is set.
	Remote string
	// Path is the program to start, instead of what [Find] finds.
	Path string
	// Flags are more command-line flags, without the dashes: a string value makes --name=value, true makes --name.
	Flags map[string]any
	// OwnGroup keeps a terminal's Ctrl-C from Chromium, for a caller that heeds it itself and then calls Close.
	OwnGroup bool
	// Output, if set, receives what Chromium prints.
	Output io.Writer
}

// EnvRemote names the environment variable for Options.Remote: with it, a suite that starts a browser of its own uses one that
// runs elsewhere, unchanged.
const EnvRemote = "CHROMIUM_REMOTE"

// A Browser is one running Chromium with a data directory of its own.
type Browser struct {
	ctx           context.Context // chromedp's context of the browser
	stopAllocator context.CancelFunc
}

// Start starts Chromium (or connects to the one at Options.Remote) and returns when it answers. ctx bounds only the start;
// [Browser.Close] ends the browser. Without a Chromium the error is a [*MissingError].
func Start(ctx context.Context, options Options) (*Browser, error) {
	allocator, stopAllocator, err := allocate(options)
	if err != nil {
		return nil, err
	}
	browserCtx, cancel := chromedp.NewContext(allocator)
	b := &Browser{ctx: browserCtx, stopAllocator: stopAllocator}
	started := make(chan error, 1)
	go func() { started <- chromedp.Do(browserCtx) }() // ties the browser's life to browserCtx, not to ctx
	select {
	case err = <-started:
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	if err != nil {
		cancel()
		stopAllocator()
		return nil, fmt.Errorf("starting Chromium: %w", err)
	}
	return b, nil
}

func allocate(options Options) (context.Context, context.CancelFunc, error) {
	address := options.Remote
	if address == "" && options.Path == "" {
		address = os.Getenv(EnvRemote)
	}
	if address != "" {
		ctx, cancel := remote.NewAllocator(context.Background(), address)
		return ctx, cancel, nil
	}
	path := options.Path
	if path == "" {
		found, err := Find()
		if err != nil {
			return nil, nil, err
		}
		path = found
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), flags(path, options)...)
	return ctx, cancel, nil
}

// flags are what Chromium is started with. chromedp's defaults have among them --headless (the new one), --no-first-run,
// --disable-sync, --disable-background-networking and no throttling of background tabs; without a user-data-dir it makes a
// fresh one and removes it at the end.
func flags(path string, options Options) []chromedp.ExecAllocatorOption {
	all := append([]chromedp.ExecAllocatorOption{chromedp.ExecPath(path)}, chromedp.DefaultExecAllocatorOptions[:]...)
	all = append(all,
		chromedp.DisableGPU,
		chromedp.Flag("headless", "new"),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		// chromedp's two; what would keep pages of Tab.Serve from loopback; and a page that Chromium 156 loads for each window's address
		// bar, in a process of its own: two fifths of the CPU time of a new tab.
		chromedp.Flag("disable-features", "Translate,BlinkGenPropertyTrees,LocalNetworkAccessChecks,WebUIOmniboxPopup,WebUIOmniboxAimPopup"),
		chromedp.Flag("no-sandbox", os.Geteuid() == 0), // Chromium refuses to run as root with a sandbox
	)
	for name, value := range options.Flags {
		all = append(all, chromedp.Flag(name, value))
	}
	if options.OwnGroup {
		all = append(all, chromedp.ModifyCmdFunc(ownGroup))
	}
	if options.Output != nil {
		all = append(all, chromedp.CombinedOutput(options.Output))
	}
	return all
}

// Close closes every tab, ends the processes that Start started, and removes their data directory. Later calls do nothing.
func (b *Browser) Close() error {
	if b.ctx.Err() != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(b.ctx, closeTimeout)
	defer cancel()
	err := chromedp.Cancel(ctx)
	b.stopAllocator()
	if errors.Is(err, context.Canceled) {
		return nil // the connection ended before the answer to "close" came: that is what was asked for
	}
	return err
}

// Gone is closed when the browser has ended: by Close, or because it crashed.
func (b *Browser) Gone() <-chan struct{} { return b.ctx.Done() }
