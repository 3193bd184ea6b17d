package main

import (
	"context"
	"fmt"
	"io"

	"github.com/wsclose/wsclose/e2e/chrome"
)

type browserCmd struct {
	Install bool `help:"Where there is none, install Debian's by apt-get, with sudo unless root."`
}

// Help is what --help says more.
func (*browserCmd) Help() string {
	return "Exit status: 0 there is one, 2 wrong arguments, 3 there is none."
}

// Run looks for Chromium.
func (c *browserCmd) Run(ctx context.Context, out io.Writer) error {
	path, err := chrome.Find()
	if err != nil && c.Install {
		if err = chrome.Install(ctx, out); err == nil {
			path, err = chrome.Find()
		}
	}
	if err != nil {
		return browserError(err)
	}
	fmt.Fprintln(out, path)
	return nil
}
