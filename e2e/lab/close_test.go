package lab

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/gobwas/ws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAnyCodeIsSentAsItIs(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, code := range []uint16{0, 1, 999, 1000, 1004, 1005, 1006, 1012, 1015, 2999, 3000, 4999, 5000, 65535} {
		id := fmt.Sprint(code)
		c := open(t, s, "/lab/close?code="+id+"&reason=why&id="+id)
		c.hearsClose(code, "why")
		c.sendClose(code, "")
		c.seesFIN()
		c.fin()
		e := endedEntry(t, s, id)
		require.NotNil(t, e.CloseWritten)
		require.NotNil(t, e.CloseRead)
		assert.Equal(t, int(code), *e.CloseWritten.Code)
		assert.Equal(t, int(code), *e.CloseRead.Code)
		assert.Equal(t, ServerFIN, e.End)
	}
}

func TestAnyReasonIsSentAsItIs(t *testing.T) {
	t.Parallel()
	s := start(t)
	for name, reason := range map[string]string{
		"none": "", "invalid UTF-8": "\xff\xfe", "NUL": "a\x00b", "BOM": "\uFEFFhi", "Japanese": "再起動",
		"longest": strings.Repeat("*", 123), "too long for a control frame": strings.Repeat("*", 124),
		"70000 bytes": strings.Repeat("*", 70000),
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t, s, "/lab/close?code=1000&reason="+url.QueryEscape(reason))
			c.hearsClose(1000, reason)
		})
	}
}

func TestWithoutCodeTheCloseIsEmpty(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, query := range []string{"", "?code=none"} {
		open(t, s, "/lab/close"+query).hears(ws.OpClose, "")
	}
}

func TestCloseComesAfterSoManyEchoes(t *testing.T) {
	t.Parallel()
	c := open(t, start(t), "/lab/close?code=4001&after=3")
	for _, text := range []string{"one", "two", "three"} {
		c.echoes(text)
	}
	c.hearsClose(4001, "")
}

func TestFragmentsCountAsOneMessage(t *testing.T) {
	t.Parallel()
	c := open(t, start(t), "/lab/close?code=4001&after=2")
	fragment := func(op ws.OpCode, fin bool, text string) {
		require.NoError(t, ws.WriteFrame(c.tcp, ws.MaskFrame(ws.NewFrame(op, fin, []byte(text)))))
		f := c.frame()
		assert.Equal(t, fin, f.Header.Fin)
		assert.Equal(t, text, string(f.Payload))
	}
	fragment(ws.OpText, false, "on")
	fragment(ws.OpContinuation, true, "e")
	c.echoes("two")
	c.hearsClose(4001, "")
}

func TestDelayedCloseGoesOnServing(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, "/lab/close?code=4001&delay=100&id=a")
	c.echoes("meanwhile")
	c.send(ws.OpPing, "p")
	c.hears(ws.OpPong, "p")
	c.hearsClose(4001, "")
	c.sendClose(4001, "")
	c.fin()
	assert.GreaterOrEqual(t, endedEntry(t, s, "a").CloseWritten.At, int64(100))
}

func TestClientThatClosesBeforeTheTriggerIsAnswered(t *testing.T) {
	t.Parallel()
	c := open(t, start(t), "/lab/close?code=4001&after=5")
	c.sendClose(1000, "done")
	c.hearsClose(1000, "done")
	c.seesFIN()
}

func TestThenSaysHowTCPEnds(t *testing.T) {
	t.Parallel()
	s := start(t)
	tests := []struct {
		then   string
		answer bool // the client answers the Close
		end    string
		sees   func(*client)
	}{
		{"echo-wait", true, ServerFIN, (*client).seesFIN},
		{"fin", false, ServerFIN, (*client).seesFIN},
		{"rst", false, ServerRST, (*client).seesRST},
		{"rst-after-echo", true, ServerRST, (*client).seesRST},
		{"hold", true, Held, (*client).seesNothing},
	}
	for _, tt := range tests {
		t.Run(tt.then, func(t *testing.T) {
			t.Parallel()
			c := open(t, s, "/lab/close?code=1001&reason=bye&then="+tt.then+"&id="+tt.then)
			c.hearsClose(1001, "bye")
			if tt.answer {
				c.seesNothing()
				c.sendClose(1001, "bye")
			}
			tt.sees(c)
			e := seen(t, s, tt.then, func(e Entry) bool { return e.End != "" && (e.CloseRead != nil) == tt.answer })
			assert.Equal(t, tt.end, e.End)
			assert.Equal(t, tt.then == "hold", e.Live && tt.end == Held)
			c.fin()
			endedEntry(t, s, tt.then)
		})
	}
}

func TestAfterItsFINTheLabStillReads(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, "/lab/close?code=1001&then=fin&id=a")
	c.hearsClose(1001, "")
	c.seesFIN()
	c.sendClose(1001, "")
	c.fin()
	e := endedEntry(t, s, "a")
	require.NotNil(t, e.CloseRead)
	assert.Equal(t, ServerFIN, e.End)
	assert.Equal(t, []string{ServerFIN, ClientFIN}, whats(e))
}

func TestPauseLetsTheClientAnswerBeforeTheRST(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, "/lab/close?code=1001&then=rst&pause=200&id=a")
	c.hearsClose(1001, "")
	c.sendClose(1001, "")
	c.seesRST()
	e := endedEntry(t, s, "a")
	require.NotNil(t, e.CloseRead)
	assert.GreaterOrEqual(t, e.TCP[0].At, int64(200))
}

func TestKillEndsTCPThoughTheClientNeverAnswers(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, then := range []string{"echo-wait", "hold", "rst-after-echo"} {
		c := open(t, s, "/lab/close?code=1001&kill=50&then="+then+"&id="+then)
		c.hearsClose(1001, "")
		c.seesFIN()
		e := endedEntry(t, s, then)
		assert.Equal(t, ServerFIN, e.End)
		assert.Contains(t, e.Fault, "kill")
		assert.Nil(t, e.CloseRead)
	}
}

func TestCloseOnClosesAfterThatMessage(t *testing.T) {
	t.Parallel()
	c := open(t, start(t), "/lab/echo?close-on=bye&code=4000&reason=as+asked")
	c.echoes("not yet")
	c.echoes("bye")
	c.hearsClose(4000, "as asked")
}

func TestEchoAnswersPingsAndTheClose(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, "/lab/echo?id=a")
	c.echoes("text")
	c.send(ws.OpBinary, "\x00\xff")
	c.hears(ws.OpBinary, "\x00\xff")
	c.send(ws.OpPing, "ping")
	c.hears(ws.OpPong, "ping")
	c.send(ws.OpPong, "unasked")
	c.send(ws.OpClose, "")
	c.hears(ws.OpClose, "")
	c.seesFIN()
	c.fin()
	e := endedEntry(t, s, "a")
	require.NotNil(t, e.CloseRead)
	assert.Nil(t, e.CloseRead.Code)
	assert.Nil(t, e.CloseWritten.Code)
	assert.Equal(t, http.StatusSwitchingProtocols, e.Status)
}

func whats(e Entry) []string {
	var list []string
	for _, event := range e.TCP {
		list = append(list, event.What)
	}
	return list
}
