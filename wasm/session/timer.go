//go:build go1.23

package session

import "github.com/wsclose/wsclose/wasm/closecode"

// timerFired takes a timer that ran out, if the state still owns it.
func (s *step) timerFired(e TimerFired) {
	if e.Timer >= timers || !owns(s.State, e.Timer) {
		return
	}
	switch state := s.State.(type) {
	case Dialling:
		s.do(Abandon{Conn: state.Conn, Code: closecode.NoStatusRcvd})
		s.end(end{conn: state.Conn, code: closecode.AbnormalClosure, by: closecode.EndedByOpenTimeout})
	case Connecting:
		s.abandon(state.Conn, closecode.EndedByOpenTimeout, closecode.Timeout, "")
	case Closing:
		s.closingChecked(state)
	case Waiting:
		s.dialPlanned(state.Plan)
	case Open:
		switch e.Timer {
		case UptimeTimer:
			s.uptime()
		case IdleTimer:
			s.silenceChecked(state)
		default:
			s.heartbeatChecked(state)
		}
	}
}

// What was still buffered at close() needs time to reach the peer, of which
// bufferedAmount tells only the beginning: to Chromium 156 on Linux it is 0
// while 4 MiB more wait in the kernel
// (TestACloseThatFlushesFiveMegabytesIsNotCutShort). What falls starts the
// clock anew, so no more than that needs an allowance.
const (
	FlushRate             = 256     // bytes a millisecond: a slow uplink, 2 Mbit/s
	FlushUnseen     int64 = 5 << 20 // bytes that may be out of sight
	FlushNegligible int64 = 64 << 10
)

// flushing is how long bytes may take to leave, out of sight.
func flushing(bytes int64) Millis {
	if bytes < FlushNegligible {
		return 0
	}
	return Millis(min(bytes, FlushUnseen) / FlushRate)
}

// closing waits for the closing handshake. While bytes are still buffered a
// healthy close may take long: the clock starts anew whenever they fall, so
// they are looked at several times in one closeTimeoutMs.
func (s *step) closing(next Closing) {
	s.to(next)
	timeout := s.config.CloseTimeout
	if timeout <= 0 {
		return
	}
	at := later(next.Since, timeout)
	if look := s.later(max(timeout/checks, shortestCheck)); next.Buffered > 0 && look < at {
		at = look
	}
	s.arm(CloseTimer, at)
}

const (
	checks               = 8
	shortestCheck Millis = 25
)

func (s *step) closingChecked(c Closing) {
	switch {
	case s.now.Buffered < c.Buffered:
		c.Since = max(c.Since, s.now.At)
	case s.now.At-c.Since >= s.config.CloseTimeout:
		s.abandon(c.Conn, closecode.EndedByCloseTimeout, closecode.Timeout, "")
		return
	}
	c.Buffered = s.now.Buffered // more than before if the page still sends: WHATWG WebSockets, send(), CLOSING
	s.closing(c)
}

// A timer that fires later than this after its moment was throttled or slept
// with its machine: messages may be waiting behind it, so the silence is
// given a grace once before it counts.
const (
	lateness Millis = 1_000
	grace    Millis = 5_000
)

// silenceChecked ends a connection that was silent for idleTimeoutMs by the
// clock. A message that came after the timer was armed only moves it.
func (s *step) silenceChecked(open Open) {
	silent := max(s.now.Heard, open.Since)
	due := later(silent, s.config.IdleTimeout)
	switch {
	case s.now.At < due:
		s.arm(IdleTimer, due)
	case s.now.At-due > lateness && open.Excused != silent:
		open.Excused = silent
		s.to(open)
		s.arm(IdleTimer, s.later(min(grace, s.config.IdleTimeout)))
	default:
		s.abandon(open.Conn, closecode.EndedByIdleTimeout, closecode.Timeout, "")
	}
}
