//go:build go1.23

package session

import (
	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

// Moment is what arrives with every event: when it happened, a random number,
// and what the native socket says of its traffic.
type Moment struct {
	// At is in milliseconds on a clock that does not go backwards.
	At Millis
	// Random is uniform in [0, 1).
	Random float64
	// Buffered is the live socket's bufferedAmount, in bytes.
	Buffered int64
	// Heard is when its last message came, Sent when the page last sent one;
	// Never, if there was none.
	Heard, Sent Millis
}

// Event is something that has happened: what, when, and to which connection.
// Conn is 0 where it is not a connection that it happened to.
//
// Moment and Conn stand here, not in each fact: methods promoted into two
// dozen structs cost 15 kB of WebAssembly after brotli.
type Event struct {
	Moment
	Conn Conn
	Fact Fact
}

// Fact is what has happened. The set is closed: fact is not exported.
type Fact interface{ fact() }

// Dialled: the native socket was made.
type Dialled struct{}

// DialFailed: no native socket could be made.
type DialFailed struct {
	// Final: no later attempt can do better, as with a URL that does not parse.
	Final bool
	// Verdict is what the page's provider threw, if it is one.
	Verdict reconnect.Verdict
}

// Opened: the native `open` came.
type Opened struct{}

// Errored: the native `error` came.
type Errored struct{}

// Closed: the native `close` came.
type Closed struct {
	Code     closecode.Code
	Reason   string
	WasClean bool
}

// Decided: the page's decide was asked and has answered.
type Decided struct{ Verdict reconnect.Verdict }

// Told: the listeners for `close` have returned.
type Told struct{}

// CloseAsked: the page called close(), with a code and a reason that may be
// sent. NoStatusRcvd is an empty Close. Late: the native socket was ending
// already, by a Close frame of the peer's that the page was not told of.
type CloseAsked struct {
	Code   closecode.Code
	Reason string
	Late   bool
}

// ReconnectAsked: the page called reconnect().
type ReconnectAsked struct {
	Code   closecode.Code
	Reason string
}

// FailAsked: the page called fail(). Without a native socket there is nothing
// that could have failed.
type FailAsked struct {
	Code   closecode.Code
	Reason string
}

// TooBig: a message came that is larger than maxMessageBytes.
type TooBig struct{}

// Switched: the page has turned reconnecting off, or on again, for all its
// sessions.
type Switched struct{ On bool }

// RetryCancelled: the page called cancelRetry() on the connection's close
// event, in the listener or later: as long as the attempt is still to come.
type RetryCancelled struct{}

// Disposed: the page dropped the session.
type Disposed struct{}

// TimerFired: a timer has run out.
type TimerFired struct{ Timer Timer }

// What happens to the page. Persisted tells that it goes to, or comes from,
// the back/forward cache.
type (
	WentOffline   struct{}
	CameOnline    struct{}
	BecameHidden  struct{}
	BecameVisible struct{}
	PageHidden    struct{ Persisted bool }
	PageShown     struct{ Persisted bool }
	Froze         struct{}
	Resumed       struct{}
)

func (Dialled) fact()        {}
func (DialFailed) fact()     {}
func (Opened) fact()         {}
func (Errored) fact()        {}
func (Closed) fact()         {}
func (Decided) fact()        {}
func (Told) fact()           {}
func (CloseAsked) fact()     {}
func (ReconnectAsked) fact() {}
func (FailAsked) fact()      {}
func (TooBig) fact()         {}
func (Switched) fact()       {}
func (RetryCancelled) fact() {}
func (Disposed) fact()       {}
func (TimerFired) fact()     {}
func (WentOffline) fact()    {}
func (CameOnline) fact()     {}
func (BecameHidden) fact()   {}
func (BecameVisible) fact()  {}
func (PageHidden) fact()     {}
func (PageShown) fact()      {}
func (Froze) fact()          {}
func (Resumed) fact()        {}
