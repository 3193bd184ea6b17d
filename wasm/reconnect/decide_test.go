//go:build go1.23

package reconnect_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

func TestPresetsAreAsDocumented(t *testing.T) {
	want := reconnect.Policy{
		First: 5000, Max: 30_000, Min: 0, MinUptime: 5000, MaxElapsed: reconnect.Forever, Growth: 2,
		Jitter: reconnect.FullJitter, MaxAttempts: reconnect.Unlimited, RetryAfter: true,
	}
	assert.Equal(t, want, reconnect.RFC6455())
	want.First, want.Max, want.Interactive = 1000, 15_000, true
	assert.Equal(t, want, reconnect.Interactive())
}

func TestNamesAreThoseOfTheOptions(t *testing.T) {
	assert.Equal(t, "stop", reconnect.Actions()[stop])
	assert.Equal(t, "retry", reconnect.Actions()[retry])
	assert.Equal(t, "bad-url", reconnect.RuleBadURL)
}

func TestBoundsAreWhatTheirReasonsAsk(t *testing.T) {
	assert.EqualValues(t, math.MaxInt64, reconnect.Forever, "nothing is longer")
	assert.Less(t, reconnect.Never, -1000*365*24*3600*seconds, "a thousand years before any clock's start")
	assert.EqualValues(t, math.MaxInt32, reconnect.Unlimited, "an int may have 32 bits")
	assert.EqualValues(t, math.MaxInt32, reconnect.LongestWait, "the most that options, decide and RetryLater take")
	assert.Equal(t, 5*seconds, reconnect.DisturbedFor)
}

// always is a rule for every code, as options.rules may have it.
func always(action reconnect.Action) []reconnect.Rule {
	return []reconnect.Rule{reconnect.NewRule(action, reconnect.Span{From: 0, To: 65535})}
}

func TestWhatThePageEndedStaysEnded(t *testing.T) {
	p := reconnect.RFC6455()
	p.Rules = always(retry)
	for _, c := range []struct {
		name string
		o    reconnect.Outcome
	}{
		{"close(), answered", reconnect.Outcome{Code: 1000, WasClean: true, Asked: closecode.AskedByPage}},
		{"close(), answered by a restart", reconnect.Outcome{Code: 1012, WasClean: true, Asked: closecode.AskedByPage}},
		{"close(), lost", reconnect.Outcome{Code: 1006, Asked: closecode.AskedByPage}},
		{"close(), never answered", reconnect.Outcome{Asked: closecode.AskedByPage, Ended: closecode.EndedByCloseTimeout}},
		{"close(), then into bfcache", reconnect.Outcome{Asked: closecode.AskedByPage, Ended: closecode.EndedByHiding}},
		{"close(), then fail()", reconnect.Outcome{Asked: closecode.AskedByPage, Ended: closecode.EndedByFail}},
		{"dispose or abort", reconnect.Outcome{Ended: closecode.EndedByAbort}},
	} {
		d := decide(p, c.o)
		assert.Equal(t, stop, d.Action, c.name)
		assert.Equal(t, reconnect.RulePage, d.Rule, c.name)
		for kind := reconnect.NoVerdict; kind <= reconnect.VerdictFloor; kind++ {
			assert.Equal(t, d, reconnect.Override(p, d, reconnect.Verdict{Kind: kind, Delay: 1}), c.name)
		}
		assert.Equal(t, d, d.Cancelled(), c.name)
	}
}

func TestWhatWscloseEndedIsDecidedByItsCauseAndNotByRules(t *testing.T) {
	for _, c := range []struct {
		ended  closecode.Ended
		action reconnect.Action
		rule   string
	}{
		{closecode.EndedByOpenTimeout, retry, "cause:" + closecode.Causes()[closecode.CauseOpenTimeout]},
		{closecode.EndedByCloseTimeout, retry, "cause:" + closecode.Causes()[closecode.CauseCloseTimeout]},
		{closecode.EndedByIdleTimeout, retry, "cause:" + closecode.Causes()[closecode.CauseIdleTimeout]},
		{closecode.EndedByHiding, retry, "cause:" + closecode.Causes()[closecode.CauseHidden]},
		{closecode.EndedByFreezing, retry, "cause:" + closecode.Causes()[closecode.CauseFrozen]},
		{closecode.EndedByFail, retry, "cause:" + closecode.Causes()[closecode.CauseFailed]},
		{closecode.EndedByTooBig, stop, "cause:too-big"},
		{closecode.EndedByProvider, retry, "cause:provider"},
		{closecode.EndedByProvider + 1, retry, "cause:failed"},
		{99, retry, "cause:failed"},
	} {
		p := reconnect.RFC6455()
		p.Rules = always(1 - c.action)
		// The code and the reason are what a peer answered to wsclose's own Close.
		d := decide(p, reconnect.Outcome{Code: 1013, Reason: "retry-after=60", Opened: true, Ended: c.ended})
		want := reconnect.Decision{Action: c.action, Rule: c.rule, Attempt: 1, Width: 5 * seconds, MinWidth: 1 * seconds}
		assert.Equal(t, want, d, c.rule)
	}
}

