package reconnecting_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

func TestAfterAServiceRestartTheSessionConnectsAgain(t *testing.T) {
	t.Parallel()
	harness.Proves(t, "7.4/meaning")
	path, id := harness.LabURL("/lab/close?code=1012&reason=deploy&after=1")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: harness.Soon, Ours: true, Until: "end", Script: `
		await r.on('open'); s.send('one');
		await r.on('close'); r.note('attempt', s.attempt, s); r.note('connection', s.connection, s);
		await r.on('retry'); r.note('planned', s.plan !== null && s.phase === 'waiting', s);
		await r.on('open', 2); r.note('again', s.connection + ' ' + s.attempt + ' ' + s.plan, s);
		s.close(3000, 'enough');`})

	first := p.Nth(log, "close", 1)
	assert.Equal(t, `close@3 1012 "deploy" clean`, first.Line())
	require.NotNil(t, first.Report)
	assert.Equal(t, "retry", first.Report.Decision.Action)
	assert.Equal(t, "rules[0]", first.Report.Decision.Rule)
	assert.LessOrEqual(t, first.Report.Decision.DelayMs, 50.0)
	assert.Equal(t, "peer", first.Report.By)
	assert.Equal(t, "close-frame", first.Report.Cause)
	assert.True(t, first.Report.Expected, "a planned restart needs no alert")
	assert.Equal(t, 1, first.Report.MessagesOut)

	planned := p.Nth(log, "retry", 1).Plan
	require.NotNil(t, planned)
	assert.Equal(t, 1, planned.Attempt)
	assert.Equal(t, first.Report.Decision.DelayMs, planned.DelayMs)
	assert.Equal(t, "planned@0 true", p.Nth(log, "planned", 1).Line(), "readyState is 0 while a retry is pending")
	assert.Equal(t, "again@1 2 1 null", p.Nth(log, "again", 1).Line())

	last := p.Nth(log, "end", 1).Report
	require.NotNil(t, last)
	assert.Equal(t, "page", last.By)
	assert.Equal(t, "stop", last.Decision.Action)
	assert.Equal(t, "page", last.Decision.Rule)
	assert.Len(t, log.All("close"), 2)

	entries := p.Journal(id)
	require.Len(t, entries, 2, "two connections")
	assert.Equal(t, `1012 "deploy"`, harness.ServerLine(entries[0]))
	assert.Equal(t, `3000 "enough"`, harness.ServerLine(entries[1]))
}

func TestAfterAPolicyViolationTheSessionEnds(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/close?code=1008&reason=token+expired")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: harness.Soon, Ours: true, Until: "script", Script: `
		const opened = s.opened.then(() => 'opened', (e) => e.name);
		await r.on('end');
		r.note('phase is', s.phase, s);
		r.note('closed', (await s.closed).code);
		r.note('opened', await opened);
		r.note('next', await s.opened.then(() => 'opened', (e) => e.name + ' ' + e.report.code));`})
	closed := p.Nth(log, "close", 1)
	assert.Equal(t, `close@3 1008 "token expired" clean`, closed.Line())
	require.NotNil(t, closed.Report)
	assert.Equal(t, "stop", closed.Report.Decision.Action)
	assert.Equal(t, "default:1008", closed.Report.Decision.Rule)
	assert.False(t, closed.Report.Expected)
	assert.Len(t, log.All("end"), 1)
	assert.Empty(t, log.All("retry"))
	assert.Equal(t, "phase is@3 ended", p.Nth(log, "phase is", 1).Line())
	assert.Equal(t, "1008", p.Nth(log, "closed", 1).Value)
	assert.Equal(t, "opened", p.Nth(log, "opened", 1).Value)
	assert.Equal(t, "WebSocketClosedError 1008", p.Nth(log, "next", 1).Value)
	assert.Len(t, p.Journal(id), 1)
}

func TestFailedHandshakesAreRetriedUntilOneSucceeds(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/flap?fail=2")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Ours: true, Until: "end",
		Options: `{reconnect: {firstDelayMs: 50, maxDelayMs: 50}}`,
		Script:  `await r.on('open'); r.note('state', s.attempt + ' ' + s.connection, s); s.close(1000)`})
	assert.Equal(t, "state@1 2 3", p.Nth(log, "state", 1).Line())
	for n := 1; n <= 2; n++ {
		failed := p.Nth(log, "close", n)
		require.NotNil(t, failed.Report)
		assert.Equal(t, "never-opened", failed.Report.Cause)
		assert.False(t, failed.Report.Opened)
		assert.Equal(t, "default:1006", failed.Report.Decision.Rule)
		assert.Equal(t, n, p.Nth(log, "retry", n).Plan.Attempt)
	}
	assert.Len(t, log.All("error"), 2)
	assert.Len(t, p.Journal(id), 3)
}

func TestReconnectInAListenerWinsOverThePlan(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/close?code=1008&after=1")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Ours: true, Until: "end", Script: `
		let once = true;
		s.addEventListener('close', () => { if (once) { once = false; s.reconnect(); } });
		await r.on('open'); s.send('x');
		await r.on('open', 2); s.close(1000);`})
	assert.Len(t, log.All("close"), 2)
	assert.Len(t, log.All("end"), 1)
	assert.Len(t, p.Journal(id), 2)
}

func TestCancelRetryEndsTheSession(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/close?code=1012")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: harness.Soon, Ours: true, Until: "end",
		Script: `s.addEventListener('close', (event) => event.cancelRetry())`})
	assert.Empty(t, log.All("retry"))
	assert.Equal(t, "cancelled", p.Nth(log, "end", 1).Report.Decision.Rule)
	assert.Len(t, p.Journal(id), 1)
}
