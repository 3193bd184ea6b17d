package main

import (
	"context"
	"fmt"
	"io"

	"github.com/wsclose/wsclose/e2e/conformance"
)

type browserCmd struct {
	Names   []string `arg:"" optional:"" name:"name" enum:"chromium,firefox-esr,webkit" help:"Of chromium, firefox-esr, webkit. Default: chromium, which all other commands use." default:"chromium"`
	Install bool     `help:"Where one is missing, install Debian's by apt-get, with sudo unless root."`
}

// Help is what --help says more.
func (*browserCmd) Help() string {
	return "Examples:\n\n" +
		"  wsclose browser\n" +
		"  wsclose browser chromium\n\n" +
		"Exit status: 0 they are there, 2 wrong arguments, 3 one is missing."
}

// Run prints the path of each browser.
func (c *browserCmd) Run(ctx context.Context, out io.Writer) error {
	for _, name := range c.Names {
		path, err := conformance.Locate(name)
		if err != nil && c.Install {
			path, err = conformance.Install(ctx, out, name)
		}
		if err != nil {
			return browserError(err)
		}
		fmt.Fprintln(out, path)
	}
	return nil
}
