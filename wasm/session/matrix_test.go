//go:build go1.23

package session_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// standard is what a page gets that sets nothing but an idle timeout.
func standard() session.Config {
	return session.Config{
		Policy: reconnect.RFC6455(), Reconnect: true, Network: true, Lifecycle: true,
		OpenTimeout: 20_000, CloseTimeout: 5_000, IdleTimeout: 60_000,
	}
}

// deciding is standard with options.decide.
func deciding() session.Config {
	c := standard()
	c.Decide = true
	return c
}

// beating is standard with a heartbeat.
func beating() session.Config {
	c := standard()
	c.HeartbeatEvery, c.HeartbeatTimeout = 25_000, 10_000
	return c
}

// event makes an event at a moment, with the random number 0.5 and without traffic.
func event(at session.Millis, conn session.Conn, fact session.Fact) session.Event {
	return session.Event{Moment: session.Moment{At: at, Random: 0.5, Heard: reconnect.Never, Sent: reconnect.Never}, Conn: conn, Fact: fact}
}

// matrixNow is the moment of every event of the matrix: each row's state was reached in time for it.
const matrixNow session.Millis = 100_000

// row is one state of the matrix, and how it was reached.
type row struct {
	name   string
	config session.Config
	events []session.Event
}

// first reaches a state of connection 1, which was dialled 10 s before.
func first(facts ...session.Fact) []session.Event {
	events := []session.Event{event(matrixNow-10_000, 0, session.ReconnectAsked{Code: closecode.NoStatusRcvd})}
	for _, fact := range facts {
		events = append(events, event(matrixNow-1_000, 0, fact))
	}
	return events
}

func closed(code closecode.Code, reason string) session.Closed {
	return session.Closed{Code: code, Reason: reason, WasClean: code != closecode.AbnormalClosure}
}

func buffering(e session.Event, bytes int64) session.Event {
	e.Buffered = bytes
	return e
}

func rows() []row {
	dialled, opened, told := session.Dialled{}, session.Opened{}, session.Told{}
	stop := session.CloseAsked{Code: 1000, Reason: "bye"}
	lost, restart := closed(1006, ""), closed(1012, "")
	late := closed(1013, "retry-after=30")
	opening := first(dialled)
	stable := append(first(dialled)[:2:2], event(matrixNow-9_000, 1, opened), event(matrixNow-3_000, 0, session.TimerFired{Timer: session.UptimeTimer}))
	return []row{
		{"Idle", standard(), nil},
		{"Dialling", standard(), first()},
		{"Connecting", standard(), opening},
		{"Connecting, errored", standard(), first(dialled, session.Errored{})},
		{"Open, fresh", standard(), first(dialled, opened)},
		{"Open, stable", standard(), stable},
		{"Open, with decide", deciding(), first(dialled, opened)},
		{"Open, without reconnecting", session.Config{Policy: reconnect.RFC6455()}, first(dialled, opened)},
		{"Open, a heartbeat is due", beating(), append(first(dialled)[:2:2], event(matrixNow-25_000, 1, opened))},
		{"Open, a heartbeat is not answered", beating(), append(first(dialled)[:2:2], event(matrixNow-40_000, 1, opened),
			event(matrixNow-10_000, 0, session.TimerFired{Timer: session.BeatTimer}))},
		{"Closing", standard(), first(dialled, opened, stop)},
		{"Closing, never opened", standard(), first(dialled, stop)},
		{"Closing, after the peer", standard(), first(dialled, opened, session.CloseAsked{Code: 1000, Reason: "bye", Late: true})},
		{"Closing, with bytes", standard(), append(first(dialled, opened), buffering(event(matrixNow-1_000, 0, stop), 4_096))},
		{"Deciding, retry proposed", deciding(), first(dialled, opened, lost)},
		{"Deciding, stop proposed", deciding(), first(dialled, opened, closed(1008, ""))},
		{"Telling, retry", standard(), first(dialled, opened, restart)},
		{"Telling, stop", standard(), first(dialled, opened, closed(1008, ""))},
		{"Telling, reconnect() asked", standard(), first(dialled, opened, restart, session.ReconnectAsked{Code: 1000})},
		{"Waiting", standard(), first(dialled, opened, lost, told)},
		{"Waiting, with a server's floor", standard(), first(dialled, opened, late, told)},
		{"Paused, offline", standard(), first(dialled, opened, session.WentOffline{}, lost, told)},
		{"Paused, frozen", standard(), first(dialled, opened, lost, told, session.Froze{})},
		{"Paused, away", standard(), first(dialled, opened, session.PageHidden{Persisted: true}, told)},
		{"Ended", standard(), first(dialled, opened, closed(1000, ""), told)},
	}
}

// cell is one fact of the matrix. stale: of a connection before the current.
type cell struct {
	fact  session.Fact
	stale bool
}

