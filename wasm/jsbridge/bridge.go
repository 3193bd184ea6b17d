//go:build go1.23 && js && wasm

// Package jsbridge does what session decides: it is the only Go that knows
// JavaScript. Facts come in as numbers and strings through two functions,
// effects go out through one table of functions, the hands, both over one
// wire; nothing else of JavaScript is kept. It refuses to decide anything: not
// a code, not a delay, not an order.
//
// Its rules: every js.Func recovers and returns a fault, since Go can't throw
// into JavaScript; Go never calls the page's code but through the hands; a
// call from within an effect only changes state and appends effects, which
// the outermost call runs.
//
// js/src/facts.ts and numbers.ts are the mirror of this package's numbers
// (TestNumbersTsMirrorsTheBridge).
package jsbridge

import (
	"syscall/js"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// Bridge holds the sessions of one realm.
type Bridge struct {
	hands js.Value
	// sessions by number: js/ counts from 0 and uses the numbers of forgotten
	// ones again. A map would cost 6 kB after brotli.
	sessions []*session.Machine
	queue    []pending
	depth    int
	wire     wire
}

// pending is an effect that is still to be done.
type pending struct {
	id     int
	effect session.Effect
}

// maxDepth is how deep calls from JavaScript nest: a call, and one from
// within an effect of it.
const maxDepth = 2

// Shape numbers what crosses the bridge: js/ takes no core of another shape,
// since two files of one version may be cached or copied apart. It is the
// CRC-32 of the files that say what crosses (TestShapeIsOfWhatCrosses).
const Shape = "70dd0146"

// Serve hands the bridge's functions to JavaScript: the object global has
// the hands under the name wsclose, and their function ready takes ours.
func Serve(global js.Value) {
	b := &Bridge{hands: global.Get("wsclose")}
	b.wire.hands = b.hands
	b.wire.take()
	b.hands.Call("ready", b.function((*Bridge).facts), b.function((*Bridge).ask), Shape)
}

// function is the one maker of js.Funcs. What panics becomes a fault: a
// string, where every answer is a number or undefined.
func (b *Bridge) function(f func(b *Bridge, args []js.Value) any) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) (result any) {
		b.depth++
		defer func() {
			b.depth--
			if r := recover(); r != nil {
				b.queue = nil
				result = faultText(r)
			}
		}()
		if b.depth > maxDepth {
			panic("calls nest too deep")
		}
		return f(b, args)
	})
}

// faultText is what a recovered panic says. It names no type of package
// runtime: an interface with Error is all it asks for.
func faultText(r any) string {
	switch r := r.(type) {
	case error:
		return r.Error()
	case string:
		return r
	default:
		return "panic"
	}
}

// facts takes what is on the wire, and how many slots that is. First comes how
// many options follow: where there are any, a session is made of them. Then
// come the session's number and its facts, each of so many Fields and a text.
// It is stepped by all of them and then, unless an effect is already under
// way, what follows is done. One call, since what crosses costs more than what
// is decided. It returns the phase.
func (b *Bridge) facts(args []js.Value) any {
	w := &b.wire
	end := w.receive(args[0].Int())
	options := w.numbers(int(w.number()))
	id := int(w.number())
	if len(options) > 0 {
		b.open(id, options)
	}
	for machine := b.session(id); machine != nil && w.at < end; {
		var fields [Fields]float64
		for i := range fields {
			fields[i] = w.number()
		}
		for _, effect := range machine.Step(event(&fields, w.text())) {
			b.queue = append(b.queue, pending{id, effect})
		}
	}
	if b.depth == 1 {
		b.drain()
	}
	if machine := b.session(id); machine != nil {
		return int(machine.Phase()) // of another, where this one has ended and its number is used again
	}
	return gone
}

// gone is the answer to a fact of a session that is not known here.
const gone = -1

// drain has the hands do what waits, as much at once as the wire holds. They
// stop where one of them has let anything cross, and say how many they have
// done: of what is left they are told again, as it is then.
func (b *Bridge) drain() {
	for len(b.queue) > 0 {
		w, rows := &b.wire, 0
		w.at = 0
		for ; rows < len(b.queue) && w.at+longestRow <= len(w.bytes); rows++ {
			before := w.at
			b.put(b.queue[rows:])
			if w.at == before {
				w.put(0)
			}
		}
		w.send()
		done := b.hands.Call("do", rows).Int()
		b.queue = append(b.queue[:0], b.queue[min(done, len(b.queue)):]...) // it is empty where one of them has found a defect
	}
}

// longestRow is what a row takes at most, in bytes: its length, a hand, a
// session and eight numbers, and a reason of 123 bytes with its length.
const longestRow = 12*slot + 128

// open makes a session: see Number for the options.
func (b *Bridge) open(id int, options []float64) {
	config, around := configOf(options)
	for len(b.sessions) <= id {
		b.sessions = append(b.sessions, nil)
	}
	b.sessions[id] = session.New(config, around)
}

func (b *Bridge) session(id int) *session.Machine {
	if id < 0 || id >= len(b.sessions) {
		return nil
	}
	return b.sessions[id]
}

// count is how many sessions are known.
func (b *Bridge) count() int {
	n := 0
	for _, machine := range b.sessions {
		if machine != nil {
			n++
		}
	}
	return n
}

// Question is what ask is asked.
type Question int

// The questions, what is on the wire for them, and what they answer.
const (
	AskCheck   Question = iota // code, bytes of the reason: a closecode.Refusal
	AskLenient                 // code, reason, how many numbers follow, pairs: the code that lenient mode sends; the reason is on the wire
	AskPlan                    // how many options follow, a policy's options, how many numbers follow, and these from [0, 1): how many delays are on the wire
	AskCount                   // the number of sessions
	AskForget                  // id: the session is over
	AskPanic                   // panics, for tests
)

// ask answers what needs no session. It takes the question, and how many slots
// are on the wire.
func (b *Bridge) ask(args []js.Value) any {
	w := &b.wire
	w.receive(args[1].Int())
	switch Question(args[0].Int()) {
	case AskCheck:
		c := code(w.number())
		return int(closecode.RefusalOf(c, int(w.number())))
	case AskLenient:
		c, reason := code(w.number()), w.text()
		sent, fitted := closecode.Lenient(c, reason, pairs(w.numbers(int(w.number()))))
		w.at = 0
		w.putText(fitted)
		w.send()
		return int(sent)
	case AskPlan:
		config, _ := configOf(w.numbers(int(w.number())))
		attempts := int(w.number())
		delays := reconnect.Plan(config.Policy, attempts, w.number)
		w.at = 0
		for _, delay := range delays {
			w.put(float64(delay))
		}
		w.send()
		return len(delays)
	case AskCount:
		return b.count()
	case AskForget:
		if id := int(w.number()); b.session(id) != nil {
			b.sessions[id] = nil
		}
	case AskPanic:
		panic("asked to panic")
	}
	return nil
}
