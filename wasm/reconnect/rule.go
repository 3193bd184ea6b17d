//go:build go1.23

package reconnect

import "github.com/wsclose/wsclose/wasm/closecode"

// The names of rules that are neither one of the page's ("rules[2]"), nor a row of the default table ("default:1012"), nor the cause
// for which wsclose ended the connection ("cause:open-timeout").
const (
	RulePage = "page"
	// RuleReconnectFalse is that of every end where the option reconnect is false, or configure() has turned it off.
	RuleReconnectFalse = "reconnect:false"
	RuleDecide         = "decide"
	RuleCancelled      = "cancelled"
	RuleLimitAttempts  = "limit:attempts"
	RuleLimitElapsed   = "limit:elapsed"
	RuleBadURL         = "bad-url"
	RuleProvider       = "cause:provider"
)

// Span is the codes from From to To, both included; none where To is less.
type Span struct{ From, To closecode.Code }

// Match is what a rule says about a fact.
type Match int8

const (
	Either Match = iota
	Yes
	No
)

// Rule is one of the page's own. It sees only closes that the peer or the network made. Make one with NewRule: zero is a number here,
// and not a blank.
type Rule struct {
	Codes            []Span
	Opened, WasClean Match
	Action           Action
	Min              Millis // a floor; Blank, or one below it, is the policy's
	First            Millis // the width of the first draw; Blank: the policy's
	MaxAttempts      int    // closes in a row that this rule answers with a retry, or Unlimited
}

// NewRule is a rule for these codes that leaves all else to the policy.
func NewRule(action Action, codes ...Span) Rule {
	return Rule{Codes: codes, Action: action, Min: Blank, First: Blank, MaxAttempts: Unlimited}
}

func (r Rule) matches(o Outcome) bool {
	if !r.Opened.allows(o.Opened) || !r.WasClean.allows(o.WasClean) {
		return false
	}
	for _, span := range r.Codes {
		if span.From <= o.Code && o.Code <= span.To {
			return true
		}
	}
	return false
}

func (m Match) allows(fact bool) bool {
	return m == Either || (m == Yes) == fact
}

// ruling is what decides about a close, wherever it comes from.
type ruling struct {
	action       Action
	name, key    string // the key is what Tally counts by
	floor, first Millis
	attempts     int
}

// ruleFor finds what decides about o.
func ruleFor(p Policy, o Outcome) ruling {
	if o.Asked == closecode.AskedByPage || o.Ended == closecode.EndedByAbort {
		return plain(Stop, RulePage)
	}
	if o.Ended != closecode.EndedByNone {
		return causeRule(o.Ended)
	}
	for i, r := range p.Rules {
		if r.matches(o) {
			name := "rules[" + closecode.Itoa(i) + "]"
			return ruling{r.Action, name, name, r.Min, r.First, r.MaxAttempts}
		}
	}
	return defaultRule(p, o)
}

// plain is a ruling with the policy's delays and limits.
func plain(action Action, name string) ruling {
	return ruling{action, name, name, Blank, Blank, Unlimited}
}

// causeRule decides about what wsclose, or the page by other means than close(), ended: always a retry but for a message that was too
// big, which would come again. A close timeout after the page's close() doesn't get here.
func causeRule(ended closecode.Ended) ruling {
	if int(ended) >= len(causeNames) {
		ended = closecode.EndedByFail
	}
	action := Retry
	if ended == closecode.EndedByTooBig {
		action = Stop
	}
	return plain(action, causeNames[ended])
}

var causeNames = [...]string{
	closecode.EndedByOpenTimeout:  "cause:open-timeout",
	closecode.EndedByCloseTimeout: "cause:close-timeout",
	closecode.EndedByIdleTimeout:  "cause:idle-timeout",
	closecode.EndedByHiding:       "cause:hidden",
	closecode.EndedByFreezing:     "cause:frozen",
	closecode.EndedByFail:         "cause:failed",
	closecode.EndedByTooBig:       "cause:too-big",
	closecode.EndedByProvider:     RuleProvider,
}

// defaultRule decides by the default table.
func defaultRule(p Policy, o Outcome) ruling {
	row := rowOf(o.Code)
	action, first := row.Action, row.First
	if p.Interactive {
		first = row.InteractiveFirst
	}
	if o.Code == closecode.NormalClosure && (o.Errored || o.Disturbed) {
		action = Retry
	}
	return ruling{action, defaultName(o.Code), defaultName(row.Group), row.Min, first, row.MaxAttempts}
}

func defaultName(c closecode.Code) string { return "default:" + closecode.Itoa(int(c)) }
