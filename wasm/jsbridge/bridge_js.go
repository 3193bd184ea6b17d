//go:build go1.24 && js && wasm

package jsbridge

import (
	"syscall/js"

	"github.com/wsclose/wsclose/wasm/session"
)

// Bridge holds the sessions of one realm.
type Bridge struct {
	// table is the browser's side: a function that does the effects on the
	// wire, with the property sockets, and with unwanted for a socket to be
	// closed. No other js.Value outlives a call.
	table js.Value
	// sessions by number: JavaScript counts from 0 and uses the numbers of
	// forgotten ones again. A map would cost 6 kB after brotli.
	sessions []*session.Machine
	queue    []pending
	depth    int
	wire     wire
}

// pending is an effect that is still to be done.
type pending struct {
	session int
	effect  session.Effect
}

// maxDepth is how deep calls from JavaScript nest. Two are usual: a call, and
// one from within an effect of it. Where that has Go close a socket that is not
// wanted, and the class is the page's own, its close() may call once more.
const maxDepth = 16

// guarded runs a call from JavaScript, and answers what panics with Fault.
func (b *Bridge) guarded(call func() int) (answer int) {
	b.depth++
	defer func() {
		b.depth--
		if r := recover(); r != nil {
			b.queue = nil
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

// step takes facts of a session, in so many slots: the session's number,
// whether it is made with the options that follow, and the facts. Then, unless
// an effect is already under way, it has done what follows. One call, since to
// cross costs more than to decide. It answers the phase.
func (b *Bridge) step(slots int) int {
	w := &b.wire
	w.at = 0
	id, isMade := w.step()
	if isMade {
		b.open(id)
	}
	socket := Socket{b.table, id}
	for machine := b.session(id); machine != nil && w.at < slots; {
		for _, effect := range machine.Step(w.event(socket)) {
			b.queue = append(b.queue, pending{id, effect})
			if e, ok := effect.(session.Abandon); ok {
				b.queue = append(b.queue, pending{id, session.CloseNative(e)})
			}
		}
	}
	if b.depth == 1 {
		b.drain()
	}
	if machine := b.session(id); machine != nil {
		return int(machine.Phase()) // of another, where this one has ended and its number is used again
	}
	return Unknown
}

// drain has done what waits. Go itself closes the browser's socket; all else
// JavaScript does, as many rows at once as the wire holds.
func (b *Bridge) drain() {
	for len(b.queue) > 0 {
		if first := b.queue[0]; !b.close(first) {
			b.rows()
		}
	}
}

// close does an effect that closes a socket, and has what was sent told in its
// place. It tells whether the effect was one.
func (b *Bridge) close(first pending) bool {
	e, is := first.effect.(session.CloseNative)
	if !is {
		return false
	}
	switch {
	case b.session(first.session) == nil || !(Socket{b.table, first.session}).Close(e.Code, e.Reason):
		b.drop(1)
	case len(b.queue) > 0: // a mock may call listeners, which only append; but one may meet a defect
		b.queue[0].effect = sent{e}
	}
	return true
}

// drop removes the first effects: they were done.
func (b *Bridge) drop(n int) { b.queue = append(b.queue[:0], b.queue[min(n, len(b.queue)):]...) }

// rows puts what waits on the wire, up to the next close, and has JavaScript do
// it. JavaScript stops where a row let anything cross, and answers how many
// rows it has done: the rest is put there again, as it is then.
func (b *Bridge) rows() {
	w := &b.wire
	w.reserve(MinSlots)
	w.at = 0
	taken, rows := 0, 0
	var ends [MinSlots / 4]int // of the queue, after each row
	for ; taken < len(b.queue) && w.at+rowSlots <= len(w.slots) && rows < len(ends); taken++ {
		p := b.queue[taken]
		if _, is := p.effect.(session.CloseNative); is {
			break
		}
		if m := b.session(p.session); m != nil && !b.isOvertaken(taken) && w.row(p.session, m, p.effect) {
			ends[rows] = taken + 1
			rows++
		}
	}
	if rows > 0 {
		if done := b.table.Invoke(rows).Int(); done < rows {
			taken = ends[done-1]
		}
	}
	b.drop(taken)
}

// rowSlots is what a row takes at most: two numbers, eleven fields, and a
// reason of 123 bytes or a shorter rule.
const rowSlots = 2 + 11 + 16

// isOvertaken tells whether a timer is armed here that ends further behind: to
// set one takes a browser as long as a decision.
func (b *Bridge) isOvertaken(at int) bool {
	this := b.queue[at]
	armed, is := this.effect.(session.Arm)
	if !is {
		return false
	}
	for _, later := range b.queue[at+1:] {
		if ended, is := later.effect.(session.Disarm); is && ended.Timer == armed.Timer && later.session == this.session {
			return true
		}
	}
	return false
}

// open makes a session of the options on the wire.
func (b *Bridge) open(id int) {
	config, around := b.wire.options()
	for len(b.sessions) <= id {
		b.sessions = append(b.sessions, nil)
	}
	b.sessions[id] = session.New(config, around)
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

// forget ends what is known of a session. What still waits of it is nobody's
// from now on: its number may be another's before that is looked at.
func (b *Bridge) forget(id int) {
	if b.session(id) != nil {
		b.sessions[id] = nil
	}
	for i := range b.queue {
		if b.queue[i].session == id {
			b.queue[i].session = Unknown
		}
	}
}

func (b *Bridge) discard() { b.table.Get("unwanted").Call("close") }
