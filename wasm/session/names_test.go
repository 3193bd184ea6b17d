//go:build go1.23

package session

// Tests print the names. Outside of them these would be linked into the
// WebAssembly, since what a value in an interface has of String is kept.

func (p Phase) String() string { return Phases()[p] }

func (t Timer) String() string { return Timers()[t] }
