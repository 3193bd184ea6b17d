package e2e_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestSessionsDoNotRetryInStep loses the sessions of two tabs of one origin at once: what they plan is as spread out as the first width
// of 5 s allows, whichever page they are of.
func TestSessionsDoNotRetryInStep(t *testing.T) {
	t.Parallel()
	path, _ := labURL("/lab/tcp?end=fin")
	const sessions = 30
	var all []float64
	for range 2 {
		p := newPage(t)
		all = append(all, eval[[]float64](p, `async (url, sessions) => {
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
