package lifecycle_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
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
	p := harness.NewPage(t)
	harness.Eval[any](p, `() => { `+harness.Draws(fmt.Sprint(onlineDraw))+` }`)
	lives, longest := map[string]harness.Living{}, map[string]float64{"rfc6455": 2_000, "interactive": 500}
	for name, options := range map[string]string{
		"rfc6455":     `{` + counted + `, reconnect: {firstDelayMs: 60_000, maxDelayMs: 60_000}}`,
		"interactive": `{` + counted + `, reconnect: {policy: 'interactive', firstDelayMs: 60_000, maxDelayMs: 60_000}}`,
		"heedless":    `{` + counted + `, reconnect: {network: false, firstDelayMs: 20, maxDelayMs: 20, jitter: 'none'}}`,
	} {
		due := fmt.Sprintf(`addEventListener('online', () => r.mark('too late', %f));`, onlineDraw*longest[name]+dialsWithin)
		lives[name] = p.Live(name, harness.Recording{Kind: "wsclose", URL: server.ws("/lab/echo?id=" + name), Options: options, Ours: true, Until: "end", Script: noteLife + due})
		lives[name].Await("open", 1)
	}
	path, id := harness.LabURL("/lab/echo")
	steady := p.Live("steady", harness.Recording{Kind: "wsclose", URL: path, Ours: true, Until: "end"})
	steady.Await("open", 1)

	setOffline(p, true)
	steady.Do(`s.send('held')`)
	server.restart()
	lives["heedless"].Await("close", 4)
	for _, name := range []string{"rfc6455", "interactive"} {
		assert.Equal(t, "paused 1", lives[name].Is("`${s.phase} ${r.dials}`"), "no attempt while offline: %s", name)
	}
	assert.Equal(t, "open", steady.Is("s.phase"), "what was open stays open")
	assert.Empty(t, server.lab.Load().Newest(1), "an attempt while offline reaches nobody")
	lives["heedless"].Do("s.close()")
	setOffline(p, false)

	for name, most := range longest {
		log := backOnline(lives[name], most)
		assert.Equal(t, "offline", p.Nth(log, "close", 1).Report.Cause)
		assert.Equal(t, "network", p.Nth(log, "close", 1).Report.By)
		assert.Len(t, server.lab.Load().Journal(name), 1)
	}
	failed := p.Nth(lives["heedless"].Over(), "close", 3).Report
	assert.Equal(t, []string{"offline", "network"}, []string{failed.Cause, failed.By}, "an attempt while offline")
	assert.False(t, failed.Opened)

	steady.Await("message", 1)
	steady.Do(`s.close(3000)`)
	log := steady.Over()
	assert.Equal(t, "message@1 held", p.Nth(log, "message", 1).Line())
	assert.Len(t, log.All("close"), 1)
	assert.Len(t, p.Journal(id), 1)
}

// backOnline ends a session that was offline, and checks how soon it was open again; most is the longest draw.
func backOnline(l harness.Living, most float64) harness.Transcript {
	l.T.Helper()
	l.Await("open", 2)
	l.Do(`s.close(3000)`)
	log := l.Over()
	require.NotNil(l.T, l.Nth(log, "close", 1).Report)
	assert.Equal(l.T, []string{"open", "waiting", "paused", "waiting", "connecting", "open", "closing", "ended"}, log.Phases())
	delay := l.Nth(log, "retry", 1).Plan.DelayMs
	assert.InDelta(l.T, onlineDraw*most, delay, 1, "the draw")
	l.Nth(log, "too late is set", 1)
	dialled := 1 + slices.IndexFunc(log.All("phase"), func(e harness.Entry) bool { return e.Value == "waiting -> connecting" })
	l.AssertBefore(log, "phase", dialled, "too late")
	return log
}

// A session that begins offline dials at once, as the browser's does, and then waits for the network.
func TestASessionThatBeginsOfflineWaitsForTheNetwork(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/echo")
	p := harness.NewPage(t)
	for _, core := range harness.Prefixes("404") {
		p.TryCore(core) // while there is a network
	}
	harness.Eval[any](p, `() => { `+harness.Draws("0")+` }`)
	setOffline(p, true)
	begin := harness.Recording{Kind: "wsclose", Core: "/dist", URL: path, Options: `{` + counted + `}`, Ours: true, Until: "end", Script: noteLife}
	l := p.Live("offline", begin)
	l.Await("close", 1)
	assert.Equal(t, "paused 1", l.Is("`${s.phase} ${r.dials}`"))
	begin.Core, begin.Options = harness.Coreless("404"), `{reconnect: false}`
	coreless := p.Live("coreless", begin).Over()

	setOffline(p, false)
	l.Await("open", 1)
	assert.Equal(t, "2", l.Is("r.dials"))
	l.Do(`s.close(3000)`)
	for _, log := range []harness.Transcript{l.Over(), coreless} {
		r := p.Nth(log, "close", 1).Report
		require.NotNil(t, r)
		assert.Equal(t, []string{"offline", "network"}, []string{r.Cause, r.By})
		assert.False(t, r.Opened)
	}
	assert.Len(t, p.Journal(id), 1)
}

// Neither a network that is back, nor a page that is seen again, resumed or restored, undercuts what the server asked for.
func TestNoEventOfThePageUndercutsAServersFloor(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/close?code=1012&reason=retry-after%3D0.9&after=1")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: harness.Soon, Ours: true, Until: "end", Script: harness.Draws("0") + harness.Sight + `
		await r.module.load(); await r.on('open'); s.send('x');
		await r.on('retry');
		const fire = (type, target = window) => target.dispatchEvent(type.startsWith('page')
			? new PageTransitionEvent(type, { persisted: true }) : new Event(type));
		see('hidden'); see('visible');
		fire('offline'); fire('online');
		fire('freeze', document); fire('resume', document);
		fire('pagehide'); fire('pageshow');
		await r.on('open', 2); s.close(3000)`})
	phases := log.Phases()
	assert.Equal(t, []string{"open", "waiting"}, phases[:2])
	assert.Equal(t, []string{"paused", "waiting", "paused", "waiting", "paused", "waiting", "connecting", "open", "closing", "ended"}, phases[2:])
	assert.GreaterOrEqual(t, sinceClose(t, p.Journal(id)), 900*time.Millisecond)
}

func TestBecomingVisibleEndsAWaitAtOnce(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/close?code=1012&after=1")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: patient, Ours: true, Until: "end", Script: harness.Sight + noteLife + `
		await r.module.load(); await r.on('open'); s.send('x');
		await r.on('retry');
		see('hidden'); r.note('hidden', s.phase, s);
		see('visible'); r.note('visible', s.phase, s);
		await r.on('open', 2); s.close(3000)`})
	assert.Equal(t, "hidden@0 waiting", p.Nth(log, "hidden", 1).Line(), "a hidden page still waits for its moment")
	assert.Equal(t, "visible@0 connecting", p.Nth(log, "visible", 1).Line(), "dialled inside the event")
	assert.Len(t, p.Journal(id), 2)
}
