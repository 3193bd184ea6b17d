package lab

import (
	"errors"
	"slices"
	"time"
)

// plan is what a URL asks for: a small program that one connection runs. A mode of the lab is a function from its
// parameters to a plan.
type plan struct {
	handshake handshake
	answer    answer // to the client's Close, while the lab behaves
	steps     []step // after the 101
	end       ending // after the steps
	pace      pace
}

// step is one thing that a connection does. It returns errOver when there is nothing left to do with the connection.
type step interface{ run(c *conn) error }

// errOver: TCP has ended, or is held and has been waited out.
var errOver = errors.New("over")

// listen behaves as a server should, for as long as the client stays; with a text, until a message is that text.
type listen struct{ text string }

func (l listen) run(c *conn) error {
	return c.serve(nil, func(f frame) bool {
		return l.text != "" && f.endsMessage() && string(f.payload) == l.text
	})
}

// await waits for so many messages, and gives up once the client has sent its Close.
type await struct{ messages int }

func (a await) run(c *conn) error {
	if left := a.messages; left > 0 && !c.closeRead {
		return c.serve(nil, func(f frame) bool {
			if f.endsMessage() {
				left--
			}
			return left == 0 || c.closeRead
		})
	}
	return nil
}

// pause waits, and goes on serving.
type pause struct{ wait time.Duration }

func (p pause) run(c *conn) error {
	if p.wait <= 0 {
		return nil
	}
	timer := time.NewTimer(p.wait)
	defer timer.Stop()
	return c.serve(timer.C, nil)
}

// write sends bytes as they are, in one segment where TCP allows, or in pieces of chop bytes. From then on the
// connection does what its plan says and nothing by itself: no echo, no pong, no answer to a Close.
type write struct {
	bytes []byte
	chop  int
}

func (w write) run(c *conn) error {
	c.behaves = false
	c.note(w.bytes)
	if w.chop <= 0 || len(w.bytes) == 0 {
		return c.send(w.bytes)
	}
	for piece := range slices.Chunk(w.bytes, w.chop) {
		if err := c.send(piece); err != nil {
			return err
		}
	}
	return nil
}

// writes is one write for each segment, with a step between them.
func writes(segments [][]byte, between step, chop int) []step {
	var steps []step
	for i, segment := range segments {
		if i > 0 {
			steps = append(steps, between)
		}
		steps = append(steps, write{segment, chop})
	}
	return steps
}
