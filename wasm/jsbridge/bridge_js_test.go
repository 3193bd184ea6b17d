//go:build go1.24 && js && wasm

package jsbridge

import (
	"strconv"
	"strings"
	"syscall/js"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/wasm/session"
)

func TestAConnectionLivesAndIsRetried(t *testing.T) {
	p := newPage(t)
	p.session(false)
	assert.Equal(t, int(session.PhaseConnecting), p.happen(reconnectAsked, 1000, ""))
	assert.Equal(t, []string{"phase 0 1 1", "arm 0 21001", "dial 1 0"}, p.taken())
	p.happen(dialled, 1)
	assert.Equal(t, int(session.PhaseOpen), p.happen(opened, 1))
	assert.Contains(t, p.taken(), "phase 1 2 2")

	p.onEffect["tell"] = func(conn int) { p.happen(told, conn) }
	assert.Equal(t, int(session.PhaseWaiting), p.happen(closed, 1, 1012, "deploy", true))
	assert.Regexp(t, `^disarm 3\ndisarm 4\ndisarm 5\nphase 2 4 4\ntell 1 \d+ \d+ 0 0 1 0 0 0 1 17500 default:1012\narm 2 18504\nretry 1 18504 17500 default:1012$`,
		strings.Join(p.taken(), "\n"))
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
	assert.Equal(t, "sent 1 3001 bye €", p.taken()[0], "JavaScript hears what was sent")

	p = newPage(t)
	p.session(false)
	p.opens()
	p.sockets.SetIndex(0, js.Undefined())
	p.taken()
	assert.Equal(t, int(session.PhaseClosing), p.happen(closeAsked, 3001, "bye"))
	assert.Equal(t, 1, p.made[0].Get("readyState").Int())
	assert.NotContains(t, strings.Join(p.taken(), "\n"), "sent")
}

func TestAnEmptyCloseHasNoArguments(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.opens()
	p.happen(closeAsked, 1005, "")
	assert.Equal(t, 0, len(p.made[0].Get("sent").Index(0).String()))
	assert.Contains(t, p.taken(), "sent 1 1005")
}

// By a Close frame of the peer's: readyState is 2, and no event has told yet.
func TestASocketThatIsClosingIsNotClosedAgain(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.opens()
	p.made[0].Set("readyState", 2)
	p.taken()
	p.happen(closeAsked, 3001, "")
	assert.Equal(t, 0, p.made[0].Get("sent").Length())
	assert.NotContains(t, strings.Join(p.taken(), "\n"), "sent")
	p.onEffect["tell"] = func(conn int) { p.happen(told, conn) }
	p.happen(closed, 1, 1012, "", true)
	assert.Regexp(t, `(?m)^tell 1 \d+ 1 `, strings.Join(p.taken(), "\n"), "the peer has closed, not the page")
}

func TestAnAbandonedSocketIsClosedAndNothingElseIs(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.opens()
	p.taken()
	p.onEffect["tell"] = func(conn int) { p.happen(told, conn) }
	p.happen(failAsked, 3902, "broken")
	asked := p.taken()
	assert.Equal(t, []string{"abandon 1 3902 broken", "sent 1 3902 broken"}, asked[:2], "it is let go of first: a mock may call listeners")
	assert.Equal(t, "3902 broken", p.made[0].Get("sent").Index(0).String())
}

