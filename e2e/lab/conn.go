package lab

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/gobwas/ws"
)

// conn is one hijacked connection. Its own goroutine runs the plan and alone writes; a second one reads.
type conn struct {
	plan   plan
	socket net.Conn
	in     io.Reader
	most   int64 // bytes in a frame
	holder holder
	record *record
	ctx    context.Context
	inbox  chan frame // closed when reading has ended

	behaves   bool // answers as RFC 6455 tells a server to, until the plan takes over
	closeRead bool // the client's Close has come
}

// run does the plan, and returns when the socket is closed and nothing reads it any more.
func (c *conn) run(parent context.Context, maxAge time.Duration) {
	ctx, cancel := context.WithTimeoutCause(parent, maxAge, errMaxAge)
	c.ctx = ctx
	c.in = bufio.NewReader(c.plan.pace.reader(ctx, c.in))
	c.inbox = make(chan frame)
	unblock := context.AfterFunc(ctx, func() { _ = c.socket.Close() })
	go c.readFrames()

	if c.shake() == nil && c.runSteps() == nil {
		c.plan.end.run(c)
	}

	unblock()
	cause := context.Cause(ctx)
	_ = c.socket.Close() // again where it was reset
	cancel()
	for range c.inbox { // till the reader has ended
		continue
	}
	c.record.over(cause)
}

func (c *conn) runSteps() error {
	for _, s := range c.plan.steps {
		if err := s.run(c); err != nil {
			return err
		}
	}
	return nil
}

// readFrames hands each frame to the plan, one at a time: a plan that is busy writing reads no further.
func (c *conn) readFrames() {
	defer close(c.inbox)
	defer c.holder.leave(0)
	for {
		before := c.holder.held
		f, err := readFrame(c.in, c.most, c.holder.into)
		if err != nil {
			c.noteReadError(err)
			return
		}
		c.record.read(f)
		select {
		case c.inbox <- f:
			c.holder.leave(c.holder.held - before) // the plan is done with the frame before
		case <-c.ctx.Done():
			return
		}
		if f.unread > 0 {
			if _, err := io.CopyN(io.Discard, c.in, f.unread); err != nil {
				c.noteReadError(err)
				return
			}
		}
	}
}

func (c *conn) noteReadError(err error) {
	if c.ctx.Err() != nil {
		return // the lab closed the socket
	}
	if end := endSeen(err); end != "" {
		c.record.tcp(end)
	}
	if err == errInsideFrame || errors.Is(err, ws.ErrHeaderLengthMSB) || errors.Is(err, ws.ErrHeaderLengthUnexpected) {
		c.record.fault(err.Error())
	}
}

// serve handles what comes until the timer fires or stop says so of a frame; errOver if the connection ended instead.
func (c *conn) serve(timer <-chan time.Time, stop func(frame) bool) error {
	for {
		select {
		case <-timer:
			return nil
		case <-c.ctx.Done():
			return errOver
		case f, open := <-c.inbox:
			if !open {
				return errOver
			}
			if err := c.handle(f); err != nil {
				return err
			}
			if stop != nil && stop(f) {
				return nil
			}
		}
	}
}

// handle answers one frame. Messages are echoed frame by frame, in the fragments they came in.
func (c *conn) handle(f frame) error {
	c.closeRead = c.closeRead || f.isClose()
	switch {
	case !c.behaves:
		return nil
	case f.tooBig:
		c.record.fault(fmt.Sprintf("a frame of %d bytes is over MaxMessage, %d", f.Length, c.most))
		c.lastly(closeFrame(int(ws.StatusMessageTooBig), "over MaxMessage"), c.finish)
		return errOver
	case f.noRoom:
		c.record.fault(errNoRoom.Error())
		c.lastly(closeFrame(1013, "over MaxHeld"), c.finish) // Try Again Later
		return errOver
	case f.isClose():
		c.plan.answer.run(c, f)
		return errOver
	case f.OpCode == ws.OpPing:
		return c.write(appendFrame(nil, ws.OpPong, true, f.payload))
	case f.isData():
		return c.write(appendFrame(nil, f.OpCode, f.Fin, f.payload))
	}
	return nil
}

// write notes the frames in b, then sends b. The note comes first: whoever has received the bytes finds it.
func (c *conn) write(b []byte) error {
	c.note(b)
	return c.send(b)
}

func (c *conn) note(b []byte) {
	if rest := split(b, c.record.wrote); len(rest) > 0 {
		c.record.wroteRaw(rest)
	}
}

// send writes bytes that are noted already, or are HTTP.
func (c *conn) send(b []byte) error {
	_, err := c.socket.Write(b)
	if err == nil {
		return nil
	}
	if c.ctx.Err() == nil && isReset(err) {
		c.record.tcp(ClientRST)
	}
	return errOver
}
