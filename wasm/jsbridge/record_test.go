//go:build go1.23

package jsbridge

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// full is a snapshot of which no field is zero, but those that its state does
// not have.
func full() session.Snapshot {
	decision := reconnect.Decision{
		Action: reconnect.Retry, Rule: "default:1012", Attempt: 4, Floor: 5_000, Width: 25_000, MinWidth: 1_000, ServerFloor: true, Exact: true,
	}
	settlement := session.Settlement{
		Conn:      7,
		Reading:   closecode.Reading{Kind: closecode.KindGoingAway, By: closecode.ByPeer, Cause: closecode.CauseCloseFrame, Invalid: true, Expected: true},
		Synthetic: true, Error: true, Attempt: 3, Decision: decision,
		Plan: session.Plan{At: 30_000, Delay: 20_000, Closed: 10_000, Decision: decision},
	}
	return session.Snapshot{
		State: session.Telling{Settlement: settlement}, Around: session.Surroundings{Offline: true, Hidden: true, Frozen: true, Away: true},
		Tally: reconnect.Tally{Attempt: 4, Since: 9_000, Rule: "default:1012", Streak: 2}, Off: true, Last: 7, Frozen: 6,
		Disturbed: 8_000, Triggered: 8_001, Advanced: 8_002, Ended: 10_000, Redials: 2, Redialled: 5,
	}
}

func TestASnapshotIsReadAsItWasWritten(t *testing.T) {
	told := full()
	telling, _ := told.State.(session.Telling)
	settlement := telling.Settlement
	assert.Equal(t, told, ReadSnapshot(SnapshotFields(told)))
	for _, state := range []session.State{
		session.Idle{}, session.Dialling{Conn: 7}, session.Connecting{Conn: 7, Errored: true},
		session.Open{Conn: 7, Since: 1, Errored: true, Excused: 2, Probed: reconnect.Never, Patience: reconnect.Forever},
		session.Closing{Conn: 7, Opened: true, Errored: true, Late: true, Since: 1, Buffered: 9},
		session.Closing{Conn: 7}, session.Deciding{Settlement: settlement},
		session.Waiting{Conn: 7, Plan: settlement.Plan}, session.Paused{Conn: 7, Plan: settlement.Plan}, session.Ended{Conn: 7}, session.Ended{},
	} {
		told.State = state
		assert.Equal(t, told, ReadSnapshot(SnapshotFields(told)), "%T", state)
	}
}

// What is written is described by itself, and what is read too. JavaScript is
// generated from the latter.
func TestASnapshotIsWrittenInTheOrderInWhichItIsRead(t *testing.T) {
	fields := SnapshotFields(full())
	var names []string
	for _, field := range fields {
		names = append(names, field.Name)
	}
	var declared []string
	(&wire{note: func(name string, kind FieldKind) {
		if kind == Group || kind == End {
			return
		}
		value := fields[len(declared)].Value
		switch kind {
		case Flag:
			assert.IsType(t, true, value, name)
		case Text:
			assert.IsType(t, "", value, name)
		default:
			assert.IsType(t, 0.0, value, name)
		}
		declared = append(declared, name)
	}}).snapshot()
	assert.Equal(t, declared, names)
}

func TestEveryStateHasItsNumber(t *testing.T) {
	for number, state := range []session.State{
		session.Idle{}, session.Dialling{}, session.Connecting{}, session.Open{}, session.Closing{}, session.Deciding{}, session.Telling{},
		session.Waiting{}, session.Paused{}, session.Ended{},
	} {
		assert.Equal(t, stateKind(number), flat(state).kind, "%T", state)
	}
	assert.Len(t, States(), int(ended)+1)
}

func TestEffectsHaveTheirFieldsByName(t *testing.T) {
	assert.Equal(t, []Field{{"kind", "close"}, {"conn", 3.0}, {"code", 1000.0}, {"reason", "bye"}},
		EffectFields(session.CloseNative{Conn: 3, Code: 1000, Reason: "bye"}))
	assert.Equal(t, []Field{{"kind", "retry"}}, EffectFields(session.EmitRetry{}))
	for _, effect := range effects {
		assert.Equal(t, Field{"kind", effect.name}, EffectFields(effect.sample)[0])
	}
}

func TestFactsAreReadByName(t *testing.T) {
	conn, fact := ReadFact([]Field{{"kind", "closed"}, {"wasClean", true}, {"conn", 3.0}, {"code", 1012.0}, {"reason", "deploy"}})
	assert.Equal(t, session.Conn(3), conn)
	assert.Equal(t, session.Closed{Code: 1012, Reason: "deploy", WasClean: true}, fact)
	for _, late := range []bool{false, true} {
		conn, fact = ReadFact([]Field{{"kind", "closeAsked"}, {"code", 1000.0}, {"reason", ""}, {"late", late}})
		assert.Zero(t, conn)
		assert.Equal(t, session.CloseAsked{Code: 1000, Late: late}, fact)
	}
	assert.PanicsWithValue(t, "code is missing", func() { ReadFact([]Field{{"kind", "failAsked"}, {"reason", "x"}}) })
	assert.PanicsWithValue(t, "a field is not declared", func() { ReadFact([]Field{{"kind", "froze"}, {"reason", "x"}}) })
	assert.PanicsWithValue(t, "on does not cross", func() { ReadFact([]Field{{"kind", "switched"}, {"on", 1}}) })
	assert.Panics(t, func() { ReadFact([]Field{{"kind", "thawed"}}) })
}

func TestOptionsAreReadByName(t *testing.T) {
	config := ReadOptions([]Field{
		{"reconnect", true}, {"openTimeoutMs", 20_000.0}, {"closeTimeoutMs", 5_000.0}, {"idleTimeoutMs", 0.0},
		{"heartbeatEveryMs", 1.0}, {"heartbeatTimeoutMs", 2.0}, {"network", true}, {"lifecycle", false}, {"decides", true},
		{"interactive", false}, {"firstDelayMs", 1.0}, {"maxDelayMs", 2.0}, {"minDelayMs", 3.0}, {"growth", 2.0}, {"jitter", 1.0},
		{"minUptimeMs", 4.0}, {"maxAttempts", math.Inf(1)}, {"maxElapsedMs", math.Inf(1)}, {"retryAfter", true}, {"rules", nil},
	})
	assert.Equal(t, session.Config{
		Reconnect: true, OpenTimeout: 20_000, CloseTimeout: 5_000, HeartbeatEvery: 1, HeartbeatTimeout: 2, Network: true, Decide: true,
		Policy: reconnect.Policy{
			First: 1, Max: 2, Min: 3, Growth: 2, Jitter: reconnect.EqualJitter, MinUptime: 4,
			MaxAttempts: reconnect.Unlimited, MaxElapsed: reconnect.Forever, RetryAfter: true,
		},
	}, config)
}

func TestFieldsTakeTheSlotsThatTheyTakeOnTheWire(t *testing.T) {
	assert.Equal(t, 1+1+1+1+2, Slots([]Field{{"a", 1.0}, {"b", true}, {"c", nil}, {"d", "123456789"}}))
}
