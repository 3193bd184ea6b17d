//go:build go1.23

package jsbridge

import (
	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// stateKind numbers the states of package session.
type stateKind int

const (
	idle stateKind = iota
	dialling
	connecting
	open
	closing
	deciding
	telling
	waiting
	paused
	ended
)

// States returns the states' names in the order of their numbers.
func States() []string {
	return []string{
		idle: "idle", dialling: "dialling", connecting: "connecting", open: "open", closing: "closing",
		deciding: "deciding", telling: "telling", waiting: "waiting", paused: "paused", ended: "ended",
	}
}

// flatState has the fields of every state. A field that a state does not know is
// zero.
type flatState struct {
	kind                      stateKind
	opened, errored, late     bool
	since                     session.Millis // Open, Closing
	buffered                  int64
	excused, probed, patience session.Millis
	// settlement.Conn is the connection of any state, and settlement.Plan and
	// Decision are also those of Waiting and Paused.
	settlement session.Settlement
}

func flat(state session.State) flatState {
	var f flatState
	planned := func(kind stateKind, conn session.Conn, plan session.Plan) {
		f.kind, f.settlement = kind, session.Settlement{Conn: conn, Plan: plan, Decision: plan.Decision}
	}
	switch s := state.(type) {
	case session.Dialling:
		f.kind, f.settlement.Conn = dialling, s.Conn
	case session.Connecting:
		f.kind, f.settlement.Conn, f.errored = connecting, s.Conn, s.Errored
	case session.Open:
		f.kind, f.settlement.Conn, f.opened, f.errored = open, s.Conn, true, s.Errored
		f.since, f.excused, f.probed, f.patience = s.Since, s.Excused, s.Probed, s.Patience
	case session.Closing:
		f.kind, f.settlement.Conn, f.opened, f.errored = closing, s.Conn, s.Opened, s.Errored
		f.late, f.since, f.buffered = s.Late, s.Since, s.Buffered
	case session.Deciding:
		f.kind, f.settlement = deciding, s.Settlement
	case session.Telling:
		f.kind, f.settlement = telling, s.Settlement
	case session.Waiting:
		planned(waiting, s.Conn, s.Plan)
	case session.Paused:
		planned(paused, s.Conn, s.Plan)
	case session.Ended:
		f.kind, f.settlement.Conn = ended, s.Conn
	}
	return f
}

// state is the one that flat was made of.
func (f flatState) state() session.State {
	conn, plan := f.settlement.Conn, f.settlement.Plan
	switch f.kind {
	case dialling:
		return session.Dialling{Conn: conn}
	case connecting:
		return session.Connecting{Conn: conn, Errored: f.errored}
	case open:
		return session.Open{Conn: conn, Since: f.since, Errored: f.errored, Excused: f.excused, Probed: f.probed, Patience: f.patience}
	case closing:
		return session.Closing{Conn: conn, Opened: f.opened, Errored: f.errored, Late: f.late, Since: f.since, Buffered: f.buffered}
	case deciding:
		return session.Deciding{Settlement: f.settlement}
	case telling:
		return session.Telling{Settlement: f.settlement}
	case waiting:
		return session.Waiting{Conn: conn, Plan: plan}
	case paused:
		return session.Paused{Conn: conn, Plan: plan}
	case ended:
		return session.Ended{Conn: conn}
	default:
		return session.Idle{}
	}
}

// putSnapshot writes all that a machine remembers.
func (w *wire) putSnapshot(from session.Snapshot) {
	f := flat(from.State)
	s, d := f.settlement, f.settlement.Decision
	w.group("current")
	w.put("state conn opened? errored? late? since buffered excused probed patience"+
		" closeKind by cause invalid? expected? synthetic? failed? retries"+
		" at delayMs closedAt action next floor width leastWidth serverFloor? exact?",
		float64(f.kind), float64(s.Conn), flag(f.opened), flag(f.errored), flag(f.late), float64(f.since), float64(f.buffered),
		float64(f.excused), float64(f.probed), float64(f.patience),
		float64(s.Reading.Kind), float64(s.Reading.By), float64(s.Reading.Cause), flag(s.Reading.Invalid), flag(s.Reading.Expected),
		flag(s.Synthetic), flag(s.Error), float64(s.Attempt),
		float64(s.Plan.At), float64(s.Plan.Delay), float64(s.Plan.Closed), float64(d.Action), float64(d.Attempt),
		float64(d.Floor), float64(d.Width), float64(d.MinWidth), flag(d.ServerFloor), flag(d.Exact))
	w.putText("rule", d.Rule)
	w.end()
	w.put("offline? hidden? frozen? away? off? attempt countedFrom streak",
		flag(from.Around.Offline), flag(from.Around.Hidden), flag(from.Around.Frozen), flag(from.Around.Away), flag(from.Off),
		float64(from.Tally.Attempt), float64(from.Tally.Since), float64(from.Tally.Streak))
	w.putText("streakRule", from.Tally.Rule)
	w.put("last frozenConn disturbedAt triggeredAt advancedAt endedAt redials redialled",
		float64(from.Last), float64(from.Frozen), float64(from.Disturbed), float64(from.Triggered), float64(from.Advanced),
		float64(from.Ended), float64(from.Redials), float64(from.Redialled))
}

// snapshot reads what putSnapshot has written.
func (w *wire) snapshot() session.Snapshot {
	conn := func(name string) session.Conn { return session.Conn(w.number(name)) }
	integer := func(name string) int { return int(w.number(name)) }
	w.group("current")
	f := flatState{kind: stateKind(w.number("state"))}
	s := &f.settlement
	d := &s.Decision
	s.Conn = conn("conn")
	f.opened, f.errored, f.late = w.flag("opened"), w.flag("errored"), w.flag("late")
	f.since, f.buffered = w.millis("since"), int64(w.number("buffered"))
	f.excused, f.probed, f.patience = w.millis("excused"), w.millis("probed"), w.millis("patience")
	s.Reading = closecode.Reading{
		Kind: closecode.Kind(w.number("closeKind")), By: closecode.By(w.number("by")), Cause: closecode.Cause(w.number("cause")),
		Invalid: w.flag("invalid"), Expected: w.flag("expected"),
	}
	s.Synthetic, s.Error, s.Attempt = w.flag("synthetic"), w.flag("failed"), integer("retries")
	s.Plan.At, s.Plan.Delay, s.Plan.Closed = w.millis("at"), w.millis("delayMs"), w.millis("closedAt")
	d.Action, d.Attempt = reconnect.Action(w.number("action")), integer("next")
	d.Floor, d.Width, d.MinWidth = w.millis("floor"), w.millis("width"), w.millis("leastWidth")
	d.ServerFloor, d.Exact, d.Rule = w.flag("serverFloor"), w.flag("exact"), w.text("rule")
	s.Plan.Decision = *d
	w.end()
	return session.Snapshot{
		State:  f.state(),
		Around: session.Surroundings{Offline: w.flag("offline"), Hidden: w.flag("hidden"), Frozen: w.flag("frozen"), Away: w.flag("away")},
		Off:    w.flag("off"),
		Tally:  reconnect.Tally{Attempt: integer("attempt"), Since: w.millis("countedFrom"), Streak: integer("streak"), Rule: w.text("streakRule")},
		Last:   conn("last"), Frozen: conn("frozenConn"),
		Disturbed: w.millis("disturbedAt"), Triggered: w.millis("triggeredAt"), Advanced: w.millis("advancedAt"), Ended: w.millis("endedAt"),
		Redials: integer("redials"), Redialled: conn("redialled"),
	}
}
