//go:build go1.23 && js && wasm

package jsbridge

import (
	"fmt"
	"hash/crc32"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall/js"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/wasm/session"
)

// page is what js/ is to the bridge: hands that write down what they are
// asked, and a fake native WebSocket for each connection.
type page struct {
	t          *testing.T
	facts, ask js.Value
	shape      string
	asked      []string
	onHand     map[string]func(args []js.Value)
	sockets    js.Value
	funcs      []js.Func
	at         float64
}

// fakeSocket is the least that a WebSocket is.
const fakeSocket = `return class FakeWebSocket extends EventTarget {
	readyState = 0; bufferedAmount = 0; sent = [];
	open() { this.readyState = 1; this.dispatchEvent(new Event('open')); }
	close(code, reason) { if (this.readyState < 2) { this.readyState = 2; this.sent.push([code, reason].join(' ')); } }
	end() { this.readyState = 3; this.dispatchEvent(new Event('close')); }
}`

func newPage(t *testing.T) *page {
	p := &page{t: t, onHand: map[string]func([]js.Value){}, at: 1000, sockets: js.Global().Get("Array").New()}
	fake := js.Global().Get("Function").New(fakeSocket).Invoke()
	hands := js.Global().Get("Object").New()
	for _, name := range []string{"dial", "close", "abandon", "arm", "beat", "consult", "tell", "phase", "retry", "end", "delay", "lenient"} {
		hands.Set(name, p.function(func(args []js.Value) any {
			p.note(name, args)
			switch name {
			case "dial":
				p.sockets.SetIndex(args[1].Int(), fake.New())
			case "close", "abandon":
				p.sockets.Index(args[1].Int()).Call("close", args[2], args[3])
			}
			if f := p.onHand[name]; f != nil {
				f(args)
			}
			return nil
		}))
	}
	hands.Set("random", p.function(func([]js.Value) any { return 0.5 }))
	hands.Set("ready", p.function(func(args []js.Value) any {
		p.facts, p.ask, p.shape = args[0], args[1], args[2].String()
		return nil
	}))
	global := js.Global().Get("Object").New()
	global.Set("wsclose", hands)
	Serve(global)
	t.Cleanup(func() {
		for _, f := range p.funcs {
			f.Release()
		}
	})
	return p
}

func (p *page) function(f func(args []js.Value) any) js.Func {
	made := js.FuncOf(func(_ js.Value, args []js.Value) any { return f(args) })
	p.funcs = append(p.funcs, made)
	return made
}

func (p *page) note(name string, args []js.Value) {
	words := []string{name}
	if name != "lenient" && name != "delay" {
		args = args[1:] // the session's number
	}
	for _, arg := range args {
		words = append(words, js.Global().Get("String").Invoke(arg).String())
	}
	p.asked = append(p.asked, strings.Join(words, " "))
}

// taken is what the hands were asked since the last time.
func (p *page) taken() []string {
	asked := p.asked
	p.asked = nil
	return asked
}

// session makes session 0 with the given bits and rules.
func (p *page) session(bits int, rules ...any) {
	p.t.Helper()
	options := append([]any{bits, 20_000, 5_000, 0, 25_000, 10_000, 5_000, 30_000, 0, 2, 0, 5_000, -1, -1}, rules...)
	began := []any{0, int(Began), 0, 0, 0, 0, -1, -1, 0, 0, 0, 0}
	answer := p.cross(append(append([]any{len(options)}, options...), began...))
	require.Equal(p.t, int(session.PhaseIdle), answer.Int())
}

// happen reports a fact of session 0, with its a, b, c and text, and returns
// what the bridge answers.
func (p *page) happen(kind Kind, conn int, rest ...any) js.Value {
	p.at++
	return p.cross([]any{0}, fact12(p.at, kind, conn, rest...))
}

// fact12 is a fact of session 0 as numbers and, where it has one, its text.
func fact12(at float64, kind Kind, conn int, rest ...any) []any {
	fields := append([]any{0, int(kind), conn, at, 0.5, 0, -1, -1}, rest...)
	for len(fields) <= C {
		fields = append(fields, 0)
	}
	if len(fields) > HasText && fields[HasText] != "" {
		return append(fields[:HasText:HasText], 1, fields[HasText])
	}
	return append(fields[:HasText:HasText], 0)
}

// cross lets facts cross the bridge; what is no number is a text.
func (p *page) cross(rows ...[]any) js.Value {
	var numbers, texts []any
	for _, field := range slices.Concat(rows...) {
		if text, is := field.(string); is {
			texts = append(texts, text)
		} else {
			numbers = append(numbers, field)
		}
	}
	wire := js.Global().Get("Float64Array").Call("of", numbers...).Get("buffer")
	return p.facts.Invoke(append([]any{js.Global().Get("Uint8Array").New(wire), len(numbers)}, texts...)...)
}

