//go:build go1.23

package session_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

var (
	closeAsked     = session.CloseAsked{Code: 1000, Reason: "bye"}
	reconnectAsked = session.ReconnectAsked{Code: 1005}
)

// everyTrigger is all that could tempt a session to dial.
var everyTrigger = []session.Fact{
	session.WentOffline{}, session.BecameHidden{}, session.PageHidden{Persisted: true}, session.Froze{},
	session.Resumed{}, session.PageShown{Persisted: true}, session.BecameVisible{}, session.CameOnline{}, session.PageShown{},
}

// settings are the worlds in which the page asks at 2 s, one for each state that lasts.
func settings(t *testing.T) map[string]*world {
	idle := newWorld(t, standard(), healthy)
	offline := dialled(t, standard(), refused, healthy)
	offline.happens(1_000, session.WentOffline{})
	away := dialled(t, standard(), healthy)
	away.happens(1_000, session.PageHidden{Persisted: true})
	closing := dialled(t, standard(), peer{opens: 100, answers: 5_000}, healthy)
	closing.happens(1_000, closeAsked)
	return map[string]*world{
		"idle": idle, "dialling": dialled(t, standard(), peer{silent: true}, healthy), "connecting": dialled(t, standard(), peer{opens: 5_000}, healthy),
		"open": dialled(t, standard(), healthy), "closing": closing, "waiting": dialled(t, standard(), refused, healthy),
		"offline": offline, "away": away, "ended": dialled(t, standard(), opensThen(100, closed(1008, "")), healthy),
	}
}

func TestCloseStaysClosedWhateverTriggerComes(t *testing.T) {
	for name, w := range settings(t) {
		w.happens(2_000, closeAsked)
		w.happens(10_000, everyTrigger...)
		w.happens(20_000, everyTrigger...)
		w.run(1_999)
		dials := len(w.dial)
		w.run(100_000)
		assert.Equal(t, "ended", w.phase(), name)
		assert.Len(t, w.dial, dials, name)
		assert.Len(t, w.ends(), 1, name)
		assert.Empty(t, w.timers, name)
	}
}

func TestDisposeStaysDisposedWhateverTriggerComes(t *testing.T) {
	for name, w := range settings(t) {
		w.run(1_999)
		dials, closes, around := len(w.dial), len(w.told), w.machine.Phase()
		w.happens(2_000, session.Disposed{}, session.Disposed{})
		w.run(2_000)
		assert.Equal(t, "ended", w.phase(), name)
		switch around {
		case session.PhaseOpen, session.PhaseClosing:
			assert.Len(t, w.told, closes+1, "%s: a living connection has its close at once", name)
			assert.Equal(t, "aborted", w.causes()[closes], name)
		case session.PhaseConnecting: // with a native socket or without
		default:
			assert.Len(t, w.told, closes, name)
		}
		w.happens(10_000, everyTrigger...)
		w.run(100_000)
		assert.Len(t, w.dial, dials, name)
		assert.Len(t, w.ends(), 1, name)
		assert.Empty(t, w.timers, name)
	}
}

func TestReconnectDialsAtOnceInEveryState(t *testing.T) {
	for name, w := range settings(t) {
		w.happens(2_000, reconnectAsked)
		w.run(1_999)
		dials := len(w.dial)
		w.run(2_000)
		assert.Len(t, w.dial, dials+1, name)
		w.run(2_100)
		assert.Equal(t, "open", w.phase(), name)
	}
}

func TestCloseWithoutAConnectionEndsWithoutAClose(t *testing.T) {
	for _, name := range []string{"idle", "dialling", "waiting", "offline"} {
		w := settings(t)[name]
		w.happens(2_000, closeAsked, session.CameOnline{})
		w.run(1_999)
		closes := len(w.told)
		w.run(60_000)
		assert.Len(t, w.told, closes, name)
		assert.Equal(t, session.EmitEnd{Conn: 0, Rule: reconnect.RulePage}, w.seen[len(w.seen)-1], name)
	}
}

