//go:build go1.23

package reconnect

import "github.com/wsclose/wsclose/wasm/closecode"

// Width is what the delay before an attempt, from 1, is drawn from: min(p.Max, first * p.Growth^(attempt-1)), where first is p.First
// if Blank. It is never below min(first, 1 s), whatever p.Max says, nor above LongestWait, and rounded to a millisecond.
func Width(p Policy, first Millis, attempt int) Millis {
	first = firstOf(p, first)
	bound := between(leastWidth(first), p.Max, LongestWait)
	if first == 0 {
		return 0
	}
	if grown := float64(first) * power(p.Growth, attempt-1); grown < float64(bound) {
		return Millis(grown + 0.5)
	}
	return bound
}

func firstOf(p Policy, first Millis) Millis {
	if first == Blank {
		first = p.First
	}
	return between(0, first, LongestWait)
}

// leastWidth keeps a crowd apart.
func leastWidth(first Millis) Millis { return min(first, second) }

// power is growth^n by squaring: 31 steps at most, and +Inf where it overflows.
func power(growth float64, n int) float64 {
	result := 1.0
	if !(growth > 1) { // also where it isn't a number
		return result
	}
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			result *= growth
		}
		growth *= growth
	}
	return result
}

// Delay draws the delay before d's attempt: the floor, and on top of it by full jitter U * width, by equal jitter width/2 + U * width/2,
// and without jitter the width. u is U, uniform in [0, 1); what lies outside is taken for the nearest number inside, and NaN for 0. The
// delay is a whole number from 0 to 2 * LongestWait, below floor + width but without jitter.
func (d Decision) Delay(j Jitter, u float64) Millis {
	floor, width := between(0, d.Floor, LongestWait), between(0, d.Width, LongestWait)
	switch j {
	case EqualJitter:
		return floor + width - width/2 + scale(width/2, u)
	case NoJitter:
		return floor + width
	default:
		return floor + scale(width, u)
	}
}

// scale is u * width for a u that anybody gave.
func scale(width Millis, u float64) Millis {
	if !(u > 0) { // also where it isn't a number
		return 0
	}
	if u < 1 {
		return Millis(u * float64(width))
	}
	return max(0, width-1)
}

// between is n, or the nearer bound. The upper one gives way.
func between(low, n, high Millis) Millis { return max(low, min(n, high)) }

// Plan returns the delays that a policy would draw, each from a new random number in [0, 1), if every connection ended with 1006
// before it opened: attempts of them, or fewer where a rule or a limit ends it. Failing takes no time here.
func Plan(p Policy, attempts int, random func() float64) []Millis {
	var delays []Millis
	var now Millis
	tally := Start(now)
	for len(delays) < attempts {
		var d Decision
		d, tally = Decide(p, tally, Outcome{Code: closecode.AbnormalClosure, Errored: true}, now)
		if d.Action == Stop {
			break
		}
		delay := d.Delay(p.Jitter, random())
		delays = append(delays, delay)
		now += delay
	}
	return delays
}
