//go:build go1.23 && js && wasm

package jsbridge

import (
	"bytes"
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
	hands      js.Value
	shape      string
	crossings  int
	asked      []string
	batches    []int
	onHand     map[Hand]func(conn int)
	sockets    js.Value
	fake       js.Value
	// at is where the next number of the wire is.
	at    int
	funcs []js.Func
	now   float64
}

// room is how many slots the wire has at first: few rows, and what is kept free for another.
const room = 40

var handNames = []string{"dial", "arm", "beat", "phase", "close", "abandon", "consult", "tell", "retry", "end"}

// fakeSocket is the least that a WebSocket is.
const fakeSocket = `return class FakeWebSocket extends EventTarget {
	readyState = 0; bufferedAmount = 0; sent = [];
	open() { this.readyState = 1; this.dispatchEvent(new Event('open')); }
	close(code, reason) { if (this.readyState < 2) { this.readyState = 2; this.sent.push([code, reason].join(' ')); } }
	end() { this.readyState = 3; this.dispatchEvent(new Event('close')); }
}`

func newPage(t *testing.T) *page {
	p := &page{t: t, onHand: map[Hand]func(int){}, now: 1000, sockets: js.Global().Get("Array").New()}
	p.fake = js.Global().Get("Function").New(fakeSocket).Invoke()
	hands := js.Global().Get("Object").New()
	p.hands = hands
	hands.Set("wire", js.Global().Get("Uint8Array").New(slot*room))
	hands.Set("do", p.function(func(args []js.Value) any {
		before, done := p.crossings, 0
		for p.at = 0; done < args[0].Int() && p.crossings == before; done++ {
			row := p.numbers(int(p.number()))
			if len(row) == 0 {
				continue
			}
			hand, text := Hand(row[0]), ""
			if hand >= HandClose {
				text = p.text()
			}
			p.do(hand, row[2:], text)
		}
		p.batches = append(p.batches, done)
		return done
	}))
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

// do is what a hand does: it writes down what it is asked.
func (p *page) do(hand Hand, numbers []float64, text string) {
	words := []string{handNames[hand]}
	for _, number := range numbers {
		words = append(words, strconv.FormatFloat(number, 'f', -1, 64))
	}
	if text != "" {
		words = append(words, text)
	}
	p.asked = append(p.asked, strings.Join(words, " "))
	switch conn := int(numbers[0]); hand {
	case HandDial:
		p.sockets.SetIndex(conn, p.fake.New())
	case HandClose, HandAbandon:
		if socket := p.sockets.Index(conn); !socket.IsUndefined() {
			socket.Call("close", numbers[1], text)
		}
	default:
	}
	if f := p.onHand[hand]; f != nil {
		f(int(numbers[0]))
	}
}

// wire is what crosses, as numbers and as bytes.
func (p *page) wire() (floats, bytes js.Value) {
	bytes = p.hands.Get("wire")
	return js.Global().Get("Float64Array").New(bytes.Get("buffer")), bytes
}

func (p *page) number() float64 {
	floats, _ := p.wire()
	p.at++
	return floats.Index(p.at - 1).Float()
}

func (p *page) numbers(n int) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = p.number()
	}
	return list
}

func (p *page) text() string {
	_, bytes := p.wire()
	length := int(p.number())
	text := make([]byte, length)
	js.CopyBytesToGo(text, bytes.Call("subarray", slot*p.at))
	p.at += filled(length) / slot
	return string(text)
}

// put puts numbers and texts on the wire, and says how many slots that takes.
func (p *page) put(fields ...any) int {
	p.crossings++
	need := slot * len(fields)
	for _, field := range fields {
		if text, isText := field.(string); isText {
			need += filled(len(text))
		}
	}
	if need > p.hands.Get("wire").Length() {
		p.hands.Set("wire", js.Global().Get("Uint8Array").New(need))
	}
	floats, bytes := p.wire()
	at := 0
	for _, field := range fields {
		text, isText := field.(string)
		if !isText {
			floats.SetIndex(at, field)
			at++
			continue
		}
		floats.SetIndex(at, len(text))
		js.CopyBytesToJS(bytes.Call("subarray", slot*(at+1)), []byte(text))
		at += 1 + filled(len(text))/slot
	}
	return at
}

// question asks the bridge.
func (p *page) question(question Question, args ...any) js.Value {
	return p.ask.Invoke(int(question), p.put(args...))
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
	row := append(append([]any{len(options)}, options...), 0)
	answer := p.facts.Invoke(p.put(append(row, fields(0, Began, 0)...)...))
	require.Equal(p.t, int(session.PhaseIdle), answer.Int())
}

