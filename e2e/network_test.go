package e2e_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// onlineDraw is the number from [0, 1) that decides when a session that is back online dials, of 2 s, or of 0.5 s where it is
// interactive. With 1 the test would last too long: it holds what comes on top.
const onlineDraw = 0.2

// dialsWithin is how many milliseconds after the draw a session that is back online dials, at most, by a timer of the page's own.
const dialsWithin = 100

// counted is a native class that counts what it makes, in r.dials.
const counted = `WebSocket: class extends WebSocket { constructor(...args) { r.dials = (r.dials ?? 0) + 1; super(...args); } }`

// A server goes down while the browser is offline. The session makes no attempt until the browser is online again, and then soon. What
// the browser makes of an attempt meanwhile is shown by a session that has been told not to heed the network.
func TestWhileOfflineNoAttemptIsMadeAndBackOnlineItIsSoon(t *testing.T) {
	t.Parallel()
	server := startMortal(t)
	p := newPage(t)
	eval[any](p, `() => { `+draws(fmt.Sprint(onlineDraw))+` }`)
	lives, longest := map[string]living{}, map[string]float64{"rfc6455": 2_000, "interactive": 500}
	for name, options := range map[string]string{
		"rfc6455":     `{` + counted + `, reconnect: {firstDelayMs: 60_000, maxDelayMs: 60_000}}`,
		"interactive": `{` + counted + `, reconnect: {policy: 'interactive', firstDelayMs: 60_000, maxDelayMs: 60_000}}`,
		"heedless":    `{` + counted + `, reconnect: {network: false, firstDelayMs: 20, maxDelayMs: 20, jitter: 'none'}}`,
	} {
		due := fmt.Sprintf(`addEventListener('online', () => r.mark('too late', %f));`, onlineDraw*longest[name]+dialsWithin)
		lives[name] = p.live(name, recording{Kind: "wsclose", URL: server.ws("/lab/echo?id=" + name), Options: options, Ours: true, Until: "end", Script: noteLife + due})
		lives[name].await("open", 1)
	}
	path, id := labURL("/lab/echo")
	steady := p.live("steady", recording{Kind: "wsclose", URL: path, Ours: true, Until: "end"})
	steady.await("open", 1)

	p.offline(true)
	steady.do(`s.send('held')`)
	server.restart()
	lives["heedless"].await("close", 4)
	for _, name := range []string{"rfc6455", "interactive"} {
		assert.Equal(t, "paused 1", lives[name].is("`${s.phase} ${r.dials}`"), "no attempt while offline: %s", name)
	}
	assert.Equal(t, "open", steady.is("s.phase"), "what was open stays open")
	assert.Empty(t, server.lab.Load().Newest(1), "an attempt while offline reaches nobody")
	lives["heedless"].do("s.close()")
	p.offline(false)

	for name, most := range longest {
		log := lives[name].backOnline(most)
		assert.Equal(t, "offline", p.nth(log, "close", 1).Report.Cause)
		assert.Equal(t, "network", p.nth(log, "close", 1).Report.By)
		assert.Len(t, server.lab.Load().Journal(name), 1)
	}
	failed := p.nth(lives["heedless"].over(), "close", 3).Report
	assert.Equal(t, []string{"offline", "network"}, []string{failed.Cause, failed.By}, "an attempt while offline")
	assert.False(t, failed.Opened)

	steady.await("message", 1)
	steady.do(`s.close(3000)`)
	log := steady.over()
	assert.Equal(t, "message@1 held", p.nth(log, "message", 1).line())
	assert.Len(t, log.all("close"), 1)
	assert.Len(t, p.journal(id), 1)
}

