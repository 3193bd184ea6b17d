//go:build go1.23

package session_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// What neither matrix nor traces come to: single facts, and the moments at which a decision turns.

// stepper is a machine and what it wants done after the last fact.
type stepper struct {
	*session.Machine
	effects []session.Effect
}

// opened is a machine whose connection 1 is open since a moment.
func openedAt(at session.Millis, config session.Config, around session.Surroundings) *stepper {
	s := &stepper{Machine: session.New(config, around)}
	return s.at(at, session.ReconnectAsked{Code: closecode.NoStatusRcvd}, session.Dialled{}, session.Opened{})
}

func (s *stepper) at(at session.Millis, facts ...session.Fact) *stepper {
	for _, fact := range facts {
		s.effects = s.Step(event(at, 0, fact))
	}
	return s
}

// told is what the page is told of the connection that has ended.
func (s *stepper) told(t *testing.T) session.Settlement {
	t.Helper()
	telling, ok := s.State().(session.Telling)
	require.True(t, ok, "%T", s.State())
	return telling.Settlement
}

// armed is when a timer is to run out, by the last fact.
func (s *stepper) armed(timer session.Timer) session.Millis {
	for _, effect := range s.effects {
		if arm, ok := effect.(session.Arm); ok && arm.Timer == timer {
			return arm.At
		}
	}
	return reconnect.Never
}

func TestWhatWasSeenOfAConnectionIsWhatItsEndIsReadAndDecidedBy(t *testing.T) {
	lost := closed(1006, "")
	config := standard()
	config.Policy.Rules = []reconnect.Rule{
		{Codes: []reconnect.Span{{From: 4000, To: 4000}}, WasClean: reconnect.Yes, Opened: reconnect.Yes, Action: reconnect.Stop},
	}
	tests := []struct {
		name  string
		facts []session.Fact
		cause closecode.Cause
		rule  string
		error bool
	}{
		{"an open connection is lost", []session.Fact{lost}, closecode.CauseLost, "default:1006", false},
		{"after an error the browser has failed it", []session.Fact{session.Errored{}, lost}, closecode.CauseFailed, "default:1006", true},
		{"a clean 1006 stood in a frame", []session.Fact{session.Closed{Code: 1006, WasClean: true}}, closecode.CauseCloseFrame, "default:1006", false},
		{"the page is away", []session.Fact{session.PageHidden{}, lost}, closecode.CauseHidden, "default:1006", false},
		{"the page is frozen", []session.Fact{session.Froze{}, lost}, closecode.CauseFrozen, "default:1006", false},
		{"an error after close()", []session.Fact{session.CloseAsked{Code: 1000}, session.Errored{}, lost}, closecode.CauseLost, "page", true},
		{"a rule asks for a clean close of an open one", []session.Fact{closed(4000, "")}, closecode.CauseCloseFrame, "rules[0]", false},
		{"an unclean one is none", []session.Fact{session.Closed{Code: 4000}}, closecode.CauseCloseFrame, "default:4000", false},
	}
	for _, tt := range tests {
		have := openedAt(0, config, session.Surroundings{}).at(1, tt.facts...).told(t)
		assert.Equal(t, tt.cause, have.Reading.Cause, tt.name)
		assert.Equal(t, tt.rule, have.Decision.Rule, tt.name)
		assert.Equal(t, tt.error, have.Error, tt.name)
	}
	dialledFrozen := &stepper{Machine: session.New(config, session.Surroundings{Frozen: true})}
	have := dialledFrozen.at(0, session.ReconnectAsked{}, session.Dialled{}, session.Opened{}, lost).told(t)
	assert.Equal(t, closecode.CauseFrozen, have.Reading.Cause, "a connection that a frozen page made")
}

