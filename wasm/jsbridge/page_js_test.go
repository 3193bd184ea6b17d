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

// page is what JavaScript is to the bridge: it puts facts on the wire, does the
// effects in the outermost call, writes them down, and has a fake native
// WebSocket for session 0.
type page struct {
	t *testing.T
	// options are session 0's, as they lie on the wire, until the core has taken
	// it over.
	options []any
	// snapshot is session 0's after the last fact.
	snapshot session.Snapshot
	queue    []todo
	busy     bool
	asked    []string
	closed   []bool // what the bridge answered where it was to close the socket
	onEffect map[string]func(conn int)
	fake     js.Value
	sockets  js.Value
	made     []js.Value
	funcs    []js.Func
	now      float64
}

// todo is an effect that is still to be done: its name, its numbers, and its
// text.
type todo struct {
	name    string
	numbers []int
	text    string
	words   string
}

// fakeSocket is the least that a WebSocket is. A test sees on it what was
// called.
const fakeSocket = `return class FakeWebSocket {
	readyState = 1; bufferedAmount = 0; sent = [];
	close(...given) { this.sent.push(given.join(' ')); this.readyState = 2; this.onclosing?.(); }
}`

func newPage(t *testing.T) *page {
	p := &page{
		t: t, onEffect: map[string]func(int){}, now: 1000, sockets: js.Global().Get("Array").New(),
		snapshot: session.Start(session.Surroundings{}),
	}
	p.fake = js.Global().Get("Function").New(fakeSocket).Invoke()
	js.Global().Set("wsclose", map[string]any{"sockets": p.sockets})
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

// drain does what is to be done, unless it is under way.
func (p *page) drain() {
	if p.busy {
		return
	}
	p.busy = true
	for len(p.queue) > 0 {
		next := p.queue[0]
		p.queue = p.queue[1:]
		p.asked = append(p.asked, next.words)
		switch next.name {
		case "dial":
			socket := p.fake.New()
			p.made = append(p.made, socket)
			p.sockets.SetIndex(0, socket)
		case "close", "abandon":
			p.closed = append(p.closed, p.question(shut, 0, next.numbers[1], next.text) == 1)
		}
		if f := p.onEffect[next.name]; f != nil {
			f(next.numbers[0])
		}
	}
	p.busy = false
}

// take reads an effect as the layout says.
func (p *page) take(w *wire) todo {
	effect := effects[int(w.number(""))]
	next := todo{name: effect.name}
	words := []string{effect.name}
	described := &wire{note: func(names string, kind FieldKind) {
		switch kind {
		case Numbers:
			if names == "effect" {
				return
			}
			for range strings.Fields(names) {
				number := w.number("")
				next.numbers = append(next.numbers, int(number))
				words = append(words, strconv.FormatFloat(number, 'f', -1, 64))
			}
		case Text:
			if next.text = w.text(""); next.text != "" {
				words = append(words, next.text)
			}
		}
	}}
	described.putEffect(effect.sample)
	next.words = strings.Join(words, " ")
	return next
}

// put puts numbers, booleans, texts and snapshots on the wire.
func (p *page) put(values ...any) {
	need := 0
	for _, value := range values {
		need++
		switch value := value.(type) {
		case string:
			need += slotsOf(len(value))
		case session.Snapshot:
			need += MinSlots
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
		case session.Snapshot:
			w.putSnapshot(value)
		default:
			p.t.Fatalf("%T does not cross", value)
		}
	}
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

// taken is what was done since the last time.
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

// session makes session 0, which reconnects, with the given rules. The core
// takes it over with the next fact.
func (p *page) session(decides bool, rules ...any) {
	p.options = slices.Concat([]any{true, 20_000, 5_000, 0, 25_000, 10_000, false, false, decides}, policyOf(rules...))
}

// happen reports a fact of session 0 with its fields, has done what follows,
// and returns the session's phase, or Fault.
func (p *page) happen(kind kind, fields ...any) int {
	p.now++
	return p.cross(append([]any{int(kind), p.now, 0.5, -1, -1}, fields...)...) // nothing was heard or sent yet
}

// cross lets a fact of session 0 cross, with its moment.
func (p *page) cross(fact ...any) int {
	values := []any{0, p.options != nil}
	if p.options != nil {
		values = append(append(values, p.options...), p.snapshot)
	}
	p.put(append(values, fact...)...)
	count := int(exportStep())
	if count == Fault {
		return Fault
	}
	p.options = nil
	w := bridge.wire
	w.at = 0
	for range count {
		p.queue = append(p.queue, p.take(&w))
	}
	p.snapshot = w.snapshot()
	p.drain()
	return p.phase()
}

// phase is what the page is told of the snapshot.
func (p *page) phase() int { return int(session.Restore(session.Config{}, p.snapshot).Phase()) }

// opens has session 0 dialled and opened.
func (p *page) opens() {
	p.t.Helper()
	p.happen(reconnectAsked, 1000, "")
	p.happen(dialled, 1)
	require.Equal(p.t, int(session.PhaseOpen), p.happen(opened, 1))
}

// tells has the page answer each tell at once.
func (p *page) tells() {
	p.onEffect["tell"] = func(conn int) { p.happen(told, conn) }
}