func TestReconnectInEveryCloseListenerIsPaced(t *testing.T) {
	w := dialled(t, standard(), refused)
	w.random = 1
	w.onClose = func(w *world) { w.page(reconnectAsked) }
	w.run(70_000)
	assert.Equal(t, []session.Millis{0, 50, 5_099, 15_148, 35_197, 65_246}, w.dial, "once at once, then as failed attempts are")
	assert.Equal(t, []int{0, 1, 2, 3, 4, 5}, w.attempts(), "one number for each connection")
	w.golden("reconnect-in-every-close-listener")
}

func TestReconnectTwiceInOneListenerCountsOnce(t *testing.T) {
	once, twice := dialled(t, standard(), refused), dialled(t, standard(), refused)
	once.onClose = func(w *world) { w.page(reconnectAsked) }
	twice.onClose = func(w *world) {
		w.page(reconnectAsked)
		w.page(closeAsked)
		w.page(reconnectAsked)
	}
	once.run(100_000)
	twice.run(100_000)
	assert.Equal(t, once.dial, twice.dial)
	assert.Equal(t, once.attempts(), twice.attempts())
}

func TestReconnectInEveryEndListenerIsPacedAndBeginsSessions(t *testing.T) {
	w := dialled(t, standard(), opensThen(1, closed(1008, "")))
	w.random = 1
	w.onEnd = func(w *world) { w.page(reconnectAsked) }
	w.run(20_000)
	assert.Equal(t, []session.Millis{0, 101, 5_201, 15_301}, w.dial)
	assert.Equal(t, []int{0, 0, 0, 0}, w.attempts(), "each is the first of its session")
	assert.Contains(t, w.trace.String(), "Waiting(conn 2, @5201 retry #0 by page)", "also while it waits")
	assert.Len(t, w.ends(), 4)
}

func TestReconnectInAProviderIsPaced(t *testing.T) {
	w := newWorld(t, standard(), peer{silent: true})
	w.random = 1
	w.onDial = func(w *world) { w.page(reconnectAsked) }
	w.page(reconnectAsked)
	w.run(20_000)
	assert.Equal(t, []session.Millis{0, 0, 4_999, 4_999}, w.dial, "a loop in the page must not become one in the machine")
}

func TestReconnectOutOfIdleIsNotOneOfMany(t *testing.T) {
	w := newWorld(t, standard(), refused, healthy)
	w.onClose = func(w *world) { w.page(reconnectAsked) }
	w.page(reconnectAsked)
	w.run(1_000)
	assert.Equal(t, []session.Millis{0, 50}, w.dial)
}

func TestReconnectOfALivingConnectionIsTheSameAttemptAgain(t *testing.T) {
	w := dialled(t, standard(), refused, refused, peer{opens: 100})
	w.run(9_000)
	assert.Equal(t, "open", w.phase())
	w.page(reconnectAsked)
	w.run(9_100)
	assert.Contains(t, w.trace.String(), "dial 4 (attempt 2)")
	assert.Equal(t, []int{0, 1, 2}, w.attempts())
	w.golden("reconnect-of-a-living-connection")
}

func TestReconnectWhileOfflineIsThePagesRisk(t *testing.T) {
	w := dialled(t, standard(), refused)
	w.happens(100, session.WentOffline{})
	w.happens(2_000, reconnectAsked)
	w.run(60_000)
	assert.Equal(t, []session.Millis{0, 2_000}, w.dial)
	assert.Equal(t, "paused", w.phase())
}

func TestReconnectAfterALongTimeIsNeverPaced(t *testing.T) {
	w := dialled(t, standard(), opensThen(1, closed(1008, "")))
	for at := session.Millis(2_000); at <= 10_000; at += 2_000 {
		w.happens(at, reconnectAsked)
	}
	w.run(11_000)
	assert.Equal(t, []session.Millis{0, 2_000, 4_000, 6_000, 8_000, 10_000}, w.dial)
}

