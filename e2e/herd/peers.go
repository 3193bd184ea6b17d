package herd

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

// reconnectingWebSocket is the package reconnecting-websocket 4.4.0, _getNextDelay: 1 s + U * 4 s, drawn once when a page loads the
// module, and for each further attempt 1.3 times as much, at most 10 s. It connects again after every code.
type reconnectingWebSocket struct{ least float64 }

func (r *reconnectingWebSocket) lose(random *rand.Rand) {
	r.least = 1000 + float64(random.Float64()*4000) // converted, so that no processor fuses the two operations into another result
}

func (r *reconnectingWebSocket) wait(n int, _ *rand.Rand) (reconnect.Millis, bool) {
	return byThreeTenths(r.least, n), true
}

// partySocket is the package partysocket 1.3.0: as reconnecting-websocket, but it begins with 3 s in every page.
type partySocket struct{}

func (partySocket) lose(*rand.Rand) {}

func (partySocket) wait(n int, _ *rand.Rand) (reconnect.Millis, bool) {
	return byThreeTenths(3000, n), true
}

// byThreeTenths is least * 1.3^(n-1), at most 10 s. A least of 1 s and more is there after less than sixteen attempts.
func byThreeTenths(least float64, n int) reconnect.Millis {
	return reconnect.Millis(min(least*threeTenths[min(n-1, len(threeTenths)-1)], 10_000))
}

var threeTenths = func() (powers [16]float64) {
	for n := range powers {
		powers[n] = math.Pow(1.3, float64(n))
	}
	return powers
}()

// sockette is the package sockette 2.0.6: always 1 s.
type sockette struct{}

func (sockette) lose(*rand.Rand) {}

func (sockette) wait(int, *rand.Rand) (reconnect.Millis, bool) { return 1000, true }

func socketteStops(loss reconnect.Outcome) bool {
	return slices.Contains([]closecode.Code{1000, 1001, 1005}, loss.Code)
}

// centrifuge is the package centrifuge 5.8.0, backoff: 0.5 s and a whole number of milliseconds from 0 to 0.5 s * 2^(n-1), both included;
// 20 s at most.
type centrifuge struct{}

func (centrifuge) lose(*rand.Rand) {}

func (centrifuge) wait(n int, random *rand.Rand) (reconnect.Millis, bool) {
	const least, most = 500, 20_000
	width := min(most, least<<min(n-1, 31))
	return reconnect.Millis(min(most, least+int(random.Float64()*float64(width+1)))), true
}

// centrifugeStops: a reason that is JSON says itself whether to connect again; any other reason makes some of the codes final.
func centrifugeStops(loss reconnect.Outcome) bool {
	c := loss.Code
	if c == closecode.MessageTooBig {
		return true
	}
	var advice any
	switch err := json.Unmarshal([]byte(loss.Reason), &advice); {
	case loss.Reason == "":
		return false
	case err != nil || advice == nil: // JavaScript has no property of null: it throws, as for what isn't JSON
		return c >= 3500 && c < 4000 || c >= 4500 && c < 5000
	default:
		object, _ := advice.(map[string]any)
		return object["reconnect"] != true
	}
}

// graphqlWS is the package graphql-ws 6.4.2, randomisedExponentialBackoff: 2^(n-1) s and 0.3 to 3 s; after five attempts it gives up.
// A page's first failed handshake is final to it unless the option shouldRetry says otherwise, since the browser's `error` comes before
// `close`: this is the formula of those who set that option, as all who need to survive an outage must. There are subscriptions.
type graphqlWS struct {
	free bool // the first attempt is made at once and not counted: after 1000
}

func (graphqlWS) lose(*rand.Rand) {}

func (g graphqlWS) wait(n int, random *rand.Rand) (reconnect.Millis, bool) {
	if g.free {
		n--
	}
	switch {
	case n == 0:
		return 0, true
	case n > 5:
		return 0, false
	default:
		return reconnect.Millis(1000<<(n-1) + int(float64(random.Float64()*2700)+300)), true
	}
}

func graphqlStops(loss reconnect.Outcome) bool {
	switch c := loss.Code; {
	case slices.Contains([]closecode.Code{4400, 4401, 4004, 4005, 4406, 4409, 4429, 4500}, c):
		return true
	case slices.Contains([]closecode.Code{1000, 1001, 1005, 1006, 1012, 1013, 1014}, c):
		return false
	default:
		return c >= 1000 && c <= 1999
	}
}

// unless makes clients that give up at once after some losses.
func unless(stops func(reconnect.Outcome) bool, others func(reconnect.Outcome) pace) func(reconnect.Outcome) pace {
	return func(loss reconnect.Outcome) pace {
		if stops(loss) {
			return leaving{}
		}
		return others(loss)
	}
}

// leaving clients don't come back.
type leaving struct{}

func (leaving) lose(*rand.Rand) {}

func (leaving) wait(int, *rand.Rand) (reconnect.Millis, bool) { return 0, false }
