//go:build go1.23

package session

import (
	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

// pageChanged takes what happens to the page: first the surroundings change,
// whatever the options, then what follows from it.
func (s *step) pageChanged(fact Fact) {
	switch e := fact.(type) {
	case WentOffline:
		s.Around.Offline = true
		s.pause()
	case CameOnline:
		s.Around.Offline = false
		s.probe()
		if s.config.Network {
			s.trigger(s.whenOnline)
		}
	case BecameHidden:
		s.Around.Hidden = true
	case BecameVisible:
		s.Around.Hidden = false
		s.restored()
	case PageHidden:
		s.Around.Away = true
		s.left(e.Persisted)
	case PageShown:
		// Without persisted it belongs to the load of the page: nobody has come
		// back.
		if e.Persisted || s.Around.Away {
			s.Around.Away, s.Around.Frozen = false, s.Around.Frozen || e.Persisted
			s.restored()
		}
	case Froze:
		s.Around.Frozen = true
		s.Frozen = s.Last
		s.pause()
	case Resumed:
		s.restored()
	}
}

// pause holds a waiting attempt back, if the surroundings now ask for it.
func (s *step) pause() {
	if w, waiting := s.State.(Waiting); waiting && s.mustWait() {
		s.to(Paused(w))
	}
}

// left closes the connection of a page that goes to the back/forward cache:
// Chromium 156 would tell the server nothing until the page comes back
// (TestPageInTheBackForwardCacheSaysGoodbye). A page that is unloaded needs
// nothing: the browser sends 1001 itself.
func (s *step) left(persisted bool) {
	if !s.config.Lifecycle {
		return
	}
	switch state := s.State.(type) {
	case Connecting, Open:
		if persisted {
			s.abandon(connectionOf(state), closecode.EndedByHiding, closecode.Twin(closecode.GoingAway), "")
		}
	case Dialling:
		if persisted {
			s.do(Abandon{Conn: state.Conn, Code: closecode.NoStatusRcvd})
			again := nowByPage
			again.Attempt = s.Tally.Attempt
			s.to(Paused{Conn: state.Conn, Plan: s.plan(again)})
		}
	default:
		s.pause()
	}
}

// restored dials at once when a person has come back to the page: that is one
// client, not a crowd. What freezing has killed is replaced: in Chromium 156 a
// socket of a frozen page says OPEN, but is dead
// (TestFrozenSocketIsReplacedOnResume); so is one that the page made while it
// went to the back/forward cache.
func (s *step) restored() {
	frozen := s.Around.Frozen
	s.Around.Frozen, s.Disturbed = false, s.now.At
	if !s.config.Lifecycle {
		s.probe()
		return
	}
	switch state := s.State.(type) {
	case Connecting, Open:
		if frozen {
			s.abandon(connectionOf(state), closecode.EndedByFreezing, closecode.Twin(closecode.GoingAway), "")
			return
		}
		s.probe()
	default:
		s.trigger(s.whenVisible)
	}
}

// trigger brings a waiting or paused attempt forward, to a moment that
// reconnect decides. What waits already is never put off.
func (s *step) trigger(when func(Plan) Millis) {
	if s.mustWait() {
		return
	}
	switch state := s.State.(type) {
	case Waiting:
		if delay := when(state.Plan); s.later(delay) < state.Plan.At {
			s.advance(state.Conn, state.Plan, delay)
		}
	case Paused:
		s.advance(state.Conn, state.Plan, when(state.Plan))
	}
}

// whenVisible is how long a plan still has to wait now that a person has come
// back to the page.
func (s *step) whenVisible(plan Plan) Millis {
	return plan.Decision.WhenVisible(s.waited(plan))
}

func (s *step) whenOnline(plan Plan) Millis {
	return plan.Decision.WhenOnline(s.config.Policy, s.waited(plan), s.now.Random)
}

func (s *step) waited(plan Plan) reconnect.Wait {
	return reconnect.Wait{Closed: plan.Closed, Due: plan.At, Triggered: s.Triggered, Now: s.now.At}
}

func (s *step) advance(conn Conn, plan Plan, delay Millis) {
	plan = plan.in(delay, s.now.At)
	s.Advanced = plan.At
	if delay > 0 {
		s.wait(conn, plan)
		return
	}
	s.dialPlanned(plan)
}

// dialPlanned makes the attempt of a plan. Only one that is made counts for
// the spacing of triggers: the network may have gone again before.
func (s *step) dialPlanned(plan Plan) {
	if plan.At == s.Advanced {
		s.Triggered = s.now.At
	}
	s.dial()
}
