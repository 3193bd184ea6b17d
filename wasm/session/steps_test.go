//go:build go1.23

package session_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/wasm/jsbridge"
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// testdata/steps.json has the matrix and the golden traces as data, for the tests of what decides in JavaScript where there is no core.
// All stands there as jsbridge has it cross: options, snapshots, facts and effects are records, whose names are those of its layout. A
// snapshot is what differs from that of a session that has not dialled yet; changes are what differs from the snapshot before; a moment is
// what differs from the one that the file begins with, that of the matrix.

const stepsFile = "testdata/steps.json"

// steps is what the file has. What is of no interest here is left as text.
type steps struct {
	Moment  json.RawMessage            `json:"moment"`
	Configs map[string]json.RawMessage `json:"configs"`
	Rows    []part                     `json:"rows"`
	Traces  []part                     `json:"traces"`
}

// part is a row of the matrix, with its cells, or a trace, with its steps.
type part struct {
	Name     string            `json:"name"`
	Config   string            `json:"config"`
	Snapshot json.RawMessage   `json:"snapshot,omitempty"`
	Cells    []json.RawMessage `json:"cells,omitempty"`
	Steps    []json.RawMessage `json:"steps,omitempty"`
}

// taken is a step that was taken.
type taken struct {
	event         session.Event
	before, after session.Snapshot
	effects       []session.Effect
}

// rewritten is what the tests of this run have found, to be written.
var rewritten = steps{Configs: map[string]json.RawMessage{}}

func TestMain(m *testing.M) {
	status := m.Run()
	if *update {
		if err := rewrite(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			status = 1
		}
	}
	os.Exit(status)
}

// rewrite writes what was found, and keeps what no test of this run has looked at.
func rewrite() error {
	old, err := readSteps()
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	next := rewritten
	if next.Moment == nil {
		next.Moment = old.Moment
	}
	if next.Rows == nil {
		next.Rows = old.Rows
	}
	for _, trace := range old.Traces {
		_, err := os.Stat(filepath.Join("testdata", "traces", trace.Name+".txt"))
		if err == nil && !slices.ContainsFunc(next.Traces, trace.isNamesake) {
			next.Traces = append(next.Traces, trace)
		}
	}
	slices.SortFunc(next.Traces, func(a, b part) int { return cmp.Compare(a.Name, b.Name) })
	for _, part := range slices.Concat(next.Rows, next.Traces) {
		if next.Configs[part.Config] == nil {
			next.Configs[part.Config] = old.Configs[part.Config]
		}
	}
	return os.WriteFile(stepsFile, []byte(next.text()), 0o644)
}

func readSteps() (all steps, err error) {
	text, err := os.ReadFile(stepsFile)
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	return all, err
}

func (p part) isNamesake(q part) bool { return p.Name == q.Name }

// text is the file, with a line for each step.
func (all steps) text() string {
	var text strings.Builder
	list := func(items []string) { text.WriteString(strings.Join(items, ",\n")) }
	text.WriteString("{\n\"moment\": " + string(all.Moment) + ",\n\"configs\": {\n")
	var configs []string
	for _, name := range slices.Sorted(maps.Keys(all.Configs)) {
		configs = append(configs, fmt.Sprintf("%q: %s", name, all.Configs[name]))
	}
	list(configs)
	text.WriteString("\n},\n\"rows\": [\n")
	var rows, traces []string
	for _, r := range all.Rows {
		rows = append(rows, fmt.Sprintf("{\"name\": %q, \"config\": %q, \"snapshot\": %s, \"cells\": [\n%s\n]}", r.Name, r.Config, r.Snapshot, lines(r.Cells)))
	}
	list(rows)
	text.WriteString("\n],\n\"traces\": [\n")
	for _, trace := range all.Traces {
		traces = append(traces, fmt.Sprintf("{\"name\": %q, \"config\": %q, \"steps\": [\n%s\n]}", trace.Name, trace.Config, lines(trace.Steps)))
	}
	list(traces)
	text.WriteString("\n]\n}\n")
	return text.String()
}

func lines(items []json.RawMessage) string {
	list := make([]string, 0, len(items))
	for _, item := range items {
		list = append(list, string(item))
	}
	return strings.Join(list, ",\n")
}

