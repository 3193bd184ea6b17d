//go:build go1.23

package reconnect

// VerdictKind is what options.decide returned, or a provider threw.
type VerdictKind uint8

const (
	NoVerdict    VerdictKind = iota // undefined
	VerdictStop                     // false; StopReconnecting
	VerdictRetry                    // true: with the floor and the width that Decide found
	VerdictWidth                    // a number: the upper bound of the draw, in place of the width
	VerdictExact                    // {delayMs, exact: true}: neither floor nor draw
	VerdictFloor                    // RetryLater: a floor with the standing of a server's, if it is above the one that Decide found
)

// Verdicts returns the kinds' names in the order of their numbers.
func Verdicts() []string { return []string{"none", "stop", "retry", "width", "exact", "floor"} }

// Verdict is the page's last word on a proposal of Decide.
type Verdict struct {
	Kind  VerdictKind
	Delay Millis // of the last three
}

// Override applies a verdict to what Decide returned: it stands above rules, table and limits. A stop that the page itself made
// (IsPages) stays. No verdict but VerdictExact gets the width below MinWidth. The rule is then RuleDecide; the session sets
// Tally.Attempt to that of a retry.
func Override(_ Policy, d Decision, v Verdict) Decision {
	if d.IsPages() || v.Kind == NoVerdict || v.Kind > VerdictFloor {
		return d
	}
	d.Action, d.Rule = Retry, RuleDecide
	switch v.Kind {
	case VerdictStop:
		d.Action = Stop
	case VerdictWidth:
		d.Width = between(d.MinWidth, v.Delay, LongestWait)
	case VerdictExact:
		d.Floor, d.Width, d.Exact, d.ServerFloor = between(0, v.Delay, LongestWait), 0, true, false
	case VerdictFloor:
		d.Floor, d.ServerFloor = between(d.Floor, v.Delay, LongestWait), true
	}
	return d
}

// IsPages tells that the page itself has decided, by what it called or by the option reconnect: no verdict is asked for.
func (d Decision) IsPages() bool { return d.Rule == RulePage || d.Rule == RuleReconnectFalse }

// Provided is what follows when a provider threw a verdict: StopReconnecting stops, RetryLater waits, with a draw above its floor, so that
// a crowd that was told the same doesn't come back as one. It is no failed attempt: nothing is counted, and no limit is met.
func Provided(p Policy, t Tally, v Verdict) Decision {
	d := Decision{Attempt: max(t.Attempt, 1), Floor: between(0, p.Min, LongestWait), Width: Width(p, Blank, 1), MinWidth: leastWidth(firstOf(p, Blank))}
	d = Override(p, d, v)
	d.Rule = RuleProvider
	return d
}

// Cancelled is d after the page's cancelRetry(), which comes last: no retry, and reconnect()'s isn't excepted. A stop stays what it is.
func (d Decision) Cancelled() Decision {
	if d.Action == Retry {
		d.Action, d.Rule = Stop, RuleCancelled
	}
	return d
}
