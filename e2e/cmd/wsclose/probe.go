package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/wasm/closecode"
)

// endTimeout is how long a probe waits for the session's end after it closed the socket; wsclose's own close timeout is shorter.
const endTimeout = 15 * time.Second

type probeCmd struct {
	URL         string        `arg:"" help:"The WebSocket URL (ws, wss, http or https)."`
	For         time.Duration `default:"30s" help:"How long to watch before closing (${default})."`
	Code        int           `default:"1000" help:"The code to close with then (${default})."`
	Reason      string        `help:"The reason to close with."`
	Protocol    []string      `help:"A subprotocol to offer; may be given more than once."`
	NoReconnect bool          `help:"End with the first close."`
	Options     string        `help:"Options of ManagedWebSocket, as JSON; they go before the other flags."`
	JSON        bool          `name:"json" help:"Print JSON lines, with whole reports."`
	Root        string        `help:"The checkout to take js/dist from; by default the one around the working directory."`
	Browser     string        `help:"Use the Chromium at this DevTools address (ws://…) instead of starting one."`
}

// Help is what --help says more.
func (*probeCmd) Help() string {
	return "Prints opens, closes, planned retries and the end as they happen, without the URL's query or credentials.\n\n" +
		"Exit status: 0 the session ended as expected (a normal close, going away, a planned restart, or the probe's own close " +
		"while it was open); 1 it ended otherwise, or wasn't open when the time was over; 2 wrong arguments; " +
		"3 Chromium couldn't be started or the product isn't built."
}

// Run probes.
func (c *probeCmd) Run(ctx context.Context, out io.Writer) error {
	options, err := c.options()
	if err != nil {
		return err
	}
	root, err := findRoot(c.Root)
	if err != nil {
		return err
	}
	if err := needProduct(root); err != nil {
		return err
	}
	s, err := openSite("127.0.0.1:0", root, false)
	if err != nil {
		return err
	}
	defer s.close()
	browser, err := chrome.Start(ctx, chrome.Options{Remote: c.Browser})
	if err != nil {
		return browserError(err)
	}
	defer browser.Close()
	w, err := watch(ctx, browser, s.url()+"blank", c.URL, c.Protocol, options)
	if err != nil {
		return err
	}
	defer w.close()
	var p printer = &table{out: out}
	if c.JSON {
		p = jsonLines{out}
	} else {
		fmt.Fprintln(out, "probing", bare(c.URL))
	}
	return c.follow(ctx, w, p)
}

// options checks what can be checked before anything is started.
func (c *probeCmd) options() (map[string]any, error) {
	if c.For <= 0 {
		return nil, usageError("--for %s: must be more than nothing", c.For)
	}
	if c.Code < 0 || c.Code > 65535 {
		return nil, usageError("--code %d: must be 1000 or 3000-4999", c.Code)
	}
	if err := closecode.CheckSend(closecode.Code(c.Code), c.Reason); err != nil {
		return nil, usageError("--code %d --reason: %w", c.Code, err)
	}
	options := map[string]any{}
	if c.Options != "" {
		if err := json.Unmarshal([]byte(c.Options), &options); err != nil {
			return nil, usageError("--options: %w", err)
		}
	}
	if _, set := options["reconnect"]; c.NoReconnect && !set {
		options["reconnect"] = false
	}
	return options, nil
}

// follow prints events until the session ends, and closes it when its time is over.
func (c *probeCmd) follow(ctx context.Context, w *watched, p printer) error {
	open := true
	watching, cancel := context.WithTimeout(ctx, c.For)
	last, err := printUntilEnd(watching, w, p)
	cancel()
	if err != nil && watching.Err() != nil && ctx.Err() == nil { // the time is over
		ending, cancel := context.WithTimeout(ctx, endTimeout)
		defer cancel()
		var phase string
		if phase, err = w.stop(ending, c.Code, c.Reason); err == nil {
			open = phase == "open"
			last, err = printUntilEnd(ending, w, p)
		}
	}
	switch {
	case err != nil:
		return err
	case !open:
		return &exitError{exitEnded, fmt.Errorf("not open after %s", c.For)}
	case !last.Expected:
		return &exitError{exitEnded, fmt.Errorf("ended with %d %s: %s", last.Code, last.Name, last.Cause)}
	default:
		return nil
	}
}

// printUntilEnd prints events up to the end and returns the last report.
func printUntilEnd(ctx context.Context, w *watched, p printer) (*report, error) {
	for {
		events, err := w.next(ctx)
		if err != nil {
			return nil, err
		}
		for _, event := range events {
			if err := p.print(event); err != nil {
				return nil, err
			}
			if event.Event == "end" {
				return event.Report, nil
			}
		}
	}
}
