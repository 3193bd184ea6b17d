//go:build go1.23

package reconnect_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/wasm/reconnect"
)

func TestThePageHasTheLastWord(t *testing.T) {
	planned := reconnect.Decision{Action: retry, Rule: "default:1012", Attempt: 2, Floor: 60 * seconds, Width: 30 * seconds, MinWidth: 1 * seconds, ServerFloor: true}
	limited := planned
	limited.Action, limited.Rule = stop, reconnect.RuleLimitElapsed
	for _, c := range []struct {
		name     string
		verdict  reconnect.Verdict
		proposed reconnect.Decision
		want     func(*reconnect.Decision)
	}{
		{"undefined leaves it", reconnect.Verdict{}, planned, func(*reconnect.Decision) {}},
		{"nonsense leaves it", reconnect.Verdict{Kind: 99}, planned, func(*reconnect.Decision) {}},
		{"false stops", reconnect.Verdict{Kind: reconnect.VerdictStop}, planned, func(d *reconnect.Decision) {
			d.Action, d.Rule = stop, "decide"
		}},
		{"true retries as planned", reconnect.Verdict{Kind: reconnect.VerdictRetry}, planned, func(d *reconnect.Decision) { d.Rule = "decide" }},
		{"true overrides a limit", reconnect.Verdict{Kind: reconnect.VerdictRetry}, limited, func(d *reconnect.Decision) {
			d.Action, d.Rule = retry, "decide"
		}},
		{"a number is a width", reconnect.Verdict{Kind: reconnect.VerdictWidth, Delay: 90 * seconds}, planned, func(d *reconnect.Decision) {
			d.Rule, d.Width = "decide", 90*seconds
		}},
		{"a small number is no stampede", reconnect.Verdict{Kind: reconnect.VerdictWidth, Delay: -5}, limited, func(d *reconnect.Decision) {
			d.Action, d.Rule, d.Width = retry, "decide", 1*seconds
		}},
		{"a huge number is bounded", reconnect.Verdict{Kind: reconnect.VerdictWidth, Delay: reconnect.Forever}, planned, func(d *reconnect.Decision) {
			d.Rule, d.Width = "decide", reconnect.LongestWait
		}},
		{"exact is exact, whatever the server said", reconnect.Verdict{Kind: reconnect.VerdictExact, Delay: 42}, planned, func(d *reconnect.Decision) {
			d.Rule, d.Floor, d.Width, d.Exact, d.ServerFloor = "decide", 42, 0, true, false
		}},
		{"exact isn't negative", reconnect.Verdict{Kind: reconnect.VerdictExact, Delay: -42}, planned, func(d *reconnect.Decision) {
			d.Rule, d.Floor, d.Width, d.Exact, d.ServerFloor = "decide", 0, 0, true, false
		}},
		{"later is a floor", reconnect.Verdict{Kind: reconnect.VerdictFloor, Delay: 70 * seconds}, limited, func(d *reconnect.Decision) {
			d.Action, d.Rule, d.Floor = retry, "decide", 70*seconds
		}},
		{"later is not sooner", reconnect.Verdict{Kind: reconnect.VerdictFloor, Delay: 1}, planned, func(d *reconnect.Decision) { d.Rule = "decide" }},
	} {
		want := c.proposed
		c.want(&want)
		assert.Equal(t, want, reconnect.Override(reconnect.RFC6455(), c.proposed, c.verdict), c.name)
	}
}

func TestNoVerdictChangesWhatThePageHasDecidedItself(t *testing.T) {
	for _, rule := range []string{reconnect.RulePage, reconnect.RuleReconnectFalse} {
		own := reconnect.Decision{Action: stop, Rule: rule, Attempt: 1}
		for kind := range reconnect.VerdictKind(len(reconnect.Verdicts())) {
			assert.Equal(t, own, reconnect.Override(reconnect.RFC6455(), own, reconnect.Verdict{Kind: kind, Delay: 7}), "%s, verdict %d", rule, kind)
		}
	}
}

