package harness

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An Entry is one thing that a socket said, or that a script noted.
type Entry struct {
	Type       string  // an event's type, "returned", "threw", "deadline", or a script's own
	At         float64 // milliseconds after the constructor
	ReadyState *int    // inside the handler
	Phase      string
	Code       int
	Reason     string
	WasClean   bool
	Data       string // of a message: its text, or its kind and length
	Value      string // of "returned"; of a phase: "from -> to"
	Name       string // of "threw"
	Message    string
	Legacy     int // a DOMException's code
	Native     bool
	Report     *Report
	Plan       *Plan
	Buffered   int  // bufferedAmount inside the handler
	Tapped     bool // what the native socket below wsclose's said: see Log.tap in page/recorder.js
}

// Line is the entry in a form that reads well in a list: `close@3 1012 "r" clean`.
func (e Entry) Line() string {
	head := e.Type
	if e.ReadyState != nil {
		head = fmt.Sprintf("%s@%d", e.Type, *e.ReadyState)
	}
	switch e.Type {
	case "message":
		return head + " " + e.Data
	case "close":
		clean := "unclean"
		if e.WasClean {
			clean = "clean"
		}
		return fmt.Sprintf("%s %d %q %s", head, e.Code, e.Reason, clean)
	case "threw":
		return strings.TrimSpace(head + " " + e.Name + " " + e.Value)
	}
	if e.Value != "" { // a script's note
		return head + " " + e.Value
	}
	return head
}

// A Transcript is a socket's log.
type Transcript []Entry

// Lines are the lines of all entries.
func (l Transcript) Lines() []string { return l.LinesIf(func(Entry) bool { return true }) }

// LinesIf are the lines of the entries that are of interest.
func (l Transcript) LinesIf(of func(Entry) bool) []string {
	lines := make([]string, 0, len(l))
	for _, e := range l {
		if of(e) {
			lines = append(lines, e.Line())
		}
	}
	return lines
}

// All returns the entries of one type.
func (l Transcript) All(kind string) []Entry {
	var found []Entry
	for _, e := range l {
		if e.Type == kind {
			found = append(found, e)
		}
	}
	return found
}

// Buffered is what bufferedAmount was in each listener.
func (l Transcript) Buffered() []int {
	amounts := make([]int, 0, len(l))
	for _, e := range l {
		amounts = append(amounts, e.Buffered)
	}
	return amounts
}

// Split parts what wsclose said from what the native socket below it said.
func (l Transcript) Split() (ours, tapped Transcript) {
	for _, e := range l {
		if e.Tapped {
			tapped = append(tapped, e)
		} else {
			ours = append(ours, e)
		}
	}
	return ours, tapped
}

// LastReport is the report of the last close event.
func (l Transcript) LastReport() *Report {
	if closes := l.All("close"); len(closes) > 0 {
		return closes[len(closes)-1].Report
	}
	return nil
}

// Phases are the phases that a session went through.
func (l Transcript) Phases() []string {
	var all []string
	for _, e := range l.All("phase") {
		_, to, _ := strings.Cut(e.Value, " -> ")
		all = append(all, to)
	}
	return all
}

// Nth returns the nth entry of a type, from 1; without it the test ends.
func (p *Page) Nth(l Transcript, kind string, n int) Entry {
	p.T.Helper()
	found := l.All(kind)
	require.GreaterOrEqual(p.T, len(found), n, "%d %q in %q", n, kind, l.Lines())
	return found[n-1]
}

// AssertBefore holds that the nth entry of a type came within the time that mark gave it (see mark in page/recorder.js): before the
// entry of that name, if that came at all.
func (p *Page) AssertBefore(l Transcript, kind string, n int, mark string) {
	p.T.Helper()
	found := slices.IndexFunc(l, func(e Entry) bool {
		if e.Type == kind && !e.Tapped {
			n--
		}
		return n == 0
	})
	require.NotEqual(p.T, -1, found, "%q in %q", kind, l.Lines())
	if at := slices.IndexFunc(l, func(e Entry) bool { return e.Type == mark }); at >= 0 {
		assert.Less(p.T, found, at, "%s before %s, in %q", kind, mark, l.Lines())
	}
}
