//go:build go1.23

package jsbridge

import (
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// Native is what the bridge reads on the browser's WebSocket of a session.
type Native interface {
	// ReadyState is as in the DOM; Closed where there is no socket.
	ReadyState() int
	// BufferedAmount is in bytes; 0 where there is no socket.
	BufferedAmount() int64
}

// The values of readyState that the bridge asks for: WHATWG WebSockets.
const (
	Closing = 2
	Closed  = 3
)

// kind numbers the facts that JavaScript reports.
type kind int

const (
	// Of a connection, whose number comes first.
	dialled kind = iota
	dialFailed
	opened
	errored
	closed
	decided
	told
	tooBig
	retryCancelled
	// Of the session, and of the page around it.
	closeAsked
	reconnectAsked
	failAsked
	switched
	disposed
	timerFired
	wentOffline
	cameOnline
	becameHidden
	becameVisible
	pageHidden
	pageShown
	froze
	resumed
)

// bare are the facts that carry nothing.
var bare = [...]session.Fact{
	dialled: session.Dialled{}, opened: session.Opened{}, errored: session.Errored{}, told: session.Told{},
	tooBig: session.TooBig{}, retryCancelled: session.RetryCancelled{}, disposed: session.Disposed{},
	wentOffline: session.WentOffline{}, cameOnline: session.CameOnline{},
	becameHidden: session.BecameHidden{}, becameVisible: session.BecameVisible{},
	froze: session.Froze{}, resumed: session.Resumed{},
}

// fact reads the fields of a fact. A kind that there is not panics.
func (w *wire) fact(kind kind, native Native) session.Fact {
	switch kind {
	case dialFailed:
		return session.DialFailed{Final: w.flag("final"), Verdict: w.verdict()}
	case closed:
		return session.Closed{Code: w.code("code"), Reason: w.text("reason"), WasClean: w.flag("wasClean")}
	case decided:
		return session.Decided{Verdict: w.verdict()}
	case closeAsked:
		return session.CloseAsked{Code: w.code("code"), Reason: w.text("reason"), Late: native.ReadyState() >= Closing}
	case reconnectAsked:
		return session.ReconnectAsked{Code: w.code("code"), Reason: w.text("reason")}
	case failAsked:
		return session.FailAsked{Code: w.code("code"), Reason: w.text("reason")}
	case switched:
		return session.Switched{On: w.flag("on")}
	case timerFired:
		return session.TimerFired{Timer: session.Timer(w.number("timer"))}
	case pageHidden:
		return session.PageHidden{Persisted: w.flag("persisted")}
	case pageShown:
		return session.PageShown{Persisted: w.flag("persisted")}
	default:
		return bare[kind]
	}
}

// verdict reads what the page's decide answered, or its provider threw.
func (w *wire) verdict() reconnect.Verdict {
	return reconnect.Verdict{Kind: reconnect.VerdictKind(w.number("verdict")), Delay: w.millis("delayMs")}
}

// conn reads the number of the connection that a fact is of; 0 is none.
func (w *wire) conn(kind kind) session.Conn {
	if kind <= retryCancelled {
		return session.Conn(w.number("conn"))
	}
	return 0
}

// moment reads when a fact happened, and what Go takes as given with it.
func (w *wire) moment() session.Moment {
	return session.Moment{At: w.millis("at"), Random: w.number("random"), Heard: w.millis("heard"), Sent: w.millis("sent")}
}

// step reads which session the fact is of, and whether the core takes it over
// with the options and the snapshot that follow.
func (w *wire) step() (id int, isNew bool) { return int(w.number("session")), w.flag("isNew") }

// event reads a fact: its number, its moment, and its fields. What the
// machine needs of the socket's traffic is read on the socket, and only by the
// facts that need it.
func (w *wire) event(native Native) session.Event {
	kind := kind(w.number("fact"))
	event := session.Event{Moment: w.moment(), Conn: w.conn(kind), Fact: w.fact(kind, native)}
	switch what := event.Fact.(type) {
	case session.CloseAsked:
		event.Buffered = native.BufferedAmount()
	case session.TimerFired:
		if what.Timer == session.CloseTimer {
			event.Buffered = native.BufferedAmount()
		}
	}
	return event
}
