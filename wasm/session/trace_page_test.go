//go:build go1.23

package session_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// lostAt is open, and lost some time after.
func lostAt(ends session.Millis) peer { return opensThen(ends, session.Closed{Code: 1006}) }

func TestOfflinePausesAndOnlineDialsWithinTwoSeconds(t *testing.T) {
	for _, c := range []struct {
		random float64
		after  session.Millis
	}{{0, 0}, {0.5, 1_000}, {0.999, 1_998}} {
		w := dialled(t, standard(), lostAt(6_000), healthy)
		w.random = c.random
		w.happens(5_000, session.WentOffline{})
		w.happens(60_000, session.CameOnline{})
		w.run(120_000)
		assert.Equal(t, []session.Millis{0, 60_000 + c.after}, w.dial)
		assert.Equal(t, []string{"offline"}, w.causes())
		if c.random == 0.5 {
			w.golden("offline")
		}
	}
}

func TestOfflineWhileWaitingPausesAndKeepsThePlan(t *testing.T) {
	w := dialled(t, standard(), refused)
	w.random = 0.9
	w.happens(1_000, session.WentOffline{})
	w.run(1_000)
	paused, ok := w.machine.State().(session.Paused)
	assert.True(t, ok)
	assert.Equal(t, session.Millis(4_550), paused.Plan.At)
	assert.Equal(t, 1, paused.Plan.Decision.Attempt)
	assert.Empty(t, w.timers)
	w.happens(3_000, session.CameOnline{})
	w.run(4_549)
	assert.Len(t, w.dial, 1)
	w.run(4_550)
	assert.Len(t, w.dial, 2, "the plan was sooner than the second in which the network may call")
}

func TestNoTriggerUndercutsAServersFloor(t *testing.T) {
	// retry-after=30 beside 1012's own width of 25 s: not before 31.1 s, here 43.6 s.
	late := opensThen(1_000, closed(1012, "retry-after=30"))
	w := dialled(t, standard(), late, healthy)
	w.happens(2_000, session.WentOffline{})
	w.happens(3_000, session.CameOnline{}, session.BecameHidden{})
	w.happens(8_000, session.BecameVisible{}, session.PageHidden{Persisted: true})
	w.happens(15_000, session.PageShown{Persisted: true}, session.Froze{})
	w.happens(25_000, session.Resumed{})
	w.run(60_000)
	assert.Equal(t, []session.Millis{0, 43_600}, w.dial)
	w.golden("servers-floor")

	w = dialled(t, standard(), late, healthy)
	w.happens(2_000, session.WentOffline{})
	w.happens(100_000, session.CameOnline{})
	w.run(200_000)
	assert.Equal(t, []session.Millis{0, 101_000}, w.dial, "a floor that has passed does not matter")
}

func TestBecomingVisibleEndsAWait(t *testing.T) {
	w := dialled(t, standard(), refused, healthy)
	w.random = 0.9
	w.happens(500, session.BecameHidden{})
	w.happens(1_000, session.BecameVisible{})
	w.run(10_000)
	assert.Equal(t, []session.Millis{0, 1_000}, w.dial)
	w.golden("visible")
}

func TestTriggersMakeOneAttemptInFiveSeconds(t *testing.T) {
	w := dialled(t, standard(), refused)
	w.random = 0.999
	for at := session.Millis(1_000); at < 30_000; at += 500 {
		w.happens(at, session.BecameHidden{}, session.BecameVisible{})
	}
	w.run(30_000)
	assert.Equal(t, []session.Millis{0, 1_000, 6_000, 11_000, 16_000, 21_000, 26_000}, w.dial)
}

func TestTriggerWhoseAttemptWasNotMadeDoesNotCount(t *testing.T) {
	w := dialled(t, standard(), refused, healthy)
	w.random = 0.9
	w.happens(1_000, session.WentOffline{})
	w.happens(10_000, session.CameOnline{})
	w.happens(11_000, session.WentOffline{}) // before the draw of 1.8 s is over
	w.happens(12_000, session.CameOnline{})
	w.run(20_000)
	assert.Equal(t, []session.Millis{0, 13_800}, w.dial)
	w.golden("network-flaps")
}

func TestPageInTheBackForwardCacheLetsItsConnectionGoAndComesBackAtOnce(t *testing.T) {
	w := dialled(t, standard(), healthy)
	w.happens(10_000, session.PageHidden{Persisted: true}, session.Froze{})
	w.happens(70_000, session.Resumed{}, session.PageShown{Persisted: true})
	w.run(80_000)
	assert.Equal(t, []session.Millis{0, 70_000}, w.dial)
	assert.Equal(t, []string{"hidden"}, w.causes())
	assert.True(t, w.told[0].Reading.Expected)
	assert.Equal(t, "open", w.phase())
	w.golden("back-forward-cache")
}

