package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/wsclose/wsclose/e2e/chrome"
)

type demoCmd struct {
	Addr    string `default:"127.0.0.1:0" help:"Where to listen (${default})."`
	Stay    bool   `help:"Keep the lab and the playground open afterwards, until interrupted."`
	Root    string `help:"The checkout; by default the one around the working directory."`
	Browser string `env:"CHROMIUM_REMOTE" placeholder:"WS-URL" help:"Use the Chromium at this DevTools address (ws://…) instead of starting one."`
}

// Help is what --help says more.
func (*demoCmd) Help() string {
	return "Example:\n\n" +
		"  wsclose demo --stay\n\n" +
		"Exit status: 0 all closes were shown, 1 one of them took too long, 2 wrong arguments, " +
		"3 no Chromium, or the product isn't built."
}

// A scene is one way to close and what to do in the page.
type scene struct {
	title   string
	path    string
	options map[string]any
	ask     bool // the page calls close() once it is open
	closes  int  // how many closes to show before the session is stopped; 0: up to its end
}

var scenes = []scene{
	{title: "The server says it is done: 1000.", path: "/lab/close?code=1000&reason=bye"},
	{title: "The server refuses on policy: 1008. Trying again would change nothing.", path: "/lab/close?code=1008&reason=token+expired"},
	{title: "The server restarts: 1012. wsclose waits (here 50 ms at most) and connects again.",
		path: "/lab/close?code=1012&reason=deploy", closes: 2,
		options: map[string]any{"reconnect": map[string]any{"firstDelayMs": 50, "maxDelayMs": 50,
			"rules": []any{map[string]any{"code": 1012, "action": "retry", "minDelayMs": 0, "firstDelayMs": 50}}}}},
	{title: "The connection is torn: RST, no Close frame. A page sees 1006.", path: "/lab/tcp?end=rst", closes: 1},
	{title: "The handshake is answered with 401. A page sees 1006 too, and no open.", path: "/lab/handshake?do=401", closes: 1},
	{title: "close() on a peer that never answers. Chromium alone waits 60 s; here closeTimeoutMs is 500.",
		path: "/lab/mute", ask: true, options: map[string]any{"closeTimeoutMs": 500}},
}

// sceneTimeout bounds one scene.
const sceneTimeout = 20 * time.Second

// Run plays the scenes.
func (c *demoCmd) Run(ctx context.Context, out io.Writer) error {
	root, err := findRoot(c.Root)
	if err != nil {
		return err
	}
	if err := needProduct(root); err != nil {
		return err
	}
	s, err := openSite(c.Addr, root, false)
	if err != nil {
		return err
	}
	defer s.close()
	fmt.Fprintf(out, "playground  %s\nlab         %slab/\n", s.url(), s.url())
	browser, err := startBrowser(ctx, c.Browser)
	if err != nil {
		return err
	}
	defer browser.Close()
	for _, one := range scenes {
		fmt.Fprintf(out, "\n%s\n  %s\n", one.title, one.path)
		if err := one.play(ctx, browser, s, &table{out: out}); err != nil {
			return fmt.Errorf("%s: %w", one.path, err)
		}
	}
	if c.Stay {
		fmt.Fprintf(out, "\nStill serving %s until interrupted.\n", s.url())
		return s.wait(ctx)
	}
	return nil
}

func (one scene) play(ctx context.Context, browser *chrome.Browser, s *site, p printer) error {
	ctx, cancel := context.WithTimeout(ctx, sceneTimeout)
	defer cancel()
	w, err := watch(ctx, browser, visit{origin: strings.TrimSuffix(s.url(), "/"), url: s.ws(one.path), options: one.options, product: s.product})
	if err != nil {
		return err
	}
	defer w.close()
	for closes := 0; ; {
		events, err := w.next(ctx)
		if err != nil {
			return err
		}
		for _, event := range events {
			if err := p.print(event); err != nil {
				return err
			}
			switch {
			case event.Event == "end":
				return nil
			case event.Event == "open" && one.ask:
				if _, err := w.stop(ctx); err != nil {
					return err
				}
			case event.Event == "close":
				closes++
			case event.Event == "retry" && closes == one.closes:
				return nil
			}
		}
	}
}
