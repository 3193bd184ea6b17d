package e2e_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// soon is a policy whose waits are short enough for a test.
const soon = `{reconnect: {firstDelayMs: 50, maxDelayMs: 50, rules: [{code: 1012, action: 'retry', minDelayMs: 0, firstDelayMs: 50}]}}`

func TestAfterAServiceRestartTheSessionConnectsAgain(t *testing.T) {
	t.Parallel()
	requirement(t, "7.4/meaning")
	path, id := labURL("/lab/close?code=1012&reason=deploy&after=1")
	p := newPage(t)
	log := p.record(recording{Kind: "wsclose", URL: path, Options: soon, Ours: true, Until: "end", Script: `
		await r.on('open'); s.send('one');
		await r.on('close'); r.note('attempt', s.attempt, s); r.note('connection', s.connection, s);
		await r.on('retry'); r.note('planned', s.plan !== null && s.phase === 'waiting', s);
		await r.on('open', 2); r.note('again', s.connection + ' ' + s.attempt + ' ' + s.plan, s);
		s.close(3000, 'enough');`})

	first := p.nth(log, "close", 1)
	assert.Equal(t, `close@3 1012 "deploy" clean`, first.line())
	require.NotNil(t, first.Report)
	assert.Equal(t, "retry", first.Report.Decision.Action)
	assert.Equal(t, "rules[0]", first.Report.Decision.Rule)
	assert.LessOrEqual(t, first.Report.Decision.DelayMs, 50.0)
	assert.Equal(t, "peer", first.Report.By)
	assert.Equal(t, "close-frame", first.Report.Cause)
	assert.True(t, first.Report.Expected, "a planned restart needs no alert")
	assert.Equal(t, 1, first.Report.MessagesOut)

	planned := p.nth(log, "retry", 1).Plan
	require.NotNil(t, planned)
	assert.Equal(t, 1, planned.Attempt)
	assert.Equal(t, first.Report.Decision.DelayMs, planned.DelayMs)
	assert.Equal(t, "planned@0 true", p.nth(log, "planned", 1).line(), "readyState is 0 while a retry is pending")
	assert.Equal(t, "again@1 2 1 null", p.nth(log, "again", 1).line())

	last := p.nth(log, "end", 1).Report
	require.NotNil(t, last)
	assert.Equal(t, "page", last.By)
	assert.Equal(t, "stop", last.Decision.Action)
	assert.Equal(t, "page", last.Decision.Rule)
	assert.Len(t, log.all("close"), 2)

	entries := p.journal(id)
	require.Len(t, entries, 2, "two connections")
	assert.Equal(t, `1012 "deploy"`, serverLine(entries[0]))
	assert.Equal(t, `3000 "enough"`, serverLine(entries[1]))
}

func TestAfterAPolicyViolationTheSessionEnds(t *testing.T) {
	t.Parallel()
	path, id := labURL("/lab/close?code=1008&reason=token+expired")
	p := newPage(t)
	log := p.record(recording{Kind: "wsclose", URL: path, Options: soon, Ours: true, Until: "script", Script: `
		const opened = s.opened.then(() => 'opened', (e) => e.name);
		await r.on('end');
		r.note('phase is', s.phase, s);
		r.note('closed', (await s.closed).code);
		r.note('opened', await opened);
		r.note('next', await s.opened.then(() => 'opened', (e) => e.name + ' ' + e.report.code));`})
	closed := p.nth(log, "close", 1)
	assert.Equal(t, `close@3 1008 "token expired" clean`, closed.line())
	require.NotNil(t, closed.Report)
	assert.Equal(t, "stop", closed.Report.Decision.Action)
	assert.Equal(t, "default:1008", closed.Report.Decision.Rule)
	assert.False(t, closed.Report.Expected)
	assert.Len(t, log.all("end"), 1)
	assert.Empty(t, log.all("retry"))
	assert.Equal(t, "phase is@3 ended", p.nth(log, "phase is", 1).line())
	assert.Equal(t, "1008", p.nth(log, "closed", 1).Value)
	assert.Equal(t, "opened", p.nth(log, "opened", 1).Value)
	assert.Equal(t, "WebSocketClosedError 1008", p.nth(log, "next", 1).Value)
	assert.Len(t, p.journal(id), 1)
}

