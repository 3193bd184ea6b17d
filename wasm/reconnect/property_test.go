//go:build go1.23

package reconnect_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

// millis are durations of all sizes, out of range too.
var millis = rapid.OneOf(
	rapid.Map(rapid.Int64Range(-2, 100_000), func(n int64) reconnect.Millis { return reconnect.Millis(n) }),
	rapid.Map(rapid.Int64(), func(n int64) reconnect.Millis { return reconnect.Millis(n) }),
	rapid.SampledFrom([]reconnect.Millis{0, 1, 999, 1000, 1001, reconnect.LongestWait, reconnect.Forever, reconnect.Never}),
)

var (
	numbers = rapid.OneOf(rapid.Float64Range(-1, 10), rapid.Float64(), rapid.SampledFrom([]float64{0, 1, math.NaN(), math.Inf(1), math.Inf(-1)}))
	counts  = rapid.OneOf(rapid.IntRange(0, 50), rapid.SampledFrom([]int{-1, reconnect.Unlimited - 1, reconnect.Unlimited}))
	codes   = rapid.OneOf(
		rapid.Map(rapid.Uint16Range(990, 1020), func(n uint16) closecode.Code { return closecode.Code(n) }),
		rapid.Map(rapid.Uint16(), func(n uint16) closecode.Code { return closecode.Code(n) }),
	)
	reasons = rapid.OneOf(
		rapid.StringMatching(`(retry-after=[0-9]{1,12}(\.[0-9]{1,5})?)?(;spread=[0-9]{1,6}(\.[0-9]{1,5})?)?`),
		rapid.String(),
	)
)

var rules = rapid.Custom(func(t *rapid.T) reconnect.Rule {
	return reconnect.Rule{
		Codes:    []reconnect.Span{{From: codes.Draw(t, "from"), To: codes.Draw(t, "to")}},
		Opened:   rapid.SampledFrom([]reconnect.Match{reconnect.Either, reconnect.Yes, reconnect.No}).Draw(t, "opened"),
		WasClean: rapid.SampledFrom([]reconnect.Match{reconnect.Either, reconnect.Yes, reconnect.No}).Draw(t, "clean"),
		Action:   rapid.SampledFrom([]reconnect.Action{stop, retry}).Draw(t, "action"),
		Min:      millis.Draw(t, "min"), First: millis.Draw(t, "first"), MaxAttempts: counts.Draw(t, "attempts"),
	}
})

var policies = rapid.Custom(func(t *rapid.T) reconnect.Policy {
	return reconnect.Policy{
		First: millis.Draw(t, "first"), Max: millis.Draw(t, "max"), Min: millis.Draw(t, "min"), MaxElapsed: millis.Draw(t, "elapsed"),
		Growth: numbers.Draw(t, "growth"), MaxAttempts: counts.Draw(t, "attempts"),
		Interactive: rapid.Bool().Draw(t, "interactive"), RetryAfter: rapid.Bool().Draw(t, "retryAfter"),
		Rules: rapid.SliceOfN(rules, 0, 2).Draw(t, "rules"),
	}
})

var outcomes = rapid.Custom(func(t *rapid.T) reconnect.Outcome {
	return reconnect.Outcome{
		Code: codes.Draw(t, "code"), Reason: reasons.Draw(t, "reason"), WasClean: rapid.Bool().Draw(t, "clean"),
		Opened: rapid.Bool().Draw(t, "opened"), Errored: rapid.Bool().Draw(t, "errored"), Disturbed: rapid.Bool().Draw(t, "disturbed"),
		Asked: closecode.Asker(rapid.Uint8Range(0, 2).Draw(t, "asked")),
		// Most closes are ended by nobody here.
		Ended: closecode.Ended(max(0, rapid.IntRange(-10, int(closecode.EndedByProvider)+1).Draw(t, "ended"))),
	}
})

var tallies = rapid.Custom(func(t *rapid.T) reconnect.Tally {
	return reconnect.Tally{
		Attempt: counts.Draw(t, "attempt"), Since: millis.Draw(t, "since"), Streak: counts.Draw(t, "streak"),
		Rule: rapid.SampledFrom([]string{"", "rules[0]", "rules[1]", "default:0", "default:1002", "default:1006"}).Draw(t, "rule"),
	}
})

// firstOf is the width that the page, or the table, asks for at first: what the promise about the width is measured against.
func firstOf(p reconnect.Policy, o reconnect.Outcome, d reconnect.Decision) reconnect.Millis {
	first := reconnect.Blank
	if o.Ended == closecode.EndedByNone && o.Asked != closecode.AskedByPage {
		row := reconnect.RowOf(o.Code)
		first = row.First
		if p.Interactive {
			first = row.InteractiveFirst
		}
		for _, r := range p.Rules {
			clean := r.WasClean == reconnect.Either || (r.WasClean == reconnect.Yes) == o.WasClean
			opened := r.Opened == reconnect.Either || (r.Opened == reconnect.Yes) == o.Opened
			if clean && opened && r.Codes[0].From <= o.Code && o.Code <= r.Codes[0].To {
				first = r.First
				break
			}
		}
	}
	if first == reconnect.Blank {
		first = p.First
	}
	return max(first, 0)
}