// backOnline ends a session that was offline, and checks how soon it was open again; most is the longest draw.
func (l living) backOnline(most float64) transcript {
	l.t.Helper()
	l.await("open", 2)
	l.do(`s.close(3000)`)
	log := l.over()
	require.NotNil(l.t, l.nth(log, "close", 1).Report)
	assert.Equal(l.t, []string{"open", "waiting", "paused", "waiting", "connecting", "open", "closing", "ended"}, log.phases())
	delay := l.nth(log, "retry", 1).Plan.DelayMs
	assert.InDelta(l.t, onlineDraw*most, delay, 1, "the draw")
	l.nth(log, "too late is set", 1)
	dialled := 1 + slices.IndexFunc(log.all("phase"), func(e entry) bool { return e.Value == "waiting -> connecting" })
	l.assertBefore(log, "phase", dialled, "too late")
	return log
}

// A session that begins offline dials at once, as the browser's does, and then waits for the network.
func TestASessionThatBeginsOfflineWaitsForTheNetwork(t *testing.T) {
	t.Parallel()
	path, id := labURL("/lab/echo")
	p := newPage(t)
	for _, core := range prefixes("404") {
		p.tryCore(core) // while there is a network
	}
	eval[any](p, `() => { `+draws("0")+` }`)
	p.offline(true)
	begin := recording{Kind: "wsclose", Core: "/dist", URL: path, Options: `{` + counted + `}`, Ours: true, Until: "end", Script: noteLife}
	l := p.live("offline", begin)
	l.await("close", 1)
	assert.Equal(t, "paused 1", l.is("`${s.phase} ${r.dials}`"))
	begin.Core, begin.Options = coreless("404"), `{reconnect: false}`
	coreless := p.live("coreless", begin).over()

	p.offline(false)
	l.await("open", 1)
	assert.Equal(t, "2", l.is("r.dials"))
	l.do(`s.close(3000)`)
	for _, log := range []transcript{l.over(), coreless} {
		r := p.nth(log, "close", 1).Report
		require.NotNil(t, r)
		assert.Equal(t, []string{"offline", "network"}, []string{r.Cause, r.By})
		assert.False(t, r.Opened)
	}
	assert.Len(t, p.journal(id), 1)
}

// Neither a network that is back, nor a page that is seen again, resumed or restored, undercuts what the server asked for.
func TestNoEventOfThePageUndercutsAServersFloor(t *testing.T) {
	t.Parallel()
	path, id := labURL("/lab/close?code=1012&reason=retry-after%3D0.9&after=1")
	p := newPage(t)
	log := p.record(recording{Kind: "wsclose", URL: path, Options: soon, Ours: true, Until: "end", Script: draws("0") + sight + `
		await r.module.load(); await r.on('open'); s.send('x');
		await r.on('retry');
		const fire = (type, target = window) => target.dispatchEvent(type.startsWith('page')
			? new PageTransitionEvent(type, { persisted: true }) : new Event(type));
		see('hidden'); see('visible');
		fire('offline'); fire('online');
		fire('freeze', document); fire('resume', document);
		fire('pagehide'); fire('pageshow');
		await r.on('open', 2); s.close(3000)`})
	phases := log.phases()
	assert.Equal(t, []string{"open", "waiting"}, phases[:2])
	assert.Equal(t, []string{"paused", "waiting", "paused", "waiting", "paused", "waiting", "connecting", "open", "closing", "ended"}, phases[2:])
	assert.GreaterOrEqual(t, sinceClose(t, p.journal(id)), 900*time.Millisecond)
}

func TestBecomingVisibleEndsAWaitAtOnce(t *testing.T) {
	t.Parallel()
	path, id := labURL("/lab/close?code=1012&after=1")
	p := newPage(t)
	log := p.record(recording{Kind: "wsclose", URL: path, Options: patient, Ours: true, Until: "end", Script: sight + noteLife + `
		await r.module.load(); await r.on('open'); s.send('x');
		await r.on('retry');
		see('hidden'); r.note('hidden', s.phase, s);
		see('visible'); r.note('visible', s.phase, s);
		await r.on('open', 2); s.close(3000)`})
	assert.Equal(t, "hidden@0 waiting", p.nth(log, "hidden", 1).line(), "a hidden page still waits for its moment")
	assert.Equal(t, "visible@0 connecting", p.nth(log, "visible", 1).line(), "dialled inside the event")
	assert.Len(t, p.journal(id), 2)
}
