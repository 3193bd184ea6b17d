package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const sentByThePage = `[
	{"event":"open","at":12.3,"connection":1,"protocol":"chat"},
	{"event":"close","at":1500,"connection":1,"report":{"code":1012,"reason":"deploy","wasClean":true,"name":"Service Restart",
		"by":"peer","cause":"close-frame","expected":true,"messagesIn":3,"decision":{"action":"retry","delayMs":5250.4,"rule":"default:1012"}}},
	{"event":"retry","at":1501,"attempt":1,"delayMs":5250.4,"rule":"default:1012"},
	{"event":"end","at":9000,"report":{"code":1006,"reason":"","wasClean":false,"name":"Abnormal Closure","by":"network","cause":"lost",
		"expected":false,"decision":{"action":"stop","rule":"limit:attempts"}}}
]`

func happenings(t *testing.T) []happening {
	t.Helper()
	var all []happening
	require.NoError(t, json.Unmarshal([]byte(sentByThePage), &all))
	return all
}

func TestAProbesTableHasARowForEachEvent(t *testing.T) {
	var out bytes.Buffer
	p := &table{out: &out}
	for _, h := range happenings(t) {
		require.NoError(t, p.print(h))
	}
	sum := &summary{At: 9000, Connections: 4, Opened: 2, Closes: map[string]int{"1006": 2, "1012": 1, "999": 1}}
	require.NoError(t, p.summary(sum))
	assert.Equal(t, `time      event   conn  code   clean  by        cause          what
12ms      open    1                                            open chat
1.5s      close   1     1012   yes    peer      close-frame    Service Restart "deploy"; retry in 5.25s, by default:1012
1.501s    retry                                                attempt 1 in 5.25s, by default:1012
9s        end           1006   no     network   lost           stop, by limit:attempts
2 of 4 connections opened in 9s; closed with 999, 1006 x2, 1012
`, out.String())
}

func TestAProbesJSONHasTheWholeReportInEachLine(t *testing.T) {
	var out bytes.Buffer
	for _, h := range happenings(t) {
		require.NoError(t, jsonLines{&out}.print(h))
	}
	lines := bytes.Split(bytes.TrimSpace(out.Bytes()), []byte("\n"))
	require.Len(t, lines, 4)
	var second struct {
		Event  string
		AtMs   float64
		Report map[string]any
	}
	require.NoError(t, json.Unmarshal(lines[1], &second))
	assert.Equal(t, "close", second.Event)
	assert.Equal(t, 1500.0, second.AtMs)
	assert.Equal(t, 3.0, second.Report["messagesIn"], "fields that the table has no column for, too")
	assert.NotContains(t, string(lines[0]), "report")
}

// What a server says reaches no terminal as it is: a control character there is a command, U+009B as well as ESC [.
func TestAServersReasonIsPrintedWithoutWhatATerminalObeys(t *testing.T) {
	const hostile = "\x1b[2J\x1b]0;title\x07\r\n\x00\x7f\u009b31m\u202e\u2028\ufeff\U000e0041 é שלום 😀"
	h := happenings(t)[1]
	h.Report.Reason = hostile
	sent, err := json.Marshal(map[string]any{"code": 1012, "reason": hostile})
	require.NoError(t, err)
	// JSON.stringify escapes no more than ", \ and C0.
	h.rawReport = []byte(strings.NewReplacer(`\u007f`, "\x7f", `\u2028`, "\u2028").Replace(string(sent)))

	var rows, lines bytes.Buffer
	require.NoError(t, (&table{out: &rows}).print(h))
	require.NoError(t, jsonLines{&lines}.print(h))
	for _, out := range []string{rows.String(), lines.String()} {
		assert.Contains(t, out, "é שלום 😀")
		for _, r := range strings.ReplaceAll(out, "\n", "") {
			assert.True(t, unicode.IsPrint(r), "%U in %q", r, out)
		}
	}
	assert.Equal(t, 2, strings.Count(rows.String(), "\n"), "the head and one row")
	assert.Equal(t, 1, strings.Count(lines.String(), "\n"))
	var read struct{ Report struct{ Reason string } }
	require.NoError(t, json.Unmarshal(lines.Bytes(), &read))
	assert.Equal(t, hostile, read.Report.Reason, "for a program it is the same")
}

func TestAURLIsPrintedWithoutWhatMayBeSecret(t *testing.T) {
	for url, want := range map[string]string{
		"wss://example.com/chat?token=1":    "wss://example.com/chat",
		"wss://user:pass@example.com/a/b#c": "wss://example.com/a/b",
		"ws://a@b@h:1":                      "ws://h:1",
		"ws://h/path@x":                     "ws://h/path@x",
		"nonsense?key=1":                    "nonsense",
		"ws:user:pass@h/a":                  "ws:h/a",
		"ws:/user:pass@h/a":                 "ws:/h/a",
		`wss:\\user:pass@h\a`:               `wss:\\h\a`,
	} {
		assert.Equal(t, want, bare(url))
	}
}

func TestWhatChromiumSaysOfAFailureIsTakenFromItsConsole(t *testing.T) {
	for line, want := range map[string]string{
		"WebSocket connection to 'ws://h/?t=1' failed: Error in connection establishment: net::ERR_FAILED": "net::ERR_FAILED",
		"WebSocket connection to 'ws://h/' failed: 'x' header \x1b[2J":                                     "'x' header \uFFFD[2J",
		"Failed to load resource": "",
		"page: ' failed: x":       "",
	} {
		got, ok := failure(line)
		assert.Equal(t, want, got)
		assert.Equal(t, want != "", ok)
	}
}
