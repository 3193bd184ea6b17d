package lab

import (
	"io"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTCPEndsWithoutAClose(t *testing.T) {
	t.Parallel()
	s := start(t)
	tests := []struct {
		query string
		end   string
		sees  func(*client)
	}{
		{"end=fin", ServerFIN, (*client).seesFIN},
		{"end=rst", ServerRST, (*client).seesRST},
		{"end=hold", Held, (*client).seesNothing},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			t.Parallel()
			c := open(t, s, "/lab/tcp?after=1&id="+tt.query[4:]+"&"+tt.query)
			c.echoes("first")
			tt.sees(c)
			e := seen(t, s, tt.query[4:], func(e Entry) bool { return e.End != "" })
			assert.Equal(t, tt.end, e.End)
			assert.Nil(t, e.CloseWritten)
		})
	}
}

func TestTCPEndsInsideAFrame(t *testing.T) {
	t.Parallel()
	c := open(t, start(t), "/lab/tcp?end=fin&mid=frame")
	h, err := ws.ReadHeader(c.in)
	require.NoError(t, err)
	b, err := io.ReadAll(c.in)
	require.NoError(t, err)
	assert.Less(t, int64(len(b)), h.Length)
}

func TestTCPEndsInsideAMessage(t *testing.T) {
	t.Parallel()
	c := open(t, start(t), "/lab/tcp?end=fin&mid=message")
	f := c.frame()
	assert.False(t, f.Header.Fin)
	assert.Equal(t, "Hello", string(f.Payload))
	c.seesFIN()
}

func TestHowTheClientEndsTCPIsTold(t *testing.T) {
	t.Parallel()
	s := start(t)
	tests := []struct {
		name string
		do   func(*client)
		end  string
	}{
		{"fin", (*client).fin, ClientFIN},
		{"rst", (*client).rst, ClientRST},
	}
	for _, tt := range tests {
		for _, path := range []string{"/lab/echo", "/lab/mute", "/lab/handshake?do=stall"} {
			t.Run(tt.name+path, func(t *testing.T) {
				t.Parallel()
				id := tt.name + path[5:9]
				separator := map[bool]string{true: "&", false: "?"}[path == "/lab/handshake?do=stall"]
				c := dial(t, s, path+separator+"id="+id)
				if separator == "?" {
					c.answered(101)
				} else {
					seen(t, s, id, held)
				}
				tt.do(c)
				e := endedEntry(t, s, id)
				assert.Equal(t, tt.end, e.End)
				assert.False(t, e.Live)
			})
		}
	}
}

func TestClientThatLeavesInsideAFrameIsTold(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, "/lab/echo?id=a")
	_, err := c.tcp.Write([]byte("\x81\x85\x00\x00\x00\x00He"))
	require.NoError(t, err)
	c.fin()
	e := endedEntry(t, s, "a")
	assert.Equal(t, ClientFIN, e.End)
	assert.Contains(t, e.Fault, "inside a frame")
}

func TestMuteAnswersNothingAndHolds(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, "/lab/mute?id=a")
	c.say("anyone?")
	c.send(ws.OpPing, "")
	c.sendClose(1000, "bye")
	e := seen(t, s, "a", func(e Entry) bool { return e.CloseRead != nil })
	c.seesNothing()
	assert.Equal(t, Held, e.End)
	assert.Equal(t, 3, e.Read.Count)
	assert.Zero(t, e.Written.Count)
	assert.True(t, e.Live)
	c.fin()
	assert.Equal(t, []string{Held, ClientFIN}, whats(endedEntry(t, s, "a")))
}

func TestSlowReaderReadsNothingWhileItStalls(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, "/lab/slow-reader?stall=150&id=a")
	c.echoes("late")
	e := s.Journal("a")[0]
	assert.GreaterOrEqual(t, e.Read.Frames[0].At, int64(149)) // the stall began after the request
	c.sendClose(1000, "")
	c.hearsClose(1000, "")
}

func TestSlowReaderKeepsItsRate(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, "/lab/slow-reader?rate=20000&id=a")
	text := string(make([]byte, 5000)) // a quarter of a second
	c.echoes(text)
	assert.GreaterOrEqual(t, s.Journal("a")[0].Read.Frames[0].At, int64(200))
}

func TestServerThatDoesNotReadLetsTheClientsWritesBlock(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, "/lab/slow-reader?stall=600000")
	require.NoError(t, c.tcp.SetWriteBuffer(16<<10))
	require.NoError(t, c.tcp.SetWriteDeadline(time.Now().Add(300*time.Millisecond)))
	_, err := c.tcp.Write(make([]byte, 8<<20))
	assert.Error(t, err)
}

func TestBurstSendsNumberedMessagesThenEchoes(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, "/lab/burst?n=10000&size=6&id=a")
	for i := range 10000 {
		require.Equal(t, string(numbered(i, 6)), string(c.frame().Payload))
	}
	c.echoes("still here")
	e := s.Journal("a")[0]
	assert.Equal(t, 10001, e.Written.Count)
	assert.Equal(t, int64(60010), e.Written.Bytes)
	assert.Len(t, e.Written.Frames, 256)
}

func TestBurstWithACodeClosesAtItsEnd(t *testing.T) {
	t.Parallel()
	c := open(t, start(t), "/lab/burst?n=2&size=1&type=binary&code=4001&reason=after+two")
	c.hears(ws.OpBinary, "0")
	c.hears(ws.OpBinary, "1")
	c.hearsClose(4001, "after two")
	c.sendClose(4001, "")
	c.seesFIN()
}

func TestNumberedIsFilledOrCut(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "12..", string(numbered(12, 4)))
	assert.Equal(t, "2", string(numbered(12, 1)))
	assert.Empty(t, numbered(12, 0))
}
