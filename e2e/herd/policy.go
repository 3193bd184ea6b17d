package herd

import (
	"math/rand/v2"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

// Policy is how clients come back.
type Policy struct {
	Name string
	// pace makes the clients that meet this loss; each goroutine has its own.
	pace func(loss reconnect.Outcome) pace
}

// Policies returns all there are, wsclose's own first.
func Policies() []Policy {
	return []Policy{
		{"wsclose", ours(reconnect.RFC6455())},
		{"wsclose-interactive", ours(reconnect.Interactive())},
		{"reconnecting-websocket", func(reconnect.Outcome) pace { return &reconnectingWebSocket{} }},
		{"partysocket", func(reconnect.Outcome) pace { return partySocket{} }},
		{"sockette", unless(socketteStops, func(reconnect.Outcome) pace { return sockette{} })},
		{"centrifuge-js", unless(centrifugeStops, func(reconnect.Outcome) pace { return centrifuge{} })},
		{"graphql-ws", unless(graphqlStops, func(loss reconnect.Outcome) pace {
			return graphqlWS{free: loss.Code == closecode.NormalClosure}
		})},
	}
}

// A pace is one client after another: lose begins the next.
type pace interface {
	// lose is called when a client loses its connection.
	lose(random *rand.Rand)
	// wait returns how long the client waits before its attempt n, from 1 on without a gap, or false if it gives up instead.
	wait(n int, random *rand.Rand) (reconnect.Millis, bool)
}

// ours is a policy of wsclose's.
func ours(p reconnect.Policy) func(reconnect.Outcome) pace {
	return func(loss reconnect.Outcome) pace { return &managed{policy: p, outcome: loss} }
}

// managed is a crowd of ManagedWebSockets. What reconnect decides before attempt n is the same for each client, since neither policy has
// a maxElapsedMs that would make it depend on when a client's earlier attempts were: it is asked once, and the delay drawn each time.
type managed struct {
	policy    reconnect.Policy
	outcome   reconnect.Outcome // the next to decide about: the loss, then failed attempts
	tally     reconnect.Tally   // a stable connection's, at first
	decisions []reconnect.Decision
}

func (*managed) lose(*rand.Rand) {}

func (m *managed) wait(n int, random *rand.Rand) (reconnect.Millis, bool) {
	if n > len(m.decisions) {
		m.decide()
	}
	d := m.decisions[n-1]
	if d.Action == reconnect.Stop {
		return 0, false
	}
	return d.Delay(m.policy.Jitter, random.Float64()), true
}

func (m *managed) decide() {
	if len(m.decisions) == 0 {
		m.tally = m.tally.Stable(0)
	}
	var d reconnect.Decision
	d, m.tally = reconnect.Decide(m.policy, m.tally, m.outcome, 0)
	m.decisions = append(m.decisions, d)
	m.outcome = reconnect.Outcome{Code: closecode.AbnormalClosure, Errored: true} // as browsers tell of a closed port
}
