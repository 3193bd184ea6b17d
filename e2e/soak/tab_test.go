package soak_test

import (
	"context"
	"fmt"
	"math"
	"net/http/httptest"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/books"
	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/patience"
)

// A spec is one session, as the page takes it.
type spec struct {
	Name       string         `json:"name"`
	URL        string         `json:"url"`
	IsProvided bool           `json:"isProvided"` // the address is a function
	Seed       int            `json:"seed"`
	Queue      map[string]any `json:"queue"`
	Size       int            `json:"size"`
	Burst      int            `json:"burst"`
	EveryMs    int            `json:"everyMs"`
	Ends       []string       `json:"ends"`
	Rarity     int            `json:"rarity"`
	Heartbeat  map[string]any `json:"heartbeat,omitempty"`
	Options    map[string]any `json:"options"`

	lane           int
	closeTimeoutMs int
}

// specOf is the ith session of all. Half have a heartbeat, which is sent where the page sends little; the others an idle timeout.
func specOf(seed uint64, i int, name string, l *lane) spec {
	queues := []map[string]any{
		{"maxAgeMs": 60_000},
		{"maxAgeMs": 300},
		{"maxMessages": 10, "whenFull": "drop-oldest"},
		{"maxMessages": 10, "whenFull": "drop-newest", "maxAgeMs": 2_000},
		{"maxMessages": 20, "whenFull": "throw"},
	}
	again := map[string]any{
		"firstDelayMs": 300, "maxDelayMs": 1_000, "minUptimeMs": 500, "policy": []string{"rfc6455", "interactive"}[i%2],
		"rules": []map[string]any{{"code": []int{1001, 1011, 1012, 1013}, "action": "retry", "minDelayMs": i % 50, "firstDelayMs": 300}},
	}
	if i%7 == 0 {
		again["maxAttempts"] = maxAttempts
	}
	s := spec{
		Name: name, URL: fmt.Sprintf("ws://%s/ws?session=%s&lane=%d", l.proxy.Listen, name, i%lanes), IsProvided: i%4 < 2, lane: i % lanes, closeTimeoutMs: 300 + i%3*400,
		Seed: int(seed%1_000_000)*1_000 + i, Queue: queues[i%len(queues)], Size: 1_500, Burst: 4, EveryMs: 100,
		Ends: []string{"fail", "reconnect", "close"}, Rarity: 400,
	}
	s.Options = map[string]any{"openTimeoutMs": openTimeout.Milliseconds(), "closeTimeoutMs": s.closeTimeoutMs, "reconnect": again}
	if i%2 == 0 {
		s.Options["idleTimeoutMs"] = idleTimeout.Milliseconds()
	} else {
		s.EveryMs, s.Burst, s.Rarity = 2_000, 12, 20
		s.Heartbeat = map[string]any{"everyMs": 700, "timeoutMs": beatTimeout.Milliseconds()}
	}
	return s
}

const (
	maxAttempts = 6
	openTimeout = 6 * time.Second
	idleTimeout = 2500 * time.Millisecond
	beatTimeout = 1800 * time.Millisecond
)

// A tab is a page with sessions, and what happened to it.
type tab struct {
	windows
	*chrome.Tab
	t     *testing.T
	ctx   *patience.Watch // of the whole run: an answer of a page is progress
	web   *httptest.Server
	specs map[string]spec

	using  sync.Mutex      // what Go asks of the page
	took   []time.Duration // how long it took to ask
	told   []telling       // not judged yet
	before chrome.Memory
}

// eval calls a function in the page.
func eval[T any](x *tab, function string, args ...any) T {
	x.t.Helper()
	value, err := chrome.Eval[T](x.ctx, x.Tab, function, args...)
	x.ctx.Moved()
	require.NoError(x.t, err)
	return value
}

// newTab opens a tab whose core is warm.
func newTab(ctx *patience.Watch, t *testing.T, browser *chrome.Browser, web *httptest.Server) *tab {
	opened, err := browser.Tab(ctx, chrome.Isolated)
	require.NoError(t, err)
	x := &tab{Tab: opened, t: t, ctx: ctx, web: web, specs: map[string]spec{}}
	t.Cleanup(func() {
		assert.Empty(t, x.Exceptions(), "the page threw")
		assert.NoError(t, x.Close())
	})
	require.NoError(t, x.Navigate(ctx, web.URL+"/page"))
	return x
}

func (x *tab) start(specs []spec) {
	x.specs = map[string]spec{}
	for _, one := range specs {
		x.specs[one.Name] = one
	}
	eval[chrome.Void](x, `async (specs) => { while (!window.soak) await new Promise((r) => setTimeout(r, 5)); await soak.start(specs); }`, specs)
}

