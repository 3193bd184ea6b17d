package reconnecting_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// RFC 6455, section 7.2.3: the first retry after an abnormal closure waits for a random time, of 0 to 5 s.
func TestTheFirstRetryWaitsForARandomTime(t *testing.T) {
	t.Parallel()
	harness.Proves(t, "7.2.3/backoff", "7.2.3/first-random")
	path, _ := harness.LabURL("/lab/tcp?end=fin")
	p := harness.NewPage(t)
	delays := harness.Eval[[]float64](p, `async (url) => {
		const { ManagedWebSocket } = await harness.product();
		const delays = [];
		for (let i = 0; i < 12; i++) {
			const socket = new ManagedWebSocket(url);
			delays.push(await new Promise((resolve) => socket.addEventListener('retry', (event) => resolve(event.detail.delayMs))));
			socket[Symbol.dispose]();
		}
		return delays;
	}`, harness.WS(path))
	require.Len(t, delays, 12)
	assert.GreaterOrEqual(t, slices.Min(delays), 0.0)
	assert.Less(t, slices.Max(delays), 5_000.0)
	assert.Greater(t, slices.Max(delays)-slices.Min(delays), 100.0, "twelve equal draws come once in 10^18 runs")
}

func TestLaterRetriesBackOffExponentiallyUpToALimit(t *testing.T) {
	t.Parallel()
	harness.Proves(t, "7.2.3/backoff", "7.2.3/growing")
	p := harness.NewPage(t)
	got := harness.Eval[[2][]float64](p, `async () => {
		const { load, planDelays } = await harness.product();
		await load();
		return [planDelays({}, 7, () => 0.5), planDelays({}, 7, () => 0)];
	}`)
	assert.Equal(t, []float64{2_500, 5_000, 10_000, 15_000, 15_000, 15_000, 15_000}, got[0], "the middle of 0-5, 0-10, 0-20 and 0-30 s")
	assert.Equal(t, make([]float64, 7), got[1], "and each from 0")
}

// Section 7.2.3 is about abnormal closures. After a normal one nobody connects again, whatever the code's meaning would be.
func TestANormalClosureIsNotFollowedByARetry(t *testing.T) {
	t.Parallel()
	harness.Proves(t, "7.2.3/abnormal-only", "7.3/server")
	path, id := harness.LabURL("/lab/close?code=1000&reason=done")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Until: "end", Ours: true})
	assert.Empty(t, log.All("retry"))
	report := p.Nth(log, "end", 1).Report
	assert.Equal(t, "normal peer close-frame expected", report.Line())
	assert.Equal(t, "default:1000", report.Decision.Rule)
	assert.Len(t, p.Journal(id), 1)
}

// TestSessionsDoNotRetryInStep loses the sessions of two tabs of one origin at once: what they plan is as spread out as the first width
// of 5 s allows, whichever page they are of.
func TestSessionsDoNotRetryInStep(t *testing.T) {
	t.Parallel()
	path, _ := harness.LabURL("/lab/tcp?end=fin")
	const sessions = 30
	var all []float64
	for range 2 {
		p := harness.NewPage(t)
		all = append(all, harness.Eval[[]float64](p, `async (url, sessions) => {
			const { ManagedWebSocket } = await harness.product();
			const sockets = Array.from({ length: sessions }, () => new ManagedWebSocket(url));
			const plans = await Promise.all(sockets.map((socket) =>
				new Promise((resolve) => socket.addEventListener('retry', ({ detail }) => resolve(detail.delayMs)))));
			for (const socket of sockets) socket[Symbol.dispose]();
			return plans;
		}`, path, sessions)...)
	}
	slices.Sort(all)
	assert.Less(t, all[len(all)-1], 5_000.0)
	assert.Greater(t, len(slices.Compact(slices.Clone(all))), len(all)*9/10, "no two draw alike")
	for _, quarter := range []struct{ from, to int }{{0, 15}, {15, 30}, {30, 45}, {45, 60}} {
		width := all[quarter.to-1] - all[quarter.from]
		assert.Greater(t, width, 5_000.0/4*0.2, "a quarter of them in %.0f ms", width)
	}
}
