//go:build go1.23

package session_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

func TestHandshakeThatStallsIsGivenUp(t *testing.T) {
	w := dialled(t, standard(), peer{}, healthy)
	w.run(30_000)
	assert.Equal(t, []string{"open-timeout"}, w.causes())
	assert.True(t, w.told[0].Error)
	assert.Equal(t, []session.Millis{0, 22_500}, w.dial)
	w.golden("open-timeout")
}

func TestProviderThatNeverAnswersIsGivenUp(t *testing.T) {
	w := dialled(t, standard(), peer{silent: true}, healthy)
	w.run(30_000)
	assert.Equal(t, []string{"open-timeout"}, w.causes())
	assert.Equal(t, []session.Millis{0, 22_500}, w.dial)
}

func TestPeerThatNeverAnswersACloseIsAbandoned(t *testing.T) {
	w := dialled(t, standard(), peer{opens: 100})
	w.happens(10_000, session.CloseAsked{Code: 1000, Reason: "bye"})
	w.run(60_000)
	assert.Equal(t, []string{"close-timeout"}, w.causes())
	assert.True(t, w.told[0].Synthetic)
	assert.False(t, w.told[0].Error)
	assert.Equal(t, []string{reconnect.RulePage}, w.ends())
	assert.Len(t, w.dial, 1)
	w.golden("close-timeout")
}

func TestCloseTimeoutStartsAnewWhileBytesStillLeave(t *testing.T) {
	for _, c := range []struct {
		name     string
		buffered func(since session.Millis) int64
		ended    session.Millis
	}{
		{"falling for 20 s, then stuck", func(since session.Millis) int64 { return max(100_000-int64(since)*4, 20_000) }, 10_000 + 20_000 + 5_000},
		{"stuck from the start", func(session.Millis) int64 { return 4_096 }, 10_000 + 5_000},
		{"5 MB that are out of sight at once", func(since session.Millis) int64 {
			if since == 0 {
				return 5_000_000
			}
			return 0
		}, 10_000 + 19_531 + 5_000},
		{"as much as may be out of sight, and more", func(since session.Millis) int64 { return max(50_000_000-int64(since)*2_000, 0) }, 10_000 + 25_000 + 5_000},
		{"stuck with 16 MB", func(session.Millis) int64 { return 16_000_000 }, 10_000 + 20_480 + 5_000},
		{"falling to zero in 2 s", func(since session.Millis) int64 { return max(2_000-int64(since), 0) }, 10_000 + 2_000 + 5_000},
		{"more from a page that still sends, falling in between", func(since session.Millis) int64 {
			if since < 700 {
				return 1_000
			}
			return max(5_000-int64(since-700), 2_000)
		}, 10_000 + 3_700 + 5_000},
	} {
		w := dialled(t, standard(), peer{opens: 100, buffered: c.buffered})
		w.happens(10_000, session.CloseAsked{Code: 1000})
		w.run(c.ended - 1)
		assert.Equal(t, "closing", w.phase(), c.name)
		w.run(c.ended + 5_000/8)
		assert.Equal(t, "ended", w.phase(), "%s: within one look", c.name)
	}
}

func TestCloseTimeoutLooksAtTheBytesOftenEnough(t *testing.T) {
	w := dialled(t, standard(), peer{opens: 100, buffered: func(since session.Millis) int64 { return max(1_500-int64(since), 0) }})
	w.happens(10_000, session.CloseAsked{Code: 1000})
	w.run(60_000)
	w.golden("close-timeout-with-bytes")
}

func TestWithoutACloseTimeoutTheBrowserDecides(t *testing.T) {
	c := standard()
	c.CloseTimeout = 0
	w := dialled(t, c, peer{opens: 100, answers: 60_000})
	w.happens(10_000, session.CloseAsked{Code: 1000})
	w.run(69_999)
	assert.Equal(t, "closing", w.phase())
	assert.Empty(t, w.timers)
	w.run(70_000)
	assert.Equal(t, "ended", w.phase())
}

func TestSilenceIsMeasuredByTheClockAndMessagesMoveIt(t *testing.T) {
	w := dialled(t, standard(), peer{opens: 100, hears: 50_000}, healthy)
	w.run(200_000)
	assert.Equal(t, "open", w.phase())
	assert.Empty(t, w.told)

	w = dialled(t, standard(), peer{opens: 100}, healthy)
	w.run(70_000)
	assert.Equal(t, []string{"idle-timeout"}, w.causes())
	assert.Equal(t, []session.Millis{0, 62_600}, w.dial)
	w.golden("idle-timeout")
}

func TestLateIdleTimerGivesOneGrace(t *testing.T) {
	w := dialled(t, standard(), peer{opens: 100}, healthy)
	w.later(30_000, func() { w.sleeps(3_600_000) })
	w.run(3_604_999)
	assert.Equal(t, "open", w.phase(), "messages may be waiting behind a timer that comes late")
	w.run(3_605_000)
	assert.Equal(t, []string{"idle-timeout"}, w.causes())
	w.golden("idle-timeout-late")

	w = dialled(t, standard(), peer{opens: 100, hears: 3_602_000})
	w.later(30_000, func() { w.sleeps(3_600_000) })
	w.run(3_662_099)
	assert.Equal(t, "open", w.phase(), "a message in the grace is life")
	w.run(3_662_100)
	assert.NotEqual(t, "open", w.phase(), "and the next silence is measured again")
}

func TestLateUptimeTimerDoesNotMatter(t *testing.T) {
	w := dialled(t, standard(), refused, lostAt(6_000))
	w.later(5_000, func() { delete(w.timers, session.UptimeTimer) })
	w.run(9_000)
	assert.Equal(t, []int{0, 0}, w.attempts(), "the clock says at the end what the timer did not")

	w = dialled(t, standard(), refused, healthy)
	w.later(5_000, func() { delete(w.timers, session.UptimeTimer) })
	w.happens(9_000, closeAsked)
	w.run(10_000)
	assert.Equal(t, []int{0, 0}, w.attempts(), "or when close() is called")
}

func TestWithoutAMinimumUptimeOpeningIsSuccess(t *testing.T) {
	c := standard()
	c.Policy.MinUptime = 0
	w := dialled(t, c, lostAt(1))
	w.run(20_000)
	for _, attempt := range w.attempts() {
		assert.Zero(t, attempt)
	}
	assert.Greater(t, len(w.dial), 5)
}

func TestTimesThatNeverComeAreForever(t *testing.T) {
	c := standard()
	c.Policy.MinUptime, c.IdleTimeout = reconnect.Forever, reconnect.Forever
	w := dialled(t, c, peer{opens: 100})
	w.run(1 << 50)
	assert.Equal(t, reconnect.Forever, w.timers[session.UptimeTimer])
	assert.Equal(t, "open", w.phase())
}
