//go:build go1.23

package session

import "github.com/wsclose/wsclose/wasm/closecode"

// Effect is something to be done. The set is closed: effect is not exported.
type Effect interface{ effect() }

// Dial: make a native socket for this connection and report Dialled or
// DialFailed.
type Dial struct {
	Conn    Conn
	Attempt int
}

// CloseNative: call the native close(). NoStatusRcvd is an empty Close.
type CloseNative struct {
	Conn   Conn
	Code   closecode.Code
	Reason string
}

// Abandon: let go of the native socket, closing it with this code where it
// is not closing yet. Its later events reach nobody.
type Abandon struct {
	Conn   Conn
	Code   closecode.Code
	Reason string
}

// Arm: start a timer that fires at a moment, in place of the one of its name.
type Arm struct {
	Timer Timer
	At    Millis
}

// Disarm: end a timer.
type Disarm struct{ Timer Timer }

// Beat: send a heartbeat.
type Beat struct{ Conn Conn }

// Consult: ask the page's decide about the Settlement, and report Decided; if
// the state is still Deciding by then: a listener for `phase` may have settled
// the matter, and decide is not asked after that.
type Consult struct{ Conn Conn }

// Tell: dispatch `error`, if there is one, and `close`, as the Settlement says
// by then, and report Told. A listener for `phase` may have changed it.
type Tell struct{ Conn Conn }

// EmitPhase: dispatch `phase`.
type EmitPhase struct{ From, To Phase }

// EmitRetry: dispatch `retry` with the Plan, if it still stands by then.
type EmitRetry struct{}

// EmitEnd: dispatch `end`. Conn is 0 where the session ended without a
// connection.
type EmitEnd struct {
	Conn Conn
	Rule string
}

func (Dial) effect()        {}
func (CloseNative) effect() {}
func (Abandon) effect()     {}
func (Arm) effect()         {}
func (Disarm) effect()      {}
func (Beat) effect()        {}
func (Consult) effect()     {}
func (Tell) effect()        {}
func (EmitPhase) effect()   {}
func (EmitRetry) effect()   {}
func (EmitEnd) effect()     {}