// The page is told within 50 ms of what it allowed, by a timer of its own.
func TestAPeerThatNeverAnswersACloseIsLeftAfterCloseTimeoutMs(t *testing.T) {
	t.Parallel()
	requirement(t, "7.1.1/wait")
	const timeout = 300
	p := newPage(t)
	path, id := labURL("/lab/answer?with=none")
	log := p.record(recording{Kind: "wsclose", URL: path, Options: `{closeTimeoutMs: 300}`, Until: "end", Ours: true,
		Script: `await r.on('open'); await r.module.load(); r.note('asked', 'close', s); s.close(3001, 'bye'); r.mark('too late', 350)`})
	closed := p.nth(log, "close", 1)
	assert.Equal(t, failed, closed.line())
	assert.GreaterOrEqual(t, closed.At-p.nth(log, "asked", 1).At, float64(timeout-1))
	p.assertBefore(log, "close", 1, "too late")
	assert.Equal(t, `timeout wsclose close-timeout synthetic expected, asked 3001 "bye"`, closed.Report.line())
	assert.Equal(t, "stop", closed.Report.Decision.Action, "the page asked for it")
	assert.Len(t, log.all("close"), 1)

	entries, err := web.lab.WaitFor(p.ctx, id, anyClosed)
	require.NoError(t, err)
	assert.Equal(t, `3001 "bye"`, serverLine(entries[0]), "the peer was told")
}

func TestFailedHandshakesAreRetriedUntilOneSucceeds(t *testing.T) {
	t.Parallel()
	path, id := labURL("/lab/flap?fail=2")
	p := newPage(t)
	log := p.record(recording{Kind: "wsclose", URL: path, Ours: true, Until: "end",
		Options: `{reconnect: {firstDelayMs: 50, maxDelayMs: 50}}`,
		Script:  `await r.on('open'); r.note('state', s.attempt + ' ' + s.connection, s); s.close(1000)`})
	assert.Equal(t, "state@1 2 3", p.nth(log, "state", 1).line())
	for n := 1; n <= 2; n++ {
		failed := p.nth(log, "close", n)
		require.NotNil(t, failed.Report)
		assert.Equal(t, "never-opened", failed.Report.Cause)
		assert.False(t, failed.Report.Opened)
		assert.Equal(t, "default:1006", failed.Report.Decision.Rule)
		assert.Equal(t, n, p.nth(log, "retry", n).Plan.Attempt)
	}
	assert.Len(t, log.all("error"), 2)
	assert.Len(t, p.journal(id), 3)
}

func TestReconnectInAListenerWinsOverThePlan(t *testing.T) {
	t.Parallel()
	path, id := labURL("/lab/close?code=1008&after=1")
	p := newPage(t)
	log := p.record(recording{Kind: "wsclose", URL: path, Ours: true, Until: "end", Script: `
		let once = true;
		s.addEventListener('close', () => { if (once) { once = false; s.reconnect(); } });
		await r.on('open'); s.send('x');
		await r.on('open', 2); s.close(1000);`})
	assert.Len(t, log.all("close"), 2)
	assert.Len(t, log.all("end"), 1)
	assert.Len(t, p.journal(id), 2)
}

func TestCancelRetryEndsTheSession(t *testing.T) {
	t.Parallel()
	path, id := labURL("/lab/close?code=1012")
	p := newPage(t)
	log := p.record(recording{Kind: "wsclose", URL: path, Options: soon, Ours: true, Until: "end",
		Script: `s.addEventListener('close', (event) => event.cancelRetry())`})
	assert.Empty(t, log.all("retry"))
	assert.Equal(t, "cancelled", p.nth(log, "end", 1).Report.Decision.Rule)
	assert.Len(t, p.journal(id), 1)
}
