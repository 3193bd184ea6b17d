package lab

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// mostFlapKeys bounds what flaps remembers; the oldest key is forgotten, and fails anew.
const mostFlapKeys = 1000

// keptKey: of a longer key only a sum is kept.
const keptKey = 300

const howAfterOpen = "1006-after-open"

func flapScenario() Scenario {
	how := text("how", "eof", "a comma-separated list of: an HTTP status ("+strings.Join(refusals, ", ")+"), eof, rst, stall, "+
		howAfterOpen+", or a close code from 1000 to 65535",
		"how the failing connections fail: in turn by each of the list, the last one repeated", isHow)
	return Scenario{
		Name: "flap", Title: "Fails at first, then works",
		Does: "The first fail connections of a key fail; the later ones get an echo server.",
		Parameters: []Parameter{
			number("fail", 5, 0, 1_000_000, "how many fail"), how,
			text("key", "", "1 to 200 bytes", "counts connections by this; without it by id, and without that by the query", isID),
		},
		Examples: []Example{
			{"/lab/flap?fail=5&how=401&key=a", "five refusals, then echo"},
			{"/lab/flap?fail=3&how=503,eof,1013&key=b", "three different failures, then echo"},
		},
		build: buildFlap,
	}
}

func buildFlap(l *Lab, v values) plan {
	key := "query " + v.given.Encode()
	for _, name := range []string{"id", "key"} { // key wins
		if v.has(name) {
			key = name + " " + v.text(name)
		}
	}
	if len(key) > keptKey {
		key = fmt.Sprintf("%x", sha256.Sum256([]byte(key)))
	}
	nth := l.flaps.next(key)
	if nth >= v.number("fail") {
		return plan{steps: []step{listen{}}}
	}
	list := strings.Split(v.text("how"), ",")
	how := list[min(nth, len(list)-1)]
	if how == howAfterOpen {
		return plan{end: ending{then: thenFIN}}
	}
	if code, ok := closeCode(how); ok {
		return plan{steps: []step{write{bytes: closeFrame(code, "")}}}
	}
	return plan{handshake: handshake{do: how}}
}

func isHow(s string) bool {
	for how := range strings.SplitSeq(s, ",") {
		_, isCode := closeCode(how)
		failure := how == doEOF || how == doReset || how == doStall || how == howAfterOpen || slices.Contains(refusals, how)
		if !isCode && !failure {
			return false
		}
	}
	return true
}

// closeCode: numbers from 1000 are close codes, those below are HTTP statuses.
func closeCode(how string) (int, bool) {
	n, ok := decimal(how)
	return n, ok && n >= 1000 && n <= 65535
}

// flaps counts connections by key.
type flaps struct {
	mu    sync.Mutex
	count map[string]int
	order []string
}

// next returns how many connections the key has had before this one.
func (f *flaps) next(key string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.count == nil {
		f.count = make(map[string]int)
	}
	before, known := f.count[key]
	if !known {
		if len(f.order) == mostFlapKeys {
			delete(f.count, f.order[0])
			f.order = f.order[1:]
		}
		f.order = append(f.order, key)
	}
	f.count[key] = before + 1
	return before
}
