// Package soak_test lets 150 sessions live through chaos for minutes, and holds what must be true however badly things go.
//
// Between pages and a server that exchange numbered messages lie lanes, each with a toxiproxy that cuts, delays, throttles, resets and
// corrupts what passes; pages go offline, are frozen, hidden, and left for the back/forward cache and returned to; the server ends
// connections in every way, and so do the pages. No message comes twice or out of order on a connection, and each is in exactly one
// book; every report agrees with what the server saw and with what was done; no session stays anywhere for longer than its timeouts
// allow, and none stops unless page, server or a limit asked for it; when the chaos is over, all work again, and nothing is left behind.
//
// `make soak` runs it; `go test ./e2e/soak -minutes 10 -seed 7` for longer, or again: all that is planned follows from the seed.
package soak_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/patience"
)

var (
	minutes = flag.Float64("minutes", 2, "how long the chaos lasts")
	seed    = flag.Uint64("seed", 0, "what all that is planned follows from; 0: the clock's")
)

const (
	lanes    = 10
	tabs     = 5
	sessions = 150
	// backWithin is how long it may take from one session that works again to the next, and longer on a busy machine: Chromium alone holds
	// handshakes back for up to 5 s after failures.
	backWithin = 40 * time.Second
)

func TestSessionsSurviveChaos(t *testing.T) {
	if *seed == 0 {
		*seed = uint64(time.Now().UnixNano())
	}
	length := time.Duration(*minutes * float64(time.Minute))
	t.Logf("again: go test ./e2e/soak -minutes %v -seed %d", *minutes, *seed)
	ctx := patience.New(t.Context(), patience.Quiet)
	defer ctx.Stop()
	watch := &watchman{t: t}
	browser, err := chrome.Start(ctx, chrome.Options{Output: watch})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, browser.Close()) })
	s := startSoak(ctx, t, browser)
	for _, x := range s.tabs {
		watch.of(&x.windows)
	}
	s.warmUp(ctx)
	s.chaos(ctx, planOf(*seed, length), length)
	s.calm()
	s.settle()
	s.log()
}

// A soak is one run.
type soak struct {
	t      *testing.T
	server *server
	lanes  []*lane
	tabs   []*tab
	judge  judge
	tally  tally
}

func startSoak(ctx *patience.Watch, t *testing.T, browser *chrome.Browser) *soak {
	s := &soak{t: t, server: &server{seed: *seed, entries: map[string]map[int]*entry{}}}
	s.tally.counts = map[string]int{}
	web := startSite(t, s.server)
	for range lanes {
		s.lanes = append(s.lanes, newLane(t, strings.TrimPrefix(web.URL, "http://")))
	}
	for range tabs {
		s.tabs = append(s.tabs, newTab(ctx, t, browser, web))
	}
	s.judge = judge{s.server, s.lanes}
	return s
}

// start makes all sessions, spread over the tabs and lanes.
func (s *soak) start(name string) {
	for k, x := range s.tabs {
		var specs []spec
		for i := range sessions / tabs {
			n := k*sessions/tabs + i
			specs = append(specs, specOf(*seed, n, fmt.Sprintf("%s%d", name, n), s.lanes[n%lanes]))
		}
		x.start(specs)
	}
}

// each does something with all tabs at once.
func (s *soak) each(do func(x *tab)) {
	var all sync.WaitGroup
	for _, x := range s.tabs {
		all.Go(func() { do(x) })
	}
	all.Wait()
}

// warmUp lets sessions live and end without chaos, so that what a page holds afterwards can be compared with what it holds at last.
func (s *soak) warmUp(ctx context.Context) {
	s.server.isCalm.Store(true)
	s.start("warm")
	sleepUntil(ctx, time.Now().Add(3*time.Second))
	s.each(func(x *tab) {
		s.books(x)
		x.before, _ = x.holdings()
	})
	clear(s.tally.counts)
}

