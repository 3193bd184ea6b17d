//go:build go1.23

package jsbridge

import "github.com/wsclose/wsclose/wasm/session"

// What an exported function answers, where it is not a number of its own.
const (
	Unknown = -1 // the session is not known here
	Fault   = -2 // a defect, whose text lies on the wire
)

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
	began: "began", planned: "planned", dialled: "dialled", dialFailed: "dialFailed", opened: "opened", errored: "errored",
	closed: "closed", decided: "decided", told: "told", tooBig: "tooBig", retryCancelled: "retryCancelled",
	closeAsked: "closeAsked", closeAskedEarlier: "closeAskedEarlier", reconnectAsked: "reconnectAsked", failAsked: "failAsked",
	switched: "switched", disposed: "disposed", timerFired: "timerFired", wentOffline: "wentOffline", cameOnline: "cameOnline",
	becameHidden: "becameHidden", becameVisible: "becameVisible", pageHidden: "pageHidden", pageShown: "pageShown",
	froze: "froze", resumed: "resumed",
}

var questions = [...]string{check: "check", lenient: "lenient", plan: "plan", count: "count", forget: "forget", discard: "discard"}

// effects are the names of the effects, by number, each with a sample and a
// state in which it is done.
var effects = [...]struct {
	name   string
	sample session.Effect
	state  session.State
}{
	dial:      {"dial", session.Dial{}, session.Dialling{}},
	arm:       {"arm", session.Arm{}, nil},
	disarm:    {"disarm", session.Disarm{}, nil},
	beat:      {"beat", session.Beat{}, nil},
	phase:     {"phase", session.EmitPhase{}, nil},
	sentClose: {"sent", sent{}, nil},
	abandon:   {"abandon", session.Abandon{}, nil},
	consult:   {"consult", session.Consult{}, session.Deciding{}},
	tell:      {"tell", session.Tell{}, session.Telling{}},
	retry:     {"retry", session.EmitRetry{}, session.Waiting{}},
	end:       {"end", session.EmitEnd{}, session.Ended{}},
}

// Describe tells what crosses, in order: each section, its records, and their
// fields. The WebAssembly has no use for it, and does not contain it.
func Describe(note Note) {
	w := &wire{note: note}
	note("parts", Section)
	note("options", Record)
	w.options()
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
		w.row(0, nothing{state: effect.state}, effect.sample)
	}
	note("questions", Section)
	for number, name := range questions {
		note(name, Record)
		w.answer(question(number), nothing{})
	}
}

// nothing is a realm without a session and a socket, and a session of which
// only the state is known: what the layout is described with.
type nothing struct{ state session.State }

func (n nothing) State() session.State { return n.state }
func (nothing) Phase() session.Phase   { return session.PhaseIdle }
func (nothing) ReadyState() int        { return Closed }
func (nothing) BufferedAmount() int64  { return 0 }
func (nothing) count() int             { return 0 }
func (nothing) forget(int)             {}
func (nothing) discard()               {}
