//go:build go1.23

package session_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/session"
)

// adopted is a world whose core came at 3 s: the facts of connection 4 are replayed with their own times.
func adopted(t *testing.T, around session.Surroundings, began session.Began, at session.Millis, facts ...func(w *world)) *world {
	w := newWorld(t, standard(), healthy)
	w.machine = session.New(standard(), around)
	for range 3 {
		w.sockets[w.current()+1] = &socket{ended: true}
	}
	if began.Phase != session.PhaseEnded {
		w.sockets[4] = &socket{peer: healthy, closing: -1 << 53, opened: 1_100}
	}
	w.now = at
	w.step(4, began)
	for _, fact := range facts {
		fact(w)
	}
	w.now = 3_000
	return w
}

func replay(at session.Millis, fact session.Fact) func(w *world) {
	return func(w *world) {
		w.now = at
		w.step(4, fact)
	}
}

// lived is a machine that saw it all: three refused connections, and then the facts of the fourth, which was dialled at 1 s.
func lived(around session.Surroundings, facts ...func(w *world)) *world {
	w := &world{machine: session.New(standard(), around), timers: map[session.Timer]session.Millis{}, sockets: map[session.Conn]*socket{}}
	step := func(e session.Event) {
		for _, effect := range w.machine.Step(e) {
			switch e := effect.(type) {
			case session.Arm:
				w.timers[e.Timer] = e.At
			case session.Disarm:
				delete(w.timers, e.Timer)
			}
		}
	}
	step(event(0, 0, session.ReconnectAsked{Code: 1005}))
	for conn := session.Conn(1); conn <= 3; conn++ {
		for _, fact := range []session.Fact{session.Dialled{}, closed(1006, ""), session.Told{}} {
			step(event(1_000-1, conn, fact))
		}
		e := event(1_000, 0, session.TimerFired{Timer: session.RetryTimer})
		step(e)
	}
	w.busy = true // effects are collected, not done
	for _, fact := range facts {
		fact(w)
	}
	for _, effect := range w.queue {
		switch e := effect.(type) {
		case session.Arm:
			w.timers[e.Timer] = e.At
		case session.Disarm:
			delete(w.timers, e.Timer)
		}
	}
	return w
}

func TestReplayedFactsLeadWhereLivingThroughThemDoes(t *testing.T) {
	dial, open := replay(1_000, session.Dialled{}), replay(1_100, session.Opened{})
	errors := replay(1_200, session.Errored{})
	asked := replay(2_000, session.CloseAsked{Code: 1000, Reason: "bye"})
	empty := replay(2_000, session.CloseAsked{Code: closecode.NoStatusRcvd})
	for _, c := range []struct {
		name  string
		phase session.Phase
		facts []func(w *world)
	}{
		{"dialling", session.PhaseConnecting, nil},
		{"connecting", session.PhaseConnecting, []func(w *world){dial}},
		{"connecting, errored", session.PhaseConnecting, []func(w *world){dial, errors}},
		{"open", session.PhaseOpen, []func(w *world){dial, open}},
		{"open, errored", session.PhaseOpen, []func(w *world){dial, open, errors}},
		{"closing", session.PhaseClosing, []func(w *world){dial, open, asked}},
		{"closing, never opened", session.PhaseClosing, []func(w *world){dial, empty}},
	} {
		was, is := lived(session.Surroundings{}, c.facts...), adopted(t, session.Surroundings{}, session.Began{Phase: c.phase, Attempt: 3}, 1_000, c.facts...)
		assert.Equal(t, was.machine.State(), is.machine.State(), c.name)
		assert.Equal(t, was.machine.Attempt(), is.machine.Attempt(), c.name)
		assert.Equal(t, was.timers, is.timers, c.name)
		assert.Equal(t, is.machine.Phase(), c.phase, c.name)
	}
}

func TestAdoptedPlanIsKeptAndNotToldAgain(t *testing.T) {
	plan := replay(1_000, session.Planned{Due: 9_000, Attempt: 4, Rule: "fallback:1006"})
	w := adopted(t, session.Surroundings{}, session.Began{Phase: session.PhaseWaiting, Attempt: 3}, 1_000, plan)
	assert.Equal(t, map[session.Timer]session.Millis{session.RetryTimer: 9_000}, w.timers)
	assert.NotContains(t, w.seen, session.EmitRetry{}, "the page has had its retry event")
	w.run(8_999)
	assert.Empty(t, w.dial)
	w.run(9_000)
	assert.Contains(t, w.trace.String(), "dial 5 (attempt 4)")
	w.golden("adopted-waiting")

	w = adopted(t, session.Surroundings{Offline: true}, session.Began{Phase: session.PhaseWaiting, Attempt: 3}, 1_000, plan)
	assert.Equal(t, "paused", w.phase())
	w.happens(20_000, session.CameOnline{})
	w.run(30_000)
	assert.Equal(t, []session.Millis{21_000}, w.dial)
	assert.Contains(t, w.trace.String(), "dial 5 (attempt 4)", "the plan outlives being adopted offline")
}

