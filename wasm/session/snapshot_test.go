//go:build go1.23

package session_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/jsbridge"
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// A core takes a session over from the snapshot that another core, or what decides in JavaScript, has left.

// life lets a session live by random events, and shows each. It begins with a connection, as every session does that lives for long.
func life(t *rapid.T, step func(event session.Event) session.Snapshot) {
	var now session.Millis
	var last session.Conn
	if rapid.Bool().Draw(t, "begins") {
		for _, fact := range []session.Fact{session.ReconnectAsked{}, session.Dialled{}, session.Opened{}} {
			last = step(event(now, 0, fact)).Last
		}
	}
	for range rapid.IntRange(1, 60).Draw(t, "events") {
		now += session.Millis(rapid.SampledFrom([]int{0, 0, 1, 100, 1_000, 7_000, 100_000}).Draw(t, "later"))
		last = step(anyEvent(t, now, last)).Last
	}
}

func TestRestoringASnapshotChangesNothingThatFollows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		config, around := rapid.SampledFrom(allConfigs).Draw(t, "config"), rapid.SampledFrom(someAround).Draw(t, "around")
		lived, restored, crossed := session.New(config, around), session.New(config, around), session.New(config, around)
		life(t, func(e session.Event) session.Snapshot {
			if rapid.IntRange(0, 3).Draw(t, "restores") == 0 {
				restored = session.Restore(config, restored.Snapshot())
				crossed = session.Restore(config, jsbridge.ReadSnapshot(jsbridge.SnapshotFields(crossed.Snapshot())))
			}
			effects := lived.Step(e)
			require.Equal(t, effects, restored.Step(e), "restored: %s", factText(e.Fact))
			require.Equal(t, effects, crossed.Step(e), "over the wire: %s", factText(e.Fact))
			require.Equal(t, lived, restored, "restored: %s", factText(e.Fact))
			require.Equal(t, lived, crossed, "over the wire: %s", factText(e.Fact))
			return lived.Snapshot()
		})
	})
}

func TestEverySnapshotCrossesTheWireWhole(t *testing.T) {
	states := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		config := rapid.SampledFrom(allConfigs).Draw(t, "config")
		m := session.New(config, rapid.SampledFrom(someAround).Draw(t, "around"))
		life(t, func(e session.Event) session.Snapshot {
			m.Step(e)
			have := m.Snapshot()
			states[typeName(have.State)] = true
			require.Equal(t, have, jsbridge.ReadSnapshot(jsbridge.SnapshotFields(have)))
			return have
		})
	})
	for _, r := range rows() { // whatever the random lives have come to
		have := reached(r).Snapshot()
		states[typeName(have.State)] = true
		assert.Equal(t, have, jsbridge.ReadSnapshot(jsbridge.SnapshotFields(have)), r.name)
	}
	for _, name := range implementers(t, "state") {
		assert.True(t, states[name], "no snapshot was in the state %s", name)
	}
}

// A settlement and its plan have one decision, which crosses once.
func TestAPlanIsAlwaysThatOfTheDecisionBesideIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		config := rapid.SampledFrom(allConfigs).Draw(t, "config")
		m := session.New(config, session.Surroundings{})
		life(t, func(e session.Event) session.Snapshot {
			m.Step(e)
			switch s := m.State().(type) {
			case session.Deciding:
				require.Equal(t, s.Decision, s.Plan.Decision)
			case session.Telling:
				require.Equal(t, s.Decision, s.Plan.Decision)
			}
			return m.Snapshot()
		})
	})
}

// The longest texts that a step leaves on the wire.
var (
	longestReason = strings.Repeat("x", 123) // RFC 6455, section 5.5, less the code
	longestRule   = "cause:close-timeout"
)

// What a step leaves on the wire at most, in slots: jsbridge, MinSlots.
const (
	mostEffects   = 6
	effectSlots   = 20
	snapshotSlots = 52
)

func TestAStepFitsTheWire(t *testing.T) {
	long := func(fields []jsbridge.Field) []jsbridge.Field {
		for i, field := range fields {
			switch text, isText := field.Value.(string); {
			case !isText:
			case field.Name == "kind":
				fields[i].Value = 0.0 // a number on the wire
			case field.Name == "reason":
				require.LessOrEqual(t, len(text), len(longestReason))
				fields[i].Value = longestReason
			default:
				require.LessOrEqual(t, len(text), len(longestRule), text)
				fields[i].Value = longestRule
			}
		}
		return fields
	}
	step := func(t require.TestingT, m *session.Machine, e session.Event) session.Snapshot {
		effects := m.Step(e)
		require.LessOrEqual(t, len(effects), mostEffects, "%s", factText(e.Fact))
		require.LessOrEqual(t, jsbridge.Slots(long(jsbridge.SnapshotFields(m.Snapshot()))), snapshotSlots)
		for _, effect := range effects {
			require.LessOrEqual(t, jsbridge.Slots(long(jsbridge.EffectFields(effect))), effectSlots, "%T", effect)
		}
		return m.Snapshot()
	}
	rapid.Check(t, func(t *rapid.T) {
		config := rapid.SampledFrom(allConfigs).Draw(t, "config")
		m := session.New(config, rapid.SampledFrom(someAround).Draw(t, "around"))
		life(t, func(e session.Event) session.Snapshot { return step(t, m, e) })
	})
	for _, r := range rows() {
		for _, c := range cells() {
			step(t, reached(r), c.event())
		}
	}
	assert.LessOrEqual(t, mostEffects*effectSlots+snapshotSlots, jsbridge.MinSlots)
}

func TestTheLongestRuleIsTheLongest(t *testing.T) {
	long := standard()
	long.Policy.Rules = make([]reconnect.Rule, 1_000_001)
	long.Policy.Rules[1_000_000] = reconnect.NewRule(reconnect.Stop, reconnect.Span{From: 4000, To: 4000})
	s := openedAt(0, long, session.Surroundings{}).at(1, closed(4000, ""))
	assert.LessOrEqual(t, len(s.told(t).Decision.Rule), len(longestRule))
	config := standard()
	s = openedAt(0, config, session.Surroundings{}).at(1, closed(65535, ""))
	assert.LessOrEqual(t, len(s.told(t).Decision.Rule), len(longestRule))
	for ended := range closecode.Ended(16) {
		d, _ := reconnect.Decide(config.Policy, reconnect.Tally{}, reconnect.Outcome{Code: 1006, Ended: ended}, 0)
		assert.LessOrEqual(t, len(d.Rule), len(longestRule), d.Rule)
	}
}
