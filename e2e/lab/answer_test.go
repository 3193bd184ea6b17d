package lab

import (
	"testing"

	"github.com/gobwas/ws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func hears(code uint16, reason string) func(*client) {
	return func(c *client) {
		c.t.Helper()
		c.hearsClose(code, reason)
		c.seesFIN()
	}
}

func TestTheClientsCloseIsAnsweredAsAsked(t *testing.T) {
	t.Parallel()
	s := start(t)
	tests := []struct {
		query string
		sees  func(*client)
		end   string
	}{
		{"with=echo", hears(3500, "mine"), ServerFIN},
		{"with=code:4777", hears(4777, ""), ServerFIN},
		{"with=code:4777&reason=yours", hears(4777, "yours"), ServerFIN},
		{"with=code:0", hears(0, ""), ServerFIN},
		{"with=reserved", hears(1006, ""), ServerFIN},
		{"with=empty", func(c *client) { c.hears(ws.OpClose, ""); c.seesFIN() }, ServerFIN},
		{"with=fin", (*client).seesFIN, ServerFIN},
		{"with=rst", (*client).seesRST, ServerRST},
		{"with=none", (*client).seesNothing, Held},
		{"with=echo-hold", func(c *client) { c.hearsClose(3500, "mine"); c.seesNothing() }, Held},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			t.Parallel()
			id := "x" + tt.query[5:7] + tt.query[len(tt.query)-4:]
			c := open(t, s, "/lab/answer?"+tt.query+"&id="+id)
			c.echoes("before")
			c.sendClose(3500, "mine")
			tt.sees(c)
			e := seen(t, s, id, func(e Entry) bool { return e.End != "" })
			assert.Equal(t, tt.end, e.End)
			require.NotNil(t, e.CloseRead)
			assert.Equal(t, 3500, *e.CloseRead.Code)
			assert.Equal(t, "mine", e.CloseRead.Reason)
			assert.True(t, e.CloseRead.Masked)
			assert.Equal(t, int64(6), e.CloseRead.Length)
		})
	}
}

func TestAnswerNoneHoldsTheConnection(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, "/lab/answer?with=none&id=a")
	c.sendClose(1000, "")
	e := seen(t, s, "a", held)
	assert.True(t, e.Live)
	assert.Nil(t, e.CloseWritten)
	c.rst()
	assert.Equal(t, ClientRST, endedEntry(t, s, "a").End)
}

func TestAnswerWaitsForItsDelay(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, "/lab/answer?delay=80&id=a")
	c.sendClose(1000, "")
	c.hearsClose(1000, "")
	e := s.Journal("a")[0]
	assert.GreaterOrEqual(t, e.CloseWritten.At-e.CloseRead.At, int64(79))
}

func TestMalformedCloseIsJournalledAndEchoed(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, "/lab/echo?id=a")
	require.NoError(t, ws.WriteFrame(c.tcp, ws.NewCloseFrame([]byte("a")))) // unmasked, one byte
	c.hears(ws.OpClose, "a")
	e := s.Journal("a")[0]
	assert.False(t, e.CloseRead.Masked)
	assert.Nil(t, e.CloseRead.Code)
	assert.Equal(t, int64(1), e.CloseRead.Length)
	assert.Equal(t, "61", e.CloseRead.Hex)
}