func TestAStopThatThePageOverridesTakesTheDelayOfItsCode(t *testing.T) {
	p := reconnect.RFC6455()
	p.MaxAttempts = 0
	d := reconnect.Override(p, decide(p, from(1012)), reconnect.Verdict{Kind: reconnect.VerdictRetry})
	assert.Equal(t, reconnect.Decision{Action: retry, Rule: "decide", Attempt: 1, Floor: 5 * seconds, Width: 25 * seconds, MinWidth: 1 * seconds}, d)
}

func TestCancelRetryComesLast(t *testing.T) {
	p := reconnect.RFC6455()
	for name, d := range map[string]reconnect.Decision{
		"planned": decide(p, from(1006)),
		"decided": reconnect.Override(p, decide(p, from(1008)), reconnect.Verdict{Kind: reconnect.VerdictRetry}),
		"redial":  reconnect.Redial(p, reconnect.Tally{}, 1, 0),
	} {
		require.Equal(t, retry, d.Action, name)
		assert.Equal(t, stop, d.Cancelled().Action, name)
		assert.Equal(t, "cancelled", d.Cancelled().Rule, name)
	}
	assert.Equal(t, "default:1008", decide(p, from(1008)).Cancelled().Rule, "a stop keeps its rule")
}

func TestReconnectDialsAtOnceUnlessItLoops(t *testing.T) {
	atOnce := reconnect.Decision{Action: retry, Rule: "page", Attempt: 6, Exact: true}
	paced := func(floor, width reconnect.Millis) reconnect.Decision {
		return reconnect.Decision{Action: retry, Rule: "page", Attempt: 7, Floor: floor, Width: width, MinWidth: 1 * seconds}
	}
	for _, c := range []struct {
		name    string
		min     reconnect.Millis
		redials int
		since   reconnect.Millis
		want    reconnect.Decision
	}{
		{"once", 100 * ms, 1, 0, atOnce},
		{"again after a while", 100 * ms, 9, 1 * seconds, atOnce},
		{"again at once", 100 * ms, 2, 999 * ms, paced(100*ms, 5*seconds)},
		{"and again", 100 * ms, 3, 0, paced(100*ms, 10*seconds)},
		{"in a loop", 100 * ms, reconnect.Unlimited, 0, paced(100*ms, 30*seconds)},
		{"without a floor", 0, 2, 0, paced(0, 5*seconds)},
	} {
		p := reconnect.RFC6455()
		p.Min = c.min
		assert.Equal(t, c.want, reconnect.Redial(p, reconnect.Tally{Attempt: 6}, c.redials, c.since), c.name)
	}
}

func TestAProvidersVerdictIsNoFailedAttempt(t *testing.T) {
	p, tally := reconnect.RFC6455(), reconnect.Tally{Attempt: 3}
	p.MaxAttempts = 1
	for _, c := range []struct {
		name    string
		verdict reconnect.Verdict
		want    reconnect.Decision
	}{
		{"StopReconnecting stops", reconnect.Verdict{Kind: reconnect.VerdictStop}, reconnect.Decision{
			Action: stop, Rule: "cause:provider", Attempt: 3, Width: 5 * seconds, MinWidth: 1 * seconds,
		}},
		{"RetryLater is a floor, and a draw above it", reconnect.Verdict{Kind: reconnect.VerdictFloor, Delay: 40 * seconds}, reconnect.Decision{
			Action: retry, Rule: "cause:provider", Attempt: 3, Floor: 40 * seconds, Width: 5 * seconds, MinWidth: 1 * seconds, ServerFloor: true,
		}},
	} {
		assert.Equal(t, c.want, reconnect.Provided(p, tally, c.verdict), c.name)
	}
	assert.Equal(t, 1, reconnect.Provided(p, reconnect.Tally{}, reconnect.Verdict{Kind: reconnect.VerdictFloor}).Attempt, "a retry is at least the first")
	p.Min = 7 * seconds
	assert.Equal(t, 7*seconds, reconnect.Provided(p, tally, reconnect.Verdict{Kind: reconnect.VerdictFloor, Delay: 1}).Floor, "nor is it before the policy's floor")
}
