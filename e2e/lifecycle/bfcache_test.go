package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// Chromium 156 keeps a page with open sockets in the back/forward cache and tells the server nothing: beside the native socket, which
// does so, wsclose's says 3901, the twin of 1001, and dials again when the page comes back.
func TestPageInTheBackForwardCacheSaysGoodbye(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/echo")
	nativePath, nativeID := harness.LabURL("/lab/echo")
	p := harness.NewPage(t)
	ours := p.Live("ours", harness.Recording{Kind: "wsclose", URL: path, Options: patient, Ours: true, Until: "end", Script: noteLife})
	native := p.Live("native", harness.Recording{URL: nativePath, Script: noteLife})
	ours.Await("open", 1)
	native.Await("open", 1)

	p.Leave()
	entries, err := harness.Lab().WaitFor(p.Ctx, id, harness.AnyClosed)
	require.NoError(t, err)
	assert.Equal(t, "3901", harness.ServerLine(entries[0]), "the server knows while the page is away")
	assert.Len(t, entries, 1)
	assert.True(t, harness.Lab().Journal(nativeID)[0].Live, "it does not know of the native socket")
	assert.Equal(t, "none", harness.ServerLine(harness.Lab().Journal(nativeID)[0]))

	comeBack(p)
	ours.Await("open", 2)
	ours.Do(`s.close(3000, 'back')`)
	log := ours.Over()
	assert.Equal(t, []string{"open", "waiting", "paused", "connecting", "open", "closing", "ended"}, log.Phases())
	closed := p.Nth(log, "close", 1)
	assert.Equal(t, `close@3 1006 "" unclean`, closed.Line())
	require.NotNil(t, closed.Report)
	assert.Equal(t, "hidden", closed.Report.Cause)
	assert.Equal(t, "wsclose", closed.Report.By)
	assert.True(t, closed.Report.Synthetic)
	assert.True(t, closed.Report.Expected, "a person has left: nothing to alert on")
	assert.Equal(t, 3901, *closed.Report.Sent.Code)
	assert.Less(t, closed.At, p.Nth(log, "pageshow", 1).At, "told before the page was away")
	assert.Empty(t, log.All("error"))
	assert.Equal(t, "pageshow@0 true connecting", p.Nth(log, "pageshow", 1).Line(), "dialled inside the event, not after a minute")
	entries = p.Journal(id)
	require.Len(t, entries, 2)
	assert.Equal(t, `3000 "back"`, harness.ServerLine(entries[1]))

	assert.Equal(t, []string{"open@1", "pagehide@1 true", "visibilitychange@1", "freeze@1", "resume@1", "visibilitychange@1",
		"pageshow@1 true", "error@3", `close@3 1006 "" unclean`}, native.Over().Lines(), "the native socket says OPEN when the page is back, and is dead")
	assert.Equal(t, "1001", harness.ServerLine(p.Journal(nativeID)[0]), "the server learns it only now")
}

// A session that waits when its page is left makes no attempt before the page is back, and then at once, unless the server said when.
func TestBackFromTheCacheASessionThatWaitedDialsAtOnce(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/close?code=1012&after=1")
	floorPath, floorID := harness.LabURL("/lab/close?code=1012&reason=" + floorReason + "&after=1")
	overPath, overID := harness.LabURL("/lab/echo")
	p := harness.NewPage(t)
	harness.Eval[any](p, `() => { `+harness.Draws("0")+` }`)
	waits := harness.Recording{Kind: "wsclose", URL: path, Options: patient, Ours: true, Until: "end", Script: noteLife + `await r.on('open'); s.send('x')`}
	waiting := p.Live("waiting", waits)
	floored := waits
	floored.URL, floored.Options = floorPath, harness.Soon
	over := p.Live("over", harness.Recording{Kind: "wsclose", URL: overPath, Ours: true, Until: "never", Script: noteLife + `await r.on('open'); s.close(3000)`})
	waiting.Await("retry", 1)
	over.Await("end", 1)
	floor := p.Live("floor", floored)
	floor.Await("retry", 1)

	p.Leave()
	comeBack(p)
	waiting.Await("open", 2)
	floor.Await("open", 2)
	for _, l := range []harness.Living{waiting, floor} {
		l.Do(`s.close(3000)`)
	}
	log := waiting.Over()
	assert.Equal(t, []string{"open", "waiting", "paused", "connecting", "open", "closing", "ended"}, log.Phases())
	assert.Equal(t, "pageshow@0 true connecting", p.Nth(log, "pageshow", 1).Line(), "dialled inside the event")
	assert.Len(t, p.Journal(id), 2)

	assert.Len(t, floor.Over().All("pageshow"), 1)
	assert.GreaterOrEqual(t, sinceClose(t, p.Journal(floorID)), floorTime, "no return undercuts what the server asked for")

	assert.Len(t, p.Journal(overID), 1, "what the page ended stays ended")
	assert.Len(t, over.Log().All("pageshow"), 1)
}
