//go:build go1.23

package reconnect

import "github.com/wsclose/wsclose/wasm/closecode"

// Decision is what follows a close. A stop has the numbers of the retry that it isn't, for Override to make it one.
type Decision struct {
	Action Action
	Rule   string
	// Attempt is the number of the next attempt: one more than that of the connection that ended, or the same if the page's life cut
	// that one short, but at least 1.
	Attempt int
	// Floor is what passes before the attempt at least; Width is what a draw adds, see Delay. Both are in [0, LongestWait].
	Floor, Width Millis
	// MinWidth is what Width isn't below, whoever asks for less: min(first, 1 s).
	MinWidth Millis
	// ServerFloor: Floor is what the server asked for, or more. See NotBefore.
	ServerFloor bool
	// Exact: the page insists on Floor, and Width is 0. See NotBefore.
	Exact bool
}

// Decide says what follows the end of a connection, at now, and counts it.
//
// What comes first decides: the page's own close(), dispose or abort (stop, whatever else is known); what wsclose ended itself (by its
// cause, never by a rule on its code); the first of p.Rules that matches; the default table. A limit may then make a stop of a retry:
// the rule's own MaxAttempts, p.MaxAttempts, p.MaxElapsed, in this order. A limit allows MaxAttempts retries: 0 is none.
//
// Floor is the greatest of p.Min, the rule's Min, and the server's retry-after; the latter is at most an hour and p.MaxElapsed. Width is
// the server's spread, in the same bounds, or else Width of the rule's First.
//
// An attempt that the page's life cut short (EndedByHiding, EndedByFreezing) isn't counted at all: the tally stays as it is, and the
// next attempt has the same number.
func Decide(p Policy, t Tally, o Outcome, now Millis) (Decision, Tally) {
	rule := ruleFor(p, o)
	d := Decision{Action: rule.action, Rule: rule.name, Attempt: count(t.Attempt)}
	if o.Ended == closecode.EndedByHiding || o.Ended == closecode.EndedByFreezing {
		d.Attempt = max(t.Attempt, 1)
	} else {
		t = t.closed(rule.key, now)
	}
	d.Floor = between(0, max(p.Min, rule.floor), LongestWait)
	d.MinWidth = leastWidth(firstOf(p, rule.first))
	d.Width = Width(p, rule.first, d.Attempt)
	if p.RetryAfter && o.Ended == closecode.EndedByNone {
		d = d.heed(p, o.Reason)
	}
	if d.Action == Retry {
		d = d.limit(p, t, rule.attempts, now)
	}
	if d.Action == Retry {
		t.Attempt = d.Attempt
	}
	return d, t
}

// heed takes the hint in a reason.
func (d Decision) heed(p Policy, reason string) Decision {
	hint, _ := ParseHint(reason)
	bound := between(0, p.MaxElapsed, hour)
	if after := min(hint.After, bound); after > 0 {
		d.Floor, d.ServerFloor = max(d.Floor, after), true
	}
	if hint.Spread != Blank {
		d.Width = max(d.MinWidth, min(hint.Spread, bound))
	}
	return d
}

// limit stops a retry that is one too many.
func (d Decision) limit(p Policy, t Tally, attempts int, now Millis) Decision {
	switch {
	case t.Streak > attempts, d.Attempt > p.MaxAttempts:
		d.Action, d.Rule = Stop, RuleLimitAttempts
	case p.MaxElapsed < Forever && t.elapsed(now) >= p.MaxElapsed:
		d.Action, d.Rule = Stop, RuleLimitElapsed
	}
	return d
}