func TestAdoptedWaitWithoutAPlanEndsAtOnce(t *testing.T) {
	for _, phase := range []session.Phase{session.PhaseWaiting, session.PhasePaused} {
		w := adopted(t, session.Surroundings{}, session.Began{Phase: phase, Attempt: 3}, 3_000)
		w.run(3_000)
		assert.Equal(t, []session.Millis{3_000}, w.dial, phase)
	}
}

func TestAdoptedPauseGoesOnUntilThePageIsOnline(t *testing.T) {
	w := adopted(t, session.Surroundings{Offline: true}, session.Began{Phase: session.PhasePaused, Attempt: 3}, 1_000,
		replay(1_000, session.Planned{Due: 9_000, Attempt: 4, Rule: "fallback:1006"}))
	w.run(19_999)
	assert.Equal(t, "paused", w.phase())
	assert.Empty(t, w.timers)
	w.happens(20_000, session.CameOnline{})
	w.run(30_000)
	assert.Equal(t, []session.Millis{21_000}, w.dial)
	assert.Contains(t, w.trace.String(), "dial 5 (attempt 4)")
}

func TestAdoptedStableConnectionIsStable(t *testing.T) {
	w := adopted(t, session.Surroundings{}, session.Began{Phase: session.PhaseOpen, Attempt: 3}, 1_000,
		replay(1_000, session.Dialled{}), replay(1_100, session.Opened{}))
	w.run(6_100)
	assert.Zero(t, w.machine.Attempt())
	w.page(reconnectAsked)
	w.run(7_000)
	assert.Equal(t, "open", w.phase())
}

func TestAdoptedEndedSessionBeginsAgain(t *testing.T) {
	w := adopted(t, session.Surroundings{}, session.Began{Phase: session.PhaseEnded, Attempt: 3}, 1_000)
	w.happens(4_000, everyTrigger...)
	w.run(5_000)
	assert.Equal(t, "ended", w.phase())

	m := session.New(standard(), session.Surroundings{})
	m.Step(event(0, 0, session.Began{Phase: session.PhaseEnded}))
	assert.Equal(t, session.Ended{}, m.State(), "closed before its first dial")
	assert.Contains(t, m.Step(event(0, 0, reconnectAsked)), session.Dial{Conn: 1})
}

func TestBeganIsOnlyForAMachineThatHasDoneNothing(t *testing.T) {
	began := session.Began{Phase: session.PhaseOpen}
	for _, r := range rows() {
		m := reached(r)
		before := m.State()
		if _, idle := before.(session.Idle); idle {
			continue
		}
		assert.Empty(t, m.Step(event(matrixNow, 9, began)), r.name)
		assert.Equal(t, before, m.State(), r.name)
	}
	m := session.New(standard(), session.Surroundings{})
	assert.Empty(t, m.Step(event(0, 0, began)), "a living connection has a number")
	assert.Equal(t, session.Idle{}, m.State())
}

func TestSessionAdoptedWithCountedRedialsIsPaced(t *testing.T) {
	w := adopted(t, session.Surroundings{}, session.Began{Phase: session.PhaseWaiting, Attempt: 3, Redials: 4}, 3_000)
	w.random = 1
	w.page(reconnectAsked)
	assert.Equal(t, "waiting", w.phase())
}

func TestAdoptedPlanOfThePagesOwnIsNotUndercut(t *testing.T) {
	for _, rule := range []string{"decide", "cause:provider"} {
		w := adopted(t, session.Surroundings{}, session.Began{Phase: session.PhaseWaiting, Attempt: 1}, 2_000,
			replay(2_000, session.Planned{Due: 62_000, Attempt: 1, Rule: rule}))
		w.happens(4_000, session.BecameHidden{}, session.BecameVisible{}, session.WentOffline{}, session.CameOnline{}, session.PageShown{Persisted: true})
		w.run(61_999)
		assert.Empty(t, w.dial, rule)
		w.run(62_000)
		assert.Equal(t, []session.Millis{62_000}, w.dial, rule)
	}
}