func TestAConnectionLivesAndIsRetriedThroughTheHands(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	assert.Equal(t, int(session.PhaseConnecting), p.happen(ReconnectAsked, 0, 1000).Int())
	assert.Equal(t, []string{"phase 0 1 1", "arm 0 21001", "dial 1 0"}, p.taken())
	p.happen(Dialled, 1)
	assert.Equal(t, int(session.PhaseOpen), p.happen(Opened, 1).Int())
	assert.Contains(t, p.taken(), "phase 1 2 2")

	p.onHand["tell"] = func(args []js.Value) { p.happen(Told, args[1].Int()) }
	assert.Equal(t, int(session.PhaseWaiting), p.happen(Closed, 1, 1012, 1, 0, "deploy").Int())
	assert.Regexp(t, `^arm 3 -1\narm 4 -1\narm 5 -1\nphase 2 4 4\ntell 1 \d+ \d+ 0 2 0 1 17500 default:1012\narm 2 18504\nretry 1 18504 17500 default:1012$`,
		strings.Join(p.taken(), "\n"))
}

func TestTheShapeIsHandedOver(t *testing.T) {
	assert.Equal(t, Shape, newPage(t).shape)
}

// What crosses the bridge is said in these files: when one changes, so does Shape, here and in bridge.ts.
func TestShapeIsOfWhatCrosses(t *testing.T) {
	sum := crc32.NewIEEE()
	for _, name := range []string{"effect.go", "fact.go", "option.go"} {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		_, _ = sum.Write(text)
	}
	_, _ = sum.Write([]byte(source(t, "facts.ts") + source(t, "numbers.ts")))
	want := fmt.Sprintf("%08x", sum.Sum32())
	assert.Equal(t, want, Shape, "set Shape in bridge.go")
	assert.True(t, strings.Contains(source(t, "bridge.ts"), `SHAPE = "`+want+`"`), "and SHAPE in bridge.ts")
}

func TestACloseReachesTheNativeSocket(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	p.happen(ReconnectAsked, 0, 1000)
	p.happen(Dialled, 1)
	p.happen(Opened, 1)
	assert.Equal(t, int(session.PhaseClosing), p.happen(CloseAsked, 0, 3001, 0, 0, "bye €").Int())
	assert.Equal(t, "3001 bye €", p.sockets.Index(1).Get("sent").Index(0).String())
	assert.Contains(t, p.taken(), "close 1 3001 bye €")
}

func TestACallFromAListenerChangesStateAtOnceAndActsAfterwards(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	p.happen(ReconnectAsked, 0, 1000)
	p.happen(Dialled, 1)
	p.happen(Opened, 1)
	p.taken()
	p.onHand["tell"] = func(args []js.Value) {
		phase := p.happen(CloseAsked, 0, 1005)
		assert.Equal(t, int(session.PhaseEnded), phase.Int(), "the listener sees the truth")
		assert.Equal(t, "tell", strings.Fields(p.asked[len(p.asked)-1])[0], "nothing is done within the listener")
		p.happen(Told, args[1].Int())
	}
	assert.Equal(t, int(session.PhaseEnded), p.happen(Closed, 1, 1006, 0).Int())
	assert.Equal(t, "end 1 page", p.asked[len(p.asked)-1])
}

func TestFactsThatCrossTogetherAreTakenInTheirOrder(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	began := fact12(1, Began, 1, int(session.PhaseConnecting), 0, 0)
	answer := p.cross([]any{0}, began, fact12(2, Dialled, 1), fact12(3, Opened, 1), fact12(4, Closed, 1, 3001, 1, 0, "full ⚡"))
	assert.Equal(t, int(session.PhaseWaiting), answer.Int())
	asked := p.taken()
	assert.Regexp(t, `^tell 1 .* default:3001$`, asked[len(asked)-1])
	armed := map[string]string{}
	for _, one := range asked {
		if words := strings.Fields(one); words[0] == "arm" {
			armed[words[1]] = words[2]
		}
	}
	for timer, at := range armed {
		assert.Equal(t, "-1", at, "what was armed on the way is not any more: timer %s", timer)
	}
}

func TestMoreFactsThanTheWireHadRoomFor(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	rows := [][]any{{0}}
	for range 100 {
		rows = append(rows, fact12(1, BecameHidden, 0), fact12(1, BecameVisible, 0))
	}
	assert.Equal(t, int(session.PhaseIdle), p.cross(rows...).Int())
}

