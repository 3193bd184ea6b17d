//go:build go1.23

package session

import "github.com/wsclose/wsclose/wasm/reconnect"

// Snapshot is all that a machine has to remember, as one value. A machine that
// is restored from it, with the same Config, goes on as the one that it was
// taken of would have.
type Snapshot struct {
	State  State
	Around Surroundings
	Tally  reconnect.Tally
	// Off: the page has turned reconnecting off for all its sessions.
	Off bool
	// Last is the last connection that was begun, Frozen the last that the page
	// was frozen with.
	Last, Frozen Conn
	// Disturbed is when the page was last restored, after it had been hidden,
	// frozen or away. A clean 1000 soon after is not taken for a goodbye.
	Disturbed Millis
	// Triggered is when an attempt was last made because of a page event, and
	// Advanced the moment of a plan that such an event has brought forward.
	Triggered, Advanced Millis
	// Ended is when the last connection ended, or the session.
	Ended Millis
	// Redials counts the connections since the last stable one after which the
	// page called reconnect() while it had none, and Redialled is the last that
	// was counted: however often it asks after one end, it is one attempt.
	Redials   int
	Redialled Conn
}

// never is a moment so long ago that nothing is measured against it.
const never = reconnect.Never

// Start is the snapshot of a session that has not dialled yet.
func Start(around Surroundings) Snapshot {
	return Snapshot{State: Idle{}, Around: around, Disturbed: never, Triggered: never, Advanced: never, Ended: never}
}

// Restore makes a machine that goes on from a snapshot.
func Restore(config Config, from Snapshot) *Machine { return &Machine{config, from} }

// Snapshot is all that the machine has to remember by now.
func (m *Machine) Snapshot() Snapshot { return m.now }
