//go:build go1.23 && js && wasm

// Package jsbridge does what session decides: it is the only Go that knows
// JavaScript. Facts come in as numbers and strings through two functions,
// effects go out through one table of functions, the hands; nothing else of
// JavaScript is kept. It refuses to decide anything: not a code, not a delay,
// not an order.
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
	bytes    []byte
	numbers  []float64
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
const Shape = "2bf56c5d"

// Serve hands the bridge's functions to JavaScript: the object global has
// the hands under the name wsclose, and their function ready takes ours.
func Serve(global js.Value) {
	b := &Bridge{hands: global.Get("wsclose")}
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

// facts takes the numbers of the wire, how many there are, and the texts of
// the facts that have one. First comes how many options follow: where there
// are any, a session is made of them. The rest are facts of one session, each
// of so many Fields. It is stepped by all of them and then, unless an effect
// is already under way, what follows is done. One call, since what crosses
// costs more than what is decided. It returns the phase.
func (b *Bridge) facts(args []js.Value) any {
	n := b.read(args[0], args[1].Int())
	texts := args[2:]
	rows := n[1+int(n[0]):]
	id := int(rows[0])
	if n[0] > 0 {
		b.open(id, n[1:1+int(n[0])])
	}
	for machine := b.session(id); machine != nil && len(rows) > 0; rows = rows[Fields:] {
		row, text := (*[Fields]float64)(rows), ""
		if row[HasText] != 0 {
			text, texts = texts[0].String(), texts[1:]
		}
		for _, effect := range machine.Step(event(row, text)) {
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

func (b *Bridge) drain() {
	for len(b.queue) > 0 {
		next := b.queue[0]
		b.queue = b.queue[1:]
		if machine := b.session(next.id); machine != nil {
			b.do(next.id, machine, next.effect)
		}
	}
	b.queue = nil
}

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

// The questions.
const (
	AskCheck   Question = iota // code, reason: a closecode.Refusal
	AskLenient                 // code, reason, pairs: what lenient mode sends, through hands.lenient
	AskPlan                    // options of a policy, attempts: the delays, through hands.delay
	AskCount                   // the number of sessions
	AskForget                  // id: the session is over
	AskPanic                   // panics, for tests
)

// ask answers what needs no session.
func (b *Bridge) ask(args []js.Value) any {
	switch Question(args[0].Int()) {
	case AskCheck:
		return int(closecode.RefusalOf(code(args[1].Float()), len(args[2].String())))
	case AskLenient:
		b.lenient(code(args[1].Float()), args[2].String(), numbers(args[3:]))
	case AskPlan:
		config, _ := configOf(numbers(args[2:]))
		for _, delay := range reconnect.Plan(config.Policy, args[1].Int(), b.random) {
			b.hand("delay", []float64{float64(delay)})
		}
	case AskCount:
		return b.count()
	case AskForget:
		if id := args[1].Int(); b.session(id) != nil {
			b.sessions[id] = nil
		}
	case AskPanic:
		panic("asked to panic")
	}
	return nil
}

func (b *Bridge) random() float64 { return b.hands.Call("random").Float() }