// run lets happen to the tab what is planned, until ctx ends.
func (x *tab) run(ctx context.Context, begin time.Time, planned []event) {
	for _, e := range planned {
		if !sleepUntil(ctx, begin.Add(e.At)) {
			return
		}
		over := x.open(e.Kind)
		x.happen(ctx, e, begin.Add(e.At+e.For))
		over()
		if x.t.Failed() {
			return
		}
	}
}

func (x *tab) happen(ctx context.Context, e event, until time.Time) {
	if e.Kind == "away" {
		x.using.Lock()
		defer x.using.Unlock()
		assert.NoError(x.t, x.Navigate(x.ctx, elsewhere(x.web)))
		sleepUntil(ctx, until)
		assert.NoError(x.t, x.Back(x.ctx))
		kept, err := chrome.Eval[bool](x.ctx, x.Tab, `() => window.soak !== undefined && !!window.soak.isKept`)
		assert.True(x.t, kept && err == nil, "the page didn't come out of the back/forward cache: %v", err)
		return
	}
	for _, on := range []bool{true, false} {
		var err error
		switch e.Kind {
		case "offline":
			// Not SetOffline: of handshakes that it fails Chromium 156's network service dies ("dangling raw_ptr in unretained"), and
			// takes the connections of all tabs with it.
			err = x.SayOffline(x.ctx, on)
		case "frozen":
			err = x.SetFrozen(x.ctx, on)
		case "hidden":
			_, err = chrome.Eval[chrome.Void](x.ctx, x.Tab, `(state) => soak.see(state)`, map[bool]string{true: "hidden", false: "visible"}[on])
		}
		assert.NoError(x.t, err, e.Kind)
		if on {
			sleepUntil(ctx, until)
		}
	}
}

// A telling is what the page was told: a close, an end, or that a message came corrupted on a connection.
type telling struct {
	Session  string
	Asked    string  // what the page called on that connection: fail, reconnect, close
	Came     int     // messages on that connection
	SilentMs float64 // since the last of them
	IsEnd    bool
	Garbled  int
	Report   report
}

// take is what the page was told since it was last asked, and what it found wrong.
func (x *tab) take() []telling {
	x.using.Lock()
	defer x.using.Unlock()
	asked := time.Now()
	got := eval[struct {
		Told   []telling
		Faults []string
	}](x, `(ms) => soak.take(ms)`, x.busy().Milliseconds())
	x.took = append(x.took, time.Since(asked))
	for _, fault := range got.Faults {
		x.t.Error(fault)
	}
	return got.Told
}

// busy is by how much a busy machine makes things late, at most: ten times what the slowest of the last questions took, which the page
// answers at once.
func (x *tab) busy() time.Duration {
	last := x.took[max(0, len(x.took)-30):]
	if len(last) == 0 {
		return 0
	}
	return 10 * slices.Max(last)
}

// A closing is the books of one session.
type closing struct {
	books.Books
	Name    string
	Garbled int
}

// finish ends all sessions, and returns their books and what the page was told last.
func (x *tab) finish() ([]closing, []telling) {
	all := eval[[]closing](x, `() => soak.finish()`)
	return all, x.take()
}

// holdings is what a page without sessions holds, once nothing lingers, or nothing has ended for so long that nothing will.
func (x *tab) holdings() (chrome.Memory, held) {
	var h held
	watch := patience.New(x.ctx, 90*time.Second) // Chromium keeps a socket for 60 s whose peer doesn't answer its Close
	defer watch.Stop()
	for fewest := math.MaxInt; ; time.Sleep(100 * time.Millisecond) {
		memory, err := x.Collect(x.ctx)
		require.NoError(x.t, err)
		h = eval[held](x, `() => soak.held()`)
		h.Sockets, err = x.Alive(x.ctx, "WebSocket.prototype")
		require.NoError(x.t, err)
		if h.Lingering == 0 && h.Sockets <= 1 || watch.Err() != nil {
			return memory, h
		}
		if h.Sockets < fewest {
			fewest = h.Sockets
			watch.Moved()
		}
	}
}

// held is what is left. Sockets: the prototype of wsclose's class has that of the native one.
type held struct {
	Sessions, Lingering, Sockets int
	Status                       string
}

func (x *tab) notLeaked(name string) {
	memory, h := x.holdings()
	assert.Equal(x.t, held{Sockets: 1, Status: "ready"}, h, name)
	assert.Less(x.t, memory.Heap-x.before.Heap, 1e6, "%s: JavaScript heap", name)
	x.t.Logf("%s: heap %.0f kB, then %.0f kB; %+v", name, x.before.Heap/1e3, memory.Heap/1e3, h)
}

// complaints are what the browser wrote to the console, with the addresses left out, and how often.
func (x *tab) complaints() map[string]int {
	counts := map[string]int{}
	for _, line := range x.Console() {
		counts[address.ReplaceAllString(line.Text, "…")]++
	}
	return counts
}

var address = regexp.MustCompile(`'ws:[^']*'`)