// chaos does what is planned while the sessions exchange messages, and judges what the pages are told.
func (s *soak) chaos(ctx context.Context, planned plan, length time.Duration) {
	s.server.isCalm.Store(false)
	s.start("s")
	begin := time.Now()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var running sync.WaitGroup
	for i, l := range s.lanes {
		running.Go(func() { l.run(ctx, s.t, begin, planned.Lanes[i]) })
	}
	for i, x := range s.tabs {
		running.Go(func() { x.run(ctx, begin, planned.Tabs[i]) })
	}
	for end := begin.Add(length); time.Now().Before(end) && !s.t.Failed(); {
		sleepUntil(ctx, time.Now().Add(time.Second))
		s.each(func(x *tab) {
			before := x.told // all that was done by then is noted
			x.told = x.take()
			s.hear(x, before)
		})
	}
	if s.t.Failed() {
		s.t.Logf("%.1f s after its beginning", time.Since(begin).Seconds())
		cancel()
		for i, x := range s.tabs {
			s.t.Logf("tab %d: %v", i, x.complaints())
		}
	}
	running.Wait()
}

// calm lets every session come back, and work.
func (s *soak) calm() {
	s.server.calm()
	s.each(func(x *tab) {
		got := eval[struct {
			Ms    int
			Stuck []string
		}](x, `(ms) => soak.work(ms)`, (backWithin + 10*x.busy()).Milliseconds())
		assert.Empty(s.t, got.Stuck, "they don't work again")
		s.t.Logf("all %d sessions of a tab work again after %.1f s", len(x.specs), float64(got.Ms)/1e3)
	})
}

// settle ends all sessions, and closes the books.
func (s *soak) settle() {
	s.each(func(x *tab) {
		s.books(x)
		x.notLeaked("after the chaos")
	})
}

func (s *soak) books(x *tab) {
	closings, told := x.finish()
	s.hear(x, append(x.told, told...))
	x.told = nil
	for _, one := range closings {
		heard := s.server.heardOn(one.Name)
		assert.Empty(s.t, one.Faults(heard), one.Name)
		assert.Zero(s.t, s.server.again(one.Name), "%s: a connection is dialled once", one.Name)
		s.tally.books(one, heard)
	}
}

// hear judges what a page was told.
func (s *soak) hear(x *tab, told []telling) {
	for _, one := range told {
		ev := s.judge.evidence(x, one)
		switch {
		case one.Garbled > 0:
			s.tally.add("corrupted messages that came to a page")
			assert.True(s.t, ev.isGarbled, "%s: a message of connection %d came corrupted", one.Session, one.Garbled)
		case one.IsEnd:
			s.tally.add("end by " + one.Report.Decision.Rule)
			if fault := ev.endFault(); fault != "" {
				s.t.Errorf("%s: %v", fault, ev)
			}
		default:
			s.tally.closed(ev)
			for _, fault := range ev.faults() {
				s.t.Errorf("%s: %v", fault, ev)
			}
		}
	}
}

func (s *soak) log() {
	for _, name := range slices.Sorted(maps.Keys(s.tally.counts)) {
		s.t.Logf("%8d %s", s.tally.counts[name], name)
	}
}

// A tally counts what has happened, by name.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

func (y *tally) add(name string) { y.sum(name, 1) }

func (y *tally) sum(name string, n int) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.counts[name] += n
}

func (y *tally) closed(ev evidence) {
	y.add("closes")
	y.add("close by " + ev.Report.By + ", " + ev.Report.Cause)
	for kind := range ev.lane {
		y.add("close under " + kind)
	}
	for kind := range ev.tab {
		y.add("close while " + kind)
	}
}

func (y *tally) books(one closing, heard [][]int) {
	for name, n := range map[string]int{
		"sent": one.Sent, "handed over": one.Handed, "handed over and received": one.Received(heard), "sent again": one.Resent,
		"queued": len(one.Queued), "expired": len(one.Expired), "dropped": len(one.Dropped), "uncertain": len(one.Uncertain), "refused by a full queue": one.Refused,
	} {
		y.sum("messages "+name, n)
	}
}
