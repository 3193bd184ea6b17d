package lab

import (
	"bytes"
	"encoding/hex"
	"net/url"
	"strings"
	"testing"

	"github.com/gobwas/ws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryCaseIsOnTheWireAsItIsWritten(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, tt := range Cases() {
		t.Run(tt.Name, func(t *testing.T) {
			t.Parallel()
			u, err := url.Parse(tt.URL)
			require.NoError(t, err)
			var want []byte
			for _, segment := range u.Query()["hex"] {
				pieces, err := parseHex(segment)
				require.NoError(t, err)
				want = append(want, expand(pieces)...)
			}
			path := strings.ReplaceAll(tt.URL, "gap=1000", "gap=1")
			c := open(t, s, path+"&id="+tt.Name)
			if tt.Name == "7.1.1" {
				c.say("an echo")
			}
			got := make([]byte, 0, len(want))
			for len(got) < len(want) {
				b, err := c.in.ReadByte()
				require.NoError(t, err)
				got = append(got, b)
			}
			assert.True(t, bytes.Equal(want, got))
			c.sendClose(1002, "")
			c.seesFIN()
			c.fin()
			e := endedEntry(t, s, tt.Name)
			assert.Equal(t, ServerFIN, e.End)
			assert.Empty(t, e.Fault)
			assert.Equal(t, 1002, *e.CloseRead.Code)
		})
	}
}

func TestCasesHaveTheBytesOfAutobahn(t *testing.T) {
	t.Parallel()
	urls := map[string]string{}
	for _, c := range Cases() {
		require.NotContains(t, urls, c.Name)
		urls[c.Name] = c.URL
	}
	for name, query := range map[string]string{
		"3.4":    "hex=810d48656c6c6f2c20776f726c6421&hex=c10d48656c6c6f2c20776f726c6421&hex=8900&chop=1",
		"4.1.1":  "hex=8300",
		"4.2.4":  "hex=810d48656c6c6f2c20776f726c6421&hex=8e0d48656c6c6f2c20776f726c6421&hex=8900",
		"5.18":   "hex=0109667261676d656e74318109667261676d656e7432",
		"6.3.1":  "hex=8114cebae1bdb9cf83cebcceb5eda080656469746564",
		"6.4.4":  "hex=8115cebae1bdb9cf83cebcceb5f4&hex=90&hex=8080656469746564&gap=1000",
		"7.1.2":  "hex=880203e8&hex=8800",
		"7.1.5":  "hex=0109667261676d656e7431&hex=880203e8&hex=8009667261676d656e7432",
		"7.3.2":  "hex=880161",
		"7.5.1":  "hex=881603e8cebae1bdb9cf83cebcceb5eda080656469746564",
		"7.7.13": "hex=88021387",
		"7.9.1":  "hex=88020000",
		"7.13.2": "hex=8802ffff",
	} {
		assert.Equal(t, "/lab/raw?"+query, urls[name], name)
	}
	for section, count := range map[string]int{"3.": 7, "4.": 10, "5.": 12, "7.1.": 6, "7.3.": 6, "7.5.": 1, "7.7.": 13, "7.9.": 9, "7.13.": 2} {
		found := 0
		for name := range urls {
			if strings.HasPrefix(name, section) {
				found++
			}
		}
		assert.Equal(t, count, found, section)
	}
}

func TestWith101TheFirstBytesShareItsSegment(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, path := range []string{
		"/lab/raw?hex=880210e1&with101=1&id=raw",
		"/lab/handshake?do=close-at-once&code=4321&id=handshake",
	} {
		c := dial(t, s, path)
		segment := make([]byte, 4096)
		n, err := c.tcp.Read(segment) // one read gets what one write sent: the bytes lie ready together
		require.NoError(t, err)
		header, frames, found := bytes.Cut(segment[:n], []byte("\r\n\r\n"))
		require.True(t, found)
		assert.True(t, bytes.HasPrefix(header, []byte("HTTP/1.1 101 ")))
		assert.Equal(t, "880210e1", hex.EncodeToString(frames))
		c.sendClose(4321, "")
		c.seesFIN()
	}
	assert.Equal(t, 4321, *seen(t, s, "handshake", func(e Entry) bool { return e.CloseRead != nil }).CloseWritten.Code)
}

func TestFurtherSegmentsFollowTheOneOfThe101(t *testing.T) {
	t.Parallel()
	c := open(t, start(t), "/lab/raw?hex=8100&hex=8101.61&hex=8800&with101=1&between=message")
	c.hears(ws.OpText, "")
	c.seesNothing()
	c.say("go on")
	c.hears(ws.OpText, "a")
	c.say("go on")
	c.hears(ws.OpClose, "")
}

func TestGapStandsBetweenSegments(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, "/lab/raw?hex=8100&hex=8100&gap=60&id=a")
	c.hears(ws.OpText, "")
	c.hears(ws.OpText, "")
	frames := s.Journal("a")[0].Written.Frames
	require.Len(t, frames, 2)
	assert.GreaterOrEqual(t, frames[1].At-frames[0].At, int64(59)) // both are rounded down
}

func TestRawGoesOnAfterTheClientsClose(t *testing.T) {
	t.Parallel()
	c := open(t, start(t), "/lab/raw?hex=880203e8&hex=8101.61&gap=60") // 7.1.4, the text late
	c.hearsClose(1000, "")
	c.sendClose(1000, "")
	c.hears(ws.OpText, "a")
	c.seesFIN()
}

func TestRawAnswersNothingOnceItWrites(t *testing.T) {
	t.Parallel()
	c := open(t, start(t), "/lab/raw?hex=8101.61&after=1")
	c.echoes("first")
	c.hears(ws.OpText, "a")
	c.say("not echoed")
	c.send(ws.OpPing, "not answered")
	c.sendClose(1000, "")
	c.seesFIN()
}

func TestRawIsKilledAfterASecondUnlessItHolds(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, "/lab/raw?hex=8100&id=a")
	holding := open(t, s, "/lab/raw?hex=8100&then=hold&id=b")
	c.hears(ws.OpText, "")
	c.seesFIN()
	e := endedEntry(t, s, "a")
	assert.GreaterOrEqual(t, e.TCP[0].At, int64(1000))
	holding.hears(ws.OpText, "")
	holding.seesNothing()
	assert.Equal(t, Held, s.Journal("b")[0].End)
}

func TestRawBytesThatAreNoFrameAreToldAsRaw(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, "/lab/raw?hex=8800.81&id=a")
	c.hears(ws.OpClose, "")
	e := s.Journal("a")[0]
	require.Len(t, e.Written.Frames, 2)
	assert.Equal(t, "close", e.Written.Frames[0].Name)
	assert.Equal(t, "raw", e.Written.Frames[1].Name)
	assert.Equal(t, "81", e.Written.Frames[1].Hex)
	assert.NotNil(t, e.CloseWritten)
}
