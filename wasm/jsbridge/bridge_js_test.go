//go:build go1.24 && js && wasm

package jsbridge

import (
	"strconv"
	"strings"
	"syscall/js"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

func TestAConnectionLivesAndIsRetried(t *testing.T) {
	p := newPage(t)
	p.session(false)
	assert.Equal(t, int(session.PhaseConnecting), p.happen(reconnectAsked, 1000, ""))
	assert.Equal(t, []string{"phase 0 1", "arm 0 21001", "dial 1 0"}, p.taken())
	p.happen(dialled, 1)
	assert.Equal(t, int(session.PhaseOpen), p.happen(opened, 1))
	assert.Contains(t, p.taken(), "phase 1 2")

	p.tells()
	assert.Equal(t, int(session.PhaseWaiting), p.happen(closed, 1, 1012, "deploy", true))
	assert.Equal(t, []string{"disarm 3", "disarm 4", "disarm 5", "phase 2 4", "tell 1", "arm 2 18504", "retry"}, p.taken())
	waiting, is := p.snapshot.State.(session.Waiting)
	require.True(t, is, "%T", p.snapshot.State)
	assert.Equal(t, "default:1012", waiting.Plan.Decision.Rule)
	assert.Equal(t, session.Millis(18_504), waiting.Plan.At)
}

func TestWhatTellIsAboutStandsInTheSnapshot(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.opens()
	p.happen(closed, 1, 1012, "deploy", true)
	telling, is := p.snapshot.State.(session.Telling)
	require.True(t, is, "%T", p.snapshot.State)
	assert.Equal(t, closecode.ByPeer, telling.Reading.By)
	assert.Equal(t, "default:1012", telling.Decision.Rule)
	assert.Equal(t, session.Millis(17_500), telling.Plan.Delay)
}

// Another core is a new one after a crash, or the first where JavaScript has
// decided so far.
func TestAnotherCoreGoesOnFromTheSnapshot(t *testing.T) {
	p := newPage(t)
	p.session(false)
	options := p.options
	p.opens()
	p.tells()
	p.happen(closed, 1, 1012, "deploy", true)
	p.taken()

	bridge = Bridge{}
	exportShape()
	assert.Equal(t, Fault, p.happen(cameOnline))
	assert.Equal(t, "no such session", p.text())
	p.options = options
	p.now = 18_504
	assert.Equal(t, int(session.PhaseConnecting), p.happen(timerFired, int(session.RetryTimer)))
	assert.Equal(t, []string{"disarm 2", "phase 4 1", "arm 0 38505", "dial 2 1"}, p.taken())
}

// Go closes the browser's socket: where its call does not reach it, the socket
// stays open, since nothing else closes it.
func TestGoClosesTheNativeSocket(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.opens()
	native := p.made[0]
	p.taken()
	assert.Equal(t, int(session.PhaseClosing), p.happen(closeAsked, 3001, "bye €"))
	assert.Equal(t, "3001 bye €", native.Get("sent").Index(0).String())
	assert.Equal(t, "close 1 3001 bye €", p.taken()[0])
	assert.Equal(t, []bool{true}, p.closed)

	p = newPage(t)
	p.session(false)
	p.opens()
	p.sockets.SetIndex(0, js.Undefined())
	assert.Equal(t, int(session.PhaseClosing), p.happen(closeAsked, 3001, "bye"))
	assert.Equal(t, 1, p.made[0].Get("readyState").Int())
	assert.Equal(t, []bool{false}, p.closed, "JavaScript hears that nothing was closed")
}

func TestAnEmptyCloseHasNoArguments(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.opens()
	p.made[0].Set("close", js.Global().Get("Function").New("this.arguments = arguments.length"))
	p.happen(closeAsked, 1005, "")
	assert.Equal(t, 0, p.made[0].Get("arguments").Int())
	assert.Contains(t, p.taken(), "close 1 1005")
}

// By a Close frame of the peer's: readyState is 2, and no event has told yet.
func TestASocketThatIsClosingIsNotClosedAgain(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.opens()
	p.made[0].Set("readyState", 2)
	p.happen(closeAsked, 3001, "")
	assert.Equal(t, 0, p.made[0].Get("sent").Length())
	assert.Equal(t, []bool{false}, p.closed)
	p.happen(closed, 1, 1012, "", true)
	telling, is := p.snapshot.State.(session.Telling)
	require.True(t, is, "%T", p.snapshot.State)
	assert.Equal(t, closecode.ByPeer, telling.Reading.By, "the peer has closed, not the page")
}

func TestAnAbandonedSocketIsClosed(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.opens()
	p.taken()
	p.happen(failAsked, 3902, "broken")
	assert.Equal(t, "abandon 1 3902 broken", p.taken()[0])
	assert.Equal(t, "3902 broken", p.made[0].Get("sent").Index(0).String())
}

func TestACallFromWithinTheNativeCloseIsTakenInItsTurn(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.opens()
	p.made[0].Set("onclosing", p.function(func([]js.Value) any {
		assert.Equal(t, 1, bridge.depth, "Go waits for close() to return")
		return p.happen(closed, 1, 3001, "", true)
	}))
	p.taken()
	p.tells()
	assert.Equal(t, int(session.PhaseEnded), p.happen(closeAsked, 3001, ""))
	asked := p.taken()
	assert.Equal(t, "close 1 3001", asked[0])
	assert.Equal(t, []string{"tell 1", "end 1 page"}, asked[len(asked)-2:])
	assert.Equal(t, []bool{true}, p.closed, "the answer is that of the outer call")
}

func TestASocketThatIsNotWantedIsClosed(t *testing.T) {
	p := newPage(t)
	unwanted := p.fake.New()
	js.Global().Get("wsclose").Set("unwanted", unwanted)
	assert.Zero(t, p.question(discard))
	assert.Equal(t, 1, unwanted.Get("sent").Length())
}

// The clock of closeTimeoutMs starts anew while the bytes that are buffered
// fall: Go reads them on the socket.
func TestGoReadsWhatIsBuffered(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.opens()
	p.made[0].Set("bufferedAmount", 9_000)
	p.happen(closeAsked, 3001, "")
	p.made[0].Set("bufferedAmount", 8_000)
	p.now, p.asked = 6_500, nil
	p.happen(timerFired, int(session.CloseTimer))
	assert.Regexp(t, `^arm 1 \d+$`, strings.Join(p.taken(), "\n"))
	p.now = 20_000
	p.happen(timerFired, int(session.CloseTimer))
	assert.Contains(t, strings.Join(p.taken(), "\n"), "abandon 1 ")
}

func TestACallFromAListenerChangesStateAtOnce(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.opens()
	p.onEffect["tell"] = func(conn int) {
		assert.Equal(t, 0, bridge.depth, "no Go waits while a listener runs")
		assert.Equal(t, int(session.PhaseEnded), p.happen(closeAsked, 1005, ""), "the listener sees the truth")
		p.happen(told, conn)
	}
	assert.Equal(t, int(session.PhaseEnded), p.happen(closed, 1, 1006, "", false))
	assert.Equal(t, "end 1 page", p.asked[len(p.asked)-1])
}

func TestMoreRulesThanTheWireHadRoomFor(t *testing.T) {
	p := newPage(t)
	nan := js.Global().Get("NaN").Float()
	rules := []any{200}
	for code := range 200 {
		rules = append(rules, nan, nan, 0, -1, -1, 1e300, 1, 4000+code, 4000+code)
	}
	p.session(false, rules...)
	p.opens()
	assert.Greater(t, len(bridge.wire.slots), MinSlots)
	p.tells()
	p.happen(closed, 1, 4199, "", true)
	assert.Equal(t, "end 1 rules[199]", p.asked[len(p.asked)-1])
}

func TestAPanicIsAFaultAndNothingIsLeftHalfDone(t *testing.T) {
	p := newPage(t)
	p.session(false)
	assert.Equal(t, Fault, p.question(discard+1))
	assert.Contains(t, p.text(), "no such question")
	assert.Equal(t, Fault, p.happen(resumed+1), "an unknown fact")
	assert.Contains(t, p.text(), "index out of range")
	assert.Equal(t, int(session.PhaseConnecting), p.happen(reconnectAsked, 1000, ""), "it goes on")
}

func TestALongTextOfAFaultIsCut(t *testing.T) {
	newPage(t)
	answer := bridge.guarded(func() int { panic(strings.Repeat("x", 10_000)) })
	assert.Equal(t, Fault, answer)
	w := bridge.wire
	w.at = 0
	assert.Equal(t, strings.Repeat("x", slotBytes*(MinSlots-1)), w.text(""))
}

func TestCallsNestNoDeeperThanTheyMay(t *testing.T) {
	p := newPage(t)
	bridge.depth = maxDepth - 1
	assert.Zero(t, p.question(count))
	bridge.depth = maxDepth
	assert.Equal(t, Fault, p.question(count))
	assert.Contains(t, p.text(), "too deep")
	assert.Equal(t, maxDepth, bridge.depth)
}

func TestSessionsAreCountedAndForgotten(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.opens()
	assert.Equal(t, 1, p.question(count))
	assert.Zero(t, p.question(forget, 0))
	assert.Equal(t, 0, p.question(count))
	assert.Equal(t, Fault, p.happen(closeAsked, 1000, ""))
	assert.Equal(t, "no such session", p.text())
	assert.Zero(t, p.question(forget, 7))
}

func TestQuestionsAreAnsweredByTheRules(t *testing.T) {
	p := newPage(t)
	assert.Equal(t, 0, p.question(check, 1000, 0))
	assert.Equal(t, 1, p.question(check, 1001, 0))
	assert.Equal(t, 2, p.question(check, 3000, 124))
	said := func(code int, reason string, table ...any) string {
		sent := p.question(lenient, append([]any{code, reason, len(table) / 2}, table...)...)
		return strconv.Itoa(sent) + " " + p.text()
	}
	assert.Equal(t, "3901 away ⚡", said(1001, "away ⚡"))
	assert.Equal(t, "4008 no", said(1008, "no", 1001, 4001, 1008, 4008))
	require.Equal(t, 3, p.question(plan, append(policyOf(), 3, 0, 0.5, 0.5)...))
	assert.Equal(t, []float64{0, 5_000, 10_000}, bridge.wire.slots[:3])
}

func TestAHeartbeatIsAskedForAndItsAnswerHeard(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.opens()
	assert.Contains(t, strings.Join(p.taken(), "\n"), "arm 5 26003")
	p.now = 26_002
	p.happen(timerFired, int(session.BeatTimer))
	assert.Equal(t, []string{"beat 1", "arm 5 36003"}, p.taken())
	p.cross(int(timerFired), 36_002, 0.5, 30_000, 31_000, int(session.BeatTimer))
	assert.Equal(t, []string{"arm 5 56000"}, p.taken(), "heard, and 25 s after the page's own message")
}

func TestAProvidersVerdictCrosses(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.happen(reconnectAsked, 1000, "")
	p.happen(dialFailed, 1, false, int(reconnect.VerdictFloor), 40_000)
	telling, is := p.snapshot.State.(session.Telling)
	require.True(t, is, "%T", p.snapshot.State)
	assert.Equal(t, reconnect.RuleProvider, telling.Decision.Rule)
	assert.Equal(t, session.Millis(40_000), telling.Decision.Floor)
}

func TestRulesCross(t *testing.T) {
	p := newPage(t)
	// Two rules: opened, wasClean, action, minDelayMs, firstDelayMs, maxAttempts, and how many spans of codes.
	nan := js.Global().Get("NaN").Float()
	p.session(true, 2, nan, nan, 1, -1, -1, 1e300, 1, 4000, 4099, true, true, 0, -1, -1, 1e300, 2, 1001, 1001, 1012, 1014)
	p.opens()
	p.onEffect["consult"] = func(conn int) {
		deciding, is := p.snapshot.State.(session.Deciding)
		require.True(t, is, "%T", p.snapshot.State)
		assert.Equal(t, "rules[1]", deciding.Decision.Rule)
		p.happen(decided, conn, 0, 0)
	}
	p.tells()
	assert.Equal(t, int(session.PhaseEnded), p.happen(closed, 1, 1013, "", true))
	assert.Equal(t, "end 1 rules[1]", p.asked[len(p.asked)-1])
}

func TestEveryFactIsTaken(t *testing.T) {
	p := newPage(t)
	p.session(false)
	for number := range facts {
		var fields []any
		described := &wire{note: func(_ string, kind FieldKind) {
			if kind == Text {
				fields = append(fields, "x")
			} else {
				fields = append(fields, 0)
			}
		}}
		described.conn(kind(number))
		described.fact(kind(number), nothing{})
		assert.NotEqual(t, Fault, p.happen(kind(number), fields...), "fact %s", facts[number])
	}
}
