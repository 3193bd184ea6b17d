package lab

import (
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// begins sends the head of a message of n bytes and so many of them.
func (c *client) begins(n, sent int) {
	c.t.Helper()
	require.NoError(c.t, ws.WriteHeader(c.tcp, ws.Header{Fin: true, OpCode: ws.OpBinary, Length: int64(n)}))
	_, err := c.tcp.Write(make([]byte, sent))
	require.NoError(c.t, err)
}

func TestMoreThanMaxHeldOfAllConnectionsIsAnsweredWith1013(t *testing.T) {
	t.Parallel()
	s := startWith(t, Options{MaxHeld: 100_000})
	a, b := open(t, s, "/lab/echo"), open(t, s, "/lab/echo?id=b")
	a.begins(90_000, 80_000)
	require.Eventually(t, func() bool { return s.room.left.Load() <= 100_000-70_000 }, patience, time.Millisecond)
	b.echoes("a little is always taken")
	b.begins(60_000, 60_000)
	b.hears(ws.OpClose, payloadOf(1013, "over MaxHeld"))
	b.seesFIN()
	b.fin()
	assert.Equal(t, errNoRoom.Error(), endedEntry(t, s, "b").Fault)

	_, err := a.tcp.Write(make([]byte, 10_000)) // the rest
	require.NoError(t, err)
	assert.Len(t, a.frame().Payload, 90_000)
	a.fin()
	require.Eventually(t, func() bool { return s.room.left.Load() == 100_000 }, patience, time.Millisecond, "all is given back")
}

func TestAPlanForWhichThereIsNoRoomGets503(t *testing.T) {
	t.Parallel()
	s := startWith(t, Options{MaxHeld: 1 << 20})
	c := open(t, s, "/lab/raw?hex=827f00000000000dbba0.00*900000&then=hold&kill=0")
	dial(t, s, "/lab/raw?hex=00*900000").answered(http.StatusServiceUnavailable)
	dial(t, s, "/lab/burst?n=1&size=900000").answered(http.StatusServiceUnavailable)
	open(t, s, "/lab/burst?n=1&size=1000")
	c.fin()
	require.Eventually(t, func() bool { return s.room.left.Load() == 1<<20 }, patience, time.Millisecond)
	open(t, s, "/lab/burst?n=1&size=900000")
}

// What a client says of itself stands in the journal only at its beginning: nobody fills the memory with it.
func TestTheJournalKeepsTheBeginningOfWhatIsLong(t *testing.T) {
	t.Parallel()
	s := start(t)
	long := strings.Repeat("x", 9_000)
	c := open(t, s, "/lab/echo?id=a&x-long="+long, "Sec-WebSocket-Protocol: a"+strings.Repeat(",b", 500), long+": 1", "X-Origin: "+long)
	c.sendClose(4000, long)
	c.hearsClose(4000, long)
	c.fin()
	e := endedEntry(t, s, "a")
	assert.Len(t, e.Request.Query, keptText)
	assert.Len(t, e.Request.Protocols, keptOfList)
	assert.Equal(t, int64(9_002), e.CloseRead.Length)
	assert.Len(t, e.CloseRead.Reason, keptText)
	for _, name := range e.Request.Headers {
		assert.LessOrEqual(t, len(name), keptName)
	}
	dial(t, s, "/lab/echo?after="+long).answered(http.StatusBadRequest)
	assert.LessOrEqual(t, len(s.Newest(1)[0].Fault), keptText)
	open(t, s, "/lab/flap?fail=0&key=k&x-long="+long)
	open(t, s, "/lab/flap?fail=0&x-long="+long)
	for _, key := range s.flaps.order {
		assert.LessOrEqual(t, len(key), keptKey)
	}
}

func TestSoManyRequestsMayWaitForTheJournal(t *testing.T) {
	t.Parallel()
	s := start(t)
	for range mostWaiting {
		require.NoError(t, s.enter(false))
	}
	get := func() int {
		response, err := http.Get(s.HTTP("/lab/journal?id=a&wait=closed&timeout=1"))
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		return response.StatusCode
	}
	assert.Equal(t, http.StatusServiceUnavailable, get())
	for range mostWaiting {
		s.leave(false)
	}
	assert.Equal(t, http.StatusOK, get())
}

func TestAListenerHasSoManyConnectionsAtATime(t *testing.T) {
	t.Parallel()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	l := New(Options{})
	server := HTTPServer(l.Handler())
	listener := newBounded(inner.(*net.TCPListener), 2)
	over := make(chan error, 1)
	go func() { over <- server.Serve(listener) }()
	s := &Server{Lab: l, Addr: inner.Addr().String()}
	held := []*client{open(t, s, "/lab/mute"), open(t, s, "/lab/tcp?end=rst&after=1")}
	third := dial(t, s, "/lab/echo?id=third")
	require.NoError(t, third.tcp.SetReadDeadline(time.Now().Add(50*time.Millisecond)))
	_, err = third.in.Peek(1)
	require.ErrorIs(t, err, os.ErrDeadlineExceeded, "no answer yet")
	held[1].say("x")
	require.NoError(t, third.tcp.SetReadDeadline(time.Now().Add(patience)))
	third.answered(http.StatusSwitchingProtocols)
	require.NoError(t, l.Close())
	require.NoError(t, server.Close())
	require.ErrorIs(t, <-over, http.ErrServerClosed)
	_, err = listener.Accept()
	require.ErrorIs(t, err, net.ErrClosed)
}

// Whoever sends or reads slowly, or nothing, is waited for by none of the server's goroutines without end.
func TestTheServerWaitsForNobodyWithoutEnd(t *testing.T) {
	t.Parallel()
	server := HTTPServer(http.NotFoundHandler())
	for _, limit := range []time.Duration{server.ReadHeaderTimeout, server.ReadTimeout, server.WriteTimeout, server.IdleTimeout} {
		assert.True(t, limit > 0 && limit <= 2*time.Minute, limit)
	}
	s := start(t)
	dial(t, s, "/lab/echo", "X-Long: "+strings.Repeat("x", 1<<19)).answered(http.StatusRequestHeaderFieldsTooLarge)
}

// Handshakes clear the server's deadlines: those are for HTTP.
func TestAConnectionOutlivesTheServersTimeouts(t *testing.T) {
	t.Parallel()
	l := New(Options{})
	t.Cleanup(func() { _ = l.Close() })
	server := HTTPServer(l.Handler())
	server.ReadTimeout, server.WriteTimeout = 500*time.Millisecond, 500*time.Millisecond
	listener, err := Listen("", false)
	require.NoError(t, err)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	c := open(t, &Server{Lab: l, Addr: listener.Addr().String()}, "/lab/burst?n=1&size=1&delay=1000")
	c.hears(ws.OpText, "0")
	c.echoes("still here")
}

func TestEveryAnswerSaysThatItsTypeIsMeant(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, path := range []string{"/lab/", "/lab/scenarios.json", "/lab/journal", "/lab/none", "/lab/echo", "/lab/close?code=x"} {
		response, err := http.Get(s.HTTP(path))
		require.NoError(t, err)
		_, _ = io.Copy(io.Discard, response.Body)
		require.NoError(t, response.Body.Close())
		assert.Equal(t, "nosniff", response.Header.Get("X-Content-Type-Options"), path)
		if path == "/lab/" {
			assert.Contains(t, response.Header.Get("Content-Security-Policy"), "default-src 'none'")
		}
	}
}
