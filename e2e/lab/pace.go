package lab

import (
	"context"
	"io"
	"net"
	"time"
)

// pace is how slowly a connection is read. The zero value is as fast as it comes.
type pace struct {
	stall time.Duration // read nothing for so long
	rate  int           // then so many bytes a second; 0: all
}

const (
	slowReadBuffer = 16 << 10 // small, so that the client feels at once that nobody reads
	ticksPerSecond = 20
)

// reader slows from down until ctx is done.
func (p pace) reader(ctx context.Context, from io.Reader) io.Reader {
	if p == (pace{}) {
		return from
	}
	return &slowReader{pace: p, ctx: ctx, from: from}
}

func (p pace) shrink(c net.Conn) {
	if tcp, ok := tcpOf(c); ok && p != (pace{}) {
		_ = tcp.SetReadBuffer(slowReadBuffer) // a hint: the pace holds without it
	}
}

type slowReader struct {
	pace
	ctx  context.Context
	from io.Reader
}

func (s *slowReader) Read(b []byte) (int, error) {
	if err := s.wait(s.stall); err != nil {
		return 0, err
	}
	s.stall = 0
	if s.rate == 0 {
		return s.from.Read(b)
	}
	n, err := s.from.Read(b[:min(len(b), max(1, s.rate/ticksPerSecond))])
	if err == nil {
		err = s.wait(time.Duration(n) * time.Second / time.Duration(s.rate))
	}
	return n, err
}

func (s *slowReader) wait(d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-s.ctx.Done():
		return context.Cause(s.ctx)
	}
}
