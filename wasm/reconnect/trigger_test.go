//go:build go1.23

package reconnect_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wsclose/wsclose/wasm/reconnect"
)

func TestComingBackBringsAnAttemptForward(t *testing.T) {
	var (
		plain  = reconnect.Decision{Action: retry, Floor: 30 * seconds, Width: 30 * seconds}
		server = reconnect.Decision{Action: retry, Floor: 30 * seconds, Width: 30 * seconds, ServerFloor: true}
		exact  = reconnect.Decision{Action: retry, Floor: 50 * seconds, Exact: true}
	)
	const (
		rfc6455     = false
		interactive = true
		never       = reconnect.Never
	)
	// The connection ended at 100 s and the attempt is planned for 150 s.
	for _, c := range []struct {
		name            string
		d               reconnect.Decision
		interactive     bool
		triggered, now  reconnect.Millis
		visible, online reconnect.Millis // for U = 0.5
	}{
		{"in the policy's floor", plain, rfc6455, never, 110 * seconds, 0, 1 * seconds},
		{"interactive", plain, interactive, never, 110 * seconds, 0, 250 * ms},
		{"just before the plan", plain, rfc6455, never, 149_900 * ms, 0, 100 * ms},
		{"a millisecond before the plan", plain, rfc6455, never, 149_999 * ms, 0, 1 * ms},
		{"at the plan's moment", plain, rfc6455, never, 150 * seconds, 0, 1 * seconds},
		{"after the plan's moment", plain, rfc6455, never, 200 * seconds, 0, 1 * seconds},
		{"the server's floor stands, and so does the plan", server, rfc6455, never, 129 * seconds, 21 * seconds, 21 * seconds},
		{"the server's floor is over", server, rfc6455, never, 130 * seconds, 0, 1 * seconds},
		{"the page insists", exact, rfc6455, never, 110 * seconds, 40 * seconds, 40 * seconds},
		{"after what the page insisted on", exact, rfc6455, never, 151 * seconds, 0, 1 * seconds},
		{"soon after another trigger", plain, rfc6455, 110 * seconds, 112 * seconds, 3 * seconds, 3 * seconds},
		{"soon after another trigger, sooner planned", plain, rfc6455, 147 * seconds, 148 * seconds, 2 * seconds, 2 * seconds},
		{"long after another trigger", plain, rfc6455, 110 * seconds, 115 * seconds, 0, 1 * seconds},
		{"the other trigger is still to come", plain, rfc6455, 300 * seconds, 200 * seconds, 5 * seconds, 5 * seconds},
	} {
		p := reconnect.RFC6455()
		if c.interactive {
			p = reconnect.Interactive()
		}
		w := reconnect.Wait{Closed: 100 * seconds, Due: 150 * seconds, Triggered: c.triggered, Now: c.now}
		assert.Equal(t, c.visible, c.d.WhenVisible(w), c.name)
		assert.Equal(t, c.online, c.d.WhenOnline(p, w, 0.5), c.name)
	}
}

func TestAFloorHoldsEvenIfThePlanWasLost(t *testing.T) {
	d := reconnect.Decision{Action: retry, Floor: 30 * seconds, ServerFloor: true}
	w := reconnect.Wait{Closed: 100 * seconds, Triggered: reconnect.Never, Now: 110 * seconds}
	assert.Equal(t, 20*seconds, d.WhenVisible(w))
	assert.Equal(t, 130*seconds, d.NotBefore(w.Closed))
	w.Due = reconnect.Forever
	assert.Equal(t, 2*reconnect.LongestWait, d.WhenVisible(w))
	assert.Equal(t, reconnect.Never, reconnect.Decision{Floor: 30 * seconds}.NotBefore(w.Closed))
}
