//go:build go1.23

package session

import (
	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

func (s *step) dialled() {
	if d, dialling := s.State.(Dialling); dialling {
		s.to(Connecting{Conn: d.Conn})
		s.timed(OpenTimer, s.config.OpenTimeout)
	}
}

// dialFailed ends an attempt that never had a native socket.
func (s *step) dialFailed(e DialFailed) {
	d, dialling := s.State.(Dialling)
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
	c, connecting := s.State.(Connecting)
	if !connecting {
		return
	}
	s.to(Open{Conn: c.Conn, Since: s.now.At, Errored: c.Errored, Excused: never, Probed: never})
	switch {
	case s.config.Policy.MinUptime <= 0:
		s.stable()
	case s.reconnects(): // else the clock is enough, at the end: reconnect() is paced all the same
		s.arm(UptimeTimer, s.later(s.config.Policy.MinUptime))
	}
	s.timed(IdleTimer, s.config.IdleTimeout)
	s.timed(BeatTimer, s.config.HeartbeatEvery)
}

// errored is remembered only: what it means is told with the close.
func (s *step) errored() {
	switch state := s.State.(type) {
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
	if conn, live := live(s.State); live {
		s.end(end{conn: conn, code: e.Code, reason: e.Reason, wasClean: e.WasClean})
	}
}
