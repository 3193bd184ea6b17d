package messages_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
	"github.com/wsclose/wsclose/e2e/lab"
)

// beating beats every 60 ms, and is as patient as it is told.
func beating(patience string) string {
	return `{heartbeat: {everyMs: 60, timeoutMs: ` + patience + `, message: () => 'beat'}, reconnect: {firstDelayMs: 50, maxDelayMs: 50}}`
}

func TestAHeartbeatKeepsALivingConnectionAndIsSentWhenNothingElseWas(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/echo")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: beating("5_000"), Ours: true, Until: "end", Script: `
		await r.on('message', 4); s.close(1000);`})
	assert.Len(t, log.All("close"), 1)
	entries := p.Journal(id)
	require.Len(t, entries, 1)
	var texts []string
	for _, frame := range entries[0].Read.Frames {
		if frame.Name == "text" {
			texts = append(texts, frame.Text)
		}
	}
	require.GreaterOrEqual(t, len(texts), 4)
	for _, text := range texts {
		assert.Equal(t, "beat", text)
	}
}

func TestAMutePeerIsFoundOutByAHeartbeat(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/mute")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: beating("150"), Ours: true, Until: "end", Script: `
		await r.on('open', 2); s[Symbol.dispose]();`})
	report := p.Nth(log, "close", 1).Report
	require.NotNil(t, report)
	assert.Equal(t, "idle-timeout", report.Cause)
	assert.Equal(t, "wsclose", report.By)
	assert.Equal(t, "cause:idle-timeout", report.Decision.Rule)
	assert.GreaterOrEqual(t, report.OpenMs, 60.0+150-1)
	entries, err := harness.Lab().WaitFor(p.Ctx, id, func(entries []lab.Entry) bool { return len(entries) > 0 && entries[0].CloseRead != nil })
	require.NoError(t, err)
	assert.Equal(t, "3008", harness.ServerLine(entries[0]), "the server is told what it is taken for")
}

func TestAMessageLargerThanThePageTakesEndsTheSession(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/burst?n=1&size=200")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: `{maxMessageBytes: 199}`, Ours: true, Until: "end"})
	assert.Empty(t, log.All("message"))
	report := p.Nth(log, "end", 1).Report
	require.NotNil(t, report)
	assert.Equal(t, "failed", report.Cause)
	assert.Equal(t, "cause:too-big", report.Decision.Rule)
	entries := p.Journal(id)
	require.NotEmpty(t, entries)
	assert.Equal(t, "3909", harness.ServerLine(entries[0]))
}
