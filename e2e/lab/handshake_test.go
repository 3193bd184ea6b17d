package lab

import (
	"io"
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestHandshakeIsRefusedWithAnHTTPStatus(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, do := range refusals {
		t.Run(do, func(t *testing.T) {
			t.Parallel()
			status, err := strconv.Atoi(do)
			require.NoError(t, err)
			c := dial(t, s, "/lab/handshake?retry-after=7&do="+do+"&id="+do).answered(status)
			_, err = io.ReadAll(c.response.Body)
			require.NoError(t, err)
			assert.Equal(t, "*", c.response.Header.Get("Access-Control-Allow-Origin"))
			assert.Equal(t, "7", c.response.Header.Get("Retry-After"))
			assert.Equal(t, status == http.StatusFound, c.response.Header.Get("Location") == "/lab/echo")
			c.seesFIN()
			c.fin()
			e := endedEntry(t, s, do)
			assert.Equal(t, status, e.Status)
			assert.Nil(t, e.Opened)
			assert.Equal(t, ServerFIN, e.End)
		})
	}
}

func TestHandshakeIsNotAnswered(t *testing.T) {
	t.Parallel()
	s := start(t)
	for do, sees := range map[string]func(*client){
		"eof": (*client).seesFIN, "rst": (*client).seesRST, "stall": (*client).seesNothing,
	} {
		sees(dial(t, s, "/lab/handshake?do="+do+"&id="+do))
		e := seen(t, s, do, func(e Entry) bool { return e.End != "" })
		assert.Zero(t, e.Status)
		assert.Nil(t, e.Opened)
	}
}

func TestHandshakeBreaksRFC6455(t *testing.T) {
	t.Parallel()
	s := start(t)
	const right = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" // RFC 6455, section 1.3
	tests := []struct {
		do                          string
		accept, protocol, extension string
	}{
		{"101", right, "chat", ""},
		{"bad-accept", accept(testKey + "!"), "chat", ""},
		{"unasked-protocol", right, "unasked", ""},
		{"unasked-extension", right, "chat", "x-unasked"},
		{"no-protocol", right, "", ""},
	}
	for _, tt := range tests {
		c := open(t, s, "/lab/handshake?do="+tt.do+"&id="+tt.do, "Sec-WebSocket-Protocol: chat, other")
		assert.Equal(t, tt.accept, c.response.Header.Get("Sec-WebSocket-Accept"), tt.do)
		assert.Equal(t, tt.protocol, c.response.Header.Get("Sec-WebSocket-Protocol"), tt.do)
		assert.Equal(t, tt.extension, c.response.Header.Get("Sec-WebSocket-Extensions"), tt.do)
		c.echoes("goes on") // for a client that doesn't mind
		assert.Equal(t, tt.protocol, s.Journal(tt.do)[0].Protocol)
	}
}

func TestHandshakeWaits(t *testing.T) {
	t.Parallel()
	s := start(t)
	open(t, s, "/lab/handshake?delay=80&id=a")
	opened := s.Journal("a")[0].Opened
	require.NotNil(t, opened)
	assert.GreaterOrEqual(t, *opened, int64(80))
}

func TestClientThatGivesUpDuringTheHandshakeIsSeen(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := dial(t, s, "/lab/handshake?delay=600000&id=a")
	seen(t, s, "a", func(Entry) bool { return true })
	c.fin()
	e := endedEntry(t, s, "a")
	assert.Equal(t, ClientFIN, e.End)
	assert.Nil(t, e.Opened)
}

func TestSubprotocolIsTheFirstUnlessTheURLSaysOtherwise(t *testing.T) {
	t.Parallel()
	s := start(t)
	for query, want := range map[string]string{"": "b", "?protocol=first": "b", "?protocol=none": "", "?protocol=a": "a", "?protocol=c": "c"} {
		c := open(t, s, "/lab/echo"+query, "Sec-WebSocket-Protocol: b", "Sec-WebSocket-Protocol: a")
		assert.Equal(t, want, c.response.Header.Get("Sec-WebSocket-Protocol"), query)
	}
	c := open(t, s, "/lab/echo")
	assert.Empty(t, c.response.Header.Values("Sec-WebSocket-Protocol"))
}

func TestWhatIsNoHandshakeGetsAnHTTPAnswer(t *testing.T) {
	t.Parallel()
	s := start(t)
	response, err := http.Get(s.HTTP("/lab/echo"))
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	assert.Equal(t, http.StatusUpgradeRequired, response.StatusCode)
	assert.Equal(t, "13", response.Header.Get("Sec-WebSocket-Version"))
	assert.Contains(t, string(body), "ws://")
	dial(t, s, "/lab/nothing").answered(http.StatusNotFound)
}

func TestFlapFailsAtFirstThenWorks(t *testing.T) {
	t.Parallel()
	s := start(t)
	const path = "/lab/flap?fail=6&how=401,eof,rst,1006-after-open,1013&key=k"
	dial(t, s, path).answered(http.StatusUnauthorized)
	dial(t, s, path).seesFIN()
	dial(t, s, path).seesRST()
	open(t, s, path).seesFIN()
	for range 2 { // the last of the list is repeated
		c := open(t, s, path)
		c.hearsClose(1013, "")
		c.sendClose(1013, "")
		c.seesFIN()
	}
	for range 2 {
		open(t, s, path).echoes("works")
	}
}

func TestFlapCountsEachKeyByItself(t *testing.T) {
	t.Parallel()
	s := start(t)
	dial(t, s, "/lab/flap?fail=1&key=a").seesFIN()
	dial(t, s, "/lab/flap?fail=1&key=b").seesFIN()
	dial(t, s, "/lab/flap?fail=1&id=a").seesFIN()
	dial(t, s, "/lab/flap?fail=1").seesFIN()
	for _, query := range []string{"&key=a", "&key=b&id=other", "&id=a", ""} {
		open(t, s, "/lab/flap?fail=1"+query).echoes("works")
	}
}

func TestFlapForgetsTheOldestKey(t *testing.T) {
	t.Parallel()
	var f flaps
	assert.Zero(t, f.next("oldest"))
	for i := range mostFlapKeys {
		f.next(strconv.Itoa(i))
	}
	assert.Zero(t, f.next("oldest"))
	assert.Len(t, f.count, mostFlapKeys)
	assert.Len(t, f.order, mostFlapKeys)
}