func TestAPanicIsAFaultAndNothingIsLeftHalfDone(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	fault := p.ask.Invoke(int(AskPanic))
	assert.Equal(t, js.TypeString, fault.Type())
	assert.Contains(t, fault.String(), "asked to panic")
	missing := p.facts.Invoke(0)
	assert.Equal(t, js.TypeString, missing.Type(), "missing arguments are a fault")
	assert.Equal(t, int(session.PhaseConnecting), p.happen(ReconnectAsked, 0, 1000).Int(), "it goes on")
}

func TestCallsNestNoDeeperThanTwo(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	var deepest js.Value
	p.onHand["delay"] = func([]js.Value) {
		p.onHand["delay"] = func([]js.Value) { deepest = p.happen(CloseAsked, 0, 1000) }
		p.ask.Invoke(int(AskPlan), 1, BitReconnect, 0, 0, 0, 0, 0, 1, 1, 0, 2, 0, 0, -1, -1)
	}
	p.ask.Invoke(int(AskPlan), 1, BitReconnect, 0, 0, 0, 0, 0, 1, 1, 0, 2, 0, 0, -1, -1)
	require.Equal(t, js.TypeString, deepest.Type())
	assert.Contains(t, deepest.String(), "too deep")
}

func TestSessionsAreCountedAndForgotten(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	assert.Equal(t, 1, p.ask.Invoke(int(AskCount)).Int())
	p.ask.Invoke(int(AskForget), 0)
	assert.Equal(t, 0, p.ask.Invoke(int(AskCount)).Int())
	assert.Equal(t, gone, p.happen(CloseAsked, 0, 1000).Int(), "a forgotten session's fact changes nothing")
	p.ask.Invoke(int(AskForget), 7)
}

func TestQuestionsAreAnsweredByTheRules(t *testing.T) {
	p := newPage(t)
	check := func(code int, reason string) int { return p.ask.Invoke(int(AskCheck), code, reason).Int() }
	assert.Equal(t, 0, check(1000, ""))
	assert.Equal(t, 1, check(1001, ""))
	assert.Equal(t, 2, check(3000, strings.Repeat("é", 62)))
	p.ask.Invoke(int(AskLenient), 1001, "away")
	p.ask.Invoke(int(AskLenient), 1008, "no", 1001, 4001, 1008, 4008)
	p.ask.Invoke(int(AskPlan), 3, BitReconnect, 0, 0, 0, 0, 0, 5_000, 30_000, 0, 2, 0, 5_000, -1, -1)
	assert.Equal(t, []string{"lenient 3901 away", "lenient 4008 no", "delay", "delay", "delay"}, shortened(p.taken()))
}

// shortened cuts the number off each delay: it is the policy's.
func shortened(asked []string) []string {
	for i, one := range asked {
		if strings.HasPrefix(one, "delay") {
			asked[i] = "delay"
		}
	}
	return asked
}

func TestAHeartbeatIsAskedForAndItsAnswerHeard(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	p.happen(ReconnectAsked, 0, 1000)
	p.happen(Dialled, 1)
	p.happen(Opened, 1)
	assert.Contains(t, strings.Join(p.taken(), "\n"), "arm 5 26003")
	p.at = 26_002
	p.happen(TimerFired, 0, 5)
	assert.Equal(t, []string{"beat 1", "arm 5 36003"}, p.taken())
	p.at = 36_002
	p.cross([]any{0, 0, int(TimerFired), 0, p.at, 0.5, 0, 30_000, 31_000, 5, 0, 0, 0})
	assert.Equal(t, []string{"arm 5 56000"}, p.taken(), "heard, and 25 s after the page's own message")
}

func TestAProvidersVerdictCrossesTheBridge(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	p.happen(ReconnectAsked, 0, 1000)
	p.onHand["tell"] = func(args []js.Value) { p.happen(Told, args[1].Int()) }
	p.happen(DialFailed, 1, 0, 5, 40_000)
	assert.Contains(t, strings.Join(p.taken(), "\n"), "cause:provider")
}

func TestRulesCrossTheBridge(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect|BitDecide, 0, 0, 1, -1, -1, -1, 1, 4000, 4099, 1, 1, 0, -1, -1, -1, 2, 1001, 1001, 1012, 1014)
	p.happen(ReconnectAsked, 0, 1000)
	p.happen(Dialled, 1)
	p.happen(Opened, 1)
	p.taken()
	p.onHand["consult"] = func(args []js.Value) { p.happen(Decided, args[1].Int(), 0) }
	p.onHand["tell"] = func(args []js.Value) { p.happen(Told, args[1].Int()) }
	p.happen(Closed, 1, 1013, 1)
	asked := strings.Join(p.taken(), "\n")
	assert.Regexp(t, `(?m)^consult 1 .* rules\[1\]$`, asked)
	assert.Regexp(t, `(?m)^end 1 rules\[1\]$`, asked)
}