func TestANewRuleLeavesAllElseToThePolicy(t *testing.T) {
	spans := []reconnect.Span{{From: 4000, To: 4000}, {From: 4100, To: 4199}}
	want := reconnect.Rule{Codes: spans, Action: retry, Min: reconnect.Blank, First: reconnect.Blank, MaxAttempts: reconnect.Unlimited}
	assert.Equal(t, want, reconnect.NewRule(retry, spans...))
}

func TestFirstRuleThatMatchesDecides(t *testing.T) {
	exact := func(codes ...closecode.Code) (spans []reconnect.Span) {
		for _, c := range codes {
			spans = append(spans, reconnect.Span{From: c, To: c})
		}
		return spans
	}
	opened := reconnect.NewRule(stop, exact(4001)...)
	opened.Opened = reconnect.Yes
	unopened := reconnect.NewRule(retry, exact(4001)...)
	unopened.Opened = reconnect.No
	clean := reconnect.NewRule(stop, exact(4002, 4003)...)
	clean.WasClean = reconnect.Yes
	unclean := reconnect.NewRule(retry, exact(4002, 4003)...)
	unclean.WasClean, unclean.Min, unclean.First = reconnect.No, 7*seconds, 9*seconds
	p := reconnect.RFC6455()
	p.Rules = []reconnect.Rule{
		opened, unopened, clean, unclean,
		reconnect.NewRule(stop, reconnect.Span{From: 4500, To: 4599}),
		reconnect.NewRule(retry, reconnect.Span{From: 4510, To: 4520}, reconnect.Span{From: 4700, To: 4600}),
		reconnect.NewRule(stop),
	}
	for _, c := range []struct {
		name         string
		o            reconnect.Outcome
		action       reconnect.Action
		rule         string
		floor, width reconnect.Millis
	}{
		{"opened", reconnect.Outcome{Code: 4001, Opened: true}, stop, "rules[0]", 0, 5 * seconds},
		{"not opened", reconnect.Outcome{Code: 4001}, retry, "rules[1]", 0, 5 * seconds},
		{"clean", reconnect.Outcome{Code: 4003, WasClean: true}, stop, "rules[2]", 0, 5 * seconds},
		{"unclean, with delays", reconnect.Outcome{Code: 4002}, retry, "rules[3]", 7 * seconds, 9 * seconds},
		{"first of a span", reconnect.Outcome{Code: 4500}, stop, "rules[4]", 0, 5 * seconds},
		{"last of a span", reconnect.Outcome{Code: 4599}, stop, "rules[4]", 0, 5 * seconds},
		{"in two rules", reconnect.Outcome{Code: 4515}, stop, "rules[4]", 0, 5 * seconds},
		{"after a span", reconnect.Outcome{Code: 4600}, retry, "default:4600", 0, 5 * seconds},
		{"in a span that runs backwards", reconnect.Outcome{Code: 4650}, retry, "default:4650", 0, 5 * seconds},
	} {
		want := reconnect.Decision{Action: c.action, Rule: c.rule, Attempt: 1, Floor: c.floor, Width: c.width, MinWidth: 1 * seconds}
		assert.Equal(t, want, decide(p, c.o), c.name)
	}
}

func TestAFloorOfThePolicyIsUnderEveryDelay(t *testing.T) {
	p := reconnect.RFC6455()
	p.Min = 10 * seconds
	low := reconnect.NewRule(retry, reconnect.Span{From: 4000, To: 4000})
	low.Min = 0
	p.Rules = []reconnect.Rule{low}
	for code, floor := range map[closecode.Code]reconnect.Millis{
		1006: 10 * seconds, 1001: 10 * seconds, 1013: 30 * seconds, 4000: 10 * seconds,
	} {
		assert.Equal(t, floor, decide(p, from(code)).Floor, "%d", code)
	}
}

