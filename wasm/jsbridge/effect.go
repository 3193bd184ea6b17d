//go:build go1.23

package jsbridge

import (
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// sent tells JavaScript what Go has given to the native close().
type sent struct{ session.CloseNative }

// effect numbers what JavaScript does.
type effect int

const (
	dial effect = iota
	arm
	disarm
	beat
	phase
	sentClose
	abandon
	consult
	tell
	retry
	end
)

// current is what a row tells of a session: as it is when the row is written.
type current interface {
	State() session.State
	Phase() session.Phase
}

// row writes an effect on a session as one row: its number, the session's, and
// its fields. It writes nothing where the effect is not to be done any more.
func (w *wire) row(id int, now current, what session.Effect) bool {
	begin := func(number effect) { w.put("effect session", float64(number), float64(id)) }
	switch e := what.(type) {
	case session.Dial:
		if s, ok := now.State().(session.Dialling); !ok || s.Conn != e.Conn {
			return false // a listener for phase or retry has called reconnect() or close()
		}
		begin(dial)
		w.put("conn attempt", float64(e.Conn), float64(e.Attempt))
	case session.Arm:
		begin(arm)
		w.put("timer at", float64(e.Timer), float64(e.At))
	case session.Disarm:
		begin(disarm)
		w.put("timer", float64(e.Timer))
	case session.Beat:
		begin(beat)
		w.put("conn", float64(e.Conn))
	case session.EmitPhase:
		begin(phase)
		w.put("from to current", float64(e.From), float64(e.To), float64(now.Phase()))
	case sent:
		begin(sentClose)
		w.put("conn code", float64(e.Conn), float64(e.Code))
		w.putText("reason", e.Reason)
	case session.Abandon:
		begin(abandon)
		w.put("conn code", float64(e.Conn), float64(e.Code))
		w.putText("reason", e.Reason)
	case session.Consult:
		s, ok := now.State().(session.Deciding)
		if !ok {
			return false
		}
		begin(consult)
		w.settlement(&s.Settlement)
	case session.Tell:
		s, ok := now.State().(session.Telling)
		if !ok {
			return false
		}
		begin(tell)
		w.settlement(&s.Settlement)
	case session.EmitRetry:
		s, ok := now.State().(session.Waiting)
		if !ok {
			return false
		}
		begin(retry)
		w.put("attempt at delayMs", float64(s.Plan.Decision.Attempt), float64(s.Plan.At), float64(s.Plan.Delay))
		w.putText("rule", s.Plan.Decision.Rule)
	case session.EmitEnd:
		if _, ok := now.State().(session.Ended); !ok {
			return false // a listener for phase has called reconnect()
		}
		begin(end)
		w.put("conn", float64(e.Conn))
		w.putText("rule", e.Rule)
	}
	return true
}

// settlement writes what consult and tell are about, as it is by now.
func (w *wire) settlement(s *session.Settlement) {
	delay := s.Plan.Delay
	if s.Decision.Action == reconnect.Stop {
		delay = 0
	}
	w.group("settlement")
	w.put("conn closeKind by cause invalid? expected? synthetic? errored? attempt action delayMs",
		float64(s.Conn), float64(s.Reading.Kind), float64(s.Reading.By), float64(s.Reading.Cause),
		flag(s.Reading.Invalid), flag(s.Reading.Expected), flag(s.Synthetic), flag(s.Error),
		float64(s.Attempt), float64(s.Decision.Action), float64(delay))
	w.putText("rule", s.Decision.Rule)
	w.end()
}
