// Package lifecycle_test holds what happens to sessions when the page is left, restored, reloaded, frozen, hidden or taken off the network.
package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
	"github.com/wsclose/wsclose/e2e/lab"
)

func TestMain(m *testing.M) { harness.Main(m) }

// patient is a policy that by itself would never dial within a test.
const patient = `{reconnect: {firstDelayMs: 60_000, maxDelayMs: 60_000, jitter: 'none',
	rules: [{code: 1012, action: 'retry', minDelayMs: 0, firstDelayMs: 60_000}]}}`

// floorReason asks a session not to come back before floorTime is over: long enough to leave or freeze its page meanwhile, on a busy
// machine too.
const (
	floorReason = "retry-after%3D3"
	floorTime   = 3 * time.Second
)

// noteLife is a script that writes down what happens to the page, pagehide, say, and how the socket stands when the package has heard of it.
const noteLife = `
	for (const type of ['pagehide', 'pageshow', 'freeze', 'resume', 'online', 'offline', 'visibilitychange'])
		addEventListener(type, (event) => r.note(type, [event.persisted, s.phase].filter((x) => x !== undefined).join(' '), s), true);`

func setOffline(p *harness.Page, offline bool) {
	p.T.Helper()
	require.NoError(p.T, p.Tab.SetOffline(p.Ctx, offline))
}

func setFrozen(p *harness.Page, frozen bool) {
	p.T.Helper()
	require.NoError(p.T, p.Tab.SetFrozen(p.Ctx, frozen))
}

// comeBack takes the tab back to the page that it left by Leave.
func comeBack(p *harness.Page) {
	p.T.Helper()
	require.NoError(p.T, p.Tab.Back(p.Ctx))
	require.True(p.T, harness.Eval[bool](p, `() => globalThis.harness?.lives !== undefined`), "the page didn't come out of the back/forward cache")
}

// sinceClose is what passed, for the server, between its Close on the first connection and the request for the second, to the
// millisecond, rounded up.
func sinceClose(t *testing.T, entries []lab.Entry) time.Duration {
	t.Helper()
	require.Len(t, entries, 2)
	require.NotNil(t, entries[0].CloseWritten)
	return entries[1].Accepted.Sub(entries[0].Accepted) - time.Duration(entries[0].CloseWritten.At)*time.Millisecond // cut off to whole ones
}