func TestServerHintsSetFloorAndWidth(t *testing.T) {
	const none = reconnect.Forever
	for _, c := range []struct {
		name, reason string
		code         closecode.Code
		elapsed      reconnect.Millis
		ignored      bool
		floor, width reconnect.Millis
		server       bool
	}{
		{name: "larger than min", code: 1012, reason: "retry-after=60", elapsed: none, floor: 60 * seconds, width: 25 * seconds, server: true},
		{name: "smaller than min", code: 1012, reason: "retry-after=2", elapsed: none, floor: 5 * seconds, width: 25 * seconds, server: true},
		{name: "zero", code: 1006, reason: "retry-after=0", elapsed: none, width: 5 * seconds},
		{name: "a millisecond", code: 1006, reason: "retry-after=0.001", elapsed: none, floor: 1 * ms, width: 5 * seconds, server: true},
		{name: "beyond an hour", code: 1006, reason: "retry-after=86400", elapsed: none, floor: 3600 * seconds, width: 5 * seconds, server: true},
		{name: "beyond maxElapsedMs", code: 1006, reason: "retry-after=60;spread=90", elapsed: 20 * seconds, floor: 20 * seconds, width: 20 * seconds, server: true},
		{name: "spread alone", code: 1013, reason: "spread=90", elapsed: none, floor: 30 * seconds, width: 90 * seconds},
		{name: "spread too small", code: 1006, reason: "retry-after=1;spread=0.001", elapsed: none, floor: 1 * seconds, width: 1 * seconds, server: true},
		{name: "small by maxElapsedMs", code: 1006, reason: "spread=90", elapsed: 300 * ms, width: 1 * seconds},
		{name: "no time at all", code: 1008, reason: "retry-after=60;spread=90", width: 1 * seconds},
		{name: "not heeded", code: 1006, reason: "retry-after=60;spread=90", elapsed: none, ignored: true, width: 5 * seconds},
		{name: "stop", code: 1008, reason: "retry-after=60", elapsed: none, floor: 60 * seconds, width: 5 * seconds, server: true},
	} {
		p := reconnect.RFC6455()
		p.MaxElapsed, p.RetryAfter = c.elapsed, !c.ignored
		o := from(c.code)
		o.Reason = c.reason
		d := decide(p, o)
		assert.Equal(t, c.floor, d.Floor, c.name)
		assert.Equal(t, c.width, d.Width, c.name)
		assert.Equal(t, c.server, d.ServerFloor, c.name)
		assert.Equal(t, c.code == 1008, d.Action == stop, c.name)
	}
}

func TestLimitsMakeAStopOfARetry(t *testing.T) {
	rule := reconnect.NewRule(retry, reconnect.Span{From: 4000, To: 4000})
	rule.MaxAttempts = 2
	for _, c := range []struct {
		name     string
		attempts int
		elapsed  reconnect.Millis
		tally    reconnect.Tally
		code     closecode.Code
		now      reconnect.Millis
		action   reconnect.Action
		rule     string
	}{
		{name: "last attempt", attempts: 3, elapsed: reconnect.Forever, tally: reconnect.Tally{Attempt: 2}, code: 1006, action: retry, rule: "default:1006"},
		{name: "one too many", attempts: 3, elapsed: reconnect.Forever, tally: reconnect.Tally{Attempt: 3}, code: 1006, action: stop, rule: "limit:attempts"},
		{name: "none allowed", attempts: 0, elapsed: reconnect.Forever, code: 1006, action: stop, rule: "limit:attempts"},
		{name: "in time", attempts: 9, elapsed: 50, tally: reconnect.Tally{Since: 100}, now: 149, code: 1006, action: retry, rule: "default:1006"},
		{name: "late", attempts: 9, elapsed: 50, tally: reconnect.Tally{Since: 100}, now: 150, code: 1006, action: stop, rule: "limit:elapsed"},
		{name: "no time at all", attempts: 9, elapsed: 0, code: 1006, action: stop, rule: "limit:elapsed"},
		{name: "both", attempts: 0, elapsed: 0, code: 1006, action: stop, rule: "limit:attempts"},
		{name: "clock went back", attempts: 9, elapsed: 50, tally: reconnect.Tally{Since: 100}, now: 7, code: 1006, action: retry, rule: "default:1006"},
		{name: "clock went mad", attempts: 9, elapsed: 50, tally: reconnect.Tally{Since: -9}, now: reconnect.Forever, code: 1006, action: stop, rule: "limit:elapsed"},
		{name: "clock went mad, without a limit", attempts: 9, elapsed: reconnect.Forever, tally: reconnect.Tally{Since: -9}, now: reconnect.Forever, code: 1006, action: retry, rule: "default:1006"},
		{name: "after stability", attempts: 9, elapsed: 50, tally: reconnect.Tally{Since: 1}.Stable(9), now: 999, code: 1006, action: retry, rule: "default:1006"},
		{name: "a rule's last", attempts: 9, elapsed: 50, tally: reconnect.Tally{Rule: "rules[0]", Streak: 1}, code: 4000, action: retry, rule: "rules[0]"},
		{name: "a rule's end", attempts: 9, elapsed: 50, tally: reconnect.Tally{Rule: "rules[0]", Streak: 2}, code: 4000, action: stop, rule: "limit:attempts"},
		{name: "another rule's streak", attempts: 9, elapsed: 50, tally: reconnect.Tally{Rule: "rules[1]", Streak: 2}, code: 4000, action: retry, rule: "rules[0]"},
		{name: "a stop keeps its rule", attempts: 0, elapsed: 0, code: 1008, action: stop, rule: "default:1008"},
	} {
		p := reconnect.RFC6455()
		p.MaxAttempts, p.MaxElapsed, p.Rules = c.attempts, c.elapsed, []reconnect.Rule{rule}
		d, after := reconnect.Decide(p, c.tally, from(c.code), c.now)
		assert.Equal(t, c.action, d.Action, c.name)
		assert.Equal(t, c.rule, d.Rule, c.name)
		assert.Equal(t, c.tally.Attempt+1, d.Attempt, c.name)
		if c.action == retry {
			assert.Equal(t, d.Attempt, after.Attempt, c.name)
		} else {
			assert.Equal(t, c.tally.Attempt, after.Attempt, "%s: a stop is no attempt", c.name)
		}
	}
}

