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
	n := float64(id)
	switch e := effect.(type) {
	case session.Dial:
		b.hand("dial", []float64{n, float64(e.Conn), float64(e.Attempt)})
	case session.CloseNative:
		b.hand("close", []float64{n, float64(e.Conn), float64(e.Code)}, e.Reason)
	case session.Abandon:
		b.hand("abandon", []float64{n, float64(e.Conn), float64(e.Code)}, e.Reason)
	case session.Arm:
		b.hand("arm", []float64{n, float64(e.Timer), float64(e.At)})
	case session.Disarm:
		b.hand("arm", []float64{n, float64(e.Timer), -1})
	case session.Beat:
		b.hand("beat", []float64{n, float64(e.Conn)})
	case session.Consult:
		if s, ok := m.State().(session.Deciding); ok {
			b.settlement("consult", n, s.Settlement)
		}
	case session.Tell:
		if s, ok := m.State().(session.Telling); ok {
			b.settlement("tell", n, s.Settlement)
		}
	case session.EmitPhase:
		b.hand("phase", []float64{n, float64(e.From), float64(e.To), float64(m.Phase())})
	case session.EmitRetry:
		if s, ok := m.State().(session.Waiting); ok {
			p := s.Plan
			b.hand("retry", []float64{n, float64(p.Decision.Attempt), float64(p.At), float64(p.Delay)}, p.Decision.Rule)
		}
	case session.EmitEnd:
		if _, ok := m.State().(session.Ended); !ok {
			return // a listener for phase has called reconnect()
		}
		b.hand("end", []float64{n, float64(e.Conn)}, e.Rule)
	}
}

func (b *Bridge) settlement(hand string, id float64, s session.Settlement) {
	r := s.Reading
	flags := bit(r.Invalid, FlagInvalid) | bit(r.Expected, FlagExpected) | bit(s.Synthetic, FlagSynthetic) | bit(s.Error, FlagError)
	delay := s.Plan.Delay
	if s.Decision.Action == reconnect.Stop {
		delay = 0
	}
	b.hand(hand, []float64{
		id, float64(s.Conn), float64(r.Kind), float64(r.By), float64(r.Cause), float64(flags), float64(s.Attempt),
		float64(s.Decision.Action), float64(delay),
	}, s.Decision.Rule)
}

func bit(set bool, flag int) int {
	if set {
		return flag
	}
	return 0
}

// hand calls one of the hands: first the numbers, then the text, where there is one.
func (b *Bridge) hand(name string, numbers []float64, text ...string) {
	args := make([]any, len(numbers)+len(text))
	for i := range args {
		if i < len(numbers) {
			args[i] = numbers[i]
		} else {
			args[i] = text[0]
		}
	}
	b.hands.Call(name, args...)
}
