//go:build go1.23

package session_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wsclose/wsclose/wasm/session"
)

func TestHeartbeatIsSentWhenNothingElseWas(t *testing.T) {
	w := dialled(t, beating(), peer{opens: 100, pongs: 50})
	w.later(10_000, func() { w.sockets[1].sent = w.now })
	w.run(100_000)
	assert.Equal(t, []session.Millis{35_000, 60_000, 85_000}, w.beats, "25 s after the page's own message at 10 s, then by itself")
	assert.Equal(t, "open", w.phase())
	w.golden("heartbeat")
}

func TestUnansweredHeartbeatEndsTheConnection(t *testing.T) {
	c := beating()
	c.IdleTimeout = 0
	w := dialled(t, c, peer{opens: 100}, healthy)
	w.run(40_000)
	assert.Equal(t, []string{"idle-timeout"}, w.causes())
	assert.True(t, w.told[0].Error)
	assert.Equal(t, []session.Millis{0, 35_100 + 2_500}, w.dial, "25 s of silence, 10 s of patience, then as after any loss")
	w.golden("heartbeat-unanswered")
}

func TestHeartbeatsGoOnWhileOneIsNotAnswered(t *testing.T) {
	c := beating()
	c.IdleTimeout, c.HeartbeatEvery = 0, 4_000
	w := dialled(t, c, peer{opens: 100}, healthy)
	w.run(14_099)
	assert.Equal(t, []session.Millis{4_100, 8_100, 12_100}, w.beats, "a server may expect them")
	assert.Equal(t, "open", w.phase())
	w.run(14_100)
	assert.Equal(t, []string{"idle-timeout"}, w.causes(), "the patience counts from the first")
}

func TestAnyMessageAfterAHeartbeatIsLife(t *testing.T) {
	c := beating()
	c.IdleTimeout = 0
	w := dialled(t, c, peer{opens: 100, hears: 9_000})
	w.run(200_000)
	assert.Equal(t, "open", w.phase())
	assert.Empty(t, w.told)
}

func TestLateHeartbeatTimerGivesOneGrace(t *testing.T) {
	c := beating()
	c.IdleTimeout = 0
	w := dialled(t, c, peer{opens: 100}, healthy)
	w.later(30_000, func() { w.sleeps(3_600_000) })
	w.run(3_604_999)
	assert.Equal(t, "open", w.phase(), "an answer may be waiting behind a timer that comes late")
	w.run(3_605_000)
	assert.Equal(t, []string{"idle-timeout"}, w.causes())
	w.golden("heartbeat-late")
}

func TestPageThatComesBackProbesAtOnce(t *testing.T) {
	for _, back := range [][]session.Fact{
		{session.BecameHidden{}, session.BecameVisible{}},
		{session.WentOffline{}, session.CameOnline{}},
	} {
		c := beating()
		c.IdleTimeout = 0
		w := dialled(t, c, peer{opens: 100}, healthy)
		w.happens(5_000, back[0])
		w.happens(20_000, back[1])
		w.run(29_999)
		assert.Equal(t, []session.Millis{20_000}, w.beats)
		assert.Equal(t, "open", w.phase())
		w.run(30_000)
		assert.Equal(t, []string{"idle-timeout"}, w.causes())
	}
}

func TestPageThatComesBackDoesNotProbeUnasked(t *testing.T) {
	back := []session.Fact{session.WentOffline{}, session.CameOnline{}, session.BecameHidden{}, session.BecameVisible{}}
	w := dialled(t, standard(), peer{opens: 100, hears: 1_000})
	w.happens(5_000, back...)
	w.run(20_000)
	assert.Empty(t, w.beats)

	still := beating()
	still.Network, still.Lifecycle = false, false
	w = dialled(t, still, peer{opens: 100, hears: 1_000})
	w.happens(5_000, back...)
	w.run(20_000)
	assert.Equal(t, []session.Millis{5_000, 5_000}, w.beats, "whatever else the page leaves to itself")
}
