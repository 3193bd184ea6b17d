package lab

import (
	"net"
	"sync"
)

// mostSockets bounds the TCP connections of a listener, whatever is spoken on them: one more waits till one ends.
const mostSockets = 2000

// bounded is a listener with so many connections at a time.
type bounded struct {
	*net.TCPListener
	free   chan struct{} // one for each connection that there may be
	closed chan struct{}
	shut   func() error
}

func newBounded(listener *net.TCPListener, most int) *bounded {
	b := &bounded{TCPListener: listener, free: make(chan struct{}, most), closed: make(chan struct{})}
	b.shut = sync.OnceValue(func() error {
		close(b.closed)
		return listener.Close()
	})
	return b
}

// Accept waits for room first.
func (b *bounded) Accept() (net.Conn, error) {
	select {
	case b.free <- struct{}{}:
	case <-b.closed:
		return nil, net.ErrClosed
	}
	leave := sync.OnceFunc(func() { <-b.free })
	tcp, err := b.AcceptTCP()
	if err != nil {
		leave()
		return nil, err
	}
	return &boundedConn{TCPConn: tcp, leave: leave}, nil
}

func (b *bounded) Close() error { return b.shut() }

type boundedConn struct {
	*net.TCPConn
	leave func()
}

func (c *boundedConn) Close() error {
	c.leave()
	return c.TCPConn.Close()
}

// NetConn is for tcpOf.
func (c *boundedConn) NetConn() net.Conn { return c.TCPConn }