func TestLimitsAlsoBoundWhatWscloseEnded(t *testing.T) {
	p := reconnect.RFC6455()
	p.MaxAttempts = 1
	d, _ := reconnect.Decide(p, reconnect.Tally{Attempt: 1}, reconnect.Outcome{Ended: closecode.EndedByOpenTimeout}, 0)
	assert.Equal(t, reconnect.RuleLimitAttempts, d.Rule)
}

func TestAttemptsCountUpUntilAConnectionIsStable(t *testing.T) {
	p := reconnect.RFC6455()
	tally := reconnect.Start(10)
	for n := 1; n <= 3; n++ {
		var d reconnect.Decision
		d, tally = reconnect.Decide(p, tally, from(1006), m(100*n))
		require.Equal(t, reconnect.Tally{Attempt: n, Since: 10, Rule: "default:1006", Streak: n}, tally)
		require.Equal(t, n, d.Attempt)
	}
	_, tally = reconnect.Decide(p, tally, from(1001), 400)
	require.Equal(t, reconnect.Tally{Attempt: 4, Since: 10, Rule: "default:1001", Streak: 1}, tally, "another rule, another streak")

	tally = tally.Stable(9000)
	assert.Equal(t, reconnect.Tally{Since: reconnect.Never}, tally)
	_, tally = reconnect.Decide(p, tally, from(1006), 20_000)
	assert.Equal(t, reconnect.Tally{Attempt: 1, Since: 20_000, Rule: "default:1006", Streak: 1}, tally, "time runs from that close")
}

func TestAnAttemptCutShortByThePagesLifeIsNotCounted(t *testing.T) {
	for _, ended := range []closecode.Ended{closecode.EndedByHiding, closecode.EndedByFreezing} {
		o := reconnect.Outcome{Ended: ended}
		tally := reconnect.Tally{Attempt: 2, Since: 5, Rule: "default:1002", Streak: 1}
		d, after := reconnect.Decide(reconnect.RFC6455(), tally, o, 100)
		assert.Equal(t, tally, after)
		assert.Equal(t, 2, d.Attempt)
		assert.Equal(t, 10*seconds, d.Width)

		stable := reconnect.Start(0).Stable(7)
		brief := reconnect.RFC6455()
		brief.MaxElapsed = 1
		d, after = reconnect.Decide(brief, stable, o, 100)
		assert.Equal(t, retry, d.Action, "no time has passed")
		assert.Equal(t, 1, d.Attempt, "retries count from 1")
		assert.Equal(t, reconnect.Tally{Attempt: 1, Since: reconnect.Never}, after, "and time starts with the first close that counts")
	}
}

func TestCountersStopAtTheirEnd(t *testing.T) {
	end := reconnect.Tally{Attempt: reconnect.Unlimited, Rule: "default:1006", Streak: reconnect.Unlimited}
	d, tally := reconnect.Decide(reconnect.RFC6455(), end, from(1006), 0)
	assert.Equal(t, retry, d.Action)
	assert.Equal(t, end, tally)

	d, tally = reconnect.Decide(reconnect.RFC6455(), reconnect.Tally{Attempt: -5, Rule: "default:1006", Streak: -5}, from(1006), 0)
	assert.Equal(t, 1, d.Attempt, "and begin at 1")
	assert.Equal(t, reconnect.Tally{Attempt: 1, Rule: "default:1006", Streak: 1}, tally)
}