func TestPageThatIsUnloadedNeedsNothing(t *testing.T) {
	w := dialled(t, standard(), healthy, healthy)
	w.happens(10_000, session.PageHidden{})
	w.run(11_000)
	assert.Equal(t, "open", w.phase())

	w = dialled(t, standard(), refused)
	w.happens(1_000, session.PageHidden{})
	w.run(60_000)
	assert.Equal(t, "paused", w.phase(), "but it begins nothing any more")
}

func TestDialCutShortByTheBackForwardCacheIsMadeAgainUncounted(t *testing.T) {
	w := dialled(t, standard(), refused, peer{silent: true}, healthy)
	w.happens(5_000, session.PageHidden{Persisted: true})
	w.happens(6_000, session.PageShown{Persisted: true})
	w.run(10_000)
	assert.Contains(t, w.trace.String(), "dial 3 (attempt 1)")
	assert.Equal(t, []string{"never-opened"}, w.causes(), "there was no native socket to close")
	w.golden("back-forward-cache-while-dialling")
}

func TestFrozenConnectionIsReplacedAtOnce(t *testing.T) {
	w := dialled(t, standard(), healthy)
	w.happens(10_000, session.Froze{})
	w.happens(90_000, session.Resumed{})
	w.run(100_000)
	assert.Equal(t, []session.Millis{0, 90_000}, w.dial)
	assert.Equal(t, []string{"frozen"}, w.causes())
	w.golden("frozen")
}

func TestFreezingAgainAndAgainIsSpaced(t *testing.T) {
	w := dialled(t, standard(), healthy)
	w.random = 0.999
	for at := session.Millis(10_000); at < 14_500; at += 1_000 {
		w.happens(at, session.Froze{})
		w.happens(at+500, session.Resumed{})
	}
	w.run(60_000)
	assert.Equal(t, []session.Millis{0, 10_500, 15_500}, w.dial)
}

func TestPageShownFromTheCacheReplacesWhatWasDialledOnTheWay(t *testing.T) {
	w := dialled(t, standard(), healthy)
	w.happens(10_000, session.PageHidden{Persisted: true}, session.ReconnectAsked{Code: 1005})
	w.happens(90_000, session.PageShown{Persisted: true}) // Safari knows neither freeze nor resume
	w.run(100_000)
	assert.Equal(t, []session.Millis{0, 10_000, 90_000}, w.dial)
	assert.Equal(t, []string{"hidden", "frozen"}, w.causes())
}

func TestResumedWithoutFrozeLeavesALivingConnection(t *testing.T) {
	w := dialled(t, standard(), healthy)
	w.happens(10_000, session.Resumed{}, session.PageShown{})
	w.run(20_000)
	assert.Equal(t, "open", w.phase())
	assert.Len(t, w.dial, 1)
}

func TestFrozenWithoutTheLifecycleOptionIsStillReadAsFrozen(t *testing.T) {
	c := standard()
	c.Lifecycle = false
	w := dialled(t, c, lostAt(20_000), lostAt(10_000), healthy)
	w.happens(10_000, session.Froze{})
	w.happens(20_050, session.Resumed{}) // error and close follow
	w.run(100_000)
	assert.Equal(t, []string{"frozen", "lost"}, w.causes())
}

func TestClosingConnectionStaysClosedThroughThePagesLife(t *testing.T) {
	mute := peer{opens: 100}
	w := dialled(t, standard(), mute)
	w.happens(10_000, session.CloseAsked{Code: 1000}, session.PageHidden{Persisted: true}, session.Froze{})
	w.later(10_001, func() { w.sleeps(90_000) })
	w.happens(90_000, session.Resumed{}, session.PageShown{Persisted: true}, session.BecameVisible{}, session.CameOnline{})
	w.run(100_000)
	assert.Equal(t, "ended", w.phase())
	assert.Len(t, w.dial, 1)
	assert.Equal(t, []string{"close-timeout"}, w.causes())
	assert.Equal(t, []string{reconnect.RulePage}, w.ends())
	w.golden("closing-frozen")
}

func TestTriggersOfOptionsThatAreOffDoNothing(t *testing.T) {
	c := standard()
	c.Network, c.Lifecycle = false, false
	w := dialled(t, c, refused, healthy)
	w.random = 0.9
	w.happens(100, session.WentOffline{}, session.Froze{}, session.PageHidden{Persisted: true}, session.BecameHidden{})
	w.happens(200, session.CameOnline{}, session.Resumed{}, session.PageShown{Persisted: true}, session.BecameVisible{})
	w.run(10_000)
	assert.Equal(t, []session.Millis{0, 4_550}, w.dial)
}