func TestCancelRetryEndsTheSessionInTheListenerAndLater(t *testing.T) {
	cancel := func(w *world) { w.step(1, session.RetryCancelled{}) }
	inListener := dialled(t, standard(), refused)
	inListener.onClose = cancel
	inListener.run(60_000)
	later := dialled(t, standard(), refused)
	later.later(1_000, func() { cancel(later) })
	later.run(60_000)
	tooLate := dialled(t, standard(), refused, healthy)
	tooLate.later(30_000, func() { cancel(tooLate) })
	tooLate.run(60_000)

	for _, w := range []*world{inListener, later} {
		assert.Equal(t, []string{reconnect.RuleCancelled}, w.ends())
		assert.Contains(t, w.seen, session.EmitEnd{Conn: 1, Rule: reconnect.RuleCancelled})
		assert.Len(t, w.dial, 1)
	}
	assert.Equal(t, "open", tooLate.phase(), "what was planned has been done")
}

func TestCancelRetryIsLastAndReconnectNotExcepted(t *testing.T) {
	w := dialled(t, standard(), refused)
	w.onClose = func(w *world) {
		w.page(reconnectAsked)
		w.step(1, session.RetryCancelled{})
	}
	w.run(60_000)
	assert.Equal(t, []string{reconnect.RuleCancelled}, w.ends())
}

func TestCloseInAListenerAfterAStopLeavesItsRule(t *testing.T) {
	w := dialled(t, standard(), opensThen(10, closed(1008, "")))
	w.onClose = func(w *world) { w.page(closeAsked) }
	w.run(60_000)
	assert.Equal(t, []string{"default:1008"}, w.ends(), "who closes in every close listener still learns why it ended")
}

func TestDecideHasTheLastWord(t *testing.T) {
	lost, refusing := session.Closed{Code: 1006}, closed(1008, "")
	for _, c := range []struct {
		name    string
		closed  session.Closed
		verdict reconnect.Verdict
		dials   []session.Millis
		ends    []string
	}{
		{"undefined leaves a retry", lost, reconnect.Verdict{}, []session.Millis{0, 3_500}, []string{}},
		{"undefined leaves a stop", refusing, reconnect.Verdict{}, []session.Millis{0}, []string{"default:1008"}},
		{"false", lost, reconnect.Verdict{Kind: reconnect.VerdictStop}, []session.Millis{0}, []string{reconnect.RuleDecide}},
		{"true leaves the plan", lost, reconnect.Verdict{Kind: reconnect.VerdictRetry}, []session.Millis{0, 3_500}, []string{}},
		{"true after a stop", refusing, reconnect.Verdict{Kind: reconnect.VerdictRetry}, []session.Millis{0, 2_500 + 1_000}, []string{}},
		{"a number", lost, reconnect.Verdict{Kind: reconnect.VerdictWidth, Delay: 8_000}, []session.Millis{0, 5_000}, []string{}},
		{"exactly", lost, reconnect.Verdict{Kind: reconnect.VerdictExact, Delay: 300}, []session.Millis{0, 1_300}, []string{}},
		{"later", lost, reconnect.Verdict{Kind: reconnect.VerdictFloor, Delay: 60_000}, []session.Millis{0, 63_500}, []string{}},
	} {
		w := dialled(t, deciding(), opensThen(900, c.closed), healthy)
		w.decide = func(*world, session.Settlement) reconnect.Verdict { return c.verdict }
		w.run(100_000)
		assert.Equal(t, c.dials, w.dial, c.name)
		assert.Equal(t, c.ends, w.ends(), c.name)
		assert.Len(t, w.told, 1, c.name)
	}
}

