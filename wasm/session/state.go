//go:build go1.23

package session

import (
	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

// State is where the session is. Each struct carries what only that state
// knows.
type State interface{ state() }

// Idle: nothing was dialled yet.
type Idle struct{}

// Dialling: a connection has its number, but no native socket yet.
type Dialling struct{ Conn Conn }

// Connecting: the native socket is CONNECTING.
type Connecting struct {
	Conn    Conn
	Errored bool
}

// Open: the native socket is OPEN, since a moment.
type Open struct {
	Conn    Conn
	Since   Millis
	Errored bool
	// Excused is the start of a silence that was given its grace, because the
	// timer came too late to be trusted.
	Excused Millis
	// Probed is when the first heartbeat was asked for that nothing has
	// answered, Never if there is none; Patience is when it ends the
	// connection.
	Probed, Patience Millis
}

// Closing: the page has called close(), and the native socket has not ended.
type Closing struct {
	Conn            Conn
	Opened, Errored bool
	// Late: the peer's Close frame came first.
	Late bool
	// Since is when the clock of closeTimeoutMs starts: when the close was
	// asked for and what was buffered may have left, or when it last fell.
	Since    Millis
	Buffered int64
}

// Deciding: a connection has ended, and the page's decide is asked.
type Deciding struct{ Settlement }

// Telling: the decision is made, and the page's listeners are being told.
type Telling struct{ Settlement }

// Waiting: for the moment of the plan.
type Waiting struct {
	Conn Conn
	Plan Plan
}

// Paused: for the network or for the page to come back. The plan's moment
// may pass meanwhile.
type Paused struct {
	Conn Conn
	Plan Plan
}

// Ended: for good, but for reconnect().
type Ended struct{ Conn Conn }

// Settlement is how the end of a connection is being acted on: the machine's
// part of the close report.
type Settlement struct {
	Conn    Conn
	Reading closecode.Reading
	// Synthetic: wsclose ended it, without the browser's close event.
	Synthetic bool
	// Error: an `error` event precedes the `close`.
	Error bool
	// Attempt is the number of retries since the last stable connection.
	Attempt  int
	Decision reconnect.Decision
	// Plan is the next attempt, if the decision is to retry.
	Plan Plan
}

// Plan is the next attempt.
type Plan struct {
	// At is the moment of the attempt, Delay how long before it the plan was
	// made.
	At, Delay Millis
	// Closed is when the connection before it ended: floors count from there.
	Closed   Millis
	Decision reconnect.Decision
}

// Phase is what the page is told of the state.
type Phase uint8

// The phases, in the order of their numbers.
const (
	PhaseIdle Phase = iota
	PhaseConnecting
	PhaseOpen
	PhaseClosing
	PhaseWaiting
	PhasePaused
	PhaseEnded
)

// Phases returns the phases' names in the order of their numbers.
func Phases() []string {
	return []string{"idle", "connecting", "open", "closing", "waiting", "paused", "ended"}
}

// Timer names a timer of the session. There is at most one of each.
type Timer uint8

// The timers, each owned by some states and ended with them.
const (
	OpenTimer   Timer = iota // Dialling, Connecting: openTimeoutMs
	CloseTimer               // Closing: closeTimeoutMs
	RetryTimer               // Waiting: the plan's moment
	UptimeTimer              // Open: minUptimeMs
	IdleTimer                // Open: idleTimeoutMs
	BeatTimer                // Open: the next heartbeat, or the end of the patience with one
	timers
)

// Timers returns the timers' names in the order of their numbers.
func Timers() []string {
	return []string{"open", "close", "retry", "uptime", "idle", "beat"}
}

func (Idle) state()       {}
func (Dialling) state()   {}
func (Connecting) state() {}
func (Open) state()       {}
func (Closing) state()    {}
func (Deciding) state()   {}
func (Telling) state()    {}
func (Waiting) state()    {}
func (Paused) state()     {}
func (Ended) state()      {}

// phaseOf is what the page is told of a state. A listener for `close` sees
// where the session goes from there.
func phaseOf(state State) Phase {
	switch s := state.(type) {
	case Dialling, Connecting:
		return PhaseConnecting
	case Open:
		return PhaseOpen
	case Closing, Deciding:
		return PhaseClosing
	case Telling:
		if s.Decision.Action == reconnect.Stop {
			return PhaseEnded
		}
		return PhaseWaiting
	case Waiting:
		return PhaseWaiting
	case Paused:
		return PhasePaused
	case Ended:
		return PhaseEnded
	default:
		return PhaseIdle
	}
}

// connectionOf is the connection whose events the state takes; 0 before the
// first.
func connectionOf(state State) Conn {
	switch s := state.(type) {
	case Dialling:
		return s.Conn
	case Connecting:
		return s.Conn
	case Open:
		return s.Conn
	case Closing:
		return s.Conn
	case Deciding:
		return s.Conn
	case Telling:
		return s.Conn
	case Waiting:
		return s.Conn
	case Paused:
		return s.Conn
	case Ended:
		return s.Conn
	default:
		return 0
	}
}

// owns tells whether a timer runs in a state: it ends with the last state that
// owns it.
func owns(state State, timer Timer) bool {
	switch state.(type) {
	case Dialling, Connecting:
		return timer == OpenTimer
	case Open:
		return timer == UptimeTimer || timer >= IdleTimer
	case Closing:
		return timer == CloseTimer
	case Waiting:
		return timer == RetryTimer
	default:
		return false
	}
}
