//go:build go1.23

package reconnect_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

var update = flag.Bool("update", false, "write testdata/decide.json anew")

const vectorFile = "testdata/decide.json"

// vectors is testdata/decide.json.
type vectors struct {
	About   []string `json:"about"`
	Sweeps  []sweep  `json:"sweeps"`
	Vectors []vector `json:"vectors"`
}

// sweep is what becomes of a first clean close with each code.
type sweep struct {
	Policy json.RawMessage `json:"policy"`
	Streak int             `json:"streak"`
	Runs   []run           `json:"runs"`
}

type run struct {
	From int `json:"from"`
	To   int `json:"to"`
	answer
}

type vector struct {
	Name    string          `json:"name"`
	Policy  json.RawMessage `json:"policy"`
	Close   outcome         `json:"close"`
	Attempt int             `json:"attempt"`
	Streak  int             `json:"streak"`
	Elapsed int64           `json:"elapsedMs"`
	Decide  json.RawMessage `json:"decide,omitempty"`
	Want    answer          `json:"want"`
}

type outcome struct {
	Code      closecode.Code `json:"code"`
	Reason    string         `json:"reason"`
	WasClean  bool           `json:"wasClean"`
	Opened    bool           `json:"opened"`
	Errored   bool           `json:"errored"`
	Asked     string         `json:"asked"` // nobody, page
	Ended     string         `json:"ended"` // none, or by what
	Disturbed bool           `json:"disturbed"`
}

type answer struct {
	Action  string           `json:"action"`
	Rule    string           `json:"rule"`
	Attempt int              `json:"attempt"` // this and what follows is 0 for a stop
	Floor   reconnect.Millis `json:"floorMs"`
	Width   reconnect.Millis `json:"widthMs"`
}

func answerOf(d reconnect.Decision) answer {
	if d.Action == stop {
		return answer{Action: reconnect.Actions()[d.Action], Rule: d.Rule}
	}
	return answer{reconnect.Actions()[d.Action], d.Rule, d.Attempt, d.Floor, d.Width}
}

var endedBy = []string{"none", "open-timeout", "close-timeout", "idle-timeout", "hiding", "freezing", "fail", "abort", "too-big", "provider"}

// options are those of ReconnectOptions that bear on a decision.
type options struct {
	Policy                                 string
	FirstDelayMs, MaxDelayMs, MaxElapsedMs *reconnect.Millis
	MinDelayMs                             reconnect.Millis
	Growth                                 *float64
	MaxAttempts                            *int
	RetryAfter                             *bool
	Rules                                  []struct {
		Code                     any
		Action                   string
		Opened, WasClean         *bool
		MinDelayMs, FirstDelayMs *reconnect.Millis
		MaxAttempts              *int
	}
}

func or[T any](value *T, other T) T {
	if value == nil {
		return other
	}
	return *value
}

func policyOf(t require.TestingT, text json.RawMessage) reconnect.Policy {
	var o options
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&o), "%s", text)
	p := reconnect.RFC6455()
	if o.Policy == "interactive" {
		p = reconnect.Interactive()
	}
	p.First, p.Max, p.MaxElapsed = or(o.FirstDelayMs, p.First), or(o.MaxDelayMs, p.Max), or(o.MaxElapsedMs, p.MaxElapsed)
	p.Min, p.Growth = o.MinDelayMs, or(o.Growth, p.Growth)
	p.MaxAttempts, p.RetryAfter = or(o.MaxAttempts, p.MaxAttempts), or(o.RetryAfter, p.RetryAfter)
	for _, r := range o.Rules {
		rule := reconnect.NewRule(stop, spansOf(t, r.Code)...)
		if r.Action == "retry" {
			rule.Action = retry
		}
		rule.Opened, rule.WasClean = matchOf(r.Opened), matchOf(r.WasClean)
		rule.Min, rule.First = or(r.MinDelayMs, rule.Min), or(r.FirstDelayMs, rule.First)
		rule.MaxAttempts = or(r.MaxAttempts, rule.MaxAttempts)
		p.Rules = append(p.Rules, rule)
	}
	return p
}

func matchOf(fact *bool) reconnect.Match {
	switch {
	case fact == nil:
		return reconnect.Either
	case *fact:
		return reconnect.Yes
	default:
		return reconnect.No
	}
}

func spansOf(t require.TestingT, code any) (spans []reconnect.Span) {
	switch code := code.(type) {
	case float64:
		return []reconnect.Span{{From: closecode.Code(code), To: closecode.Code(code)}}
	case string:
		first, last, _ := strings.Cut(code, "-")
		from, err := strconv.ParseUint(first, 10, 16)
		require.NoError(t, err)
		to, err := strconv.ParseUint(last, 10, 16)
		require.NoError(t, err)
		return []reconnect.Span{{From: closecode.Code(from), To: closecode.Code(to)}}
	case []any:
		for _, each := range code {
			spans = append(spans, spansOf(t, each)...)
		}
	}
	return spans
}