func TestAGoodbyeCountsOnlyWhereThePageWasAtRest(t *testing.T) {
	goodbye, long := closed(1000, ""), session.Millis(60_000)
	tests := []struct {
		name   string
		before session.Fact
		back   session.Fact
		since  session.Millis // the last of these
		action reconnect.Action
	}{
		{"at rest", nil, nil, 0, reconnect.Stop},
		{"hidden for long", session.BecameHidden{}, nil, long, reconnect.Retry},
		{"away for long", session.PageHidden{}, nil, long, reconnect.Retry},
		{"frozen for long", session.Froze{}, nil, long, reconnect.Retry},
		{"visible again", session.BecameHidden{}, session.BecameVisible{}, 4_999, reconnect.Retry},
		{"visible for five seconds", session.BecameHidden{}, session.BecameVisible{}, 5_000, reconnect.Stop},
		{"shown again", session.PageHidden{}, session.PageShown{}, 4_999, reconnect.Retry},
		{"shown for five seconds", session.PageHidden{}, session.PageShown{}, 5_000, reconnect.Stop},
	}
	for _, tt := range tests {
		s := openedAt(0, standard(), session.Surroundings{})
		now := session.Millis(1_000)
		if tt.before != nil {
			s.at(now, tt.before)
		}
		if tt.back != nil {
			now += long
			s.at(now, tt.back)
		}
		assert.Equal(t, tt.action, s.at(now+tt.since, goodbye).told(t).Decision.Action, tt.name)
	}
}

func TestAPageThatWasFrozenAndLeftReplacesItsConnection(t *testing.T) {
	s := openedAt(0, standard(), session.Surroundings{}).at(1_000, session.Froze{}, session.PageHidden{}, session.PageShown{})
	assert.Equal(t, closecode.CauseFrozen, s.told(t).Reading.Cause)
}

func TestACloseGetsTheTimeThatWhatIsBufferedTakes(t *testing.T) {
	for bytes, more := range map[int64]session.Millis{
		0: 0, session.FlushNegligible - 1: 0, session.FlushNegligible: 256, 1 << 20: 4_096, session.FlushUnseen: 20_480, session.FlushUnseen + 1<<20: 20_480,
	} {
		s := openedAt(0, standard(), session.Surroundings{})
		s.Step(buffering(event(1_000, 0, session.CloseAsked{Code: 1000}), bytes))
		assert.Equal(t, session.Closing{Conn: 1, Opened: true, Since: 1_000 + more, Buffered: bytes}, s.State(), bytes)
	}
}

func TestATimeOfAMillisecondIsNotNone(t *testing.T) {
	config := standard()
	config.OpenTimeout, config.CloseTimeout, config.Policy.MinUptime = 1, 1, 1
	config.HeartbeatEvery, config.HeartbeatTimeout = 1, 1
	s := &stepper{Machine: session.New(config, session.Surroundings{})}
	assert.Equal(t, session.Millis(1), s.at(0, session.ReconnectAsked{}).armed(session.OpenTimer))
	assert.Equal(t, session.Millis(1), s.at(0, session.Dialled{}, session.Opened{}).armed(session.UptimeTimer))
	assert.Contains(t, s.at(1, session.TimerFired{Timer: session.BeatTimer}).effects, session.Beat{Conn: 1})
	assert.Contains(t, s.at(1, session.CameOnline{}).effects, session.Beat{Conn: 1})
	assert.Equal(t, session.Millis(3), s.at(2, session.CloseAsked{Code: 1000}).armed(session.CloseTimer))
}

func TestAWaitOfAMillisecondIsAWait(t *testing.T) {
	lost, again := closed(1006, ""), session.ReconnectAsked{Code: closecode.NoStatusRcvd}
	config := standard()
	config.Policy.First = 2
	s := openedAt(0, config, session.Surroundings{}).at(100, lost, session.Told{}, again, session.Dialled{})
	s.at(200, lost, session.Told{}, again)
	assert.Equal(t, session.Millis(201), s.armed(session.RetryTimer), "reconnect(), paced")

	s = openedAt(0, standard(), session.Surroundings{}).at(1_000, session.WentOffline{}, lost, session.Told{})
	s.at(3_499, session.CameOnline{})
	assert.Equal(t, session.Millis(3_500), s.armed(session.RetryTimer), "online just before the plan's moment")
}

func TestAShortCloseTimeoutIsLookedAtInTime(t *testing.T) {
	for timeout, look := range map[session.Millis]session.Millis{10: 10, 100: 25, 8_000: 1_000} {
		config := standard()
		config.CloseTimeout = timeout
		s := openedAt(0, config, session.Surroundings{})
		s.effects = s.Step(buffering(event(1_000, 0, session.CloseAsked{Code: 1000}), 1))
		assert.Equal(t, 1_000+look, s.armed(session.CloseTimer), "%d ms", timeout)
	}
}

