//go:build go1.23

package session

import "github.com/wsclose/wsclose/wasm/closecode"

// heartbeatChecked sends a heartbeat if nothing else was sent for
// HeartbeatEvery, and ends a connection on which nothing came after one for
// HeartbeatTimeout. Any message is life.
func (s *step) heartbeatChecked(open Open) {
	if s.config.HeartbeatEvery <= 0 {
		return
	}
	if s.now.Heard >= open.Probed {
		open.Probed = never
	}
	if open.Probed != never && s.now.At >= open.Patience {
		if s.now.At-open.Patience <= lateness || open.Patience > later(open.Probed, s.config.HeartbeatTimeout) {
			s.abandon(open.Conn, closecode.EndedByIdleTimeout, closecode.Timeout, "")
			return
		}
		open.Patience = s.later(min(grace, s.config.HeartbeatTimeout)) // an answer may be waiting behind the timer
	}
	next := later(max(s.now.Sent, open.Since), s.config.HeartbeatEvery)
	if s.now.At >= next {
		open = s.beat(open)
		next = s.later(s.config.HeartbeatEvery)
	}
	s.to(open)
	if open.Probed != never {
		next = min(next, open.Patience)
	}
	s.arm(BeatTimer, next)
}

// beat sends a heartbeat. The patience counts from the first that nothing has
// answered.
func (s *step) beat(open Open) Open {
	s.do(Beat{open.Conn})
	if open.Probed == never {
		open.Probed, open.Patience = s.now.At, s.later(s.config.HeartbeatTimeout)
	}
	return open
}

// probe asks an open connection at once for a sign of life, now that the
// network or the page is back.
func (s *step) probe() {
	if open, ok := s.State.(Open); ok && s.config.HeartbeatEvery > 0 {
		open.Probed = never
		open = s.beat(open)
		s.to(open)
		s.arm(BeatTimer, min(s.later(s.config.HeartbeatEvery), open.Patience))
	}
}
