package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/wsclose/wsclose/wasm/closecode"
)

type probeCmd struct {
	URL         string        `arg:"" help:"The WebSocket URL (ws, wss, http or https)."`
	For         time.Duration `default:"30s" help:"How long to watch before closing, such as 90s or 5m (${default})."`
	Code        int           `default:"1000" help:"The code to close with then (${default})."`
	Reason      string        `help:"The reason to close with."`
	Protocol    []string      `sep:"none" placeholder:"NAME" help:"A subprotocol to offer; may be given more than once."`
	Header      []string      `sep:"none" placeholder:"'NAME: VALUE'" help:"A header of each handshake; may be given more than once."`
	Origin      string        `placeholder:"ORIGIN" help:"The page's origin; by default that of the URL, as if its server had served the page."`
	Policy      string        `xor:"again" placeholder:"NAME" help:"The policy to connect again by: rfc6455 or interactive."`
	NoReconnect bool          `xor:"again" help:"End with the first close."`
	Options     string        `placeholder:"JSON" help:"Options of ManagedWebSocket; they go before the other flags."`
	JSON        bool          `name:"json" help:"Print JSON lines, with whole reports."`
	Root        string        `placeholder:"DIR" help:"The checkout to take js/dist from; by default the one around the working directory."`
	Browser     string        `env:"CHROMIUM_REMOTE" placeholder:"WS-URL" help:"Use the Chromium at this DevTools address (ws://host:port) instead of starting one."`
}

// Help is what --help says more.
func (*probeCmd) Help() string {
	return `Prints opens, closes, planned retries and the end as they happen, and a summary; in a terminal a last line tells what is
going on. Ctrl-C ends the watching early, properly: the socket is closed, and the summary printed. Of URLs neither query nor
credentials are printed, of headers nothing. A close carries what Chromium's console says of it, which no page can read.

--json: one object a line. event is open, close, retry, end or summary, and atMs the milliseconds since the constructor.
open: connection, protocol. close: connection, report, why. retry: attempt, delayMs, rule. end: report. summary: connections,
opened, closes (how many by code), expected, interrupted, status (as below). A report is wsclose's CloseReport.

--browser: only a tab of its own is opened there, in a context of its own, and closed again. Nothing of this machine must be
reachable from there: the page goes through DevTools. A page of an http origin beyond localhost can reach private addresses only
if that Chromium runs with --disable-features=LocalNetworkAccessChecks.

Examples, with a lab that runs (wsclose serve --addr 127.0.0.1:8080):

  wsclose probe 'ws://127.0.0.1:8080/lab/close?code=1000&reason=bye'
  wsclose probe ws://127.0.0.1:8080/lab/echo --for 1s --code 4000 --reason 'had enough'
  wsclose probe ws://127.0.0.1:8080/lab/echo --for 1s --header 'Authorization: Bearer abc' --origin https://app.example
  wsclose probe 'ws://127.0.0.1:8080/lab/flap?fail=1' --for 3s --policy interactive --json
  wsclose probe 'http://127.0.0.1:8080/lab/handshake?do=401' --no-reconnect

Exit status: 0 the session ended as expected (a normal close, going away, a planned restart, or the probe's own close while it was
open); 1 it ended otherwise, or wasn't open when the time was over; 2 wrong arguments; 3 no Chromium, or the product isn't built;
4 it never opened (unreachable, or the handshake was refused); 130 interrupted before the session began.`
}

// Run probes.
func (c *probeCmd) Run(ctx context.Context, out io.Writer) error {
	v, err := c.visit()
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
	v.product = probePage(root)
	browser, err := startBrowser(ctx, c.Browser)
	if err != nil {
		return err
	}
	defer browser.Close()
	w, err := watch(ctx, browser, v)
	if err != nil {
		return err
	}
	defer w.close()
	if c.JSON {
		return c.follow(ctx, w, jsonLines{out})
	}
	fmt.Fprintln(out, "probing", bare(c.URL), "as a page of", v.origin)
	if !isTerminal(out) {
		return c.follow(ctx, w, &table{out: out})
	}
	live := newLive(out, time.Now().Add(c.For))
	defer live.stop()
	return c.follow(ctx, w, live)
}

// visit checks what can be checked before anything is started.
func (c *probeCmd) visit() (visit, error) {
	origin, err := originOf(c.URL)
	if err != nil {
		return visit{}, err
	}
	if c.Origin != "" {
		if err := checkOrigin(c.Origin); err != nil {
			return visit{}, err
		}
		origin = c.Origin
	}
	headers, err := parseHeaders(c.Header)
	if err != nil {
		return visit{}, err
	}
	if err := c.checkClose(); err != nil {
		return visit{}, err
	}
	options, err := c.options()
	return visit{origin: origin, headers: headers, url: c.URL, protocols: c.Protocol, options: options}, err
}

func (c *probeCmd) checkClose() error {
	if c.For <= 0 {
		return usageError("--for %s: must be more than nothing", c.For)
	}
	if c.Code < 0 || c.Code > 65535 {
		return usageError("--code %d: must be 1000 or 3000-4999", c.Code)
	}
	if err := closecode.CheckSend(closecode.Code(c.Code), c.Reason); err != nil {
		return usageError("--code %d --reason %q: %w", c.Code, c.Reason, err)
	}
	return nil
}

func (c *probeCmd) options() (map[string]any, error) {
	options := map[string]any{}
	if c.Options != "" {
		if err := json.Unmarshal([]byte(c.Options), &options); err != nil {
			return nil, usageError("--options: %w", err)
		}
	}
	if _, set := options["reconnect"]; set {
		return options, nil
	}
	switch {
	case c.NoReconnect:
		options["reconnect"] = false
	case c.Policy != "":
		options["reconnect"] = map[string]any{"policy": c.Policy}
	}
	return options, nil
}
