package conformance

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Verdicts on a [Pair].
const (
	Agrees   = "agrees"   // native and wsclose have the same value
	Listed   = "listed"   // they differ as differences.json says
	Unlisted = "unlisted" // they differ, and nothing says why
)

// A Pair is an assertion's values in one realm, as JSON with the server's address written HOST.
type Pair struct {
	Native  string `json:"native"`
	Wsclose string `json:"wsclose"`
	Verdict string `json:"verdict"`
}

// A Row is one assertion.
type Row struct {
	Subject  string  `json:"subject"`
	Name     string  `json:"name"`
	Expected *string `json:"expected"` // what the standard says; nil: it leaves it open
	Window   *Pair   `json:"window"`   // nil: it didn't get there
	Worker   *Pair   `json:"worker"`
}

// FullName tells a row from all others.
func (r Row) FullName() string { return r.Subject + ": " + r.Name }

// Deviates says whether the browser's own WebSocket isn't as the standard says, in window or worker.
func (r Row) Deviates() bool {
	return r.Expected != nil && slices.ContainsFunc(r.pairs(), func(p Pair) bool { return p.Native != *r.Expected })
}

// Is says whether window or worker has this verdict.
func (r Row) Is(verdict string) bool {
	return slices.ContainsFunc(r.pairs(), func(p Pair) bool { return p.Verdict == verdict })
}

func (r Row) pairs() []Pair {
	var pairs []Pair
	for _, pair := range []*Pair{r.Window, r.Worker} {
		if pair != nil {
			pairs = append(pairs, *pair)
		}
	}
	return pairs
}

// A Result is what the page found in one browser.
type Result struct {
	Browser     string       `json:"browser"`   // of the known names; the page leaves it empty
	Version     string       `json:"version"`   // as the browser's program says it
	UserAgent   string       `json:"userAgent"` // as the page says it
	Rows        []Row        `json:"rows"`
	Differences []Difference `json:"differences"`
	Strays      []string     `json:"strays"`   // errors that nothing caught and no assertion expected
	Failures    []string     `json:"failures"` // why a realm didn't run to its end
}

// Count is the number of comparisons with this verdict: two a row.
func (r Result) Count(verdict string) int {
	n := 0
	for _, row := range r.Rows {
		for _, pair := range row.pairs() {
			if pair.Verdict == verdict {
				n++
			}
		}
	}
	return n
}

// Deviations is the number of rows where the browser's own WebSocket isn't as the standard says.
func (r Result) Deviations() int {
	n := 0
	for _, row := range r.Rows {
		if row.Deviates() {
			n++
		}
	}
	return n
}

// Summary is one line.
func (r Result) Summary() string {
	return fmt.Sprintf("%s: %d assertions, %d comparisons: %d agree, %d differ as listed, %d differ; the browser itself deviates from the standard in %d",
		r.Version, len(r.Rows), r.Count(Agrees)+r.Count(Listed)+r.Count(Unlisted), r.Count(Agrees), r.Count(Listed), r.Count(Unlisted), r.Deviations())
}

// Defects describes every row that differs and isn't listed.
func (r Result) Defects() []string {
	var lines []string
	for _, row := range r.Rows {
		if row.Is(Unlisted) {
			lines = append(lines, row.describe())
		}
	}
	return lines
}

func (r Row) describe() string {
	var b strings.Builder
	b.WriteString(r.FullName())
	if r.Expected != nil {
		b.WriteString("\n\tstandard: " + *r.Expected)
	}
	switch {
	case r.Window != nil && r.Worker != nil && *r.Window == *r.Worker:
		r.Window.describe(&b, "both")
	default:
		r.Window.describe(&b, "window")
		r.Worker.describe(&b, "worker")
	}
	return b.String()
}

func (p *Pair) describe(b *strings.Builder, realm string) {
	if p != nil {
		fmt.Fprintf(b, "\n\t%s, native:  %s\n\t%s, wsclose: %s", realm, p.Native, realm, p.Wsclose)
	}
}

func onlyQuery(only string) string { return url.Values{"only": {only}}.Encode() }