func TestALateSilenceTimerGivesNoMoreGraceThanItsOwnTimeout(t *testing.T) {
	config := standard()
	config.IdleTimeout = 2_000
	s := openedAt(0, config, session.Surroundings{}).at(60_000, session.TimerFired{Timer: session.IdleTimer})
	assert.Equal(t, session.Millis(62_000), s.armed(session.IdleTimer))
}

func TestASilenceTimerThatIsASecondLateIsInTime(t *testing.T) {
	silent := session.TimerFired{Timer: session.IdleTimer}
	s := openedAt(0, standard(), session.Surroundings{}).at(61_000, silent)
	assert.Equal(t, closecode.CauseIdleTimeout, s.told(t).Reading.Cause)
	s = openedAt(0, standard(), session.Surroundings{}).at(61_001, silent)
	assert.IsType(t, session.Open{}, s.State(), "messages may wait behind it")
}

func TestALateHeartbeatTimerGivesOneGrace(t *testing.T) {
	config := beating()
	config.HeartbeatTimeout = 2_000
	beat := session.TimerFired{Timer: session.BeatTimer}
	s := openedAt(0, config, session.Surroundings{}).at(25_000, beat)
	assert.Equal(t, session.Millis(27_000), s.armed(session.BeatTimer))
	s.at(60_000, beat)
	assert.Equal(t, session.Millis(62_000), s.armed(session.BeatTimer), "late: an answer may wait behind the timer, for no longer than any may take")
	assert.Equal(t, closecode.CauseIdleTimeout, s.at(99_000, beat).told(t).Reading.Cause, "late again")
}

func TestAHeartbeatTimerThatIsASecondLateIsInTime(t *testing.T) {
	beat := session.TimerFired{Timer: session.BeatTimer}
	s := openedAt(0, beating(), session.Surroundings{}).at(25_000, beat, beat).at(36_000, beat)
	assert.Equal(t, closecode.CauseIdleTimeout, s.told(t).Reading.Cause)
}

func TestAnAnswerInTheMillisecondOfItsHeartbeatIsLife(t *testing.T) {
	s := openedAt(0, beating(), session.Surroundings{}).at(25_000, session.TimerFired{Timer: session.BeatTimer})
	late := event(35_000, 0, session.TimerFired{Timer: session.BeatTimer})
	late.Heard = 25_000
	s.Step(late)
	assert.IsType(t, session.Open{}, s.State())
}

func TestAProbeIsFollowedByTheNextHeartbeat(t *testing.T) {
	config := beating()
	config.HeartbeatEvery = 3_000
	s := openedAt(0, config, session.Surroundings{}).at(1_000, session.CameOnline{})
	assert.Equal(t, session.Millis(4_000), s.armed(session.BeatTimer))
}

func TestOnlyAnOpenConnectionIsProbed(t *testing.T) {
	s := &stepper{Machine: session.New(beating(), session.Surroundings{})}
	assert.Empty(t, s.at(0, session.ReconnectAsked{}, session.Dialled{}, session.CameOnline{}).effects)
	assert.Equal(t, session.Connecting{Conn: 1}, s.State())
}

func TestATimerOfNoNameChangesNothing(t *testing.T) {
	s := openedAt(0, beating(), session.Surroundings{})
	for unknown := session.Timer(len(session.Timers())); unknown < 99; unknown++ {
		assert.Empty(t, s.at(25_000, session.TimerFired{Timer: unknown}).effects, unknown)
	}
}

func TestWithoutAMinimumUptimeNoTimerIsWaitedFor(t *testing.T) {
	config := standard()
	config.Policy.MinUptime = 0
	s := openedAt(0, config, session.Surroundings{}).at(1, closed(1006, ""), session.Told{}).at(60_000, session.TimerFired{Timer: session.RetryTimer}, session.Dialled{})
	assert.Equal(t, 1, s.Attempt())
	s.at(60_100, session.Opened{})
	assert.Zero(t, s.Attempt())
	assert.Equal(t, reconnect.Never, s.armed(session.UptimeTimer))
}

