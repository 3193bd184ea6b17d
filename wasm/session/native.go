//go:build go1.23

package session

import (
	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

// began takes over a session that lived without the core. Only a machine that
// has not done anything can, and in Idle there is nothing to take over. Only a
// session that ended before it dialled has no connection.
func (s *step) began(conn Conn, e Began) {
	_, idle := s.state.(Idle)
	if !idle || e.Phase == PhaseIdle || conn < 0 || conn == 0 && e.Phase != PhaseEnded {
		return
	}
	s.last, s.tally, s.redials, s.ended = conn, reconnect.Tally{Attempt: e.Attempt, Since: s.now.At}, e.Redials, s.now.At
	switch e.Phase {
	case PhaseEnded:
		s.to(Ended{conn})
	case PhasePaused, PhaseWaiting:
		s.planned(conn, Planned{Due: s.now.At, Attempt: e.Attempt})
	default:
		s.dialling()
	}
}

// planned holds the plan that was made without the core. The page has had its
// `retry` then.
func (s *step) planned(conn Conn, e Planned) {
	s.tally.Attempt = e.Attempt
	decision := reconnect.Decision{Action: reconnect.Retry, Rule: e.Rule, Attempt: e.Attempt}
	if e.Rule == reconnect.RuleDecide || e.Rule == reconnect.RuleProvider {
		decision.Exact, decision.Floor = true, max(0, e.Due-s.now.At) // the page may have insisted
	}
	s.hold(conn, Plan{At: e.Due, Delay: max(0, e.Due-s.now.At), Closed: s.now.At, Decision: decision})
}

func (s *step) dialled() {
	if d, dialling := s.state.(Dialling); dialling {
		s.to(Connecting{Conn: d.Conn})
		s.timed(OpenTimer, s.config.OpenTimeout)
	}
}

// dialFailed ends an attempt that never had a native socket.
func (s *step) dialFailed(e DialFailed) {
	d, dialling := s.state.(Dialling)
	if !dialling {
		return
	}
	if e.Final {
		s.stop(0, reconnect.RuleBadURL)
		return
	}
	s.end(end{conn: d.Conn, code: closecode.AbnormalClosure, by: closecode.EndedByProvider, verdict: e.Verdict})
}

func (s *step) opened() {
	c, connecting := s.state.(Connecting)
	if !connecting {
		return
	}
	s.to(Open{Conn: c.Conn, Since: s.now.At, Errored: c.Errored, Excused: never, Probed: never})
	switch {
	case s.config.Policy.MinUptime <= 0:
		s.stable()
	case s.config.Reconnect: // else the clock is enough, at the end: reconnect() is paced all the same
		s.arm(UptimeTimer, s.later(s.config.Policy.MinUptime))
	}
	s.timed(IdleTimer, s.config.IdleTimeout)
	s.timed(BeatTimer, s.config.HeartbeatEvery)
}

// errored is remembered only: what it means is told with the close.
func (s *step) errored() {
	switch state := s.state.(type) {
	case Connecting:
		state.Errored = true
		s.to(state)
	case Open:
		state.Errored = true
		s.to(state)
	case Closing:
		state.Errored = true
		s.to(state)
	}
}

// closed ends the connection as the browser told it.
func (s *step) closed(e Closed) {
	if conn, live := live(s.state); live {
		s.end(end{conn: conn, code: e.Code, reason: e.Reason, wasClean: e.WasClean})
	}
}