func TestEveryFactIsAnEventInEveryPhase(t *testing.T) {
	for kind := Began; kind <= Resumed; kind++ {
		p := newPage(t)
		p.session(BitReconnect | BitNetwork | BitLifecycle)
		p.happen(ReconnectAsked, 0, 1000)
		p.happen(Dialled, 1)
		answer := p.happen(kind, 1, 0, 0, 0, "")
		assert.Equal(t, js.TypeNumber, answer.Type(), "fact %d", kind)
	}
	p := newPage(t)
	p.session(BitReconnect)
	assert.Equal(t, js.TypeString, p.happen(Resumed+1, 0).Type(), "an unknown fact is a fault")
}

// The numbers stand twice, since TypeScript can't read Go: this holds them
// equal.
func TestNumbersTsMirrorsTheBridge(t *testing.T) {
	facts, numbers := source(t, "facts.ts"), source(t, "numbers.ts")
	assert.Equal(t, []string{
		"Began", "Planned", "Dialled", "DialFailed", "Opened", "Errored", "Closed", "Decided", "Told", "CloseAsked", "ReconnectAsked",
		"FailAsked", "TooBig", "Switched", "RetryCancelled", "Disposed", "TimerFired", "WentOffline", "CameOnline", "BecameHidden", "BecameVisible",
		"PageHidden", "PageShown", "Froze", "Resumed",
	}, inOrder(t, facts, ""))
	assert.Len(t, inOrder(t, facts, ""), int(Resumed)+1)
	assert.Equal(t, upper(session.Timers()), inOrder(t, numbers, "TIMER_"))
	assert.Equal(t, `"`+strings.Join(session.Phases(), `", "`)+`"`, regexp.MustCompile(`PHASES = \[(.*)\]`).FindStringSubmatch(numbers)[1])
	for phase, name := range upper(session.Phases()) {
		assert.Contains(t, numbers, fmt.Sprintf("export const %s = %d;", name, phase))
	}
	assert.Equal(t, []string{"CHECK", "LENIENT", "PLAN", "COUNT", "FORGET", "PANIC"}, inOrder(t, numbers, "ASK_"))
	assert.Len(t, inOrder(t, numbers, "ASK_"), int(AskPanic)+1)
	assert.Equal(t, "INVALID 1, EXPECTED 2, SYNTHETIC 4, ERROR 8", constants(numbers, "FLAG_"))
	assert.Equal(t, []int{1, 2, 4, 8}, []int{FlagInvalid, FlagExpected, FlagSynthetic, FlagError})
	assert.Equal(t, fmt.Sprintf("RATE %d, UNSEEN %d, NEGLIGIBLE %d", session.FlushRate, session.FlushUnseen, session.FlushNegligible),
		constants(numbers, "FLUSH_"))
	bits := []int{BitReconnect, BitNetwork, BitLifecycle, BitDecide, BitRetryAfter, BitInteractive, BitOffline, BitHidden}
	names := []string{"RECONNECT", "NETWORK", "LIFECYCLE", "DECIDE", "RETRY_AFTER", "INTERACTIVE", "OFFLINE", "HIDDEN"}
	var want []string
	for i, bit := range bits {
		want = append(want, fmt.Sprintf("%s %d", names[i], bit))
	}
	assert.Equal(t, strings.Join(want, ", "), constants(numbers, "BIT_"))
}

func source(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../js/src/" + name)
	require.NoError(t, err)
	return string(text)
}

// constants are the numbers whose names begin with a prefix, without it, as
// "NAME 1, OTHER 2".
func constants(source, prefix string) string {
	var list []string
	for _, found := range regexp.MustCompile(`export const `+prefix+`(\w+) = (\d+);`).FindAllStringSubmatch(source, -1) {
		list = append(list, found[1]+" "+found[2])
	}
	return strings.Join(list, ", ")
}

// inOrder is the names of constants whose numbers count from 0.
func inOrder(t *testing.T, source, prefix string) []string {
	t.Helper()
	var names []string
	for i, constant := range strings.Split(constants(source, prefix), ", ") {
		name, number, _ := strings.Cut(constant, " ")
		assert.Equal(t, strconv.Itoa(i), number, prefix+name)
		names = append(names, name)
	}
	return names
}

func upper(names []string) []string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = strings.ToUpper(name)
	}
	return list
}
