//go:build go1.23 && js && wasm

package jsbridge

import (
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// The bits of consult's and tell's flags.
const (
	FlagInvalid = 1 << iota
	FlagExpected
	FlagSynthetic
	FlagError
)

// do asks the browser, or tells the page, by the hands.
func (b *Bridge) do(id int, m *session.Machine, effect session.Effect) {
	switch e := effect.(type) {
	case session.Dial:
		b.hands.Call("dial", id, int(e.Conn), e.Attempt)
	case session.CloseNative:
		b.hands.Call("close", id, int(e.Conn), int(e.Code), e.Reason)
	case session.Abandon:
		b.hands.Call("abandon", id, int(e.Conn), int(e.Code), e.Reason)
	case session.Arm:
		b.hands.Call("arm", id, int(e.Timer), float64(e.At))
	case session.Disarm:
		b.hands.Call("arm", id, int(e.Timer), -1)
	case session.Consult:
		if s, ok := m.State().(session.Deciding); ok {
			b.settlement("consult", id, s.Settlement)
		}
	case session.Tell:
		if s, ok := m.State().(session.Telling); ok {
			b.settlement("tell", id, s.Settlement)
		}
	case session.EmitPhase:
		b.hands.Call("phase", id, int(e.From), int(e.To), int(m.Phase()))
	case session.EmitRetry:
		if s, ok := m.State().(session.Waiting); ok {
			p := s.Plan
			b.hands.Call("retry", id, p.Decision.Attempt, float64(p.At), float64(p.Delay), p.Decision.Rule)
		}
	case session.EmitEnd:
		b.hands.Call("end", id, int(e.Conn), e.Rule)
	}
}

func (b *Bridge) settlement(hand string, id int, s session.Settlement) {
	r := s.Reading
	flags := bit(r.Invalid, FlagInvalid) | bit(r.Expected, FlagExpected) | bit(s.Synthetic, FlagSynthetic) | bit(s.Error, FlagError)
	delay := float64(s.Plan.Delay)
	if s.Decision.Action == reconnect.Stop {
		delay = 0
	}
	b.hands.Call(hand, id, int(s.Conn), int(r.Kind), int(r.By), int(r.Cause), flags, s.Attempt,
		int(s.Decision.Action), delay, s.Decision.Rule)
}

func bit(set bool, flag int) int {
	if set {
		return flag
	}
	return 0
}
