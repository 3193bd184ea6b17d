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

// Hand numbers the hands, by which the browser is asked and the page told, as
// numbers.ts does.
type Hand int

// The hands; those from HandClose on take a text, last.
const (
	HandDial Hand = iota
	HandArm
	HandBeat
	HandPhase
	HandClose
	HandAbandon
	HandConsult
	HandTell
	HandRetry
	HandEnd
)

// put puts the first of what waits on the wire, as one row. Nothing, where it
// is not to be done any more.
func (b *Bridge) put(queue []pending) {
	id := queue[0].id
	m, n := b.session(id), float64(id)
	if m == nil {
		return
	}
	switch e := queue[0].effect.(type) {
	case session.Dial:
		if s, ok := m.State().(session.Dialling); ok && s.Conn == e.Conn { // no listener for phase or retry has called reconnect() or close()
			b.row(HandDial, n, float64(e.Conn), float64(e.Attempt))
		}
	case session.CloseNative:
		b.row(HandClose, n, float64(e.Conn), float64(e.Code)).putText(e.Reason)
	case session.Abandon:
		b.row(HandAbandon, n, float64(e.Conn), float64(e.Code)).putText(e.Reason)
	case session.Arm:
		b.arm(queue, e)
	case session.Disarm:
		b.row(HandArm, n, float64(e.Timer), -1)
	case session.Beat:
		b.row(HandBeat, n, float64(e.Conn))
	case session.Consult:
		if s, ok := m.State().(session.Deciding); ok {
			b.settlement(HandConsult, n, s.Settlement)
		}
	case session.Tell:
		if s, ok := m.State().(session.Telling); ok {
			b.settlement(HandTell, n, s.Settlement)
		}
	case session.EmitPhase:
		b.row(HandPhase, n, float64(e.From), float64(e.To), float64(m.Phase()))
	case session.EmitRetry:
		if s, ok := m.State().(session.Waiting); ok {
			p := s.Plan
			b.row(HandRetry, n, float64(p.Decision.Attempt), float64(p.At), float64(p.Delay)).putText(p.Decision.Rule)
		}
	case session.EmitEnd:
		if _, ok := m.State().(session.Ended); ok { // no listener for phase has called reconnect()
			b.row(HandEnd, n, float64(e.Conn)).putText(e.Rule)
		}
	}
}

// arm puts that a timer is armed, unless what waits behind that ends it: to set
// one takes a browser as long as a decision.
func (b *Bridge) arm(queue []pending, arm session.Arm) {
	for _, later := range queue[1:] {
		if end, is := later.effect.(session.Disarm); is && end.Timer == arm.Timer && later.id == queue[0].id {
			return
		}
	}
	b.row(HandArm, float64(queue[0].id), float64(arm.Timer), float64(arm.At))
}

func (b *Bridge) settlement(hand Hand, id float64, s session.Settlement) {
	r := s.Reading
	flags := bit(r.Invalid, FlagInvalid) | bit(r.Expected, FlagExpected) | bit(s.Synthetic, FlagSynthetic) | bit(s.Error, FlagError)
	delay := s.Plan.Delay
	if s.Decision.Action == reconnect.Stop {
		delay = 0
	}
	b.row(
		hand, id, float64(s.Conn), float64(r.Kind), float64(r.By), float64(r.Cause), float64(flags), float64(s.Attempt),
		float64(s.Decision.Action), float64(delay),
	).putText(s.Decision.Rule)
}

// row puts how many numbers follow, the hand, the session, and what the hand
// takes.
func (b *Bridge) row(hand Hand, numbers ...float64) *wire {
	b.wire.put(float64(1+len(numbers)), float64(hand))
	b.wire.put(numbers...)
	return &b.wire
}

func bit(set bool, flag int) int {
	if set {
		return flag
	}
	return 0
}
