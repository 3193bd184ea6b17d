//go:build go1.23 && js && wasm

package jsbridge

import (
	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// Number numbers what makes a session. Options arrive checked and complete,
// as numbers; -1 is Infinity.
type Number int

// The numbers of options.
const (
	Bits Number = iota
	OpenTimeout
	CloseTimeout
	IdleTimeout
	HeartbeatEvery
	HeartbeatTimeout
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

// The bits of the option Bits.
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

func configOf(list []float64) (session.Config, session.Surroundings) {
	n, rest := (*[Rules]float64)(list), list[Rules:]
	var limits [Rules]session.Millis
	for i := range limits {
		limits[i] = limit(n[i], reconnect.Forever)
	}
	bits := int(n[Bits])
	policy := reconnect.Policy{
		First: limits[First], Max: limits[Max], Min: limits[Min], Growth: n[Growth],
		Jitter: reconnect.Jitter(n[JitterOf]), MinUptime: limits[MinUptime],
		MaxAttempts: int(min(limits[MaxAttempts], reconnect.Unlimited)), MaxElapsed: limits[MaxElapsed],
		Interactive: bits&BitInteractive != 0, RetryAfter: bits&BitRetryAfter != 0, Rules: rules(rest),
	}
	config := session.Config{
		Policy: policy, Reconnect: bits&BitReconnect != 0, Network: bits&BitNetwork != 0, Lifecycle: bits&BitLifecycle != 0,
		Decide:      bits&BitDecide != 0,
		OpenTimeout: limits[OpenTimeout], CloseTimeout: limits[CloseTimeout], IdleTimeout: limits[IdleTimeout],
		HeartbeatEvery: limits[HeartbeatEvery], HeartbeatTimeout: limits[HeartbeatTimeout],
	}
	return config, session.Surroundings{Offline: bits&BitOffline != 0, Hidden: bits&BitHidden != 0}
}

// limit reads a number where -1 is no limit.
func limit(n float64, none session.Millis) session.Millis {
	if n >= 0 {
		return session.Millis(n)
	}
	return none
}

// rules reads options.rules: the rest of the numbers. Each rule is opened,
// wasClean (0 either, 1 yes, 2 no), action (0 stop, 1 retry), minDelayMs,
// firstDelayMs, maxAttempts (-1 where the rule says nothing), how many spans,
// and the spans, each from and to.
func rules(n []float64) []reconnect.Rule {
	var list []reconnect.Rule
	for len(n) > 0 {
		end := 7 + 2*int(n[6])
		rule := reconnect.Rule{
			Opened: reconnect.Match(n[0]), WasClean: reconnect.Match(n[1]), Action: reconnect.Action(n[2]),
			Min: limit(n[3], reconnect.Blank), First: limit(n[4], reconnect.Blank),
			MaxAttempts: int(limit(n[5], reconnect.Unlimited)),
		}
		for _, p := range pairs(n[7:end]) {
			rule.Codes = append(rule.Codes, reconnect.Span(p))
		}
		list = append(list, rule)
		n = n[end:]
	}
	return list
}

// pairs reads codes, each from and to.
func pairs(n []float64) closecode.Table {
	var list closecode.Table
	for ; len(n) > 0; n = n[2:] {
		list = append(list, closecode.Pair{From: code(n[0]), To: code(n[1])})
	}
	return list
}
