//go:build go1.23

package session

import (
	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

var (
	stopByPage   = reconnect.Decision{Action: reconnect.Stop, Rule: reconnect.RulePage}
	stopByOption = reconnect.Decision{Action: reconnect.Stop, Rule: reconnect.RuleReconnectFalse}
	nowByPage    = reconnect.Decision{Action: reconnect.Retry, Rule: reconnect.RulePage, Exact: true}
)

// live tells the connection that has a native socket which has not ended.
func live(state State) (Conn, bool) {
	switch state.(type) {
	case Connecting, Open, Closing:
		return connectionOf(state), true
	default:
		return 0, false
	}
}

// closeAsked ends the session by the page's will, which stands above every
// trigger: what comes back does not matter any more.
func (s *step) closeAsked(e CloseAsked) {
	switch state := s.State.(type) {
	case Connecting, Open:
		s.uptime()
		opened, errored := was(state)
		conn := connectionOf(state)
		s.do(CloseNative{conn, e.Code, e.Reason})
		s.closing(Closing{
			Conn: conn, Opened: opened, Errored: errored, Late: e.Late,
			Since: s.later(flushing(s.now.Buffered)), Buffered: s.now.Buffered,
		})
	case Dialling:
		s.do(Abandon{Conn: state.Conn, Code: closecode.NoStatusRcvd})
		s.stop(0, reconnect.RulePage)
	case Idle, Waiting, Paused:
		s.stop(0, reconnect.RulePage)
	default:
		s.settle(stopByPage)
	}
}

// reconnectAsked replaces the live connection, if there is one, and dials.
// Asked again and again while no connection holds, it is paced by the policy.
//
// It is the planned attempt, or the same once more: it never has a number of
// its own. Out of Idle and Ended a session begins, with attempt 0.
func (s *step) reconnectAsked(e ReconnectAsked) {
	if conn, live := live(s.State); live {
		s.do(Abandon{conn, e.Code, e.Reason})
		s.endAs(end{conn: conn, code: closecode.AbnormalClosure, by: closecode.EndedByAbort}, nowByPage)
		return
	}
	if s.Redialled != s.Last {
		s.Redials, s.Redialled = s.Redials+1, s.Last
	}
	redial := reconnect.Redial(s.config.Policy, s.Tally, s.Redials, s.now.At-s.Ended)
	if s.settle(redial) {
		return
	}
	switch state := s.State.(type) {
	case Idle, Ended:
		s.Tally = reconnect.Start(s.now.At)
	case Dialling: // a provider may be stuck, or be what asks
		s.do(Abandon{Conn: state.Conn, Code: closecode.NoStatusRcvd})
		s.Ended = s.now.At
	}
	redial.Attempt = s.Tally.Attempt
	if plan := s.plan(redial); plan.Delay > 0 {
		s.wait(s.Last, plan)
		return
	}
	s.dial()
}

// failAsked is RFC 6455, section 7.1.7, at the page's wish: the connection
// ends at once for the page, and the peer is told the code.
func (s *step) failAsked(e FailAsked) {
	if conn, live := live(s.State); live {
		s.abandon(conn, closecode.EndedByFail, e.Code, e.Reason)
	}
}

// tooBig ends a connection whose peer sent more than the page takes: RFC 6455,
// section 7.4.1, code 1009, of which a page may send the twin.
func (s *step) tooBig() {
	if open, ok := s.State.(Open); ok {
		s.abandon(open.Conn, closecode.EndedByTooBig, closecode.Twin(closecode.MessageTooBig), "")
	}
}

// switched turns reconnecting off, which ends a wait, or on again. A session
// that was made without it is not concerned: it waits where its page has called
// reconnect().
func (s *step) switched(e Switched) {
	s.Off = !e.On
	if e.On || !s.config.Reconnect || s.settle(stopByOption) {
		return
	}
	switch state := s.State.(type) {
	case Waiting, Paused:
		s.stop(connectionOf(state), reconnect.RuleReconnectFalse)
	}
}

// abandon lets go of the live connection and settles its end without waiting
// for the browser. Its close is always 1006, unclean and without a reason.
func (s *step) abandon(conn Conn, by closecode.Ended, code closecode.Code, reason string) {
	s.do(Abandon{conn, code, reason})
	s.end(end{conn: conn, code: closecode.AbnormalClosure, by: by})
}

// retryCancelled stops instead of the attempt that was planned after this
// close.
func (s *step) retryCancelled() {
	switch state := s.State.(type) {
	case Telling:
		s.settle(state.Decision.Cancelled())
	case Waiting, Paused:
		s.stop(connectionOf(state), reconnect.RuleCancelled)
	}
}

// disposed drops everything at once.
func (s *step) disposed() {
	conn, live := live(s.State)
	if !live {
		s.closeAsked(CloseAsked{})
		return
	}
	s.do(Abandon{Conn: conn, Code: closecode.NoStatusRcvd})
	s.endAs(end{conn: conn, code: closecode.AbnormalClosure, by: closecode.EndedByAbort}, stopByPage)
}
