//go:build go1.23 && js && wasm

package jsbridge

import (
	"syscall/js"

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

// event makes the event of a fact: (session, kind, connection, at, random,
// buffered, heard, a, b, c, text), where a, b, c and text are the kind's own.
func event(args []js.Value) session.Event {
	return session.Event{
		Conn: session.Conn(args[2].Int()),
		Moment: session.Moment{
			At: millis(args[3]), Random: args[4].Float(), Buffered: int64(args[5].Float()), Heard: millis(args[6]),
		},
		Fact: fact(Kind(args[1].Int()), args[7], args[8], args[9], args[10]),
	}
}

func fact(kind Kind, a, b, c, text js.Value) session.Fact {
	switch kind {
	case Began:
		return session.Began{Phase: session.Phase(a.Int()), Attempt: b.Int(), Redials: c.Int()}
	case Planned:
		return session.Planned{Due: millis(a), Attempt: b.Int(), Rule: text.String()}
	case Dialled:
		return session.Dialled{}
	case DialFailed:
		return session.DialFailed{Final: a.Int() != 0}
	case Opened:
		return session.Opened{}
	case Errored:
		return session.Errored{}
	case Closed:
		return session.Closed{Code: code(a), WasClean: b.Int() != 0, Reason: text.String()}
	case Decided:
		return session.Decided{Verdict: reconnect.Verdict{Kind: reconnect.VerdictKind(a.Int()), Delay: millis(b)}}
	case Told:
		return session.Told{}
	case CloseAsked:
		return session.CloseAsked{Code: code(a), Reason: text.String()}
	case ReconnectAsked:
		return session.ReconnectAsked{Code: code(a), Reason: text.String()}
	case FailAsked:
		return session.FailAsked{Code: code(a), Reason: text.String()}
	case RetryCancelled:
		return session.RetryCancelled{}
	case Disposed:
		return session.Disposed{}
	case TimerFired:
		return session.TimerFired{Timer: session.Timer(a.Int())}
	default:
		return pageFact(kind, a.Int() != 0)
	}
}

func pageFact(kind Kind, persisted bool) session.Fact {
	switch kind {
	case WentOffline:
		return session.WentOffline{}
	case CameOnline:
		return session.CameOnline{}
	case BecameHidden:
		return session.BecameHidden{}
	case BecameVisible:
		return session.BecameVisible{}
	case PageHidden:
		return session.PageHidden{Persisted: persisted}
	case PageShown:
		return session.PageShown{Persisted: persisted}
	case Froze:
		return session.Froze{}
	case Resumed:
		return session.Resumed{}
	default:
		panic(fault("no such fact"))
	}
}

func code(v js.Value) closecode.Code { return closecode.Code(v.Int()) }

// millis takes a whole number of milliseconds.
func millis(v js.Value) session.Millis { return session.Millis(v.Float()) }
