package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// In Chromium 156 a socket of a page that was frozen is dead, but says OPEN: wsclose replaces it as soon as it hears `resume`, which
// like `freeze` does not bubble from the document.
func TestFrozenSocketIsReplacedOnResume(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/echo?close-on=bye&code=4010")
	nativePath, nativeID := harness.LabURL("/lab/echo?close-on=bye&code=4010")
	p := harness.NewPage(t)
	ours := p.Live("ours", harness.Recording{Kind: "wsclose", URL: path, Options: patient, Ours: true, Until: "end", Script: noteLife})
	native := p.Live("native", harness.Recording{URL: nativePath, Script: noteLife})
	for _, l := range []harness.Living{ours, native} {
		l.Await("open", 1)
	}
	setFrozen(p, true)
	for l, id := range map[harness.Living]string{ours: id, native: nativeID} {
		l.Do(`s.send('bye')`) // the server echoes it, and closes with 4010
		assert.Equal(t, "4010", harness.ServerLine(p.Journal(id)[0]), "answered by the browser, while the page is frozen")
	}
	assert.Equal(t, "1", ours.Is(`s.readyState`))
	assert.Equal(t, "open", ours.Is(`s.phase`))
	setFrozen(p, false)

	ours.Await("open", 2)
	ours.Do(`s.close(3000, 'thawed')`)
	log := ours.Over()
	assert.Equal(t, []string{"open", "waiting", "connecting", "open", "closing", "ended"}, log.Phases())
	r := p.Nth(log, "close", 1).Report
	require.NotNil(t, r)
	assert.Equal(t, "frozen", r.Cause)
	assert.Equal(t, 1006, r.Code, "what the server said never reached the page")
	assert.True(t, r.Synthetic)
	assert.Equal(t, "cause:frozen", r.Decision.Rule)
	assert.Zero(t, r.Decision.DelayMs)
	assert.Empty(t, log.All("message"), "nor did its messages")
	assert.Equal(t, "resume@0 waiting", p.Nth(log, "resume", 1).Line(), "told inside the event")
	assert.Zero(t, p.Nth(log, "retry", 1).Plan.DelayMs, "and dialled right after it")
	entries := p.Journal(id)
	require.Len(t, entries, 2)
	assert.Equal(t, `3000 "thawed"`, harness.ServerLine(entries[1]))

	log = native.Over()
	assert.Equal(t, []string{"error@3", `close@3 1006 "" unclean`}, log.Lines()[len(log)-2:])
	assert.Empty(t, log.All("message"))
	assert.Equal(t, 1, *p.Nth(log, "resume", 1).ReadyState, "it says OPEN when the page is resumed")
}

// Without the life cycle nothing is replaced: the report of the browser's own 1006 still says what it was, without a core too.
func TestWithoutReconnectingAFrozenSocketEndsAsTheBrowsersAndSaysSo(t *testing.T) {
	t.Parallel()
	for name, core := range harness.Prefixes("404") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, id := harness.LabURL("/lab/echo")
			p := harness.NewPage(t)
			p.TryCore(core)
			l := p.Live("plain", harness.Recording{Kind: "wsclose", Core: core, URL: path, Options: `{reconnect: false}`, Script: noteLife})
			l.Await("open", 1)
			setFrozen(p, true)
			setFrozen(p, false)
			log := l.Over()
			assert.Equal(t, []string{"error@3", `close@3 1006 "" unclean`}, log.Lines()[len(log)-2:])
			r := p.Nth(log, "close", 1).Report
			require.NotNil(t, r)
			assert.Equal(t, []string{"frozen", "browser"}, []string{r.Cause, r.By})
			assert.False(t, r.Synthetic)
			assert.Nil(t, r.Sent)
			assert.Equal(t, "1001", harness.ServerLine(p.Journal(id)[0]))
		})
	}
}

// What waits when the page is frozen is dialled when it is resumed, at once; but never before a moment that the server named.
func TestResumeEndsAWaitAtOnce(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/close?code=1012&after=1")
	floorPath, floorID := harness.LabURL("/lab/close?code=1012&reason=" + floorReason + "&after=1")
	p := harness.NewPage(t)
	waits := harness.Recording{Kind: "wsclose", URL: path, Options: patient, Ours: true, Until: "end", Script: noteLife + `await r.on('open'); s.send('x')`}
	waiting := p.Live("waiting", waits)
	waits.URL, waits.Options = floorPath, harness.Soon
	floor := p.Live("floor", waits)
	for _, l := range []harness.Living{waiting, floor} {
		l.Await("retry", 1)
	}
	setFrozen(p, true)
	assert.Equal(t, "paused", waiting.Is(`s.phase`))
	setFrozen(p, false)
	for _, l := range []harness.Living{waiting, floor} {
		l.Await("open", 2)
		l.Do(`s.close(3000)`)
	}
	log := waiting.Over()
	assert.Equal(t, []string{"open", "waiting", "paused", "connecting", "open", "closing", "ended"}, log.Phases())
	assert.Equal(t, "resume@0 connecting", p.Nth(log, "resume", 1).Line(), "dialled inside the event")
	assert.Len(t, p.Journal(id), 2)
	floor.Over()
	assert.GreaterOrEqual(t, sinceClose(t, p.Journal(floorID)), floorTime)
}
