package lab

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// patience bounds what a test waits for; nothing takes so long unless it is broken.
const patience = time.Minute

const testKey = "dGhlIHNhbXBsZSBub25jZQ==" // RFC 6455, section 1.3

func start(t *testing.T) *Server { return startWith(t, Options{}) }

func startWith(t *testing.T, options Options) *Server {
	t.Helper()
	s, err := Start(context.Background(), "", options)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	return s
}

// client speaks RFC 6455 by hand, and does nothing that it isn't told to.
type client struct {
	t        *testing.T
	tcp      *net.TCPConn
	in       *bufio.Reader
	response *http.Response
}

// dial sends an opening handshake and reads nothing.
func dial(t *testing.T, s *Server, path string, headers ...string) *client {
	t.Helper()
	conn, err := net.Dial("tcp", s.Addr)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(patience)))
	lines := append([]string{
		"GET " + path + " HTTP/1.1", "Host: " + s.Addr, "Connection: keep-alive, Upgrade", "Upgrade: websocket",
		"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + testKey, "Origin: http://page.test",
	}, headers...)
	_, err = io.WriteString(conn, strings.Join(lines, "\r\n")+"\r\n\r\n")
	require.NoError(t, err)
	return &client{t: t, tcp: conn.(*net.TCPConn), in: bufio.NewReaderSize(conn, 1<<16)}
}

// answered reads the response's header.
func (c *client) answered(status int) *client {
	c.t.Helper()
	response, err := http.ReadResponse(c.in, nil)
	require.NoError(c.t, err)
	require.Equal(c.t, status, response.StatusCode)
	c.response = response
	return c
}

func open(t *testing.T, s *Server, path string, headers ...string) *client {
	t.Helper()
	return dial(t, s, path, headers...).answered(http.StatusSwitchingProtocols)
}

func (c *client) send(op ws.OpCode, payload string) {
	c.t.Helper()
	require.NoError(c.t, ws.WriteFrame(c.tcp, ws.MaskFrame(ws.NewFrame(op, true, []byte(payload)))))
}

func (c *client) say(text string) {
	c.t.Helper()
	c.send(ws.OpText, text)
}

func (c *client) sendClose(code uint16, reason string) {
	c.t.Helper()
	c.send(ws.OpClose, payloadOf(code, reason))
}

func payloadOf(code uint16, reason string) string {
	return string(binary.BigEndian.AppendUint16(nil, code)) + reason
}

func (c *client) frame() ws.Frame {
	c.t.Helper()
	f, err := ws.ReadFrame(c.in)
	require.NoError(c.t, err)
	return f
}

func (c *client) hears(op ws.OpCode, payload string) {
	c.t.Helper()
	f := c.frame()
	assert.Equal(c.t, op, f.Header.OpCode)
	assert.Equal(c.t, payload, string(f.Payload))
	assert.False(c.t, f.Header.Masked, "RFC 6455, section 5.1: a server doesn't mask")
}

func (c *client) hearsClose(code uint16, reason string) {
	c.t.Helper()
	c.hears(ws.OpClose, payloadOf(code, reason))
}

// echoes says a text and hears it.
func (c *client) echoes(text string) {
	c.t.Helper()
	c.say(text)
	c.hears(ws.OpText, text)
}

func (c *client) seesFIN() {
	c.t.Helper()
	_, err := c.in.ReadByte()
	assert.ErrorIs(c.t, err, io.EOF)
}

func (c *client) seesRST() {
	c.t.Helper()
	_, err := c.in.ReadByte()
	assert.ErrorIs(c.t, err, syscall.ECONNRESET)
}

// seesNothing is a proof only for so long as it looks; the journal has to say the rest.
func (c *client) seesNothing() {
	c.t.Helper()
	require.NoError(c.t, c.tcp.SetReadDeadline(time.Now().Add(30*time.Millisecond)))
	_, err := c.in.ReadByte()
	var timeout net.Error
	require.True(c.t, errors.As(err, &timeout) && timeout.Timeout(), "got %v", err)
	require.NoError(c.t, c.tcp.SetReadDeadline(time.Now().Add(patience)))
}

func (c *client) fin() {
	c.t.Helper()
	require.NoError(c.t, c.tcp.Close())
}

func (c *client) rst() {
	c.t.Helper()
	require.NoError(c.t, c.tcp.SetLinger(0))
	require.NoError(c.t, c.tcp.Close())
}

// endedEntry is the only connection with this id, once it has ended.
func endedEntry(t *testing.T, s *Server, id string) Entry {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	entries, err := s.Wait(ctx, id)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	return entries[0]
}

// seen waits until the journal's newest entry for id is as wanted.
func seen(t *testing.T, s *Server, id string, want func(Entry) bool) Entry {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	entries, err := s.WaitFor(ctx, id, func(list []Entry) bool { return len(list) > 0 && want(list[len(list)-1]) })
	require.NoError(t, err)
	return entries[len(entries)-1]
}

func held(e Entry) bool { return e.End == Held }
