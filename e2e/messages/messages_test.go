package messages_test

import (
	"strconv"
	"sync"
	"testing"
	"time"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/books"
	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/harness"
)

// sender is one session of the messages test, as the page's half takes it.
type sender struct {
	URL   string         `json:"url"`
	Queue map[string]any `json:"queue"`
	Seed  int            `json:"seed"`
	Size  int            `json:"size"`  // bytes of a message, at most
	Burst int            `json:"burst"` // messages in 4 ms, at most
	Ends  []string       `json:"ends,omitempty"`
	name  string
}

// total sums up books for the log.
type total struct {
	sync.Mutex
	sent, received, lost, resent, queued, expired, dropped, uncertain, closes int
}

const messagesSeed = 1

// TestEveryMessageIsAccountedForHoweverItsConnectionEnds ends 2,000 connections in every way while 60 sessions send numbered messages:
// the server receives none twice and none out of order, and each is in exactly one of handed over, queued, expired, dropped and
// uncertain.
func TestEveryMessageIsAccountedForHoweverItsConnectionEnds(t *testing.T) {
	t.Parallel()
	var sum total
	kinds := []struct {
		name  string
		ends  int
		of    func(s *sink, name string, seed int) sender
		froze bool
	}{
		{"fin", 400, sends("fin", 400, 12), false},
		{"rst", 400, sends("rst", 400, 12), false},
		{"close", 400, sends("close", 400, 12), false},
		{"close and rst", 300, sends("closerst", 400, 12), false},
		{"calls", 330, sends("never", 2_000, 12, "fail", "reconnect", "close"), false},
		{"slow reader", 120, sends("slow", 60_000, 8), false},
		{"slow reader and calls", 80, sends("slow", 60_000, 8, "fail", "reconnect", "close"), false},
		{"freeze", 30, sends("never", 40_000, 12), true},
	}
	t.Run("all", func(t *testing.T) {
		for _, kind := range kinds {
			t.Run(kind.name, func(t *testing.T) {
				t.Parallel()
				s := newSink(t, messagesSeed)
				p := harness.OpenPage(t, "/page?script=/harness/messages.js")
				var specs []sender
				for i := range 6 {
					specs = append(specs, kind.of(s, strconv.Itoa(i), messagesSeed*100+i))
				}
				harness.Eval[chrome.Void](p, `async (specs) => { while (!window.messages) await new Promise((r) => setTimeout(r, 5)); messages.start(specs); }`, specs)
				if kind.froze {
					for harness.Eval[int](p, `() => messages.closes`) < kind.ends {
						freeze(p, 20*time.Millisecond)
					}
				}
				harness.Eval[chrome.Void](p, `(closes) => messages.until(closes)`, kind.ends)
				for i, b := range harness.Eval[[]books.Books](p, `() => messages.finish()`) {
					s.check(t, specs[i].name, b, &sum)
				}
			})
		}
	})
	t.Logf("sent %d, received %d, handed over and lost %d, queued %d, expired %d, dropped %d, uncertain %d; sent again %d; %d ends",
		sum.sent, sum.received, sum.lost, sum.queued, sum.expired, sum.dropped, sum.uncertain, sum.resent, sum.closes)
	assert.GreaterOrEqual(t, sum.closes, 2_000)
	for what, n := range map[string]int{"expired": sum.expired, "dropped": sum.dropped, "uncertain": sum.uncertain, "queued": sum.queued, "sent again": sum.resent} {
		assert.NotZero(t, n, "the test has not come by messages that are %s", what)
	}
}

// sends is a kind of session: how the server ends its connections, how much it sends, and what the page calls now and then.
func sends(end string, size, burst int, calls ...string) func(s *sink, name string, seed int) sender {
	return func(s *sink, name string, seed int) sender {
		queues := []map[string]any{
			{"maxAgeMs": 60_000},
			{"maxAgeMs": 15},
			{"maxMessages": 5, "whenFull": "drop-oldest"},
			{"maxMessages": 5, "whenFull": "drop-newest"},
			{"maxMessages": 20, "whenFull": "throw"},
			{"maxBytes": 2_000, "whenFull": "drop-oldest", "maxAgeMs": 60_000},
		}
		return sender{URL: s.url(name, end), Queue: queues[seed%len(queues)], Seed: seed, Size: size, Burst: burst, Ends: calls, name: name}
	}
}

// freeze freezes the page for a while, as Chromium does with a tab in the background, and wakes it up.
func freeze(p *harness.Page, d time.Duration) {
	p.T.Helper()
	for _, state := range []cdppage.SetWebLifecycleStateState{cdppage.SetWebLifecycleStateStateFrozen, cdppage.SetWebLifecycleStateStateActive} {
		_, err := chrome.Call(p.Ctx, p.Tab, cdppage.SetWebLifecycleState, cdppage.SetWebLifecycleStateParams{State: state})
		require.NoError(p.T, err)
		time.Sleep(d) // a frozen page can't be asked
	}
}

// check compares a session's books with what the server has heard.
func (s *sink) check(t *testing.T, name string, b books.Books, sum *total) {
	t.Helper()
	heard := s.of(name)
	assert.Empty(t, b.Faults(heard), name)
	sum.Lock()
	defer sum.Unlock()
	received := b.Received(heard)
	sum.sent += b.Sent
	sum.resent += b.Resent
	sum.received += received
	sum.lost += b.Handed - received
	sum.queued += len(b.Queued)
	sum.expired += len(b.Expired)
	sum.dropped += len(b.Dropped)
	sum.uncertain += len(b.Uncertain)
	sum.closes += b.Closes
}
