//go:build go1.23

package jsbridge

import "github.com/wsclose/wsclose/wasm/session"

// effect numbers what JavaScript does.
type effect int

const (
	dial effect = iota
	closeNative
	abandon
	arm
	disarm
	beat
	consult
	tell
	phase
	retry
	end
)

// putEffect writes an effect: its number and its fields. What consult, tell and
// retry are about stands in the snapshot.
func (w *wire) putEffect(what session.Effect) {
	begin := func(number effect) { w.put("effect", float64(number)) }
	switch e := what.(type) {
	case session.Dial:
		begin(dial)
		w.put("conn attempt", float64(e.Conn), float64(e.Attempt))
	case session.CloseNative:
		begin(closeNative)
		w.put("conn code", float64(e.Conn), float64(e.Code))
		w.putText("reason", e.Reason)
	case session.Abandon:
		begin(abandon)
		w.put("conn code", float64(e.Conn), float64(e.Code))
		w.putText("reason", e.Reason)
	case session.Arm:
		begin(arm)
		w.put("timer at", float64(e.Timer), float64(e.At))
	case session.Disarm:
		begin(disarm)
		w.put("timer", float64(e.Timer))
	case session.Beat:
		begin(beat)
		w.put("conn", float64(e.Conn))
	case session.Consult:
		begin(consult)
		w.put("conn", float64(e.Conn))
	case session.Tell:
		begin(tell)
		w.put("conn", float64(e.Conn))
	case session.EmitPhase:
		begin(phase)
		w.put("from to", float64(e.From), float64(e.To))
	case session.EmitRetry:
		begin(retry)
	case session.EmitEnd:
		begin(end)
		w.put("conn", float64(e.Conn))
		w.putText("rule", e.Rule)
	}
}