func cells() []cell {
	verdict := func(kind reconnect.VerdictKind, delay session.Millis) session.Decided {
		return session.Decided{Verdict: reconnect.Verdict{Kind: kind, Delay: delay}}
	}
	facts := []session.Fact{
		session.Dialled{}, session.DialFailed{}, session.DialFailed{Final: true},
		session.DialFailed{Verdict: reconnect.Verdict{Kind: reconnect.VerdictStop}},
		session.DialFailed{Verdict: reconnect.Verdict{Kind: reconnect.VerdictFloor, Delay: 40_000}}, session.Opened{}, session.Errored{},
		closed(1006, ""), closed(1000, ""), closed(1008, ""), closed(1012, "retry-after=30"),
		verdict(reconnect.NoVerdict, 0), verdict(reconnect.VerdictStop, 0), verdict(reconnect.VerdictRetry, 0),
		verdict(reconnect.VerdictWidth, 2_000), verdict(reconnect.VerdictExact, 7_000), session.Told{},
		session.CloseAsked{Code: 1000, Reason: "bye"}, session.CloseAsked{Code: closecode.NoStatusRcvd},
		session.ReconnectAsked{Code: 4000, Reason: "again"}, session.FailAsked{Code: 3902, Reason: "bad data"},
		session.TooBig{}, session.Switched{}, session.Switched{On: true}, session.RetryCancelled{}, session.Disposed{},
	}
	for timer := session.OpenTimer; timer <= session.BeatTimer; timer++ {
		facts = append(facts, session.TimerFired{Timer: timer})
	}
	facts = append(facts, session.WentOffline{}, session.CameOnline{}, session.BecameHidden{}, session.BecameVisible{},
		session.PageHidden{}, session.PageHidden{Persisted: true}, session.PageShown{}, session.PageShown{Persisted: true},
		session.Froze{}, session.Resumed{})
	var list []cell
	for _, fact := range facts {
		list = append(list, cell{fact: fact})
	}
	for _, fact := range []session.Fact{
		session.Dialled{}, session.DialFailed{Final: true}, session.Opened{}, session.Errored{}, closed(1006, ""),
		verdict(reconnect.VerdictStop, 0), session.Told{}, session.RetryCancelled{},
	} {
		list = append(list, cell{fact, true})
	}
	return list
}

// reached runs a row's events.
func reached(r row) *session.Machine {
	m := session.New(r.config, session.Surroundings{})
	for _, e := range r.events {
		m.Step(e)
	}
	return m
}

// native tells the facts that happen to a connection, and so carry its number.
func native(fact session.Fact) bool {
	switch fact.(type) {
	case session.Dialled, session.DialFailed, session.Opened, session.Errored, session.Closed, session.Decided,
		session.Told, session.TooBig, session.RetryCancelled:
		return true
	default:
		return false
	}
}

// event is what happens in the cell: each row's connection is the first.
func (c cell) event() session.Event {
	switch {
	case c.stale:
		return event(matrixNow, 99, c.fact)
	case native(c.fact):
		return event(matrixNow, 1, c.fact)
	default:
		return event(matrixNow, 0, c.fact)
	}
}

// outcome is one cell of the matrix, in words; empty if nothing changes.
func outcome(m session.Machine, c cell) string {
	before := m
	effects := m.Step(c.event())
	var texts []string
	if after := stateText(m.State()); after != stateText(before.State()) {
		texts = append(texts, after)
	}
	if m.Around() != before.Around() {
		texts = append(texts, "page "+aroundText(m.Around()))
	}
	if m.Attempt() != before.Attempt() {
		texts = append(texts, fmt.Sprintf("attempt %d", m.Attempt()))
	}
	if len(effects) > 0 {
		texts = append(texts, "do "+effectsText(effects))
	}
	return strings.Join(texts, "\n    ")
}

// TestMatrixOfStatesAndFactsIsAsReviewed holds every fact in every state: what it leads to, or that it changes nothing.
func TestMatrixOfStatesAndFactsIsAsReviewed(t *testing.T) {
	var text strings.Builder
	for _, r := range rows() {
		m := reached(r)
		fmt.Fprintf(&text, "== %s: %s, page %s, attempt %d\n", r.name, stateText(m.State()), aroundText(m.Around()), m.Attempt())
		var nothing []string
		for _, c := range cells() {
			name := factText(c.fact)
			if c.stale {
				name += " (of another)"
			}
			if result := outcome(*m, c); result != "" {
				fmt.Fprintf(&text, "%s\n    %s\n", name, result)
			} else {
				nothing = append(nothing, name)
			}
		}
		fmt.Fprintf(&text, "(nothing) %s\n\n", strings.Join(nothing, "; "))
	}
	golden(t, "matrix.txt", text.String())
	goldenRows(t)
}

// implementers are the types of the package that have a method, found in its source.
func implementers(t *testing.T, method string) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	var names []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		require.NoError(t, err)
		file, err := parser.ParseFile(token.NewFileSet(), name, source, 0)
		require.NoError(t, err)
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.Name == method {
				names = append(names, f.Recv.List[0].Type.(*ast.Ident).Name)
			}
		}
	}
	require.NotEmpty(t, names, "types with the method %s", method)
	return names
}

func typeName(v any) string { return strings.TrimPrefix(fmt.Sprintf("%T", v), "session.") }

func TestMatrixHasEveryStateAndFactOfThePackage(t *testing.T) {
	states, facts, effects := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, c := range cells() {
		facts[typeName(c.fact)] = true
	}
	for _, r := range rows() {
		m := reached(r)
		states[typeName(m.State())] = true
		for _, c := range cells() {
			next := *m
			for _, effect := range next.Step(event(matrixNow, 0, c.fact)) {
				effects[typeName(effect)] = true
			}
		}
	}
	for _, name := range implementers(t, "state") {
		assert.True(t, states[name], "the matrix has no row for the state %s", name)
	}
	for _, name := range implementers(t, "fact") {
		assert.True(t, facts[name], "the matrix has no cell for the fact %s", name)
	}
	for _, name := range implementers(t, "effect") {
		assert.True(t, effects[name], "nothing in the matrix leads to the effect %s", name)
	}
}
