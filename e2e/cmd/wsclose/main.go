// Command wsclose shows what a browser makes of WebSocket closes: it serves the lab and the playground, opens any URL through
// wsclose in a headless Chromium and prints each close, simulates many clients that lose one server, and lists the registry of codes.
//
// Every command says in its --help what its exit status means.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
)

// Exit statuses.
const (
	exitOK          = 0
	exitEnded       = 1   // probe: the session ended otherwise than normally
	exitUsage       = 2   // the arguments are wrong
	exitBrowser     = 3   // no Chromium, no product, or the page couldn't do its work
	exitNeverOpened = 4   // probe: no connection ever opened
	exitInterrupted = 130 // before there was anything to end properly; 128 + SIGINT, as shells have it
)

type cli struct {
	Serve   serveCmd   `cmd:"" help:"Serve the lab (every way to close, by URL) and the playground on one port."`
	Probe   probeCmd   `cmd:"" help:"Open a WebSocket URL in a headless Chromium and print each close as it happens."`
	Demo    demoCmd    `cmd:"" help:"Drive a headless Chromium through a handful of closes and print what a page sees."`
	Herd    herdCmd    `cmd:"" help:"Simulate many clients that lose one server at once, under wsclose's policies and others."`
	Codes   codesCmd   `cmd:"" help:"List the close codes."`
	Browser browserCmd `cmd:"" help:"Print which browsers are used; install those that are missing."`
}

// An exitError is an error with its own exit status.
type exitError struct {
	status int
	err    error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

func usageError(format string, args ...any) error {
	return &exitError{status: exitUsage, err: fmt.Errorf(format, args...)}
}

func browserError(err error) error { return &exitError{status: exitBrowser, err: err} }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	os.Exit(status)
}

// exited is how kong's --help leaves the parser: kong prints and calls Exit, and would go on if that returned.
type exited int

// run is the whole program, for main and the tests: it returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (status int) {
	defer func() {
		switch left := recover().(type) {
		case nil:
		case exited:
			status = int(left)
		default:
			panic(left)
		}
	}()
	var c cli
	parser, err := kong.New(&c, kong.Name("wsclose"),
		kong.Description("What does a browser make of your WebSocket closes?"),
		kong.Writers(stdout, stderr), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Vars{"policies": strings.Join(policyNames(), ", ")},
		kong.Exit(func(status int) { panic(exited(status)) }),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.BindTo(stdout, (*io.Writer)(nil)))
	if err != nil {
		panic(err) // the command line's own description is wrong: a defect, seen by every test
	}
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(stderr, "wsclose: %s (wsclose %s tells more)\n", err, helpFor(parser, args))
		return exitUsage
	}
	if err := command.Run(); err != nil {
		return explain(err, stderr)
	}
	return exitOK
}

// helpFor is what asks for the help that fits arguments that were wrong.
func helpFor(parser *kong.Kong, args []string) string {
	for _, command := range parser.Model.Children {
		if len(args) > 0 && args[0] == command.Name {
			return command.Name + " --help"
		}
	}
	return "--help"
}

// explain prints an error, unless it is empty, and returns its status.
func explain(err error, stderr io.Writer) int {
	own := new(exitError)
	status := exitEnded
	if errors.As(err, &own) {
		status = own.status
	}
	if text := err.Error(); text != "" {
		fmt.Fprintln(stderr, "wsclose:", text)
	}
	return status
}