func TestReconnectOfALivingConnectionIsNotPaced(t *testing.T) {
	again := session.ReconnectAsked{Code: closecode.NoStatusRcvd}
	s := openedAt(0, standard(), session.Surroundings{})
	for range 3 {
		s.at(100, again, session.Told{}, session.Dialled{}, session.Opened{})
	}
	atOnce := reconnect.Decision{Action: reconnect.Retry, Rule: reconnect.RulePage, Exact: true}
	assert.Equal(t, atOnce, s.at(100, again).told(t).Decision)
	s.at(100, session.Told{}, session.Dialled{}, session.Opened{})
	assert.Zero(t, s.at(200, closed(1006, ""), again).told(t).Plan.Delay, "the first after an end")
}

func TestReconnectWithoutAnEndIsNotPaced(t *testing.T) {
	again, left := session.ReconnectAsked{Code: closecode.NoStatusRcvd}, session.PageHidden{Persisted: true}
	s := &stepper{Machine: session.New(standard(), session.Surroundings{})}
	s.at(0, again, left, again, left, again)
	assert.Equal(t, session.Dialling{Conn: 3}, s.State(), "what the page's life cut short has not ended")
}

func TestAfterAStableConnectionReconnectIsAtOnceAgain(t *testing.T) {
	lost, again := closed(1006, ""), session.ReconnectAsked{Code: closecode.NoStatusRcvd}
	s := openedAt(0, standard(), session.Surroundings{})
	assert.Zero(t, s.at(100, lost, again).told(t).Plan.Delay)
	s.at(100, session.Told{}, session.Dialled{})
	assert.NotZero(t, s.at(200, lost, again).told(t).Plan.Delay, "asked again and again")
	s.at(200, session.Told{}).at(9_000, session.TimerFired{Timer: session.RetryTimer}, session.Dialled{}, session.Opened{})
	assert.Zero(t, s.at(99_000, lost, again).told(t).Plan.Delay)
}

func TestAPersonWhoIsBackInTheFirstSecondsWaitsForNothing(t *testing.T) {
	s := openedAt(0, standard(), session.Surroundings{}).at(500, closed(1006, ""), session.Told{})
	s.at(1_000, session.BecameHidden{}, session.BecameVisible{})
	assert.Equal(t, session.Dialling{Conn: 2}, s.State())
}

func TestAnAttemptThatNoTriggerMadeKeepsNobodyWaiting(t *testing.T) {
	s := openedAt(0, standard(), session.Surroundings{})
	lost := event(0, 1, closed(1006, ""))
	lost.Random = 0
	s.Step(lost)
	s.at(0, session.Told{}, session.TimerFired{Timer: session.RetryTimer}, session.Dialled{})
	s.at(100, closed(1006, ""), session.Told{}, session.BecameVisible{})
	assert.Equal(t, session.Dialling{Conn: 3}, s.State())
}

func TestAPlanThatIsBroughtForwardSaysHowLongItWaits(t *testing.T) {
	s := openedAt(0, standard(), session.Surroundings{}).at(1_000, session.WentOffline{}, closed(1006, ""), session.Told{})
	s.at(60_000, session.CameOnline{})
	waiting, ok := s.State().(session.Waiting)
	require.True(t, ok)
	assert.Equal(t, session.Millis(1_000), waiting.Plan.Delay)
	assert.Equal(t, session.Millis(61_000), waiting.Plan.At)
}

func TestAPlanSaysThatThePageHasDecided(t *testing.T) {
	s := openedAt(0, deciding(), session.Surroundings{}).at(1_000, closed(1006, ""))
	s.at(1_000, session.Decided{Verdict: reconnect.Verdict{Kind: reconnect.VerdictRetry}})
	assert.Equal(t, reconnect.RuleDecide, s.told(t).Plan.Decision.Rule)
}

func TestOnlyTheSessionsConnectionHasFacts(t *testing.T) {
	again := session.ReconnectAsked{Code: closecode.NoStatusRcvd}
	idle := session.New(standard(), session.Surroundings{})
	assert.Empty(t, idle.Step(event(0, 1, again)), "an idle session has none")

	ended := openedAt(0, standard(), session.Surroundings{}).at(1, closed(1000, ""), session.Told{})
	assert.Empty(t, ended.Step(event(2, 2, again)))
	assert.Contains(t, ended.Step(event(2, 1, again)), session.Dial{Conn: 2}, "an ended one has its last")
}