func TestYesOfDecideKeepsWhatItWasShown(t *testing.T) {
	w := dialled(t, deciding(), healthy)
	w.happens(10_000, session.Froze{})
	w.happens(20_000, session.Resumed{})
	var shown session.Millis
	w.decide = func(w *world, s session.Settlement) reconnect.Verdict {
		shown, w.random = s.Plan.At, 0.9
		return reconnect.Verdict{Kind: reconnect.VerdictRetry}
	}
	w.run(30_000)
	assert.Equal(t, session.Millis(20_000), shown)
	assert.Equal(t, []session.Millis{0, 20_000}, w.dial)
}

func TestDecideStandsAboveLimits(t *testing.T) {
	c := deciding()
	c.Policy.MaxAttempts = 0
	w := dialled(t, c, refused, refused, healthy)
	w.decide = func(*world, session.Settlement) reconnect.Verdict {
		return reconnect.Verdict{Kind: reconnect.VerdictRetry}
	}
	w.run(60_000)
	assert.Equal(t, "open", w.phase())
	assert.Equal(t, []int{0, 1}, w.attempts())
}

func TestCloseInsideDecideStandsAboveTheVerdict(t *testing.T) {
	for name, closed := range map[string]session.Closed{"close-inside-decide": {Code: 1006}, "close-inside-decide-after-a-stop": closed(1008, "")} {
		w := dialled(t, deciding(), opensThen(900, closed))
		w.decide = func(w *world, _ session.Settlement) reconnect.Verdict {
			w.page(closeAsked)
			return reconnect.Verdict{Kind: reconnect.VerdictRetry}
		}
		w.run(60_000)
		assert.Equal(t, []string{reconnect.RulePage}, w.ends())
		assert.Len(t, w.told, 1)
		w.golden(name)
	}
}

func TestReconnectInsideDecideStandsAboveTheVerdict(t *testing.T) {
	w := dialled(t, deciding(), opensThen(900, closed(1008, "")), healthy)
	w.decide = func(w *world, _ session.Settlement) reconnect.Verdict {
		w.page(reconnectAsked)
		return reconnect.Verdict{Kind: reconnect.VerdictStop}
	}
	w.run(60_000)
	assert.Equal(t, []session.Millis{0, 1_000}, w.dial)
}

func TestDecideIsNotAskedAfterThePagesOwnClose(t *testing.T) {
	w := dialled(t, deciding(), healthy, healthy)
	w.happens(10_000, closeAsked)
	w.run(20_000) // decide is nil: it would panic
	assert.Equal(t, []string{reconnect.RulePage}, w.ends())

	w = dialled(t, deciding(), refused)
	w.onPhase = func(w *world) {
		if _, deciding := w.machine.State().(session.Deciding); deciding {
			w.page(closeAsked)
		}
	}
	w.run(20_000)
	assert.Equal(t, []string{reconnect.RulePage}, w.ends(), "also where close() comes before decide's turn")
}

func TestFailReportsAtOnceAndRetries(t *testing.T) {
	w := dialled(t, standard(), healthy)
	w.happens(10_000, session.FailAsked{Code: 3902, Reason: "bad data"})
	w.run(20_000)
	assert.Equal(t, []string{"failed"}, w.causes())
	assert.True(t, w.told[0].Error)
	assert.Equal(t, []session.Millis{0, 12_500}, w.dial)
	w.golden("fail")
}

func TestFailAfterCloseStaysClosed(t *testing.T) {
	w := dialled(t, standard(), healthy)
	w.happens(10_000, closeAsked, session.FailAsked{Code: 3902})
	w.run(60_000)
	assert.Equal(t, []string{reconnect.RulePage}, w.ends())
}

func TestListenersSeeTheTruthAndPhasesAreChained(t *testing.T) {
	w := dialled(t, standard(), refused, healthy)
	w.onRetry = func(w *world) { w.page(closeAsked) }
	w.onEnd = func(w *world) {
		assert.Equal(t, "ended", w.phase())
		w.onEnd = nil
		w.page(reconnectAsked)
	}
	w.run(5_000)
	assert.Equal(t, "open", w.phase())
	assert.Len(t, w.ends(), 1)
	w.golden("close-in-a-retry-listener")
}
