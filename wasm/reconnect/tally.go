//go:build go1.23

package reconnect

// Tally counts attempts. It is a value: what returns the next one leaves its argument alone.
//
// The first dial is attempt 0, retries count from 1. Only Stable turns the counters back: success is staying open, never
// `open` itself.
type Tally struct {
	// Attempt is the number of the last attempt that was made or, after a decision to retry, is planned. Where an Override makes a
	// retry out of a stop, the session sets it to the Decision's.
	Attempt int
	// Since is when the time of maxElapsedMs began: with the session, or with the first counted close after a stable connection.
	// Never, until that close comes.
	Since Millis
	// Rule and Streak: so many closes in a row were decided by this rule. A row of the default table goes by its Group, or a peer could
	// dodge the limit on invalid codes by sending another one each time.
	Rule   string
	Streak int
}

// Start is the tally of a session whose first dial is made at a moment.
func Start(at Millis) Tally { return Tally{Since: at} }

// Stable is the tally once a connection has been open for the policy's MinUptime: all starts over. The time of maxElapsedMs begins
// when that connection ends; the moment at which it became stable doesn't matter.
func (t Tally) Stable(Millis) Tally { return Tally{Since: Never} }

// elapsed is how long it is, at now, since the last stable connection ended.
func (t Tally) elapsed(now Millis) Millis {
	if t.Since == Never || now < t.Since {
		return 0
	}
	if d := now - t.Since; d >= 0 {
		return d
	}
	return Forever // it overflowed
}

// closed counts a close that the rule with this key decided.
func (t Tally) closed(key string, now Millis) Tally {
	if t.Since == Never {
		t.Since = now
	}
	if t.Rule != key {
		t.Rule, t.Streak = key, 0
	}
	t.Streak = count(t.Streak)
	return t
}

// count adds one to a counter, which stops at Unlimited: an int has 32 bits under TinyGo.
func count(n int) int {
	if n >= Unlimited {
		return Unlimited
	}
	return max(n, 0) + 1
}