// goldenRows compares the matrix with the file.
func goldenRows(t *testing.T) {
	t.Helper()
	var found []part
	configs := map[string]json.RawMessage{}
	common := json.RawMessage(object(t, momentFields(event(matrixNow, 0, nil).Moment)))
	start := jsbridge.SnapshotFields(session.Start(session.Surroundings{}))
	for _, r := range rows() {
		m := reached(r)
		p := part{Name: r.name, Config: nameOf(r.config, r.name)}
		p.Snapshot = json.RawMessage(object(t, differing(start, jsbridge.SnapshotFields(m.Snapshot()))))
		configs[p.Config] = json.RawMessage(object(t, optionFields(t, r.config)))
		for _, c := range cells() {
			next := *m
			effects := next.Step(c.event())
			p.Cells = append(p.Cells, line(t, taken{c.event(), m.Snapshot(), next.Snapshot(), effects}, c.stale))
		}
		found = append(found, p)
	}
	if *update {
		rewritten.Rows, rewritten.Moment = found, common
		maps.Copy(rewritten.Configs, configs)
		return
	}
	want, err := readSteps()
	require.NoError(t, err, "run go test -update and review what it wrote")
	assert.Equal(t, string(want.Moment), string(common))
	require.Len(t, found, len(want.Rows))
	for i := range found {
		compareParts(t, want, want.Rows[i], found[i], configs[found[i].Config])
	}
}

// goldenTrace compares a trace with the file.
func goldenTrace(t *testing.T, name string, config session.Config, list []taken) {
	t.Helper()
	found := part{Name: name, Config: nameOf(config, name)}
	for _, step := range list {
		found.Steps = append(found.Steps, line(t, step, false))
	}
	options := json.RawMessage(object(t, optionFields(t, config)))
	if *update {
		rewritten.Traces = append(rewritten.Traces, found)
		rewritten.Configs[found.Config] = options
		return
	}
	want, err := readSteps()
	require.NoError(t, err, "run go test -update and review what it wrote")
	at := slices.IndexFunc(want.Traces, found.isNamesake)
	require.GreaterOrEqual(t, at, 0, "%s: no trace %s: run go test -update", stepsFile, name)
	compareParts(t, want, want.Traces[at], found, options)
}

func compareParts(t *testing.T, file steps, want, have part, options json.RawMessage) {
	t.Helper()
	const advice = "%s, %s: run go test -update and review the difference"
	assert.Equal(t, want.Name, have.Name, advice, stepsFile, have.Name)
	assert.Equal(t, want.Config, have.Config, advice, stepsFile, have.Name)
	assert.Equal(t, string(file.Configs[have.Config]), string(options), advice, stepsFile, have.Name)
	assert.Equal(t, string(want.Snapshot), string(have.Snapshot), advice, stepsFile, have.Name)
	assert.Equal(t, lines(want.Cells), lines(have.Cells), advice, stepsFile, have.Name)
	assert.Equal(t, lines(want.Steps), lines(have.Steps), advice, stepsFile, have.Name)
}

// nameOf is the name of a config in the file. One that no other uses has the name of what uses it.
func nameOf(config session.Config, user string) string {
	for name, known := range map[string]session.Config{
		"standard": standard(), "deciding": deciding(), "beating": beating(), "without reconnecting": {Policy: reconnect.RFC6455()},
	} {
		if reflect.DeepEqual(known, config) {
			return name
		}
	}
	return user
}

// line is a step as an object.
func line(t *testing.T, step taken, stale bool) json.RawMessage {
	t.Helper()
	var text strings.Builder
	conn := step.event.Conn
	if native(step.event.Fact) && conn == 0 {
		conn = connOf(step.before.State) // the machine takes 0 for the present one; JavaScript always has a number
	}
	text.WriteString("{\"fact\": " + object(t, factFields(t, conn, step.event.Fact)))
	if stale {
		text.WriteString(", \"stale\": true")
	}
	text.WriteString(", \"moment\": " + object(t, differing(momentFields(event(matrixNow, 0, nil).Moment), momentFields(step.event.Moment))))
	text.WriteString(", \"changes\": " + object(t, differing(jsbridge.SnapshotFields(step.before), jsbridge.SnapshotFields(step.after))))
	effects := make([]string, 0, len(step.effects))
	for _, effect := range step.effects {
		effects = append(effects, object(t, jsbridge.EffectFields(effect)))
	}
	text.WriteString(", \"effects\": [" + strings.Join(effects, ", ") + "]}")
	return json.RawMessage(text.String())
}

func momentFields(now session.Moment) []jsbridge.Field {
	return []jsbridge.Field{
		{Name: "at", Value: float64(now.At)}, {Name: "random", Value: now.Random}, {Name: "heard", Value: float64(now.Heard)},
		{Name: "sent", Value: float64(now.Sent)}, {Name: "buffered", Value: float64(now.Buffered)},
	}
}

// differing are the fields of a record that differ from those of another.
func differing(from, to []jsbridge.Field) (fields []jsbridge.Field) {
	for i, field := range to {
		if field != from[i] {
			fields = append(fields, field)
		}
	}
	return fields
}

