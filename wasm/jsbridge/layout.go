//go:build go1.23

package jsbridge

import (
	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/session"
)

// Fault is what an exported function answers after a defect, whose text lies on
// the wire.
const Fault = -2

// FieldKind is what a field of the layout is.
type FieldKind byte

// The kinds of fields, and what groups them.
const (
	Number       FieldKind = iota
	Numbers                // several, whose names are separated by spaces; a boolean's ends with a question mark
	Flag                   // 0 or 1
	OptionalFlag           // the same, or NaN where it is left out
	Text
	List  // of what follows until End: records, tuples (the names are 0 and 1), or numbers (without a name)
	Group // of fields that several records share, until End
	End
	Section // of records
	Record  // of a section, until the next; its number is its place there
	Answer  // the fields that follow are what a question leaves on the wire
)

// Note takes one entry of the layout.
type Note func(name string, kind FieldKind)

// The names of the facts and of the questions, by number.
var facts = [...]string{
	dialled: "dialled", dialFailed: "dialFailed", opened: "opened", errored: "errored",
	closed: "closed", decided: "decided", told: "told", tooBig: "tooBig", retryCancelled: "retryCancelled",
	closeAsked: "closeAsked", reconnectAsked: "reconnectAsked", failAsked: "failAsked",
	switched: "switched", disposed: "disposed", timerFired: "timerFired", wentOffline: "wentOffline", cameOnline: "cameOnline",
	becameHidden: "becameHidden", becameVisible: "becameVisible", pageHidden: "pageHidden", pageShown: "pageShown",
	froze: "froze", resumed: "resumed",
}

var questions = [...]string{check: "check", lenient: "lenient", plan: "plan", count: "count", forget: "forget", shut: "close", discard: "discard"}

// effects are the names of the effects, by number, each with a sample.
var effects = [...]struct {
	name   string
	sample session.Effect
}{
	dial:        {"dial", session.Dial{}},
	closeNative: {"close", session.CloseNative{}},
	abandon:     {"abandon", session.Abandon{}},
	arm:         {"arm", session.Arm{}},
	disarm:      {"disarm", session.Disarm{}},
	beat:        {"beat", session.Beat{}},
	consult:     {"consult", session.Consult{}},
	tell:        {"tell", session.Tell{}},
	phase:       {"phase", session.EmitPhase{}},
	retry:       {"retry", session.EmitRetry{}},
	end:         {"end", session.EmitEnd{}},
}

// Describe tells what crosses, in order: each section, its records, and their
// fields. The WebAssembly has no use for it, and does not contain it.
func Describe(note Note) {
	w := &wire{note: note}
	note("parts", Section)
	note("options", Record)
	w.options()
	note("snapshot", Record)
	w.snapshot()
	note("step", Record)
	w.step()
	note("moment", Record)
	w.moment()
	note("facts", Section)
	for number, name := range facts {
		note(name, Record)
		w.conn(kind(number))
		w.fact(kind(number), nothing{})
	}
	note("effects", Section)
	for _, effect := range effects {
		note(effect.name, Record)
		w.putEffect(effect.sample)
	}
	note("questions", Section)
	for number, name := range questions {
		note(name, Record)
		w.answer(question(number), nothing{})
	}
}

// Start is the snapshot of a session that has not dialled yet, as it lies on the
// wire: a slot for each field, since it has no text.
func Start() []float64 {
	w := &wire{slots: make([]float64, MinSlots)}
	w.putSnapshot(session.Start(session.Surroundings{}))
	return w.slots[:w.at]
}

// nothing is a realm without a session and a socket: what the layout is
// described with.
type nothing struct{}

func (nothing) ReadyState() int                       { return Closed }
func (nothing) BufferedAmount() int64                 { return 0 }
func (nothing) count() int                            { return 0 }
func (nothing) forget(int)                            {}
func (nothing) shut(int, closecode.Code, string) bool { return false }
func (nothing) discard()                              {}