func verdictOf(t require.TestingT, text json.RawMessage) reconnect.Verdict {
	if text == nil {
		return reconnect.Verdict{}
	}
	var verdict any
	require.NoError(t, json.Unmarshal(text, &verdict))
	switch verdict := verdict.(type) {
	case float64:
		return reconnect.Verdict{Kind: reconnect.VerdictWidth, Delay: reconnect.Millis(verdict)}
	case map[string]any:
		kind := reconnect.VerdictWidth
		if verdict["exact"] == true {
			kind = reconnect.VerdictExact
		}
		return reconnect.Verdict{Kind: kind, Delay: reconnect.Millis(verdict["delayMs"].(float64))}
	default:
		if verdict == true {
			return reconnect.Verdict{Kind: reconnect.VerdictRetry}
		}
		return reconnect.Verdict{Kind: reconnect.VerdictStop}
	}
}

// answerTo decides a vector from what the file says of it.
func answerTo(t require.TestingT, p reconnect.Policy, v vector) answer {
	o := reconnect.Outcome{
		Code: v.Close.Code, Reason: v.Close.Reason, WasClean: v.Close.WasClean, Opened: v.Close.Opened, Errored: v.Close.Errored,
		Disturbed: v.Close.Disturbed,
	}
	if v.Close.Asked == "page" {
		o.Asked = closecode.AskedByPage
	}
	for i, name := range endedBy {
		if v.Close.Ended == name {
			o.Ended = closecode.Ended(i)
		}
	}
	now := reconnect.Millis(v.Elapsed)
	_, same := reconnect.Decide(p, reconnect.Start(0), o, now) // for the rule that a streak is of
	d, _ := reconnect.Decide(p, reconnect.Tally{Attempt: v.Attempt, Rule: same.Rule, Streak: v.Streak}, o, now)
	return answerOf(reconnect.Override(p, d, verdictOf(t, v.Decide)))
}

func runsOf(t require.TestingT, s sweep) (runs []run) {
	p := policyOf(t, s.Policy)
	for code := 0; code < 1<<16; code++ {
		o := outcome{Code: closecode.Code(code), WasClean: true, Opened: true, Asked: "nobody", Ended: "none"}
		now := answerTo(t, p, vector{Close: o, Streak: s.Streak})
		now.Rule = strings.Replace(now.Rule, strconv.Itoa(code), "*", 1)
		if last := len(runs) - 1; last >= 0 && runs[last].answer == now {
			runs[last].To = code
			continue
		}
		runs = append(runs, run{code, code, now})
	}
	return runs
}

// encode writes the file with one line for each run and vector, to be reviewed as such.
func encode(t require.TestingT, all vectors) string {
	var b strings.Builder
	line := func(value any) string {
		var text bytes.Buffer
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		require.NoError(t, encoder.Encode(value))
		return strings.TrimSpace(text.String())
	}
	b.WriteString("{\"about\": [\n  " + list(all.About, line) + "\n],\n\"sweeps\": [")
	for i, s := range all.Sweeps {
		b.WriteString(strings.Repeat(",", min(i, 1)) + "\n{\"policy\": " + line(s.Policy) + ", \"streak\": " + strconv.Itoa(s.Streak))
		b.WriteString(", \"runs\": [\n  " + list(s.Runs, line) + "\n]}")
	}
	b.WriteString("\n],\n\"vectors\": [\n  " + list(all.Vectors, line) + "\n]}\n")
	return b.String()
}

func list[T any](values []T, line func(any) string) string {
	var lines []string
	for _, value := range values {
		lines = append(lines, line(value))
	}
	return strings.Join(lines, ",\n  ")
}

func TestVectorsAreWhatIsDecided(t *testing.T) {
	all := vectors{About: aboutVectors, Vectors: append([]vector(nil), vectorCases...)}
	for _, s := range sweepCases {
		s.Runs = runsOf(t, s)
		all.Sweeps = append(all.Sweeps, s)
	}
	names := map[string]bool{}
	for i, v := range all.Vectors {
		require.False(t, names[v.Name], "%s: twice", v.Name)
		names[v.Name] = true
		all.Vectors[i].Want = answerTo(t, policyOf(t, v.Policy), v)
	}
	fresh := encode(t, all)
	if *update {
		require.NoError(t, os.WriteFile(vectorFile, []byte(fresh), 0o644))
	}
	committed, err := os.ReadFile(vectorFile)
	require.NoError(t, err, "go test ./wasm/reconnect -update writes it")
	assert.Equal(t, fresh, string(committed), "go test ./wasm/reconnect -update writes it anew: look at what changes")
	var again vectors
	require.NoError(t, json.Unmarshal(committed, &again))
	assert.Equal(t, all, again, "the file says it all")
}