// happen reports a fact of session 0, with its a, b, c and text, and returns
// what the bridge answers.
func (p *page) happen(kind Kind, conn int, rest ...any) js.Value {
	p.now++
	return p.cross(fields(p.now, kind, conn, rest...))
}

// fields are a fact's numbers and its text.
func fields(at float64, kind Kind, conn int, rest ...any) []any {
	list := append([]any{int(kind), conn, at, 0.5, 0, -1, -1}, rest...)
	for len(list) < Fields {
		list = append(list, 0)
	}
	if len(list) == Fields {
		list = append(list, "")
	}
	return list
}

// cross lets facts of session 0 cross the bridge.
func (p *page) cross(facts ...[]any) js.Value {
	return p.facts.Invoke(p.put(append([]any{0, 0}, slices.Concat(facts...)...)...))
}

func TestAConnectionLivesAndIsRetriedThroughTheHands(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	assert.Equal(t, int(session.PhaseConnecting), p.happen(ReconnectAsked, 0, 1000).Int())
	assert.Equal(t, []string{"phase 0 1 1", "arm 0 21001", "dial 1 0"}, p.taken())
	p.happen(Dialled, 1)
	assert.Equal(t, int(session.PhaseOpen), p.happen(Opened, 1).Int())
	assert.Contains(t, p.taken(), "phase 1 2 2")

	p.onHand[HandTell] = func(conn int) { p.happen(Told, conn) }
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
	for _, name := range []string{"effect.go", "fact.go", "option.go", "wire.go"} {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		_, _ = sum.Write(text)
	}
	bridge, err := os.ReadFile("bridge.go")
	require.NoError(t, err)
	_, _ = sum.Write(bytes.ReplaceAll(bridge, []byte(Shape), nil))
	_, _ = sum.Write([]byte(source(t, "facts.ts") + source(t, "numbers.ts") + source(t, "wire.ts")))
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
	p.onHand[HandTell] = func(conn int) {
		phase := p.happen(CloseAsked, 0, 1005)
		assert.Equal(t, int(session.PhaseEnded), phase.Int(), "the listener sees the truth")
		assert.Equal(t, "tell", strings.Fields(p.asked[len(p.asked)-1])[0], "nothing is done within the listener")
		p.happen(Told, conn)
	}
	assert.Equal(t, int(session.PhaseEnded), p.happen(Closed, 1, 1006, 0).Int())
	assert.Equal(t, "end 1 page", p.asked[len(p.asked)-1])
}

func TestFactsThatCrossTogetherAreTakenInTheirOrder(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	began := fields(1, Began, 1, int(session.PhaseConnecting), 0, 0)
	answer := p.cross(began, fields(2, Dialled, 1), fields(3, Opened, 1), fields(4, Closed, 1, 3001, 1, 0, "full ⚡"))
	assert.Equal(t, int(session.PhaseWaiting), answer.Int())
	asked := p.taken()
	assert.Regexp(t, `^tell 1 .* default:3001$`, asked[len(asked)-1])
	for _, one := range asked {
		if words := strings.Fields(one); words[0] == "arm" {
			assert.Equal(t, "-1", words[2], "what was armed on the way is never made: timer %s", words[1])
		}
	}
}

func TestWhatIsLeftIsToldAgainWhereAFactHasCrossedMeanwhile(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	p.happen(ReconnectAsked, 0, 1000)
	p.happen(Dialled, 1)
	p.happen(Opened, 1)
	p.onHand[HandPhase] = func(int) { p.happen(CloseAsked, 0, 1005) }
	p.onHand[HandTell] = func(conn int) { p.happen(Told, conn) }
	p.taken()
	p.happen(Closed, 1, 1012, 1, 0, "deploy")
	asked := strings.Join(p.taken(), "\n")
	assert.Regexp(t, `(?m)^phase 2 4 4\n(.*\n)*phase 4 6 6$`, asked)
	assert.Regexp(t, `(?m)^tell 1 \d+ \d+ 0 2 0 0 0 page$`, asked, "as it is after what the listener for phase did, not before")
	assert.NotContains(t, asked, "retry")
}

func TestWhatWasReplacedBeforeItWasDialledIsNeverDialled(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	p.onHand[HandPhase] = func(int) {
		delete(p.onHand, HandPhase)
		p.happen(ReconnectAsked, 0, 1000)
	}
	assert.Equal(t, int(session.PhaseConnecting), p.happen(ReconnectAsked, 0, 1000).Int())
	asked := strings.Join(p.taken(), "\n")
	assert.NotContains(t, asked, "dial 1 ")
	assert.Contains(t, asked, "dial 2 ")
}

