package lab

import (
	"errors"
	"io"
	"sync/atomic"
)

// errNoRoom: all connections together hold MaxHeld.
var errNoRoom = errors.New("the lab is at MaxHeld")

// room is how many bytes may still be held. What is below littleBytes isn't counted: so much each connection has anyway.
type room struct{ left atomic.Int64 }

const littleBytes = 4 << 10

// take reports whether there was room for n bytes. The caller must give them back.
func (r *room) take(n int64) bool {
	if r.left.Add(-n) >= 0 {
		return true
	}
	r.left.Add(n)
	return false
}

func (r *room) give(n int64) { r.left.Add(n) }

// holder is one connection's part of a room.
type holder struct {
	room *room
	held int64
}

// into is a writer to w that takes room for what it writes, and fails with errNoRoom.
func (h *holder) into(w io.Writer) io.Writer { return &taking{holder: h, w: w, free: littleBytes} }

// leave gives back all that was taken, but the newest bytes.
func (h *holder) leave(newest int64) {
	h.room.give(h.held - newest)
	h.held = newest
}

type taking struct {
	*holder
	w    io.Writer
	free int64
}

func (t *taking) Write(b []byte) (int, error) {
	n := int64(len(b))
	if t.free -= n; t.free < 0 {
		if !t.room.take(n) {
			return 0, errNoRoom
		}
		t.held += n
	}
	return t.w.Write(b)
}
