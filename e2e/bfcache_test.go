package e2e_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/lab"
)

// patient is a policy that by itself would never dial within a test.
const patient = `{reconnect: {firstDelayMs: 60_000, maxDelayMs: 60_000, jitter: 'none',
	rules: [{code: 1012, action: 'retry', minDelayMs: 0, firstDelayMs: 60_000}]}}`

// Chromium 156 keeps a page with open sockets in the back/forward cache and tells the server nothing: beside the native socket, which
// does so, wsclose's says 3901, the twin of 1001, and dials again when the page comes back.
func TestPageInTheBackForwardCacheSaysGoodbye(t *testing.T) {
	t.Parallel()
	path, id := labURL("/lab/echo")
	nativePath, nativeID := labURL("/lab/echo")
	p := newPage(t)
	ours := p.live("ours", recording{Kind: "wsclose", URL: path, Options: patient, Ours: true, Until: "end", Script: noteLife})
	native := p.live("native", recording{URL: nativePath, Script: noteLife})
	ours.await("open", 1)
	native.await("open", 1)

	p.leave()
	entries, err := web.lab.WaitFor(p.ctx, id, anyClosed)
	require.NoError(t, err)
	assert.Equal(t, "3901", serverLine(entries[0]), "the server knows while the page is away")
	assert.Len(t, entries, 1)
	assert.True(t, web.lab.Journal(nativeID)[0].Live, "it does not know of the native socket")
	assert.Equal(t, "none", serverLine(web.lab.Journal(nativeID)[0]))

	p.comeBack()
	ours.await("open", 2)
	ours.do(`s.close(3000, 'back')`)
	log := ours.over()
	assert.Equal(t, []string{"open", "waiting", "paused", "connecting", "open", "closing", "ended"}, log.phases())
	closed := p.nth(log, "close", 1)
	assert.Equal(t, `close@3 1006 "" unclean`, closed.line())
	require.NotNil(t, closed.Report)
	assert.Equal(t, "hidden", closed.Report.Cause)
	assert.Equal(t, "wsclose", closed.Report.By)
	assert.True(t, closed.Report.Synthetic)
	assert.True(t, closed.Report.Expected, "a person has left: nothing to alert on")
	assert.Equal(t, 3901, *closed.Report.Sent.Code)
	assert.Less(t, closed.At, p.nth(log, "pageshow", 1).At, "told before the page was away")
	assert.Empty(t, log.all("error"))
	assert.Equal(t, "pageshow@0 true connecting", p.nth(log, "pageshow", 1).line(), "dialled inside the event, not after a minute")
	entries = p.journal(id)
	require.Len(t, entries, 2)
	assert.Equal(t, `3000 "back"`, serverLine(entries[1]))

	assert.Equal(t, []string{"open@1", "pagehide@1 true", "visibilitychange@1", "freeze@1", "resume@1", "visibilitychange@1",
		"pageshow@1 true", "error@3", `close@3 1006 "" unclean`}, native.over().lines(), "the native socket says OPEN when the page is back, and is dead")
	assert.Equal(t, "1001", serverLine(p.journal(nativeID)[0]), "the server learns it only now")
}

// A session that waits when its page is left makes no attempt before the page is back, and then at once, unless the server said when.
func TestBackFromTheCacheASessionThatWaitedDialsAtOnce(t *testing.T) {
	t.Parallel()
	path, id := labURL("/lab/close?code=1012&after=1")
	floorPath, floorID := labURL("/lab/close?code=1012&reason=retry-after%3D0.9&after=1")
	overPath, overID := labURL("/lab/echo")
	p := newPage(t)
	eval[any](p, `() => { `+draws("0")+` }`)
	waits := recording{Kind: "wsclose", URL: path, Options: patient, Ours: true, Until: "end", Script: noteLife + `await r.on('open'); s.send('x')`}
	waiting := p.live("waiting", waits)
	floored := waits
	floored.URL, floored.Options = floorPath, soon
	floor := p.live("floor", floored)
	over := p.live("over", recording{Kind: "wsclose", URL: overPath, Ours: true, Until: "never", Script: noteLife + `await r.on('open'); s.close(3000)`})
	waiting.await("retry", 1)
	floor.await("retry", 1)
	over.await("end", 1)

	p.leave()
	p.comeBack()
	waiting.await("open", 2)
	floor.await("open", 2)
	for _, l := range []living{waiting, floor} {
		l.do(`s.close(3000)`)
	}
	log := waiting.over()
	assert.Equal(t, []string{"open", "waiting", "paused", "connecting", "open", "closing", "ended"}, log.phases())
	assert.Equal(t, "pageshow@0 true connecting", p.nth(log, "pageshow", 1).line(), "dialled inside the event")
	assert.Len(t, p.journal(id), 2)

	assert.Len(t, floor.over().all("pageshow"), 1)
	assert.GreaterOrEqual(t, sinceClose(t, p.journal(floorID)), 900*time.Millisecond, "no return undercuts what the server asked for")

	assert.Len(t, p.journal(overID), 1, "what the page ended stays ended")
	assert.Len(t, over.log().all("pageshow"), 1)
}

// sinceClose is what passed, for the server, between its Close on the first connection and the request for the second, to the
// millisecond, rounded up.
func sinceClose(t *testing.T, entries []lab.Entry) time.Duration {
	t.Helper()
	require.Len(t, entries, 2)
	require.NotNil(t, entries[0].CloseWritten)
	return entries[1].Accepted.Sub(entries[0].Accepted) - time.Duration(entries[0].CloseWritten.At)*time.Millisecond // cut off to whole ones
}
