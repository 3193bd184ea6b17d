//go:build go1.23 && js && wasm

package jsbridge

import (
	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// Kind numbers the facts, as core.ts does.
type Kind int

// The facts.
const (
	Began Kind = iota
	Planned
	Dialled
	DialFailed
	Opened
	Errored
	Closed
	Decided
	Told
	CloseAsked
	ReconnectAsked
	FailAsked
	TooBig
	Switched
	RetryCancelled
	Disposed
	TimerFired
	WentOffline
	CameOnline
	BecameHidden
	BecameVisible
	PageHidden
	PageShown
	Froze
	Resumed
)

// The fields of a fact, which a text follows. Times are whole milliseconds; A,
// B, C and the text are the kind's own.
const (
	KindOf = iota
	Connection
	At
	Random
	Buffered
	Heard
	Sent
	A
	B
	C
	Fields
)

// event makes the event of a fact.
func event(n *[Fields]float64, text string) session.Event {
	return session.Event{
		Conn: session.Conn(n[Connection]),
		Moment: session.Moment{
			At: session.Millis(n[At]), Random: n[Random], Buffered: int64(n[Buffered]), Heard: session.Millis(n[Heard]),
			Sent: session.Millis(n[Sent]),
		},
		Fact: fact(Kind(n[KindOf]), n[A], n[B], n[C], text),
	}
}

func fact(kind Kind, a, b, c float64, text string) session.Fact {
	switch kind {
	case Began:
		return session.Began{Phase: session.Phase(a), Attempt: int(b), Redials: int(c)}
	case Planned:
		return session.Planned{Due: session.Millis(a), Attempt: int(b), Rule: text}
	case DialFailed:
		return session.DialFailed{Final: a != 0, Verdict: verdict(b, c)}
	case Closed:
		return session.Closed{Code: code(a), WasClean: b != 0, Reason: text}
	case Decided:
		return session.Decided{Verdict: verdict(a, b)}
	case CloseAsked:
		return session.CloseAsked{Code: code(a), Reason: text, Late: b != 0, Buffered: int64(c)}
	case ReconnectAsked:
		return session.ReconnectAsked{Code: code(a), Reason: text}
	case FailAsked:
		return session.FailAsked{Code: code(a), Reason: text}
	case Switched:
		return session.Switched{On: a != 0}
	case TimerFired:
		return session.TimerFired{Timer: session.Timer(a)}
	case PageHidden:
		return session.PageHidden{Persisted: a != 0}
	case PageShown:
		return session.PageShown{Persisted: a != 0}
	default:
		return bare[kind]
	}
}

// bare are the facts that carry nothing. A number that is no fact's panics.
var bare = [...]session.Fact{
	Dialled:        session.Dialled{},
	Opened:         session.Opened{},
	Errored:        session.Errored{},
	Told:           session.Told{},
	TooBig:         session.TooBig{},
	RetryCancelled: session.RetryCancelled{},
	Disposed:       session.Disposed{},
	WentOffline:    session.WentOffline{},
	CameOnline:     session.CameOnline{},
	BecameHidden:   session.BecameHidden{},
	BecameVisible:  session.BecameVisible{},
	Froze:          session.Froze{},
	Resumed:        session.Resumed{},
}

func verdict(kind, delay float64) reconnect.Verdict {
	return reconnect.Verdict{Kind: reconnect.VerdictKind(kind), Delay: session.Millis(delay)}
}

func code(n float64) closecode.Code { return closecode.Code(n) }
