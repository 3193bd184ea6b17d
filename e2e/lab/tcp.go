package lab

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
)

// tcpOf finds the TCP connection, also below TLS.
func tcpOf(c net.Conn) (*net.TCPConn, bool) {
	if outer, ok := c.(interface{ NetConn() net.Conn }); ok {
		c = outer.NetConn()
	}
	tcp, ok := c.(*net.TCPConn)
	return tcp, ok
}

// sendFIN ends the lab's direction and leaves the other open: shutdown(SHUT_WR). A plain close would make the kernel
// send RST if the client had sent anything unread (RFC 6455, section 7.1.1, tells how to avoid that).
func sendFIN(c net.Conn) error {
	var err error
	if half, ok := c.(interface{ CloseWrite() error }); ok {
		err = half.CloseWrite() // TLS: close_notify, the TCP below stays open
	}
	if tcp, ok := tcpOf(c); ok && net.Conn(tcp) != c {
		err = errors.Join(err, tcp.CloseWrite())
	}
	return err
}

// sendRST ends both directions with RST: a zero linger time discards what isn't sent.
func sendRST(c net.Conn) {
	if tcp, ok := tcpOf(c); ok {
		_ = tcp.SetLinger(0)
		_ = tcp.Close() // a TLS alert would go out first if the outer one were closed
	}
	_ = c.Close()
}

// endSeen names what a failed read says about the client's end of TCP; "" if nothing.
func endSeen(err error) string {
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, errInsideFrame):
		return ClientFIN
	case errors.Is(err, net.ErrClosed), errors.Is(err, os.ErrDeadlineExceeded):
		return ""
	case isReset(err):
		return ClientRST
	}
	return ""
}

// isReset: a write after the RST was taken in fails with EPIPE. Windows has numbers of its own, which package syscall
// doesn't map: WSAECONNABORTED and WSAECONNRESET.
func isReset(err error) bool {
	for _, reset := range []syscall.Errno{syscall.ECONNRESET, syscall.EPIPE, 10053, 10054} {
		if errors.Is(err, reset) {
			return true
		}
	}
	return false
}
