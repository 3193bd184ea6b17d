package core_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// holdTime is how long a close may be held back for a core that is still loading.
const holdTime = 250

// heldFor is JavaScript that marks the log where a close has been held back for longer than that: 150 ms are left to it by what a page
// measures time with.
var heldFor = fmt.Sprintf(`r.markHeld(s, 'held too long', %d);`, holdTime+150)

func TestACoreThatComesLateAdoptsALivingConnection(t *testing.T) {
	t.Parallel()
	harness.NeedFetched(t)
	prefix, opener := harness.Gate(t)
	path, id := harness.LabURL("/lab/close?code=1012&reason=deploy&after=2")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", Core: prefix, URL: path, Options: harness.Soon, Ours: true, Until: "end", Script: `
		const status = () => r.module.core.status;
		await r.on('open'); r.note('at open', status(), s);
		s.send('one'); await r.on('message'); r.note('at message', status(), s);
		await fetch('` + opener + `'); await r.module.load(); r.note('loaded', status() + ' ' + s.phase, s);
		s.send('two');
		await r.on('open', 2); s.close(3000);`})
	assert.Equal(t, "at open@1 idle", p.Nth(log, "at open", 1).Line())
	assert.Equal(t, "at message@1 loading", p.Nth(log, "at message", 1).Line())
	assert.Equal(t, "loaded@1 ready open", p.Nth(log, "loaded", 1).Line())
	assert.Equal(t, []string{"message@1 one", "message@1 two"}, harness.Transcript(log.All("message")).Lines()[:2])

	r := p.Nth(log, "close", 1).Report
	require.NotNil(t, r)
	assert.Equal(t, 1012, r.Code)
	assert.Equal(t, []string{"core", "rules[0]"}, []string{r.Decider, r.Decision.Rule})
	assert.True(t, r.Opened)
	assert.Equal(t, 2, r.MessagesIn, "those before the adoption too")
	assert.Equal(t, 2, r.MessagesOut)
	assert.Equal(t, 1, r.Connection)
	assert.Positive(t, r.ConnectMs)
	assert.Greater(t, r.OpenMs, p.Nth(log, "close", 1).At-p.Nth(log, "loaded", 1).At, "since it opened, not since it was adopted")
	assert.NotContains(t, r.URL, id, "the query may have a token in it")
	assert.NotContains(t, r.URL, "?")
	assert.Len(t, p.Journal(id), 2)
}

func TestACloseThatComesBeforeTheCoreIsHeldBackAtMost250Ms(t *testing.T) {
	t.Parallel()
	harness.NeedFetched(t)
	prefix, opener := harness.Gate(t)
	path, _ := harness.LabURL("/lab/close?code=1008&reason=no")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", Core: prefix, URL: path, Options: harness.Soon, Ours: true, Until: "end", Script: `
` + heldFor + `
		await r.on('end');
		await fetch('` + opener + `'); await r.module.load(); r.note('loaded', r.module.core.status, s)`})
	closed := p.Nth(log, "close", 1)
	assert.Equal(t, `close@3 1008 "no" clean`, closed.Line())
	p.Nth(log, "held too long is set", 1)
	p.AssertBefore(log, "close", 1, "held too long")
	require.NotNil(t, closed.Report)
	assert.Equal(t, []string{"fallback", "default:1008"}, []string{closed.Report.Decider, closed.Report.Decision.Rule})
	assert.Equal(t, "stop", closed.Report.Decision.Action)
	assert.Equal(t, "loaded@3 ready", p.Nth(log, "loaded", 1).Line())
	assert.Len(t, log.All("close"), 1, "the core, when it came, told nothing twice")
	assert.Len(t, log.All("end"), 1)
}

func TestACoreThatComesWithinTheHoldDecidesTheCloseItself(t *testing.T) {
	t.Parallel()
	harness.NeedFetched(t)
	prefix, opener := harness.Gate(t)
	path, id := harness.LabURL("/lab/close?code=1008&after=1")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", Core: prefix, URL: path, Ours: true, Until: "end", Script: `
		await r.on('open'); s.send('x');
		await fetch('/lab/journal?wait=closed&id=` + id + `');
		while (s.readyState === 1) await new Promise((resolve) => setTimeout(resolve, 1));
		r.note('held', r.count('close'), s);
		s.addEventListener('close', () => r.note('at close', r.module.core.status));
		await fetch('` + opener + `')`})
	assert.Equal(t, "held@2 0", p.Nth(log, "held", 1).Line(), "readyState is 2 while the close is held back")
	report := p.Nth(log, "close", 1).Report
	require.NotNil(t, report)
	decider, isKnown := map[string]string{"ready": "core", "loading": "fallback"}[p.Nth(log, "at close", 1).Value]
	require.True(t, isKnown, "the core was ready, or took over 250 ms to start")
	assert.Equal(t, []string{decider, "default:1008"}, []string{report.Decider, report.Decision.Rule})
}

func TestAPageCloseBeforeTheCoreIsAPageClose(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/answer?with=echo")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", Core: harness.Coreless("stall"), URL: path, Options: harness.Soon, Ours: true, Until: "end",
		Script: `await r.on('open'); r.try(() => s.close(1001), s); s.close(3000, 'mine')`})
	assert.Equal(t, "threw@1 InvalidAccessError", p.Nth(log, "threw", 1).Line(), "without a core too")
	r := p.Nth(log, "close", 1).Report
	require.NotNil(t, r)
	assert.Equal(t, 3000, r.Code)
	assert.Equal(t, "page", r.By)
	assert.Equal(t, "stop", r.Decision.Action)
	entries := p.Journal(id)
	require.Len(t, entries, 1)
	assert.Equal(t, `3000 "mine"`, harness.ServerLine(entries[0]))
}
