//go:build go1.24 && js && wasm

package jsbridge

import (
	"syscall/js"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/session"
)

// Bridge holds the sessions of one realm.
type Bridge struct {
	// table is the browser's side: an object with the sockets of the sessions,
	// and with unwanted for a socket to be closed. No other js.Value outlives a
	// call.
	table js.Value
	// sessions by number: JavaScript counts from 0 and uses the numbers of
	// forgotten ones again. A map would cost 6 kB after brotli.
	sessions []*session.Machine
	depth    int
	wire     wire
}

// maxDepth is how deep calls from JavaScript nest. One is usual: no effect is
// done while Go runs. Only the close() of a class that is the page's own may
// call the page's listeners at once, and so the core.
const maxDepth = 16

// guarded runs a call from JavaScript, and answers what panics with Fault.
func (b *Bridge) guarded(call func() int) (answer int) {
	b.depth++
	defer func() {
		b.depth--
		if r := recover(); r != nil {
			b.wire.reserve(MinSlots)
			b.wire.begin()
			text := faultText(r)
			b.wire.putText("", text[:min(len(text), slotBytes*(MinSlots-1))])
			answer = Fault
		}
	}()
	if b.depth > maxDepth {
		panic("calls nest too deep")
	}
	return call()
}

// faultText is what a recovered panic says. It names no type of package
// runtime: an interface with Error is all it asks for.
func faultText(r any) string {
	switch r := r.(type) {
	case error:
		return r.Error()
	case string:
		return r
	default:
		return "panic"
	}
}

// step takes a fact of a session: the session's number, whether the core takes
// it over with the options and the snapshot that follow, and the fact. It leaves
// on the wire what is to be done, and the session's snapshot, and answers the
// number of effects. A fact of a session that there is not panics.
//
// JavaScript does the effects, in the outermost call of the session. So no Go
// waits while the page's listeners run, and where the core crashes nothing is
// lost: JavaScript has the snapshot and the effects that are not done yet.
func (b *Bridge) step() int {
	w := &b.wire
	w.at = 0
	id, isNew := w.step()
	if isNew {
		config := w.options()
		b.add(id, session.Restore(config, w.snapshot()))
	}
	machine := b.session(id)
	if machine == nil {
		panic("no such session")
	}
	effects := machine.Step(w.event(Socket{b.table, id}))
	w.at = 0
	for _, effect := range effects {
		w.putEffect(effect)
	}
	w.putSnapshot(machine.Snapshot())
	return len(effects)
}

func (b *Bridge) add(id int, machine *session.Machine) {
	for len(b.sessions) <= id {
		b.sessions = append(b.sessions, nil)
	}
	b.sessions[id] = machine
}

func (b *Bridge) session(id int) *session.Machine {
	if id < 0 || id >= len(b.sessions) {
		return nil
	}
	return b.sessions[id]
}

// ask answers a question whose fields lie on the wire.
func (b *Bridge) ask(question question) int {
	b.wire.at = 0
	return b.wire.answer(question, b)
}

func (b *Bridge) count() int {
	n := 0
	for _, machine := range b.sessions {
		if machine != nil {
			n++
		}
	}
	return n
}

// forget ends what is known of a session: its number may be another's next.
func (b *Bridge) forget(id int) {
	if b.session(id) != nil {
		b.sessions[id] = nil
	}
}

func (b *Bridge) shut(id int, code closecode.Code, reason string) bool {
	return Socket{b.table, id}.Close(code, reason)
}

func (b *Bridge) discard() { b.table.Get("unwanted").Call("close") }
