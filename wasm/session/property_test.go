//go:build go1.23

package session_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// watch holds what must be true of a session whatever happens, after each event.
type watch struct {
	t       require.TestingT
	config  session.Config
	machine *session.Machine
	phase   session.Phase
	sockets map[session.Conn]bool // true while it lives
	told    map[session.Conn]bool
	timers  map[session.Timer]bool
	last    session.Conn
	// over: the session has told its end, and nothing follows but a reconnect(). final: the page ended it, and nothing but that dials.
	over, final bool
	// wanted: reconnect() was called, and no connection has been dialled since.
	wanted bool
	story  []string
}

func newWatch(t require.TestingT, config session.Config, around session.Surroundings) *watch {
	return &watch{
		t: t, config: config, machine: session.New(config, around),
		sockets: map[session.Conn]bool{}, told: map[session.Conn]bool{}, timers: map[session.Timer]bool{},
	}
}

func (w *watch) require(ok bool, complaint string, args ...any) {
	if !ok {
		require.Fail(w.t, fmt.Sprintf(complaint, args...), strings.Join(w.story, "\n"))
	}
}

// mustWait tells whether no attempt may be made of the session's own.
func (w *watch) mustWait() bool {
	around := w.machine.Around()
	return w.config.Network && around.Offline || w.config.Lifecycle && (around.Frozen || around.Away)
}

func (w *watch) step(e session.Event) []session.Effect {
	before := w.machine.State()
	effects := w.machine.Step(e)
	w.story = append(w.story, fmt.Sprintf("%d %s (%d) -> %s: %s", e.At, factText(e.Fact), e.Conn, stateText(w.machine.State()), effectsText(effects)))
	if e.Conn != 0 && e.Conn != connOf(before) {
		w.require(len(effects) == 0 && w.machine.State() == before, "an event of another connection changes something")
		return nil
	}
	switch e.Fact.(type) {
	case session.ReconnectAsked:
		w.wanted, w.final, w.over = true, false, false
	case session.CloseAsked, session.Disposed:
		w.wanted, w.final = false, true
	case session.Dialled:
		if _, dialling := before.(session.Dialling); dialling {
			w.sockets[connOf(before)] = true
		}
	case session.Closed:
		if living(before) {
			w.sockets[connOf(before)] = false
		}
	}
	for _, effect := range effects {
		w.effect(effect)
	}
	w.afterwards()
	return effects
}

// connOf is the connection of any state, 0 before the first.
func connOf(state session.State) session.Conn {
	if field := reflect.ValueOf(state).FieldByName("Conn"); field.IsValid() {
		return session.Conn(field.Int())
	}
	return 0
}

// living tells the states that have a native socket.
func living(state session.State) bool {
	switch state.(type) {
	case session.Connecting, session.Open, session.Closing:
		return true
	default:
		return false
	}
}

func (w *watch) effect(effect session.Effect) {
	switch e := effect.(type) {
	case session.Dial:
		w.require(e.Conn == w.last+1, "connection %d follows %d", e.Conn, w.last)
		w.require(!w.final, "a dial after the page's close()")
		w.require(!w.mustWait() || w.wanted, "a dial while offline, frozen or away")
		w.require(!w.over, "a dial after the end")
		for conn, alive := range w.sockets {
			w.require(!alive, "connection %d is dialled while %d lives", e.Conn, conn)
		}
		w.last, w.wanted = e.Conn, false
	case session.Abandon:
		if w.sockets[e.Conn] { // else a provider was asked, and there is no native socket yet
			w.sockets[e.Conn] = false
		}
	case session.Beat:
		w.require(w.sockets[e.Conn] && w.config.HeartbeatEvery > 0, "a heartbeat on connection %d", e.Conn)
	case session.CloseNative:
		w.require(w.sockets[e.Conn], "close() of connection %d, which does not live", e.Conn)
	case session.Arm:
		w.timers[e.Timer] = true
	case session.Disarm:
		delete(w.timers, e.Timer)
	case session.Tell:
		w.require(!w.told[e.Conn], "two closes of connection %d", e.Conn)
		w.require(e.Conn == w.last && !w.sockets[e.Conn], "a close of connection %d, which lives or is not the last", e.Conn)
		w.told[e.Conn] = true
	case session.EmitPhase:
		w.require(e.From == w.phase && e.To != e.From, "phase %s>%s out of %s", e.From, e.To, w.phase)
		w.phase = e.To
	case session.EmitEnd:
		w.require(!w.over, "two ends")
		w.over = true
		w.require(e.Conn == 0 || e.Conn == w.last, "an end of connection %d, which is not the last", e.Conn)
	}
}