func TestMoreEffectsThanTheWireHasRoomForAreDoneInTheirOrder(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	p.happen(ReconnectAsked, 0, 1000)
	p.happen(Dialled, 1)
	p.batches = nil
	p.taken()
	p.happen(Opened, 1)
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
	p.session(BitReconnect)
	var rows [][]any
	for range 100 {
		rows = append(rows, fields(1, BecameHidden, 0), fields(1, BecameVisible, 0))
	}
	assert.Equal(t, int(session.PhaseIdle), p.cross(rows...).Int())
}

func TestAPanicIsAFaultAndNothingIsLeftHalfDone(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	fault := p.question(AskPanic)
	assert.Equal(t, js.TypeString, fault.Type())
	assert.Contains(t, fault.String(), "asked to panic")
	missing := p.facts.Invoke()
	assert.Equal(t, js.TypeString, missing.Type(), "missing arguments are a fault")
	assert.Equal(t, int(session.PhaseConnecting), p.happen(ReconnectAsked, 0, 1000).Int(), "it goes on")
}

func TestCallsNestNoDeeperThanTwo(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	deepest := 0
	p.onHand[HandPhase] = func(int) {
		deepest++
		p.happen(Switched, 0, 1)
		deepest--
		assert.Equal(t, 0, deepest, "nothing is done within a hand")
	}
	p.happen(ReconnectAsked, 0, 1000)
	b := &Bridge{depth: maxDepth}
	f := b.function(func(*Bridge, []js.Value) any { return 1 })
	t.Cleanup(f.Release)
	assert.Contains(t, f.Invoke().String(), "too deep")
}

func TestSessionsAreCountedAndForgotten(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	assert.Equal(t, 1, p.question(AskCount).Int())
	p.question(AskForget, 0)
	assert.Equal(t, 0, p.question(AskCount).Int())
	assert.Equal(t, gone, p.happen(CloseAsked, 0, 1000).Int(), "a forgotten session's fact changes nothing")
	p.question(AskForget, 7)
}

func TestQuestionsAreAnsweredByTheRules(t *testing.T) {
	p := newPage(t)
	check := func(code, bytes int) int { return p.question(AskCheck, code, bytes).Int() }
	assert.Equal(t, 0, check(1000, 0))
	assert.Equal(t, 1, check(1001, 0))
	assert.Equal(t, 2, check(3000, 124))
	lenient := func(code int, reason string, pairs ...any) string {
		sent := p.question(AskLenient, append([]any{code, reason, len(pairs)}, pairs...)...).Int()
		p.at = 0
		return strconv.Itoa(sent) + " " + p.text()
	}
	assert.Equal(t, "3901 away ⚡", lenient(1001, "away ⚡"))
	assert.Equal(t, "4008 no", lenient(1008, "no", 1001, 4001, 1008, 4008))
	policy := []any{14, BitReconnect, 0, 0, 0, 0, 0, 5_000, 30_000, 0, 2, 0, 5_000, -1, -1}
	count := p.question(AskPlan, append(policy, 3, 0, 0.5, 0.5)...).Int()
	p.at = 0
	assert.Equal(t, []float64{0, 5_000, 10_000}, p.numbers(count))
}

func TestAHeartbeatIsAskedForAndItsAnswerHeard(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	p.happen(ReconnectAsked, 0, 1000)
	p.happen(Dialled, 1)
	p.happen(Opened, 1)
	assert.Contains(t, strings.Join(p.taken(), "\n"), "arm 5 26003")
	p.now = 26_002
	p.happen(TimerFired, 0, 5)
	assert.Equal(t, []string{"beat 1", "arm 5 36003"}, p.taken())
	p.now = 36_002
	p.cross([]any{int(TimerFired), 0, p.now, 0.5, 0, 30_000, 31_000, 5, 0, 0, ""})
	assert.Equal(t, []string{"arm 5 56000"}, p.taken(), "heard, and 25 s after the page's own message")
}

func TestAProvidersVerdictCrossesTheBridge(t *testing.T) {
	p := newPage(t)
	p.session(BitReconnect)
	p.happen(ReconnectAsked, 0, 1000)
	p.onHand[HandTell] = func(conn int) { p.happen(Told, conn) }
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
	p.onHand[HandConsult] = func(conn int) { p.happen(Decided, conn, 0) }
	p.onHand[HandTell] = func(conn int) { p.happen(Told, conn) }
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
	assert.Contains(t, source(t, "hands.ts"), `[] = [`+strings.Join(handNames, `, `)+`]`)
	assert.Len(t, handNames, int(HandEnd)+1)
	assert.Equal(t, fmt.Sprintf("CLOSE %d", HandClose), constants(numbers, "HAND_"))
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
