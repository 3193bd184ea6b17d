//go:build go1.23

package session_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// opensThen is open for a time, and then ends with a code.
func opensThen(ends session.Millis, code session.Closed) peer {
	return peer{opens: 100, ends: ends, code: code.Code, reason: code.Reason}
}

func TestServiceRestartIsFollowedByADialWithin5To30Seconds(t *testing.T) {
	for _, c := range []struct {
		random float64
		after  session.Millis
	}{{0, 5_000}, {0.5, 17_500}, {0.999, 29_975}} {
		w := dialled(t, standard(), opensThen(6_000, closed(1012, "")), healthy)
		w.random = c.random
		w.run(60_000)
		assert.Equal(t, []session.Millis{0, 6_100 + c.after}, w.dial)
		assert.Equal(t, "open", w.phase())
		if c.random == 0.5 {
			w.golden("service-restart")
		}
	}
}

func TestPolicyViolationEndsTheSession(t *testing.T) {
	w := dialled(t, standard(), opensThen(6_000, closed(1008, "who are you?")))
	w.run(600_000)
	assert.Len(t, w.dial, 1)
	assert.Equal(t, []string{"default:1008"}, w.ends())
	assert.Empty(t, w.timers)
	w.golden("policy-violation")
}

func TestBackoffGrowsOverFailuresAndStartsOverAfterAStableConnection(t *testing.T) {
	stable := opensThen(6_000, session.Closed{Code: 1006})
	w := dialled(t, standard(), refused, refused, refused, refused, refused, stable, refused, healthy)
	w.random = 1
	w.run(300_000)
	waits := make([]session.Millis, 0, len(w.dial))
	for i := 1; i < len(w.dial); i++ {
		waits = append(waits, w.dial[i]-w.dial[i-1])
	}
	// Full jitter stays below the width: 5, 10, 20, 30, 30 s. The sixth connection lives for 6.1 s, the others for 50 ms.
	assert.Equal(t, []session.Millis{5_049, 10_049, 20_049, 30_049, 30_049, 6_100 + 4_999, 10_049}, waits)
	assert.Equal(t, []int{0, 1, 2, 3, 4, 0, 1}, w.attempts(), "a stable connection has attempt 0 in its own report")
	w.golden("backoff")
}

func TestAcceptThenCloseLoopsAreFailures(t *testing.T) {
	w := dialled(t, standard(), opensThen(1, closed(1011, "")))
	w.random = 0
	w.run(26_000)
	assert.Equal(t, []int{0, 1, 2, 3, 4, 5}, w.attempts(), "opening is no success: staying open is")
	assert.Equal(t, []session.Millis{0, 5_101, 10_202, 15_303, 20_404, 25_505}, w.dial)
	w.golden("accept-then-close")
}

func TestAttemptLimitEndsTheSession(t *testing.T) {
	c := standard()
	c.Policy.MaxAttempts = 2
	w := dialled(t, c, refused)
	w.run(600_000)
	assert.Len(t, w.dial, 3)
	assert.Equal(t, []string{reconnect.RuleLimitAttempts}, w.ends())
	w.golden("limit-attempts")
}

func TestRuleLimitCountsClosesInARow(t *testing.T) {
	c := standard()
	rule := reconnect.NewRule(reconnect.Retry, reconnect.Span{From: 4000, To: 4099})
	rule.MaxAttempts = 1
	c.Policy.Rules = []reconnect.Rule{rule}
	again := opensThen(10, closed(4001, ""))
	w := dialled(t, c, again, refused, again, again)
	w.run(600_000)
	assert.Equal(t, []string{reconnect.RuleLimitAttempts}, w.ends())
	assert.Equal(t, []string{"close-frame", "never-opened", "close-frame", "close-frame"}, w.causes())
}

func TestElapsedLimitCountsFromTheEndOfTheLastStableConnection(t *testing.T) {
	c := standard()
	c.Policy.MaxElapsed = 20_000
	w := dialled(t, c, opensThen(60_000, session.Closed{Code: 1006}), refused)
	w.run(600_000)
	assert.Equal(t, []string{reconnect.RuleLimitElapsed}, w.ends())
	w.golden("limit-elapsed")

	w = dialled(t, c, refused)
	w.random = 1
	w.run(600_000)
	assert.Len(t, w.dial, 4, "without one: from the session's first dial, in Idle")
}

func TestSessionThatBeginsLateCountsItsTimeFromThen(t *testing.T) {
	c := standard()
	c.Policy.MaxElapsed = 20_000
	w := newWorld(t, c, refused, healthy)
	w.run(500_000)
	w.page(session.ReconnectAsked{Code: 1005})
	w.run(600_000)
	assert.Equal(t, "open", w.phase())
}