// owners says which timers may run in a state.
func owners(state session.State) []session.Timer {
	switch state.(type) {
	case session.Dialling, session.Connecting:
		return []session.Timer{session.OpenTimer}
	case session.Open:
		return []session.Timer{session.UptimeTimer, session.IdleTimer, session.BeatTimer}
	case session.Closing:
		return []session.Timer{session.CloseTimer}
	case session.Waiting:
		return []session.Timer{session.RetryTimer}
	default:
		return nil
	}
}

func (w *watch) afterwards() {
	state := w.machine.State()
	w.require(w.phase == w.machine.Phase(), "the page was told %s, and it is %s", w.phase, w.machine.Phase())
	for timer := range w.timers {
		w.require(contains(owners(state), timer), "timer %s runs in %s", timer, stateText(state))
	}
	wait, waiting := state.(session.Waiting)
	w.require(!waiting || w.timers[session.RetryTimer], "nothing ends the wait")
	pause, paused := state.(session.Paused)
	plan := max(wait.Plan.Decision.Attempt, pause.Plan.Decision.Attempt)
	w.require(!waiting && !paused || plan == w.machine.Attempt(), "attempt %d is planned, and would be dialled as %d", plan, w.machine.Attempt())
	w.require(paused == (paused && w.mustWait()) && !(waiting && w.mustWait()), "waiting or paused in %s", aroundText(w.machine.Around()))
	_, ended := state.(session.Ended)
	w.require(ended == w.over, "the end is told, if and only if it is there")
	for conn, alive := range w.sockets {
		w.require(!alive || living(state) && connOf(state) == conn, "connection %d lives in %s", conn, stateText(state))
		_, deciding := state.(session.Deciding)
		w.require(alive || w.told[conn] || deciding, "connection %d ended, and nobody was told", conn)
	}
	w.require(!living(state) || w.sockets[connOf(state)], "%s has no native socket", stateText(state))
}

func contains(timers []session.Timer, timer session.Timer) bool {
	for _, t := range timers {
		if t == timer {
			return true
		}
	}
	return false
}

// facts are all that can happen, the likely ones more often.
func facts() []session.Fact {
	var list []session.Fact
	for _, c := range cells() {
		list = append(list, c.fact)
	}
	for range 6 {
		list = append(list, session.Dialled{}, session.Opened{}, session.Told{}, session.Told{}, session.Decided{}, closed(1006, ""),
			session.TimerFired{Timer: session.RetryTimer}, session.TimerFired{Timer: session.BeatTimer})
	}
	return append(list, session.CloseAsked{Code: 1000, Late: true}, session.Closed{Code: 65535, WasClean: true}, session.Closed{}, session.TimerFired{Timer: 99})
}

var (
	allFacts    = facts()
	allConfigs  = configs()
	someAround  = []session.Surroundings{{}, {Offline: true}, {Hidden: true}, {Frozen: true}, {Away: true}}
	someRandoms = []float64{0, 0.25, 0.999}
)

func configs() []session.Config {
	limited := deciding()
	limited.Policy.MaxAttempts, limited.Policy.MaxElapsed, limited.Network = 2, 60_000, false
	eager := standard()
	eager.Policy.MinUptime, eager.Policy.First, eager.Lifecycle, eager.CloseTimeout = 0, 0, false, 0
	never := session.Config{Policy: reconnect.RFC6455()}
	return []session.Config{standard(), deciding(), limited, eager, never, beating()}
}

func TestWhateverHappensTheSessionKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWatch(t, rapid.SampledFrom(allConfigs).Draw(t, "config"), rapid.SampledFrom(someAround).Draw(t, "around"))
		var now session.Millis
		for range rapid.IntRange(1, 60).Draw(t, "events") {
			now += session.Millis(rapid.SampledFrom([]int{0, 0, 1, 100, 1_000, 7_000, 100_000}).Draw(t, "later"))
			w.step(anyEvent(t, now, w.last))
		}
	})
}

// anyEvent is an event at a moment, of a session whose last connection is known.
func anyEvent(t *rapid.T, now session.Millis, last session.Conn) session.Event {
	return session.Event{
		Moment: session.Moment{
			At: now, Random: rapid.SampledFrom(someRandoms).Draw(t, "random"),
			Buffered: rapid.Int64Range(0, 3).Draw(t, "buffered"), Heard: now - session.Millis(rapid.Int64Range(0, 70_000).Draw(t, "heard")),
			Sent: now - session.Millis(rapid.Int64Range(0, 70_000).Draw(t, "sent")),
		},
		Conn: conns(last)[rapid.IntRange(0, 4).Draw(t, "conn")],
		Fact: rapid.SampledFrom(allFacts).Draw(t, "fact"),
	}
}

// conns are whose an event may be: nobody's, the last connection's, one before, one that is not there yet.
func conns(last session.Conn) []session.Conn {
	return []session.Conn{0, last, last, max(last-1, 0), last + 1}
}

// TestPageThatAnswersAlwaysGetsAnEnd runs a page and a network that do what they must, and ends with close().
func TestPageThatAnswersAlwaysGetsItsEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWatch(t, rapid.SampledFrom(allConfigs).Draw(t, "config"), session.Surroundings{})
		var now session.Millis
		var play func(fact session.Fact, conn session.Conn)
		play = func(fact session.Fact, conn session.Conn) {
			for _, effect := range w.step(event(now, conn, fact)) {
				switch e := effect.(type) {
				case session.Dial:
					play(rapid.SampledFrom([]session.Fact{session.Dialled{}, session.Dialled{}, session.DialFailed{}}).Draw(t, "dial"), e.Conn)
				case session.Consult:
					play(session.Decided{Verdict: reconnect.Verdict{Kind: reconnect.VerdictKind(rapid.IntRange(0, 5).Draw(t, "verdict"))}}, e.Conn)
				case session.Tell:
					play(session.Told{}, e.Conn)
				}
			}
		}
		play(reconnectAsked, 0)
		for range rapid.IntRange(1, 40).Draw(t, "events") {
			now += session.Millis(rapid.IntRange(0, 20_000).Draw(t, "later"))
			switch fact := rapid.SampledFrom(allFacts).Draw(t, "fact").(type) {
			case session.Dialled, session.DialFailed, session.Decided, session.Told:
			default:
				play(fact, 0)
			}
		}
		play(session.CloseAsked{Code: closecode.NoStatusRcvd}, 0)
		play(closed(1000, ""), 0)
		require.Equal(t, session.PhaseEnded, w.machine.Phase())
		require.True(t, w.over)
		for conn := session.Conn(1); conn <= w.last; conn++ {
			if _, native := w.sockets[conn]; native {
				require.True(t, w.told[conn], "connection %d", conn)
			}
		}
	})
}

// FuzzAnySequence reads events from bytes: configuration, surroundings, then time, connection, random number and fact of each.
func FuzzAnySequence(f *testing.F) {
	f.Add([]byte{0, 0})
	f.Fuzz(func(t *testing.T, story []byte) {
		if len(story) < 2 {
			return
		}
		w := newWatch(t, allConfigs[int(story[0])%len(allConfigs)], someAround[int(story[1])%len(someAround)])
		var now session.Millis
		for story = story[2:min(len(story), 2+4*100)]; len(story) >= 4; story = story[4:] {
			now += session.Millis(story[0]) * session.Millis(story[0])
			w.step(session.Event{
				Moment: session.Moment{At: now, Random: float64(story[2]) / 256, Buffered: int64(story[2]), Heard: now - session.Millis(story[2])<<8, Sent: now - session.Millis(story[1])<<8},
				Conn:   conns(w.last)[int(story[1])%5],
				Fact:   allFacts[int(story[3])%len(allFacts)],
			})
		}
	})
}
