//go:build go1.23 && js && wasm

package jsbridge

import (
	"syscall/js"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// Number numbers the arguments that make a session. Options arrive checked
// and complete, as numbers; -1 is Infinity. Argument 0 is the session's
// number, or the question where a policy is asked about; 1 is free.
type Number int

// The numbers of options.
const (
	Bits Number = iota + 2
	OpenTimeout
	CloseTimeout
	IdleTimeout
	First
	Max
	Min
	Growth
	JitterOf
	MinUptime
	MaxAttempts
	MaxElapsed
	Rules // the first of the rest
)

// The bits of the argument Bits.
const (
	BitReconnect = 1 << iota
	BitNetwork
	BitLifecycle
	BitDecide
	BitRetryAfter
	BitInteractive
	BitOffline
	BitHidden
)

func configOf(args []js.Value) (session.Config, session.Surroundings) {
	bits := args[Bits].Int()
	has := func(bit int) bool { return bits&bit != 0 }
	duration := func(n Number) session.Millis { return limit(args[n], reconnect.Forever) }
	policy := reconnect.Policy{
		First: duration(First), Max: duration(Max), Min: duration(Min), Growth: args[Growth].Float(),
		Jitter: reconnect.Jitter(args[JitterOf].Int()), MinUptime: duration(MinUptime),
		MaxAttempts: int(limit(args[MaxAttempts], reconnect.Unlimited)), MaxElapsed: duration(MaxElapsed),
		Interactive: has(BitInteractive), RetryAfter: has(BitRetryAfter), Rules: rules(args[Rules:]),
	}
	config := session.Config{
		Policy: policy, Reconnect: has(BitReconnect), Network: has(BitNetwork), Lifecycle: has(BitLifecycle), Decide: has(BitDecide),
		OpenTimeout: duration(OpenTimeout), CloseTimeout: duration(CloseTimeout), IdleTimeout: duration(IdleTimeout),
	}
	return config, session.Surroundings{Offline: has(BitOffline), Hidden: has(BitHidden)}
}

// limit reads a number where -1 is no limit.
func limit(v js.Value, none session.Millis) session.Millis {
	if f := v.Float(); f >= 0 {
		return session.Millis(f)
	}
	return none
}

// rules reads options.rules: the rest of the arguments. Each rule is opened,
// wasClean (0 either, 1 yes, 2 no), action (0 stop, 1 retry), minDelayMs,
// firstDelayMs, maxAttempts (-1 where the rule says nothing), how many spans,
// and the spans, each from and to.
func rules(args []js.Value) []reconnect.Rule {
	var list []reconnect.Rule
	for len(args) > 0 {
		count := args[6].Int()
		rule := reconnect.NewRule(reconnect.Action(args[2].Int()), spans(args[7:7+2*count])...)
		rule.Opened, rule.WasClean = reconnect.Match(args[0].Int()), reconnect.Match(args[1].Int())
		rule.Min, rule.First = limit(args[3], reconnect.Blank), limit(args[4], reconnect.Blank)
		rule.MaxAttempts = int(limit(args[5], reconnect.Unlimited))
		list = append(list, rule)
		args = args[7+2*count:]
	}
	return list
}

func spans(args []js.Value) []reconnect.Span {
	list := make([]reconnect.Span, 0, len(args)/2)
	for ; len(args) > 0; args = args[2:] {
		list = append(list, reconnect.Span{From: code(args[0]), To: code(args[1])})
	}
	return list
}

// lenient gives what lenient mode sends, by the page's own table if it gave
// one: the rest of the arguments, each from and to. Through a hand, since the
// one string that a function returns is a fault.
func (b *Bridge) lenient(c closecode.Code, reason string, args []js.Value) {
	table := make(closecode.Table, 0, len(args)/2)
	for ; len(args) > 0; args = args[2:] {
		table = append(table, closecode.Pair{From: code(args[0]), To: code(args[1])})
	}
	sent, fitted := closecode.Lenient(c, reason, table)
	b.hands.Call("lenient", int(sent), fitted)
}
