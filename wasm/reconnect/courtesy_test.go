//go:build go1.23

package reconnect_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

// crowd is enough clients for a bin of a width of some seconds to hold hundreds.
const crowd = 10_000

// checkCrowd holds that of a crowd that was told the same no more arrive in any 100 ms than its width has room for, and a tenth: under
// equal jitter twice as many. It draws evenly spaced numbers, so that what is too much doesn't come from chance; two clients may fall
// into a bin by rounding alone. A page that asks for no width (firstDelayMs: 0), none of jitter or an exact delay has its wish.
func checkCrowd(t require.TestingT, d reconnect.Decision, j reconnect.Jitter) {
	if d.Width == 0 || j == reconnect.NoJitter {
		return
	}
	bins := map[reconnect.Millis]int{}
	most := 0
	for i := range crowd {
		// From the floor on, or what the bins cut would depend on it.
		bin := (d.Delay(j, (float64(i)+0.5)/crowd) - d.Floor) / 100
		bins[bin]++
		most = max(most, bins[bin])
	}
	room := crowd * min(1, 100/float64(d.Width))
	if j == reconnect.EqualJitter {
		room *= 2
	}
	require.LessOrEqual(t, float64(most), 1.1*room+2, "jitter %v: %+v", j, d)
}

// TestACrowdIsSpreadWhateverItWasTold, under whatever policy, code, limit, hint, verdict and number of attempts.
func TestACrowdIsSpreadWhateverItWasTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, tally := policies.Draw(t, "policy"), outcomes.Draw(t, "outcome"), tallies.Draw(t, "tally")
		now := millis.Draw(t, "now")
		d, _ := reconnect.Decide(p, tally, o, now)
		v := reconnect.Verdict{
			Kind:  rapid.SampledFrom([]reconnect.VerdictKind{reconnect.NoVerdict, reconnect.VerdictRetry, reconnect.VerdictWidth, reconnect.VerdictFloor}).Draw(t, "verdict"),
			Delay: millis.Draw(t, "verdict's delay"),
		}
		checkCrowd(t, reconnect.Override(p, d, v), rapid.SampledFrom([]reconnect.Jitter{reconnect.FullJitter, reconnect.EqualJitter}).Draw(t, "jitter"))
	})
}

// TestACrowdThatAsksInEveryCloseListenerIsSpread: reconnect() again and again is paced with a width of the same promise.
func TestACrowdThatAsksInEveryCloseListenerIsSpread(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, redials := policies.Draw(t, "policy"), counts.Draw(t, "redials")
		d := reconnect.Redial(p, tallies.Draw(t, "tally"), redials, millis.Draw(t, "since"))
		if d.Exact {
			require.True(t, d.Floor == 0 && d.Width == 0, "at once: %+v", d)
			return
		}
		require.GreaterOrEqual(t, d.Width, min(max(p.First, 0), 1*seconds), "%+v", d)
		checkCrowd(t, d, reconnect.FullJitter)
	})
}

// TestNoCodeLimitOrHintTakesTheWidthAway goes through every code up to 5100, with each of some policies, limits, hints and numbers of
// attempts: what is left to chance above. From 5000 on one row has them all.
func TestNoCodeLimitOrHintTakesTheWidthAway(t *testing.T) {
	narrow := reconnect.RFC6455()
	narrow.Max, narrow.Min, narrow.Growth = 1, 7, 1
	ruled := reconnect.Interactive()
	ruled.Rules = []reconnect.Rule{reconnect.NewRule(retry, reconnect.Span{From: 0, To: 2999})}
	ruled.Rules[0].First, ruled.Rules[0].Min = 40, 90
	policies := []reconnect.Policy{reconnect.RFC6455(), reconnect.Interactive(), narrow, ruled}
	limits := []func(*reconnect.Policy){
		func(*reconnect.Policy) {},
		func(p *reconnect.Policy) { p.MaxAttempts = 1 },
		func(p *reconnect.Policy) { p.MaxElapsed = 50 },
	}
	hints := []string{
		"", "retry-after=0", "retry-after=20", "spread=0", "spread=0.001", "retry-after=3600;spread=0", "retry-after=1;spread=7200",
		"retry-after=1e308",
	}
	for _, p := range policies {
		for _, limit := range limits {
			limit(&p)
			for _, hint := range hints {
				for code := range 5101 {
					o := from(closecode.Code(code))
					o.Reason = hint
					for _, attempt := range []int{0, 3} {
						d, _ := reconnect.Decide(p, reconnect.Tally{Attempt: attempt}, o, 0)
						if d.Floor > reconnect.LongestWait || d.Width < min(firstOf(p, o, d), 1*seconds) {
							require.Fail(t, "too narrow", "%d %q after %d attempts: %+v", code, hint, attempt, d)
						}
						checkEnds(t, d)
					}
				}
			}
		}
	}
}

// checkEnds holds that the first and the last of a crowd are as far apart as the width says, to a millisecond or two.
func checkEnds(t *testing.T, d reconnect.Decision) {
	first, last := d.Delay(reconnect.FullJitter, 0), d.Delay(reconnect.FullJitter, math.Nextafter(1, 0))
	if first != d.Floor || last-first < d.Width-2 {
		require.Fail(t, "not spread over the width", "%d to %d: %+v", first, last, d)
	}
}
