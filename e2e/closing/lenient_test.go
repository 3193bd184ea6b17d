package closing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// With lenient, close() sends a twin for a code that a page may not send, and cuts a reason that is too long between characters. The
// report tells what was asked for and what was sent; what WebIDL can't convert throws all the same.
func TestLenientSendsWhatMayBeSentAndReportsBoth(t *testing.T) {
	t.Parallel()
	harness.Proves(t, "5.5/short", "7.4.1/page")
	p := harness.NewPage(t)
	long := repeat("é", 70)
	cut := repeat("é", 61) // 122 bytes: half a character more would be 123
	for _, c := range []struct{ lenient, call, sent, requested string }{
		{`true`, `s.close(1001, 'leaving')`, `3901 "leaving"`, `1001 "leaving"`},
		{`true`, `s.close(1011)`, `3911`, `1011`},
		{`true`, `s.close(0)`, `3900`, `0`},
		{`true`, `s.close(NaN, 'r')`, `3900 "r"`, `0 "r"`},
		{`true`, `s.close(65536)`, `3900`, `65535`},
		{`true`, `s.close(2999.4)`, `3900`, `2999`},
		{`true`, `s.close(1000, 'é'.repeat(70))`, `1000 "` + cut + `"`, `1000 "` + long + `"`},
		{`true`, `s.close(undefined, 'é'.repeat(70))`, `1000 "` + cut + `"`, `1000 "` + long + `"`},
		{`true`, `s.close(1006, '😀'.repeat(31))`, `3906 "` + repeat("😀", 30) + `"`, `1006 "` + repeat("😀", 31) + `"`},
		{`true`, `s.close(4001, 'mine')`, `4001 "mine"`, `4001 "mine"`},
		{`true`, `s.close()`, `empty`, `empty`},
		{`{1001: 4001}`, `s.close(1001)`, `4001`, `1001`},
		{`{1001: 4001}`, `s.close(1011)`, `3911`, `1011`},
		{`true`, `s.reconnect(1012, 'again')`, `3912 "again"`, `1012 "again"`},
		{`true`, `s.fail('bad', 1007)`, `3907 "bad"`, `1007 "bad"`},
	} {
		path, id := harness.LabURL("/lab/echo")
		log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: `{lenient: ` + c.lenient + `}`,
			Script: `await r.on('open'); r.try(() => s.close(1001n)); r.try(() => s.close(Symbol())); r.try(() => s.close(1001, Symbol())); ` + c.call})
		assert.Equal(t, []string{"threw TypeError", "threw TypeError", "threw TypeError"}, harness.Transcript(log.All("threw")).Lines(), c.call)
		report := p.Nth(log, "close", 1).Report
		require.NotNil(t, report.Requested, c.call)
		require.NotNil(t, report.Sent, c.call)
		assert.Equal(t, c.requested, report.Requested.Line(), "%s: asked for", c.call)
		assert.Equal(t, c.sent, report.Sent.Line(), "%s: sent", c.call)
		entries, err := harness.Lab().WaitFor(p.Ctx, id, harness.AnyClosed)
		require.NoError(t, err)
		assert.Equal(t, c.sent, harness.ServerLine(entries[0]), "%s: the server got", c.call)
	}
}
