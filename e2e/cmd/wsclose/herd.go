package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/wsclose/wsclose/e2e/herd"
	"github.com/wsclose/wsclose/wasm/closecode"
)

// herdCmd simulates many clients that lose one server.
type herdCmd struct {
	Clients  int           `default:"1000000" help:"How many there are (${default})."`
	Down     time.Duration `default:"30s" help:"How long the server is gone; 0s: it is back at once (${default})."`
	Policy   []string      `placeholder:"NAME" help:"Only this policy; may be given more than once. By default all: ${policies}."`
	Code     uint16        `default:"1006" help:"The code that all of them are closed with (${default})."`
	Reason   string        `help:"The reason with it; wsclose heeds retry-after=SECONDS and spread=SECONDS in it."`
	Seed     uint64        `default:"1" help:"The same seed gives the same figures (${default})."`
	JSON     bool          `name:"json" xor:"format" help:"Print JSON lines instead of the table: an object for each policy."`
	CSV      bool          `name:"csv" xor:"format" help:"Print CSV instead of the table: the numbers of the JSON."`
	SVG      string        `name:"svg" placeholder:"FILE" help:"Draw the arrivals per second over time to this file."`
	Arrivals string        `placeholder:"FILE" help:"Write the arrivals per second over time to this file, as CSV."`
}

// Help is what kong prints below the flags.
func (herdCmd) Help() string {
	return "All clients lose the server at t = 0. An attempt before it is back fails and takes no time. Shares are of all clients, and " +
		"times null where so many never come back.\n\n" +
		"Examples:\n\n" +
		"  wsclose herd\n" +
		"  wsclose herd --down 5m --policy wsclose --policy reconnecting-websocket --svg herd.svg\n" +
		"  wsclose herd --down 10s --code 1012 --reason 'retry-after=20;spread=60'\n" +
		"  wsclose herd --clients 1000000 --down 30s --json\n\n" +
		"Exit status: 0, or 2 if an argument is wrong, or 1 if a file couldn't be written or it was interrupted."
}

// policyNames are what --policy takes.
func policyNames() []string {
	var names []string
	for _, p := range herd.Policies() {
		names = append(names, p.Name)
	}
	return names
}

// Run is kong's entry.
func (c herdCmd) Run(ctx context.Context, out io.Writer) error {
	policies, err := c.policies()
	if err != nil {
		return err
	}
	h := herd.Herd{Clients: c.Clients, Down: c.Down, Code: closecode.Code(c.Code), Reason: c.Reason, Seed: c.Seed}
	if err := c.check(h); err != nil {
		return err
	}
	var results []*herd.Result
	for _, policy := range policies {
		result, err := h.Run(ctx, policy)
		if err != nil {
			return err
		}
		results = append(results, result)
	}
	if err := writeFile(c.SVG, results, herd.WriteChart); err != nil {
		return err
	}
	if err := writeFile(c.Arrivals, results, herd.WriteArrivals); err != nil {
		return err
	}
	switch {
	case c.JSON:
		return herd.WriteJSON(out, results)
	case c.CSV:
		return herd.WriteCSV(out, results)
	default:
		return herd.WriteTable(out, results)
	}
}

// policies are those that --policy names, each once and in the order of the list.
func (c herdCmd) policies() ([]herd.Policy, error) {
	names := policyNames()
	for _, name := range c.Policy {
		if !slices.Contains(names, name) {
			return nil, usageError("--policy %s: must be one of %s", name, strings.Join(names, ", "))
		}
	}
	all := herd.Policies()
	if len(c.Policy) > 0 {
		all = slices.DeleteFunc(all, func(p herd.Policy) bool { return !slices.Contains(c.Policy, p.Name) })
	}
	return all, nil
}

// check says which argument it is that makes a herd impossible.
func (c herdCmd) check(h herd.Herd) error {
	switch err := h.Check(); err {
	case nil:
		return nil
	case herd.ErrClients:
		return usageError("--clients %d: %w", c.Clients, err)
	case herd.ErrDown:
		return usageError("--down %s: %w", c.Down, err)
	case herd.ErrNoFrame:
		return usageError("--reason with --code %d: %w", c.Code, err)
	default:
		return usageError("--reason: %w", err)
	}
}

// writeFile writes to a file, if there is one to write to.
func writeFile(name string, results []*herd.Result, write func(io.Writer, []*herd.Result) error) error {
	if name == "" {
		return nil
	}
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := write(file, results); err != nil {
		_ = file.Close()
		return fmt.Errorf("%s: %w", name, err)
	}
	return file.Close()
}