func TestWithoutReconnectingEveryEndIsFinalAndNoTimerRuns(t *testing.T) {
	w := dialled(t, session.Config{Policy: reconnect.RFC6455()}, opensThen(500, closed(1012, "")), healthy)
	w.later(200, func() { assert.Empty(t, w.timers) })
	w.happens(300, session.WentOffline{}, session.BecameHidden{}, session.PageHidden{Persisted: true}, session.Froze{})
	w.happens(400, session.Resumed{}, session.PageShown{Persisted: true}, session.BecameVisible{}, session.CameOnline{})
	w.run(600_000)
	assert.Len(t, w.dial, 1)
	assert.Empty(t, w.timers)
	assert.Equal(t, []string{reconnect.RuleReconnectFalse}, w.ends())
	w.golden("without-reconnecting")
}

func TestWithoutReconnectingThePagesOwnCloseIsStillThePages(t *testing.T) {
	w := dialled(t, session.Config{Policy: reconnect.RFC6455()}, healthy)
	w.happens(1_000, closeAsked)
	w.run(60_000)
	assert.Equal(t, []string{reconnect.RulePage}, w.ends())

	w = dialled(t, standard(), healthy)
	w.happens(1_000, session.Switched{}, closeAsked)
	w.run(60_000)
	assert.Equal(t, []string{reconnect.RulePage}, w.ends(), "also where it is switched off")
}

func TestWithoutReconnectingReconnectIsPacedAllTheSame(t *testing.T) {
	w := dialled(t, session.Config{Policy: reconnect.RFC6455()}, opensThen(1, closed(1000, "")))
	w.random = 1
	w.onClose = func(w *world) { w.page(session.ReconnectAsked{Code: 1005}) }
	w.run(60_000)
	assert.Equal(t, []session.Millis{0, 101, 5_201, 15_301, 35_401}, w.dial)
}

func TestLateEventsOfAnOldConnectionReachNobody(t *testing.T) {
	old := peer{opens: 3_000, ends: 4_000, errors: true, code: 1008}
	w := dialled(t, standard(), old, healthy)
	w.happens(1_000, session.ReconnectAsked{Code: 4000})
	w.run(20_000)
	assert.Equal(t, "open", w.phase())
	assert.Equal(t, []string{"aborted"}, w.causes(), "one close for the one connection that ended")
	w.golden("late-events")
}

func TestFailedDialIsToldAsACloseAndRetried(t *testing.T) {
	w := dialled(t, standard(), peer{dial: session.DialFailed{}}, healthy)
	w.run(20_000)
	assert.Equal(t, []string{"failed"}, w.causes())
	assert.True(t, w.told[0].Error)
	assert.Equal(t, "open", w.phase())
	w.golden("dial-failed")
}

func TestDialThatFailsForGoodEndsTheSessionWithoutAClose(t *testing.T) {
	w := dialled(t, standard(), refused, peer{dial: session.DialFailed{Final: true}}, healthy)
	w.run(20_000)
	assert.Equal(t, []string{"never-opened"}, w.causes())
	assert.Equal(t, []string{reconnect.RuleBadURL}, w.ends())
	assert.Contains(t, w.seen, session.EmitEnd{Conn: 0, Rule: reconnect.RuleBadURL})
	w.golden("dial-failed-for-good")
}

func TestReconnectAfterADialThatFailedForGoodIsPaced(t *testing.T) {
	w := newWorld(t, standard(), peer{dial: session.DialFailed{Final: true}})
	w.random = 1
	w.onEnd = func(w *world) { w.page(session.ReconnectAsked{Code: 1005}) }
	w.page(session.ReconnectAsked{Code: 1005})
	w.run(20_000)
	assert.Equal(t, []session.Millis{0, 0, 4_999, 14_998}, w.dial, "a loop in the page must not become one in the machine")
}

func TestGoodbyeIsFinalUnlessThePageWasDisturbedOrAnErrorCame(t *testing.T) {
	bye := closed(1000, "")
	for _, c := range []struct {
		name  string
		peer  peer
		facts []session.Fact
		ended bool
	}{
		{"undisturbed", opensThen(20_000, bye), nil, true},
		{"at the load of the page", opensThen(20_000, bye), []session.Fact{session.PageShown{}}, true},
		{"after an error", peer{opens: 100, ends: 20_000, errors: true, code: 1000}, nil, false},
		{"hidden", opensThen(20_000, bye), []session.Fact{session.BecameHidden{}}, false},
		{"visible again", opensThen(20_000, bye), []session.Fact{session.BecameHidden{}, session.BecameVisible{}}, false},
	} {
		w := dialled(t, standard(), c.peer, healthy)
		w.happens(16_000, c.facts...)
		w.run(60_000)
		assert.Equal(t, c.ended, w.phase() == "ended", c.name)
	}
}

func TestVisibleAgainForLongIsNotDisturbed(t *testing.T) {
	w := dialled(t, standard(), opensThen(20_000, closed(1000, "")))
	w.happens(15_000, session.BecameHidden{}, session.BecameVisible{})
	w.run(60_000)
	assert.Equal(t, "ended", w.phase())
}