func TestACallFromWithinTheNativeCloseIsTakenInItsTurn(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.opens()
	p.made[0].Set("onclosing", p.function(func([]js.Value) any {
		return p.happen(closed, 1, 3001, "", true)
	}))
	p.taken()
	p.onEffect["tell"] = func(conn int) { p.happen(told, conn) }
	assert.Equal(t, int(session.PhaseEnded), p.happen(closeAsked, 3001, ""))
	asked := strings.Join(p.taken(), "\n")
	assert.Regexp(t, `(?s)^sent 1 3001\n.*tell 1 .*end 1 page$`, asked)
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

func TestACallFromAListenerChangesStateAtOnceAndActsAfterwards(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.opens()
	p.taken()
	p.onEffect["tell"] = func(conn int) {
		phase := p.happen(closeAsked, 1005, "")
		assert.Equal(t, int(session.PhaseEnded), phase, "the listener sees the truth")
		assert.Equal(t, "tell", strings.Fields(p.asked[len(p.asked)-1])[0], "nothing is done within the listener")
		p.happen(told, conn)
	}
	assert.Equal(t, int(session.PhaseEnded), p.happen(closed, 1, 1006, "", false))
	assert.Equal(t, "end 1 page", p.asked[len(p.asked)-1])
}

func TestFactsThatCrossTogetherAreTakenInTheirOrder(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.dialled()
	start := fact(1, began, 1, int(session.PhaseConnecting), 0, 0)
	answer := p.cross(start, fact(2, dialled, 1), fact(3, opened, 1), fact(4, closed, 1, 3001, "full ⚡", true))
	assert.Equal(t, int(session.PhaseWaiting), answer)
	asked := p.taken()
	assert.Regexp(t, `^tell 1 .* default:3001$`, asked[len(asked)-1])
	assert.NotContains(t, strings.Join(asked, "\n"), "\narm", "what was armed on the way is never made")
}

func TestWhatIsLeftIsToldAgainWhereAFactHasCrossedMeanwhile(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.opens()
	p.onEffect["phase"] = func(int) { p.happen(closeAsked, 1005, "") }
	p.onEffect["tell"] = func(conn int) { p.happen(told, conn) }
	p.taken()
	p.happen(closed, 1, 1012, "deploy", true)
	asked := strings.Join(p.taken(), "\n")
	assert.Regexp(t, `(?m)^phase 2 4 4\n(.*\n)*phase 4 6 6$`, asked)
	assert.Regexp(t, `(?m)^tell 1 \d+ \d+ 0 0 1 0 0 0 0 0 page$`, asked, "as it is after what the listener for phase did, not before")
	assert.NotContains(t, asked, "retry")
}

func TestWhatWasReplacedBeforeItWasDialledIsNeverDialled(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.onEffect["phase"] = func(int) {
		delete(p.onEffect, "phase")
		p.happen(reconnectAsked, 1000, "")
	}
	assert.Equal(t, int(session.PhaseConnecting), p.happen(reconnectAsked, 1000, ""))
	asked := strings.Join(p.taken(), "\n")
	assert.NotContains(t, asked, "dial 1 ")
	assert.Contains(t, asked, "dial 2 ")
}

func TestMoreEffectsThanTheWireHasRoomForAreDoneInTheirOrder(t *testing.T) {
	p := newPage(t)
	p.session(false)
	var facts [][]any
	for range MinSlots {
		facts = append(facts, fact(1, reconnectAsked, 1000, ""))
	}
	p.cross(facts...)
	assert.Greater(t, len(p.batches), 1)
	assert.Len(t, p.taken(), sum(p.batches))
}

func sum(numbers []int) int {
	total := 0
	for _, n := range numbers {
		total += n
	}
	return total
}

func TestMoreFactsThanTheWireHadRoomFor(t *testing.T) {
	p := newPage(t)
	p.session(false)
	var rows [][]any
	for range 100 {
		rows = append(rows, fact(1, becameHidden), fact(1, becameVisible))
	}
	assert.Equal(t, int(session.PhaseIdle), p.cross(rows...))
	assert.Greater(t, len(bridge.wire.slots), MinSlots)
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
	p.session(false)
	deepest := 0
	p.onEffect["phase"] = func(int) {
		deepest++
		p.happen(switched, true)
		deepest--
		assert.Equal(t, 0, deepest, "nothing is done within an effect")
	}
	p.happen(reconnectAsked, 1000, "")
	bridge.depth = maxDepth
	assert.Equal(t, Fault, int(exportAnswer(int32(count))))
	assert.Contains(t, p.text(), "too deep")
}

func TestSessionsAreCountedAndForgotten(t *testing.T) {
	p := newPage(t)
	p.session(false)
	assert.Equal(t, 1, p.question(count))
	p.question(forget, 0)
	assert.Equal(t, 0, p.question(count))
	assert.Equal(t, Unknown, p.happen(closeAsked, 1000, ""), "a forgotten session's fact changes nothing")
	p.question(forget, 7)
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
	p.cross([]any{int(timerFired), 36_002, 0.5, 30_000, 31_000, int(session.BeatTimer)})
	assert.Equal(t, []string{"arm 5 56000"}, p.taken(), "heard, and 25 s after the page's own message")
}

func TestAProvidersVerdictCrosses(t *testing.T) {
	p := newPage(t)
	p.session(false)
	p.happen(reconnectAsked, 1000, "")
	p.onEffect["tell"] = func(conn int) { p.happen(told, conn) }
	p.happen(dialFailed, 1, false, 5, 40_000)
	assert.Contains(t, strings.Join(p.taken(), "\n"), "cause:provider")
}

func TestRulesCross(t *testing.T) {
	p := newPage(t)
	// Two rules: opened, wasClean, action, minDelayMs, firstDelayMs, maxAttempts, and how many spans of codes.
	nan := js.Global().Get("NaN").Float()
	p.session(true, 2, nan, nan, 1, -1, -1, 1e300, 1, 4000, 4099, true, true, 0, -1, -1, 1e300, 2, 1001, 1001, 1012, 1014)
	p.opens()
	p.onEffect["consult"] = func(conn int) { p.happen(decided, conn, 0, 0) }
	p.onEffect["tell"] = func(conn int) { p.happen(told, conn) }
	p.taken()
	assert.Equal(t, int(session.PhaseEnded), p.happen(closed, 1, 1013, "", true))
	asked := strings.Join(p.taken(), "\n")
	assert.Regexp(t, `(?m)^consult 1 .* rules\[1\]$`, asked)
	assert.Regexp(t, `(?m)^end 1 rules\[1\]$`, asked)
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
