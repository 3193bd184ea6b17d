//go:build go1.23

package jsbridge

import (
	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

// question numbers what JavaScript asks beside facts.
type question int

const (
	check   question = iota // may this be sent? A closecode.Refusal
	lenient                 // what does lenient mode send? The code, and on the wire the reason
	plan                    // which delays would a policy draw? How many, and on the wire these
	count                   // how many sessions are known?
	forget                  // a session is over
	shut                    // close the socket of a session. Whether it was not closing yet
	discard                 // close a socket that is not wanted any more by the time it is made
)

// realm is what the questions about sessions and sockets are answered by.
type realm interface {
	count() int
	forget(session int)
	shut(session int, code closecode.Code, reason string) bool
	discard()
}

// answer answers a question whose fields are on the wire. An answer is a
// number; what is longer lies on the wire, from its start. A question that
// there is not panics.
func (w *wire) answer(question question, realm realm) int {
	switch question {
	case check:
		return int(closecode.RefusalOf(w.code("code"), int(w.number("bytes"))))
	case lenient:
		sent, fitted := closecode.Lenient(w.code("code"), w.text("reason"), w.table())
		w.begin()
		w.putText("reason", fitted)
		return int(sent)
	case plan:
		policy := w.policy()
		var draws []float64
		for range w.list("draws") {
			draws = append(draws, w.number(""))
		}
		w.end()
		delays := reconnect.Plan(policy, len(draws), func() (draw float64) {
			draw, draws = draws[0], draws[1:]
			return draw
		})
		w.begin()
		for _, delay := range delays {
			w.put("delayMs", float64(delay))
		}
		return len(delays)
	case count:
		return realm.count()
	case forget:
		realm.forget(int(w.number("session")))
	case shut:
		return int(flag(realm.shut(int(w.number("session")), w.code("code"), w.text("reason"))))
	case discard:
		realm.discard()
	default:
		panic("no such question")
	}
	return 0
}
