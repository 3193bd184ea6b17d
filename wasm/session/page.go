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
		s.around.Offline = true
		s.pause()
	case CameOnline:
		s.around.Offline = false
		s.probe()
		if s.config.Network {
			s.trigger(s.whenOnline)
		}
	case BecameHidden:
		s.around.Hidden = true
	case BecameVisible:
		s.around.Hidden = false
		s.restored()
	case PageHidden:
		s.around.Away = true
		s.left(e.Persisted)
	case PageShown:
		// Without persisted it belongs to the load of the page: nobody has come
		// back.
		if e.Persisted || s.around.Away {
			s.around.Away, s.around.Frozen = false, s.around.Frozen || e.Persisted
			s.restored()
		}
	case Froze:
		s.around.Frozen = true
		s.frozen = s.last
		s.pause()
	case Resumed:
		s.restored()
	}
}

// pause holds a waiting attempt back, if the surroundings now ask for it.
func (s *step) pause() {
	if w, waiting := s.state.(Waiting); waiting && s.kept() {
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
	switch state := s.state.(type) {
	case Connecting, Open:
		if persisted {
			s.abandon(connectionOf(state), closecode.EndedByHiding, closecode.Twin(closecode.GoingAway), "")
		}
	case Dialling:
		if persisted {
			s.do(Abandon{Conn: state.Conn, Code: closecode.NoStatusRcvd})
			again := nowByPage
			again.Attempt = s.tally.Attempt
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
	frozen := s.around.Frozen
	s.around.Frozen, s.disturbed = false, s.now.At
	if !s.config.Lifecycle {
		s.probe()
		return
	}
	switch state := s.state.(type) {
	case Connecting, Open:
		if frozen {
			s.abandon(connectionOf(state), closecode.EndedByFreezing, closecode.Twin(closecode.GoingAway), "")
			return
		}
		s.probe()
	default:
		s.trigger(s.whenSeen)
	}
}

// trigger brings a waiting or paused attempt forward, to a moment that
// reconnect decides. What waits already is never put off.
func (s *step) trigger(when func(Plan) Millis) {
	if s.kept() {
		return
	}
	switch state := s.state.(type) {
	case Waiting:
		if delay := when(state.Plan); s.later(delay) < state.Plan.At {
			s.bring(state.Conn, state.Plan, delay)
		}
	case Paused:
		s.bring(state.Conn, state.Plan, when(state.Plan))
	}
}

// whenSeen is how long a plan still has to wait now that a person has come
// back to the page.
func (s *step) whenSeen(plan Plan) Millis {
	return plan.Decision.WhenVisible(s.waited(plan))
}

func (s *step) whenOnline(plan Plan) Millis {
	return plan.Decision.WhenOnline(s.config.Policy, s.waited(plan), s.now.Random)
}

func (s *step) waited(plan Plan) reconnect.Wait {
	return reconnect.Wait{Closed: plan.Closed, Due: plan.At, Triggered: s.triggered, Now: s.now.At}
}

func (s *step) bring(conn Conn, plan Plan, delay Millis) {
	plan = plan.in(delay, s.now.At)
	s.brought = plan.At
	if delay > 0 {
		s.wait(conn, plan)
		return
	}
	s.dialPlanned(plan)
}

// dialPlanned makes the attempt of a plan. Only one that is made counts for
// the spacing of triggers: the network may have gone again before.
func (s *step) dialPlanned(plan Plan) {
	if plan.At == s.brought {
		s.triggered = s.now.At
	}
	s.dial()
}
