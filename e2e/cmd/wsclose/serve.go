package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
)

type serveCmd struct {
	Addr        string `default:"127.0.0.1:0" help:"Where to listen; port 0 takes a free one (${default})."`
	AllowRemote bool   `help:"Allow an address that other machines reach."`
	Open        bool   `help:"Open the playground, or the lab, in the system's browser."`
	Root        string `help:"The checkout to serve web/ and js/dist from; by default the one around the working directory."`
}

// Help is what --help says more.
func (*serveCmd) Help() string {
	return "Prints the address and serves until interrupted. /lab/ is the lab, /dist/ the product, / the playground. " +
		"Outside a checkout there is the lab alone.\n\n" +
		"Examples:\n\n" +
		"  wsclose serve\n" +
		"  wsclose serve --addr 127.0.0.1:8080\n\n" +
		"Exit status: 0 interrupted, 2 wrong arguments (an address that is taken or not a loopback one, no checkout at --root)."
}

// Run serves until ctx ends.
func (c *serveCmd) Run(ctx context.Context, out io.Writer) error {
	root, err := findRoot(c.Root)
	isAlone := errors.Is(err, errNoCheckout) // installed into another project, whose tests want the lab
	if err != nil && !isAlone {
		return err
	}
	s, err := openSite(c.Addr, root, c.AllowRemote)
	if err != nil {
		return err
	}
	defer s.close()
	first := s.url()
	if isAlone {
		first += "lab/"
		fmt.Fprintln(out, "playground  none:", errNoCheckout)
	} else {
		fmt.Fprintln(out, "playground ", first)
	}
	fmt.Fprintf(out, "lab         %slab/\n", s.url())
	if c.Open {
		if err := openInBrowser(ctx, first); err != nil {
			fmt.Fprintln(out, "couldn't open a browser:", err)
		}
	}
	return s.wait(ctx)
}

func openInBrowser(ctx context.Context, url string) error {
	command := []string{"xdg-open", url}
	switch runtime.GOOS {
	case "darwin":
		command = []string{"open", url}
	case "windows":
		command = []string{"rundll32", "url.dll,FileProtocolHandler", url}
	}
	return exec.CommandContext(ctx, command[0], command[1:]...).Run()
}
