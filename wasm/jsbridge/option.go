//go:build go1.23

package jsbridge

import (
	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// options reads what a session is made of: the page's options, checked and
// complete.
func (w *wire) options() session.Config {
	return session.Config{
		Reconnect:   w.flag("reconnect"),
		OpenTimeout: w.millis("openTimeoutMs"), CloseTimeout: w.millis("closeTimeoutMs"), IdleTimeout: w.millis("idleTimeoutMs"),
		HeartbeatEvery: w.millis("heartbeatEveryMs"), HeartbeatTimeout: w.millis("heartbeatTimeoutMs"),
		Network: w.flag("network"), Lifecycle: w.flag("lifecycle"), Decide: w.flag("decides"),
		Policy: w.policy(),
	}
}

func (w *wire) policy() reconnect.Policy {
	w.group("policy")
	p := reconnect.Policy{
		Interactive: w.flag("interactive"),
		First:       w.millis("firstDelayMs"), Max: w.millis("maxDelayMs"), Min: w.millis("minDelayMs"),
		Growth: w.number("growth"), Jitter: reconnect.Jitter(w.number("jitter")), MinUptime: w.millis("minUptimeMs"),
		MaxAttempts: w.attempts("maxAttempts"), MaxElapsed: w.millis("maxElapsedMs"),
		RetryAfter: w.flag("retryAfter"),
	}
	for range w.list("rules") {
		rule := reconnect.Rule{
			Opened: w.match("opened"), WasClean: w.match("wasClean"), Action: reconnect.Action(w.number("action")),
			Min: w.millis("minDelayMs"), First: w.millis("firstDelayMs"), // or Blank
			MaxAttempts: w.attempts("maxAttempts"),
		}
		for range w.list("code") {
			rule.Codes = append(rule.Codes, reconnect.Span{From: w.code("0"), To: w.code("1")})
		}
		w.end()
		p.Rules = append(p.Rules, rule)
	}
	w.end()
	w.end()
	return p
}

// attempts reads a number of attempts.
func (w *wire) attempts(name string) int { return int(min(w.millis(name), reconnect.Unlimited)) }

// table reads the page's own table of twins.
func (w *wire) table() closecode.Table {
	var list closecode.Table
	for range w.list("table") {
		list = append(list, closecode.Pair{From: w.code("0"), To: w.code("1")})
	}
	w.end()
	return list
}
