//go:build go1.23

package session_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

func threw(kind reconnect.VerdictKind, delay session.Millis) peer {
	return peer{dial: session.DialFailed{Verdict: reconnect.Verdict{Kind: kind, Delay: delay}}}
}

func TestProviderThatSaysStopEndsTheSession(t *testing.T) {
	w := dialled(t, standard(), lostAt(6_000), threw(reconnect.VerdictStop, 0), healthy)
	w.run(100_000)
	assert.Equal(t, []string{"lost", "failed"}, w.causes())
	assert.Equal(t, []string{"cause:provider"}, w.ends())
	assert.Len(t, w.dial, 2)
	w.golden("provider-stops")
}

func TestProviderThatSaysLaterIsNoFailedAttempt(t *testing.T) {
	c := standard()
	c.Policy.MaxAttempts = 1
	later := threw(reconnect.VerdictFloor, 40_000)
	w := dialled(t, c, later, later, later, healthy)
	w.run(200_000)
	assert.Equal(t, []session.Millis{0, 42_500, 85_000, 127_500}, w.dial, "40 s, and a draw from the first width")
	assert.Equal(t, []int{0, 1, 1}, w.attempts())
	assert.Equal(t, "open", w.phase(), "the limit of one attempt was not met")
}

func TestDelayThatAProviderNamedIsNotUndercut(t *testing.T) {
	w := dialled(t, standard(), threw(reconnect.VerdictFloor, 40_000), healthy)
	w.happens(10_000, session.BecameHidden{}, session.BecameVisible{}, session.WentOffline{}, session.CameOnline{})
	w.run(100_000)
	assert.GreaterOrEqual(t, w.dial[1], session.Millis(40_000))
}

func TestMessageThatIsTooBigStops(t *testing.T) {
	w := dialled(t, standard(), healthy)
	w.happens(1_000, session.TooBig{})
	w.run(100_000)
	assert.Equal(t, []string{"failed"}, w.causes())
	assert.Equal(t, []string{"cause:too-big"}, w.ends())
	assert.True(t, w.told[0].Error)
	w.golden("too-big")
}

func TestReconnectingIsSwitchedOffAndOnAgain(t *testing.T) {
	w := dialled(t, standard(), refused, lostAt(6_000), healthy)
	w.happens(100, session.Switched{})
	w.run(50_000)
	assert.Equal(t, []string{reconnect.RuleReconnectFalse}, w.ends(), "what waits stops")
	assert.Len(t, w.dial, 1)

	w.page(reconnectAsked)
	w.run(60_000)
	assert.Equal(t, []string{reconnect.RuleReconnectFalse, reconnect.RuleReconnectFalse}, w.ends(), "and what is lost isn't dialled again")

	w.happens(60_500, session.Switched{On: true})
	w.page(reconnectAsked)
	w.run(61_000)
	assert.Equal(t, "open", w.phase())

	w = dialled(t, standard(), lostAt(6_000), healthy)
	w.onClose = func(w *world) { w.page(session.Switched{}) }
	w.run(50_000)
	assert.Equal(t, []string{reconnect.RuleReconnectFalse}, w.ends(), "in a listener for close")
}

func TestDecideIsNotAskedWhileReconnectingIsSwitchedOff(t *testing.T) {
	w := dialled(t, deciding(), lostAt(6_000), healthy)
	w.happens(1_000, session.Switched{})
	w.run(50_000) // decide is nil: it would panic
	assert.Equal(t, []string{reconnect.RuleReconnectFalse}, w.ends())
}

func TestASessionMadeWithoutReconnectingIsNotSwitched(t *testing.T) {
	for _, on := range []bool{false, true} {
		w := dialled(t, session.Config{Policy: reconnect.RFC6455()}, opensThen(1, closed(1000, "")), opensThen(1, closed(1000, "")), healthy)
		w.random = 1
		w.onClose = func(w *world) { w.page(reconnectAsked) }
		w.run(1_000)
		assert.Equal(t, "waiting", w.phase(), "the page asks again and again, and is paced")
		w.happens(2_000, session.Switched{On: on})
		w.run(60_000)
		assert.Equal(t, "open", w.phase(), on)
		assert.Len(t, w.dial, 3, on)
	}
}
