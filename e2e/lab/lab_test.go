package lab

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCloseEndsEverythingAndLeavesNoGoroutine(t *testing.T) { // alone: it counts goroutines
	l := New(Options{})
	server := httptest.NewServer(l.Handler())
	defer server.Close()
	s := &Server{Lab: l, Addr: server.Listener.Addr().String()}
	paths := []string{
		"/lab/echo", "/lab/mute", "/lab/close?after=1", "/lab/close?then=hold", "/lab/close?delay=600000", "/lab/tcp?end=hold",
		"/lab/slow-reader?stall=600000", "/lab/slow-reader?rate=1", "/lab/raw?hex=8100&then=hold", "/lab/burst?n=1000000",
	}
	for _, path := range paths {
		open(t, s, path).say("hello")
	}
	dial(t, s, "/lab/handshake?do=stall&id=stalled")
	seen(t, s, "stalled", held)
	waiting := make(chan struct{})
	go func() {
		defer close(waiting)
		_, err := l.Wait(context.Background(), "never")
		assert.ErrorIs(t, err, errLabClosed)
	}()

	require.NoError(t, l.Close())
	<-waiting
	for _, e := range l.Newest(100) {
		assert.False(t, e.Live, e.Request.Path)
		assert.Equal(t, ServerFIN, e.End, e.Request.Path)
		assert.Equal(t, errLabClosed.Error(), e.Fault, e.Request.Path)
	}
	assert.Eventually(t, func() bool { return !strings.Contains(stacks(), "lab.(*conn)") }, patience, time.Millisecond)
	dial(t, s, "/lab/echo").answered(http.StatusServiceUnavailable)
	require.NoError(t, l.Close(), "twice is once")
}

func stacks() string {
	b := make([]byte, 1<<20)
	return string(b[:runtime.Stack(b, true)])
}

func TestOneConnectionTooManyGets503(t *testing.T) {
	t.Parallel()
	s := startWith(t, Options{MaxConnections: 1})
	c := open(t, s, "/lab/mute?id=a")
	dial(t, s, "/lab/echo").answered(http.StatusServiceUnavailable)
	c.fin()
	endedEntry(t, s, "a")
	require.Eventually(t, func() bool { return s.Lab.enter(true) == nil }, patience, time.Millisecond)
	s.Lab.leave(true)
	open(t, s, "/lab/echo").echoes("room again")
}

func TestFrameOverMaxMessageIsAnsweredWith1009(t *testing.T) {
	t.Parallel()
	s := startWith(t, Options{MaxMessage: 1000})
	c := open(t, s, "/lab/echo?id=a")
	c.echoes(strings.Repeat("x", 1000))
	c.say(strings.Repeat("x", 1001))
	c.hears(ws.OpClose, payloadOf(1009, "over MaxMessage"))
	c.seesFIN()
	c.fin()
	e := endedEntry(t, s, "a")
	assert.Contains(t, e.Fault, "1001 bytes")
	assert.Equal(t, []string{ServerFIN, ClientFIN}, whats(e))
}

func TestMaxAgeEndsTheConnection(t *testing.T) {
	t.Parallel()
	s := startWith(t, Options{MaxAge: 50 * time.Millisecond})
	open(t, s, "/lab/mute?id=a").seesFIN()
	e := endedEntry(t, s, "a")
	assert.Equal(t, errMaxAge.Error(), e.Fault)
	assert.Equal(t, []string{Held, ServerFIN}, whats(e))
}

func TestListenRefusesWhatOtherMachinesCanReach(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:0"} {
		_, err := Start(context.Background(), addr, Options{})
		assert.ErrorContains(t, err, "other machines", addr)
	}
	_, err := Listen("nonsense", false)
	assert.ErrorContains(t, err, "nonsense")
	listener, err := Listen("0.0.0.0:0", true)
	require.NoError(t, err)
	require.NoError(t, listener.Close())
}

func TestServerEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	s, err := Start(ctx, "localhost:0", Options{})
	require.NoError(t, err)
	c := open(t, s, "/lab/mute")
	cancel()
	c.seesFIN()
	require.NoError(t, s.Close())
}

func TestURLsNameTheServer(t *testing.T) {
	t.Parallel()
	s := start(t)
	assert.Equal(t, "ws://"+s.Addr+"/lab/echo", s.URL("/lab/echo"))
	assert.Equal(t, "http://"+s.Addr+"/lab/echo", s.HTTP("lab/echo"))
}

func TestLabWorksBelowTLS(t *testing.T) {
	t.Parallel()
	l := New(Options{})
	defer l.Close()
	server := httptest.NewTLSServer(l.Handler())
	defer server.Close()
	transport := server.Client().Transport.(*http.Transport)
	for path, end := range map[string]string{"tcp?end=fin": ServerFIN, "tcp?end=rst": ServerRST} {
		dialer := ws.Dialer{TLSConfig: transport.TLSClientConfig}
		conn, _, _, err := dialer.Dial(context.Background(), "wss"+server.URL[len("https"):]+"/lab/"+path+"&id="+end[7:])
		require.NoError(t, err)
		_, err = ws.ReadFrame(conn)
		assert.Error(t, err)
		_ = conn.Close() // after an RST it can't say goodbye
		entries, err := l.Wait(context.Background(), end[7:])
		require.NoError(t, err)
		assert.Equal(t, end, entries[0].End)
	}
}