// object is a record as JSON, which has no number for what is infinite.
func object(t *testing.T, fields []jsbridge.Field) string {
	t.Helper()
	texts := make([]string, 0, len(fields))
	for _, field := range fields {
		value := field.Value
		switch n, isNumber := value.(float64); {
		case isNumber && n >= float64(reconnect.Forever>>1):
			value = "Infinity"
		case value == nil:
			value = []any{}
		}
		text, err := json.Marshal(value)
		require.NoError(t, err)
		texts = append(texts, fmt.Sprintf("%q: %s", field.Name, text))
	}
	return "{" + strings.Join(texts, ", ") + "}"
}

// optionFields are a config as JavaScript has it. Reading it as the core does holds each name and its meaning.
func optionFields(t *testing.T, c session.Config) []jsbridge.Field {
	t.Helper()
	p := c.Policy
	require.Empty(t, p.Rules, "the rules of a config stand in no data yet")
	millis := func(name string, value session.Millis) jsbridge.Field {
		if value == reconnect.Forever {
			return jsbridge.Field{Name: name, Value: math.Inf(1)}
		}
		return jsbridge.Field{Name: name, Value: float64(value)}
	}
	flag := func(name string, value bool) jsbridge.Field { return jsbridge.Field{Name: name, Value: value} }
	attempts := jsbridge.Field{Name: "maxAttempts", Value: float64(p.MaxAttempts)}
	if p.MaxAttempts == reconnect.Unlimited {
		attempts.Value = math.Inf(1)
	}
	fields := []jsbridge.Field{
		flag("reconnect", c.Reconnect), millis("openTimeoutMs", c.OpenTimeout), millis("closeTimeoutMs", c.CloseTimeout),
		millis("idleTimeoutMs", c.IdleTimeout), millis("heartbeatEveryMs", c.HeartbeatEvery), millis("heartbeatTimeoutMs", c.HeartbeatTimeout),
		flag("network", c.Network), flag("lifecycle", c.Lifecycle), flag("decides", c.Decide),
		flag("interactive", p.Interactive), millis("firstDelayMs", p.First), millis("maxDelayMs", p.Max), millis("minDelayMs", p.Min),
		{Name: "growth", Value: p.Growth}, {Name: "jitter", Value: float64(p.Jitter)}, millis("minUptimeMs", p.MinUptime),
		attempts, millis("maxElapsedMs", p.MaxElapsed), flag("retryAfter", p.RetryAfter), {Name: "rules"},
	}
	require.Equal(t, c, jsbridge.ReadOptions(fields))
	return fields
}

// factFields are a fact as JavaScript has it: its kind, its connection, and the fields of its struct. Reading it as the core does holds
// each name.
func factFields(t *testing.T, conn session.Conn, fact session.Fact) []jsbridge.Field {
	t.Helper()
	lower := func(name string) string { return strings.ToLower(name[:1]) + name[1:] }
	fields := []jsbridge.Field{{Name: "kind", Value: lower(typeName(fact))}}
	if native(fact) {
		fields = append(fields, jsbridge.Field{Name: "conn", Value: float64(conn)})
	} else {
		require.Zero(t, conn, "%T is of no connection", fact)
	}
	of := reflect.ValueOf(fact)
	for i := range of.NumField() {
		name := lower(of.Type().Field(i).Name)
		switch value := of.Field(i).Interface().(type) {
		case reconnect.Verdict:
			fields = append(fields, jsbridge.Field{Name: name, Value: float64(value.Kind)}, jsbridge.Field{Name: "delayMs", Value: float64(value.Delay)})
		case bool, string:
			fields = append(fields, jsbridge.Field{Name: name, Value: value})
		default:
			fields = append(fields, jsbridge.Field{Name: name, Value: of.Field(i).Convert(reflect.TypeFor[float64]()).Float()})
		}
	}
	read, same := jsbridge.ReadFact(fields)
	require.Equal(t, conn, read)
	require.Equal(t, fact, same)
	return fields
}

func TestTheStepsAreThoseOfEveryRowAndTrace(t *testing.T) {
	if *update {
		return // it is written after the last test
	}
	all, err := readSteps()
	require.NoError(t, err)
	var named, used []string
	for _, trace := range all.Traces {
		named = append(named, filepath.Join("testdata", "traces", trace.Name+".txt"))
	}
	traces, err := filepath.Glob("testdata/traces/*.txt")
	require.NoError(t, err)
	assert.ElementsMatch(t, traces, named)
	for _, part := range slices.Concat(all.Rows, all.Traces) {
		used = append(used, part.Config)
	}
	slices.Sort(used)
	assert.Equal(t, slices.Compact(used), slices.Sorted(maps.Keys(all.Configs)))
	text, err := os.ReadFile(stepsFile)
	require.NoError(t, err)
	assert.Equal(t, all.text(), string(text), "it is written in one way")
	assert.Less(t, len(text), 400_000, "bytes")
}
