//go:build go1.23

package session

import (
	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

// end is what ended a connection: the browser's close event, or one of ours.
type end struct {
	conn     Conn
	code     closecode.Code
	reason   string
	wasClean bool
	// by is what, here, ended it; EndedByNone for the browser's close event.
	by closecode.Ended
	// verdict is what the page's provider threw.
	verdict reconnect.Verdict
}

// fails tells whether an end of ours is also an error: RFC 6455, section
// 7.1.7. Those that the page or its life brought about are not.
func fails(by closecode.Ended) bool {
	switch by {
	case closecode.EndedByOpenTimeout, closecode.EndedByIdleTimeout, closecode.EndedByFail, closecode.EndedByTooBig,
		closecode.EndedByProvider:
		return true
	default:
		return false
	}
}

// was is what the state knew of the connection that is ending.
func was(state State) (opened, errored bool) {
	switch s := state.(type) {
	case Connecting:
		return false, s.Errored
	case Open:
		return true, s.Errored
	case Closing:
		return s.Opened, s.Errored
	default:
		return false, false
	}
}

// end settles the end of the connection: what it means, what is to be done,
// and whom to ask and tell.
func (s *step) end(e end) {
	settlement, outcome := s.settlement(e)
	switch {
	case !s.reconnects() && outcome.Asked == closecode.AskedByPage:
		settlement.Decision = stopByPage
	case !s.reconnects():
		settlement.Decision = stopByOption
	case e.verdict.Kind != reconnect.NoVerdict:
		settlement.Decision = reconnect.Provided(s.config.Policy, s.Tally, e.verdict)
	default:
		settlement.Decision, s.Tally = reconnect.Decide(s.config.Policy, s.Tally, outcome, s.now.At)
	}
	settlement.Plan = s.plan(settlement.Decision)
	if e.by == closecode.EndedByFreezing {
		settlement.Plan = settlement.Plan.in(s.whenVisible(settlement.Plan), s.now.At)
		s.Advanced = settlement.Plan.At
	}
	if s.config.Decide && !settlement.Decision.IsPages() {
		s.to(Deciding{settlement})
		s.do(Consult{e.conn})
		return
	}
	s.tell(settlement)
}

// endAs settles an end whose decision is made already: by the page, so that
// it is not counted.
func (s *step) endAs(e end, decision reconnect.Decision) {
	settlement, _ := s.settlement(e)
	decision.Attempt = s.Tally.Attempt
	settlement.Decision = decision
	settlement.Plan = s.plan(decision)
	s.tell(settlement)
}

// settlement is what an end means, before anything is decided.
func (s *step) settlement(e end) (Settlement, reconnect.Outcome) {
	s.uptime()
	s.Ended = s.now.At
	opened, errored := was(s.State)
	asked, first := askers(s.State)
	reading := closecode.Read(closecode.Facts{
		Code: e.code, WasClean: e.wasClean, Opened: opened, Errored: errored, Asked: first, Ended: e.by,
		Offline: s.Around.Offline, Hidden: s.Around.Away, Frozen: s.Around.Frozen || s.Frozen == e.conn,
	})
	settlement := Settlement{
		Conn: e.conn, Reading: reading, Attempt: s.Tally.Attempt,
		Synthetic: e.by != closecode.EndedByNone, Error: errored || fails(e.by),
	}
	return settlement, reconnect.Outcome{
		Code: e.code, Reason: e.reason, WasClean: e.wasClean, Opened: opened, Errored: errored,
		Asked: asked, Ended: e.by, Disturbed: s.isDisturbed(),
	}
}

// askers is who, here, asked for the end of the state's connection: at all,
// which decides what follows, and before the peer did, which tells who ended it.
func askers(state State) (asked, first closecode.Asker) {
	closing, is := state.(Closing)
	switch {
	case !is:
		return closecode.AskedByNobody, closecode.AskedByNobody
	case closing.Late:
		return closecode.AskedByPage, closecode.AskedByNobody
	default:
		return closecode.AskedByPage, closecode.AskedByPage
	}
}

// uptime counts the ending connection as a success if it stayed open for long
// enough, also where the timer that says so is late.
func (s *step) uptime() {
	if open, ok := s.State.(Open); ok && s.now.At-open.Since >= s.config.Policy.MinUptime {
		s.stable()
	}
}

func (s *step) stable() {
	s.Tally, s.Redials = s.Tally.Stable(s.now.At), 0
}

func (s *step) isDisturbed() bool {
	return s.Around.Hidden || s.Around.Frozen || s.Around.Away || s.now.At-s.Disturbed < reconnect.DisturbedFor
}

// plan is when a decision's attempt is to be made.
func (s *step) plan(decision reconnect.Decision) Plan {
	delay := decision.Delay(s.config.Policy.Jitter, s.now.Random)
	return Plan{At: s.later(delay), Delay: delay, Closed: s.now.At, Decision: decision}
}

// in is the plan, moved to some time after now.
func (p Plan) in(delay, now Millis) Plan {
	p.At, p.Delay = later(now, delay), delay
	return p
}

// tell lets the page know of a settlement.
func (s *step) tell(settlement Settlement) {
	s.to(Telling{settlement})
	s.do(Tell{settlement.Conn})
}

// decided takes the page's verdict, unless the page has meanwhile settled the
// matter itself. A plain yes to a retry leaves its plan as the page saw it.
func (s *step) decided(e Decided) {
	d, deciding := s.State.(Deciding)
	if !deciding {
		return
	}
	settlement := d.Settlement
	proposed := settlement.Decision.Action
	settlement.Decision = reconnect.Override(s.config.Policy, settlement.Decision, e.Verdict)
	settlement.Plan.Decision = settlement.Decision
	if e.Verdict.Kind > reconnect.VerdictRetry || proposed == reconnect.Stop {
		settlement.Plan = s.plan(settlement.Decision)
	}
	s.tell(settlement)
}

// told acts on the settlement, now that the listeners for `close` have
// returned.
func (s *step) told() {
	t, telling := s.State.(Telling)
	switch {
	case !telling:
	case t.Decision.Action == reconnect.Stop:
		s.stop(t.Conn, t.Decision.Rule)
	default:
		s.Tally.Attempt = t.Decision.Attempt
		if t.Decision.Rule == reconnect.RulePage && t.Plan.Delay == 0 {
			s.dial() // reconnect(): the page doesn't wait, online or not
			return
		}
		s.wait(t.Conn, t.Plan)
	}
}

// stop ends the session. conn is 0 where it ends without a connection.
func (s *step) stop(conn Conn, rule string) {
	s.Ended = s.now.At
	s.to(Ended{Conn: s.Last})
	s.do(EmitEnd{conn, rule})
}

// wait lets a plan's moment come, and tells the page which it is.
func (s *step) wait(conn Conn, plan Plan) {
	if s.waitOrPause(conn, plan) {
		s.do(EmitRetry{})
	}
}

// waitOrPause waits for a plan's moment, or first for the network or the page to come
// back. It reports whether the moment stands.
func (s *step) waitOrPause(conn Conn, plan Plan) bool {
	if s.mustWait() {
		s.to(Paused{Conn: conn, Plan: plan})
		return false
	}
	s.to(Waiting{Conn: conn, Plan: plan})
	s.arm(RetryTimer, plan.At)
	return true
}

// settle changes what is being settled, while something is; decide is not
// asked any more. The number of the next attempt is the same whoever decides,
// and who stopped first stays who stopped.
func (s *step) settle(decision reconnect.Decision) bool {
	var settlement Settlement
	deciding := false
	switch state := s.State.(type) {
	case Deciding:
		settlement, deciding = state.Settlement, true
	case Telling:
		settlement = state.Settlement
	default:
		return false
	}
	if deciding || decision.Action == reconnect.Retry || settlement.Decision.Action == reconnect.Retry {
		decision.Attempt = settlement.Decision.Attempt
		settlement.Decision, settlement.Plan = decision, s.plan(decision)
	}
	s.to(Telling{settlement})
	if deciding {
		s.do(Tell{settlement.Conn})
	}
	return true
}
