package e2e_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// In Chromium 156 a socket of a page that was frozen is dead, but says OPEN: wsclose replaces it as soon as it hears `resume`, which
// like `freeze` does not bubble from the document.
func TestFrozenSocketIsReplacedOnResume(t *testing.T) {
	t.Parallel()
	path, id := labURL("/lab/echo?close-on=bye&code=4010")
	nativePath, nativeID := labURL("/lab/echo?close-on=bye&code=4010")
	p := newPage(t)
	ours := p.live("ours", recording{Kind: "wsclose", URL: path, Options: patient, Ours: true, Until: "end", Script: noteLife})
	native := p.live("native", recording{URL: nativePath, Script: noteLife})
	for _, l := range []living{ours, native} {
		l.await("open", 1)
	}
	p.frozen(true)
	for l, id := range map[living]string{ours: id, native: nativeID} {
		l.do(`s.send('bye')`) // the server echoes it, and closes with 4010
		assert.Equal(t, "4010", serverLine(p.journal(id)[0]), "answered by the browser, while the page is frozen")
	}
	assert.Equal(t, "1", ours.is(`s.readyState`))
	assert.Equal(t, "open", ours.is(`s.phase`))
	p.frozen(false)

	ours.await("open", 2)
	ours.do(`s.close(3000, 'thawed')`)
	log := ours.over()
	assert.Equal(t, []string{"open", "waiting", "connecting", "open", "closing", "ended"}, log.phases())
	r := p.nth(log, "close", 1).Report
	require.NotNil(t, r)
	assert.Equal(t, "frozen", r.Cause)
	assert.Equal(t, 1006, r.Code, "what the server said never reached the page")
	assert.True(t, r.Synthetic)
	assert.Equal(t, "cause:frozen", r.Decision.Rule)
	assert.Zero(t, r.Decision.DelayMs)
	assert.Empty(t, log.all("message"), "nor did its messages")
	assert.Equal(t, "resume@0 waiting", p.nth(log, "resume", 1).line(), "told inside the event")
	assert.Zero(t, p.nth(log, "retry", 1).Plan.DelayMs, "and dialled right after it")
	entries := p.journal(id)
	require.Len(t, entries, 2)
	assert.Equal(t, `3000 "thawed"`, serverLine(entries[1]))

	log = native.over()
	assert.Equal(t, []string{"error@3", `close@3 1006 "" unclean`}, log.lines()[len(log)-2:])
	assert.Empty(t, log.all("message"))
	assert.Equal(t, 1, *p.nth(log, "resume", 1).ReadyState, "it says OPEN when the page is resumed")
}

// Without the life cycle nothing is replaced: the report of the browser's own 1006 still says what it was, without a core too.
func TestWithoutReconnectingAFrozenSocketEndsAsTheBrowsersAndSaysSo(t *testing.T) {
	for name, core := range prefixes("404") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, id := labURL("/lab/echo")
			p := newPage(t)
			p.tryCore(core)
			l := p.live("plain", recording{Kind: "wsclose", Core: core, URL: path, Options: `{reconnect: false}`, Script: noteLife})
			l.await("open", 1)
			p.frozen(true)
			p.frozen(false)
			log := l.over()
			assert.Equal(t, []string{"error@3", `close@3 1006 "" unclean`}, log.lines()[len(log)-2:])
			r := p.nth(log, "close", 1).Report
			require.NotNil(t, r)
			assert.Equal(t, []string{"frozen", "browser"}, []string{r.Cause, r.By})
			assert.False(t, r.Synthetic)
			assert.Nil(t, r.Sent)
			assert.Equal(t, "1001", serverLine(p.journal(id)[0]))
		})
	}
}

// What waits when the page is frozen is dialled when it is resumed, at once; but never before a moment that the server named.
func TestResumeEndsAWaitAtOnce(t *testing.T) {
	t.Parallel()
	path, id := labURL("/lab/close?code=1012&after=1")
	floorPath, floorID := labURL("/lab/close?code=1012&reason=retry-after%3D0.9&after=1")
	p := newPage(t)
	waits := recording{Kind: "wsclose", URL: path, Options: patient, Ours: true, Until: "end", Script: noteLife + `await r.on('open'); s.send('x')`}
	waiting := p.live("waiting", waits)
	waits.URL, waits.Options = floorPath, soon
	floor := p.live("floor", waits)
	for _, l := range []living{waiting, floor} {
		l.await("retry", 1)
	}
	p.frozen(true)
	assert.Equal(t, "paused", waiting.is(`s.phase`))
	p.frozen(false)
	for _, l := range []living{waiting, floor} {
		l.await("open", 2)
		l.do(`s.close(3000)`)
	}
	log := waiting.over()
	assert.Equal(t, []string{"open", "waiting", "paused", "connecting", "open", "closing", "ended"}, log.phases())
	assert.Equal(t, "resume@0 connecting", p.nth(log, "resume", 1).line(), "dialled inside the event")
	assert.Len(t, p.journal(id), 2)
	floor.over()
	assert.GreaterOrEqual(t, sinceClose(t, p.journal(floorID)), 900*time.Millisecond)
}
