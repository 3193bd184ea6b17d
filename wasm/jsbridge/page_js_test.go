//go:build go1.24 && js && wasm

package jsbridge

import (
	"slices"
	"strconv"
	"strings"
	"syscall/js"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/wasm/session"
)

// page is what JavaScript is to the bridge: it puts facts on the wire, writes
// down the effects that it is to do, and has a fake native WebSocket for
// session 0.
type page struct {
	t         *testing.T
	crossings int
	asked     []string
	batches   []int
	onEffect  map[string]func(conn int)
	fake      js.Value
	sockets   js.Value
	made      []js.Value
	funcs     []js.Func
	now       float64
}

// fakeSocket is the least that a WebSocket is. Who counts on its members sees
// who has called what.
const fakeSocket = `return class FakeWebSocket {
	readyState = 1; bufferedAmount = 0; sent = [];
	close(...given) { this.sent.push(given.join(' ')); this.readyState = 2; this.onclosing?.(); }
}`

func newPage(t *testing.T) *page {
	p := &page{t: t, onEffect: map[string]func(int){}, now: 1000, sockets: js.Global().Get("Array").New()}
	p.fake = js.Global().Get("Function").New(fakeSocket).Invoke()
	table := p.function(func(args []js.Value) any { return p.do(args[0].Int()) })
	table.Set("sockets", p.sockets)
	js.Global().Set("wsclose", table)
	bridge = Bridge{}
	require.Equal(t, int32(layout), exportShape())
	t.Cleanup(func() {
		js.Global().Delete("wsclose")
		for _, f := range p.funcs {
			f.Release()
		}
	})
	return p
}

func (p *page) function(f func(args []js.Value) any) js.Value {
	made := js.FuncOf(func(_ js.Value, args []js.Value) any { return f(args) })
	p.funcs = append(p.funcs, made)
	return made.Value
}

// do is the table: it does rows until anything crosses.
func (p *page) do(rows int) int {
	before, done := p.crossings, 0
	w := bridge.wire
	for w.at = 0; done < rows && p.crossings == before; done++ {
		name, numbers, words := p.row(&w)
		p.asked = append(p.asked, strings.Join(words, " "))
		if name == "dial" {
			p.dialled()
		}
		if f := p.onEffect[name]; f != nil {
			f(numbers[0])
		}
	}
	p.batches = append(p.batches, done)
	return done
}

// dialled makes a native socket.
func (p *page) dialled() {
	socket := p.fake.New()
	p.made = append(p.made, socket)
	p.sockets.SetIndex(0, socket)
}

// row reads an effect as the layout says.
func (p *page) row(w *wire) (name string, numbers []int, words []string) {
	effect, session := effects[int(w.number(""))], w.number("")
	require.Zero(p.t, session)
	words = []string{effect.name}
	described := &wire{note: func(names string, kind FieldKind) {
		switch kind {
		case Numbers:
			if names == "effect session" {
				return
			}
			for range strings.Fields(names) {
				number := w.number("")
				numbers = append(numbers, int(number))
				words = append(words, strconv.FormatFloat(number, 'f', -1, 64))
			}
		case Text:
			if text := w.text(""); text != "" {
				words = append(words, text)
			}
		}
	}}
	described.row(0, nothing{state: effect.state}, effect.sample)
	return effect.name, numbers, words
}

// put puts numbers, booleans and texts on the wire, and says how many slots
// that takes.
func (p *page) put(values ...any) int32 {
	p.crossings++
	need := 0
	for _, value := range values {
		need++
		if text, is := value.(string); is {
			need += slotsOf(len(text))
		}
	}
	exportWire(int32(need))
	w := &wire{slots: bridge.wire.slots}
	for _, value := range values {
		switch value := value.(type) {
		case int:
			w.put("", float64(value))
		case float64:
			w.put("", value)
		case bool:
			w.put("", flag(value))
		case string:
			w.putText("", value)
		default:
			p.t.Fatalf("%T does not cross", value)
		}
	}
	return int32(w.at)
}

// question asks the bridge.
func (p *page) question(question question, values ...any) int {
	p.put(values...)
	return int(exportAnswer(int32(question)))
}

// text is what an answer has left on the wire.
func (p *page) text() string {
	w := bridge.wire
	w.at = 0
	return w.text("")
}

// taken is what was asked since the last time.
func (p *page) taken() []string {
	asked := p.asked
	p.asked = nil
	return asked
}

// policy is a policy's options, with rules: how many, and each.
func policyOf(rules ...any) []any {
	if len(rules) == 0 {
		rules = []any{0}
	}
	return append([]any{false, 5_000, 30_000, 0, 2, 0, 5_000, 1e300, 1e300, true}, rules...)
}

// session makes session 0, which reconnects, with the given rules.
func (p *page) session(decides bool, rules ...any) {
	p.t.Helper()
	options := slices.Concat([]any{0, true, true, 20_000, 5_000, 0, 25_000, 10_000, false, false, decides}, policyOf(rules...), []any{false, false})
	require.Equal(p.t, int(session.PhaseIdle), int(exportStep(p.put(options...))))
}

// happen reports a fact of session 0 with its fields, and returns what the
// bridge answers.
func (p *page) happen(kind kind, fields ...any) int {
	p.now++
	return p.cross(fact(p.now, kind, fields...))
}

// fact is a fact on the wire: nothing was heard or sent yet.
func fact(at float64, kind kind, fields ...any) []any {
	return append([]any{int(kind), at, 0.5, -1, -1}, fields...)
}

// cross lets facts of session 0 cross.
func (p *page) cross(facts ...[]any) int {
	return int(exportStep(p.put(append([]any{0, false}, slices.Concat(facts...)...)...)))
}

// opens has session 0 dialled and opened.
func (p *page) opens() {
	p.t.Helper()
	p.happen(reconnectAsked, 1000, "")
	p.happen(dialled, 1)
	require.Equal(p.t, int(session.PhaseOpen), p.happen(opened, 1))
}