// checkDecision holds what is true of every decision. It is shared with FuzzDecide.
func checkDecision(t interface{ Fatalf(string, ...any) }, p reconnect.Policy, o reconnect.Outcome, d reconnect.Decision, u float64) {
	if least := min(firstOf(p, o, d), 1*seconds); !d.Exact && d.Width < least {
		t.Fatalf("the width %d is below %d: %+v", d.Width, least, d)
	}
	if d.Floor < 0 || d.Floor > reconnect.LongestWait || d.Width < 0 || d.Width > reconnect.LongestWait || d.Attempt < 1 {
		t.Fatalf("out of range: %+v", d)
	}
	if d.Rule == "" || d.Action != stop && d.Action != retry {
		t.Fatalf("nothing is decided: %+v", d)
	}
	for j := reconnect.FullJitter; j <= reconnect.NoJitter; j++ {
		delay := d.Delay(j, u)
		if delay < d.Floor || delay > d.Floor+d.Width {
			t.Fatalf("jitter %v: %d is out of range: %+v", j, delay, d)
		}
	}
}

// TestTheWidthIsNeverBelowFirstOrASecond and the delay lies within floor and width, in whatever combination of policy, code, limit, hint,
// verdict and attempt.
func TestTheWidthIsNeverBelowFirstOrASecond(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o := policies.Draw(t, "policy"), outcomes.Draw(t, "outcome")
		tally, now, u := tallies.Draw(t, "tally"), millis.Draw(t, "now"), numbers.Draw(t, "u")
		d, after := reconnect.Decide(p, tally, o, now)
		checkDecision(t, p, o, d, u)
		if again, same := reconnect.Decide(p, tally, o, now); again != d || same != after {
			t.Fatalf("the same close was decided twice: %+v, %+v", d, again)
		}
		v := reconnect.Verdict{
			Kind:  reconnect.VerdictKind(rapid.Uint8Range(0, uint8(reconnect.VerdictFloor)+1).Draw(t, "verdict")),
			Delay: millis.Draw(t, "verdict's delay"),
		}
		overridden := reconnect.Override(p, d, v)
		checkDecision(t, p, o, overridden, u)
		if overridden.Exact != (v.Kind == reconnect.VerdictExact && !d.IsPages()) {
			t.Fatalf("only an exact verdict is exact: %+v", overridden)
		}
	})
}

func TestATriggerNeverPutsAnAttemptOffNorUndercutsAFloor(t *testing.T) {
	moments := rapid.Map(rapid.Int64Range(0, 1e6), func(n int64) reconnect.Millis { return reconnect.Millis(n) })
	rapid.Check(t, func(t *rapid.T) {
		p, tally := policies.Draw(t, "policy"), tallies.Draw(t, "tally")
		closed := moments.Draw(t, "closed")
		d, _ := reconnect.Decide(p, tally, outcomes.Draw(t, "outcome"), closed)
		due := closed + d.Delay(p.Jitter, numbers.Draw(t, "u"))
		w := reconnect.Wait{Closed: closed, Due: due, Now: closed + moments.Draw(t, "later"), Triggered: closed - moments.Draw(t, "triggered")}
		for _, delay := range []reconnect.Millis{d.WhenVisible(w), d.WhenOnline(p, w, numbers.Draw(t, "u"))} {
			if delay < 0 || due > w.Now && w.Now+delay > due {
				t.Fatalf("%d puts the attempt off: %+v", delay, w)
			}
			if w.Now+delay < d.NotBefore(closed) {
				t.Fatalf("%d undercuts the floor: %+v", delay, w)
			}
		}
	})
}

// FuzzDecide makes a policy, a close and a verdict of whatever numbers come.
func FuzzDecide(f *testing.F) {
	f.Fuzz(func(t *testing.T, code uint16, reason string, facts uint8, ended uint8, first, most, floor, elapsed int64, growth float64, attempt int32,
		ruleFirst int64, verdict uint8, delay int64, u float64,
	) {
		p := reconnect.Policy{
			First: reconnect.Millis(first), Max: reconnect.Millis(most), Min: reconnect.Millis(floor), MaxElapsed: reconnect.Millis(elapsed),
			Growth: growth, MaxAttempts: reconnect.Unlimited, RetryAfter: facts&1 != 0, Interactive: facts&2 != 0,
		}
		rule := reconnect.NewRule(retry, reconnect.Span{From: 4000, To: 4999})
		rule.First = reconnect.Millis(ruleFirst)
		p.Rules = []reconnect.Rule{rule}
		o := reconnect.Outcome{
			Code: closecode.Code(code), Reason: reason, WasClean: facts&4 != 0, Opened: facts&8 != 0, Errored: facts&16 != 0,
			Disturbed: facts&32 != 0, Asked: closecode.Asker(facts >> 6), Ended: closecode.Ended(ended),
		}
		d, _ := reconnect.Decide(p, reconnect.Tally{Attempt: int(attempt)}, o, 0)
		checkDecision(t, p, o, d, u)
		v := reconnect.Verdict{Kind: reconnect.VerdictKind(verdict), Delay: reconnect.Millis(delay)}
		checkDecision(t, p, o, reconnect.Override(p, d, v), u)
	})
}
