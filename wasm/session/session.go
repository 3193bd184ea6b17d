//go:build go1.23

// Package session decides what happens next in the life of one
// ManagedWebSocket: which connection is live, what a late event of an old one
// means, when each timer starts and ends, and what the page is told, in which
// order.
//
// It is a pure machine: Machine.Step takes an event in the past tense and
// returns effects in the imperative. It has no clock, no randomness, no
// goroutine and no I/O of its own; time and a random number arrive with each
// event, so a test runs a day of reconnecting in no time at all.
//
// It refuses to decide what a code means or may be sent (closecode), whether
// and when to retry (reconnect), how a browser is asked (jsbridge), and how a
// page is told (js/src).
package session

import "github.com/wsclose/wsclose/wasm/reconnect"

// Millis is reconnect's: a time or a duration in milliseconds.
type Millis = reconnect.Millis

// Conn numbers the connections of a session, from 1; 0 is none. Every native
// socket has its own, and an event of an old one is dropped.
type Conn int

// Config is what a session was made with. It does not change.
type Config struct {
	Policy reconnect.Policy
	// Reconnect false: every end is final, as with the DOM's WebSocket, by the
	// rule 'reconnect:false'. reconnect() still dials.
	Reconnect bool
	// OpenTimeout, CloseTimeout and IdleTimeout are in milliseconds; 0 is none.
	OpenTimeout, CloseTimeout, IdleTimeout Millis
	// HeartbeatEvery is how long nothing was sent when a heartbeat is; 0 is no
	// heartbeats. HeartbeatTimeout is how long anything may take to come after
	// one.
	HeartbeatEvery, HeartbeatTimeout Millis
	// Network: no attempt while offline.
	Network bool
	// Lifecycle: no attempt while the page is frozen or gone, and what the
	// browser leaves dead behind is replaced.
	Lifecycle bool
	// Decide: the page has the last word on each decision.
	Decide bool
}

// Surroundings is what is known of the page around the session.
type Surroundings struct {
	Offline, Hidden, Frozen bool
	// Away lies between pagehide and pageshow.
	Away bool
}

// Machine is one session. The zero Machine is not usable; New and Restore make
// one.
type Machine struct {
	config Config
	now    Snapshot
}

// New makes a machine in the state Idle, in the given surroundings.
func New(config Config, around Surroundings) *Machine { return Restore(config, Start(around)) }

// State is the current state: one of this package's structs.
func (m *Machine) State() State { return m.now.State }

// Phase is what the page is told of the state.
func (m *Machine) Phase() Phase { return phaseOf(m.now.State) }

// Around is what is known of the page.
func (m *Machine) Around() Surroundings { return m.now.Around }

// Attempt is the number of retries since the last stable connection.
func (m *Machine) Attempt() int { return m.now.Tally.Attempt }

// Step takes one event and returns what is to be done, in order. It accepts
// every event in every state: what makes no sense there changes nothing.
//
// The first line is the one place where late events of old connections end.
func (m *Machine) Step(event Event) []Effect {
	if event.Conn != 0 && event.Conn != connectionOf(m.now.State) {
		return nil
	}
	s := step{Snapshot: m.now, config: m.config, now: event.Moment}
	s.take(event)
	m.now = s.Snapshot
	return s.effects
}

// step is one Step while it runs, on a copy of what the machine remembers.
type step struct {
	Snapshot
	config  Config
	now     Moment
	effects []Effect
}

func (s *step) do(effect Effect) { s.effects = append(s.effects, effect) }

// to is the only place where the state changes. A timer ends with the state
// that owns it, and the page learns of each change of phase.
func (s *step) to(next State) {
	from := s.State
	for timer := Timer(0); timer < timers; timer++ {
		if owns(from, timer) && !owns(next, timer) {
			s.do(Disarm{timer})
		}
	}
	s.State = next
	if before, after := phaseOf(from), phaseOf(next); before != after {
		s.do(EmitPhase{before, after})
	}
}

// arm starts a timer that runs out at a moment, replacing the one of its name.
func (s *step) arm(timer Timer, at Millis) { s.do(Arm{timer, at}) }

// timed starts a timer that runs out after an option's time; 0 is none.
func (s *step) timed(timer Timer, after Millis) {
	if after > 0 {
		s.arm(timer, s.later(after))
	}
}

// later adds a duration to now; Forever stays Forever.
func (s *step) later(after Millis) Millis { return later(s.now.At, after) }

func later(at, after Millis) Millis {
	if after >= reconnect.Forever-at {
		return reconnect.Forever
	}
	return at + after
}

func (s *step) take(event Event) {
	switch e := event.Fact.(type) {
	case Dialled:
		s.dialled()
	case DialFailed:
		s.dialFailed(e)
	case Opened:
		s.opened()
	case Errored:
		s.errored()
	case Closed:
		s.closed(e)
	case Decided:
		s.decided(e)
	case Told:
		s.told()
	case CloseAsked:
		s.closeAsked(e)
	case ReconnectAsked:
		s.reconnectAsked(e)
	case FailAsked:
		s.failAsked(e)
	case TooBig:
		s.tooBig()
	case Switched:
		s.switched(e)
	case RetryCancelled:
		s.retryCancelled()
	case Disposed:
		s.disposed()
	case TimerFired:
		s.timerFired(e)
	default:
		s.pageChanged(e)
	}
}

// dial begins the next connection. The page's own surroundings are not asked
// here: who dials has asked.
func (s *step) dial() {
	s.Last++
	s.to(Dialling{Conn: s.Last})
	s.timed(OpenTimer, s.config.OpenTimeout)
	s.do(Dial{s.Last, s.Tally.Attempt})
}

// reconnects tells whether the end of a connection may be followed by an
// attempt of the session's own.
func (s *step) reconnects() bool { return s.config.Reconnect && !s.Off }

// mustWait tells whether attempts must wait for the network or for the page.
func (s *step) mustWait() bool {
	return s.config.Network && s.Around.Offline || s.config.Lifecycle && (s.Around.Frozen || s.Around.Away)
}
