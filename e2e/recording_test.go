package e2e_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// A recording says what socket to make in a page and what to do with it. See testdata/recorder.js.
type recording struct {
	Kind      string        // "native" (the default) or "wsclose"
	Core      string        // where wsclose comes from; "/dist" if empty, and then no decision waits for a core: see coreFirst
	URL       string        // "/lab/…" (made absolute) or any URL
	Protocols []string      //
	Options   string        // a JavaScript expression for wsclose's options, with the log as r; "{}" if empty
	Script    string        // the body of an async function of s (the socket) and r (the log)
	Until     string        // the type of the entry that ends the recording: "close" (the default), "end", or "script"
	Deadline  time.Duration // how long nothing may come; 60 s if 0
	Ours      bool          // record wsclose's own events too
}

func (r recording) spec() map[string]any {
	spec := map[string]any{"kind": orElse(r.Kind, "native"), "core": orElse(r.Core, "/dist"), "url": r.URL,
		"coreFirst": r.Kind == "wsclose" && r.Core == "" && coreFirst(), "until": orElse(r.Until, "close"), "ours": r.Ours, "deadlineMs": 60_000, "protocols": r.Protocols}
	if r.Protocols == nil {
		spec["protocols"] = []string{}
	}
	if len(r.URL) > 0 && r.URL[0] == '/' {
		spec["url"] = web.ws(r.URL)
	}
	if r.Deadline > 0 {
		spec["deadlineMs"] = r.Deadline.Milliseconds()
	}
	return spec
}

// coreFirst says whether a page loads the core before it makes a socket. A close waits for a core that is being fetched, but 250 ms, and on
// a busy machine that takes longer. A core that is inside is there for the first decision.
func coreFirst() bool { return !tested.IsInside }

// record makes the socket, runs the script, and returns all that the socket said.
func (p *page) record(r recording) transcript {
	p.t.Helper()
	log := eval[[]entry](p, `(spec) => harness.record(spec, async (s, r) => {`+r.Script+`}, (r) => (`+orElse(r.Options, "{}")+`))`, r.spec())
	return p.checked(log)
}

// pair runs the same script on a native socket and on wsclose's with {reconnect: false}, at the same time. Each has its own URL.
func (p *page) pair(native, ours recording) (transcript, transcript) {
	p.t.Helper()
	p.begin(native, ours)
	return p.begun()
}

// begin begins what pair does, and begun waits for it.
func (p *page) begin(native, ours recording) {
	p.t.Helper()
	native.Kind, ours.Kind = "native", "wsclose"
	eval[chrome.Void](p, `(native, ours) => harness.begin(native, ours, async (s, r) => {`+native.Script+`}, (r) => (`+
		orElse(ours.Options, "{reconnect: false}")+`))`, native.spec(), ours.spec())
}

func (p *page) begun() (transcript, transcript) {
	p.t.Helper()
	logs := eval[[2][]entry](p, `() => harness.begun()`)
	return p.checked(logs[0]), p.checked(logs[1])
}

func (p *page) checked(log []entry) transcript {
	p.t.Helper()
	require.NotEmpty(p.t, log)
	return log
}

// An entry is one thing that a socket said, or that a script noted.
type entry struct {
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
	Report     *report
	Plan       *plan
	Buffered   int  // bufferedAmount inside the handler
	Tapped     bool // what the native socket below wsclose's said: see Log.tap in testdata/recorder.js
}

// line is the entry in a form that reads well in a list: `close@3 1012 "r" clean`.
func (e entry) line() string {
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

// A transcript is a socket's log.
type transcript []entry

func (l transcript) lines() []string { return l.linesIf(func(entry) bool { return true }) }

// linesIf are the lines of the entries that are of interest.
func (l transcript) linesIf(of func(entry) bool) []string {
	lines := make([]string, 0, len(l))
	for _, e := range l {
		if of(e) {
			lines = append(lines, e.line())
		}
	}
	return lines
}

// all returns the entries of one type.
func (l transcript) all(kind string) []entry {
	var found []entry
	for _, e := range l {
		if e.Type == kind {
			found = append(found, e)
		}
	}
	return found
}

// buffered is what bufferedAmount was in each listener.
func (l transcript) buffered() []int {
	amounts := make([]int, 0, len(l))
	for _, e := range l {
		amounts = append(amounts, e.Buffered)
	}
	return amounts
}

// split parts what wsclose said from what the native socket below it said.
func (l transcript) split() (ours, tapped transcript) {
	for _, e := range l {
		if e.Tapped {
			tapped = append(tapped, e)
		} else {
			ours = append(ours, e)
		}
	}
	return ours, tapped
}

// lastReport is the report of the last close event.
func (l transcript) lastReport() *report {
	if closes := l.all("close"); len(closes) > 0 {
		return closes[len(closes)-1].Report
	}
	return nil
}

// nth returns the nth entry of a type, from 1; without it the test ends.
func (p *page) nth(l transcript, kind string, n int) entry {
	p.t.Helper()
	found := l.all(kind)
	require.GreaterOrEqual(p.t, len(found), n, "%d %q in %q", n, kind, l.lines())
	return found[n-1]
}

// closeArguments are what close() was asked for, or given; without a code it is an empty Close.
type closeArguments struct {
	Code   *int
	Reason string
}

// A report is wsclose's CloseReport as the page received it.
type report struct {
	Code                                                            int
	Reason                                                          string
	WasClean                                                        bool
	Name, Kind, By, Cause                                           string
	Invalid, Synthetic                                              bool
	Requested, Sent                                                 *closeArguments
	Session                                                         int
	Decider                                                         string
	URL, Protocol                                                   string
	Connection, Attempt                                             int
	Opened                                                          bool
	ConnectMs, OpenMs, ClosingMs, At                                float64
	MessagesIn, MessagesOut, Queued, UnsentBytes, Resent, Uncertain int
	Expected                                                        bool
	Decision                                                        struct {
		Action  string
		DelayMs float64
		Rule    string
	}
}

// line is what the report says and the event doesn't: kind, by and cause, what is remarkable, and what was asked for and sent.
func (r *report) line() string {
	if r == nil {
		return "no report"
	}
	line := r.Kind + " " + r.By + " " + r.Cause
	for _, flag := range []struct {
		word string
		is   bool
	}{{" invalid", r.Invalid}, {" synthetic", r.Synthetic}, {" expected", r.Expected}} {
		if flag.is {
			line += flag.word
		}
	}
	if r.Requested == nil {
		return line
	}
	line += ", asked " + r.Requested.line()
	if r.Sent == nil {
		return line + ", nothing sent"
	}
	if sent := r.Sent.line(); sent != r.Requested.line() {
		line += ", sent " + sent
	}
	return line
}

// line is a Close as serverLine has it.
func (a closeArguments) line() string { return closeLine(a.Code, a.Reason) }

// A plan is wsclose's RetryPlan.
type plan struct {
	Attempt     int
	DelayMs, At float64
	Rule        string
	Report      *report
}

// assertBefore holds that the nth entry of a type came within the time that mark gave it (see mark in testdata/recorder.js): before the
// entry of that name, if that came at all.
func (p *page) assertBefore(l transcript, kind string, n int, mark string) {
	p.t.Helper()
	found := slices.IndexFunc(l, func(e entry) bool {
		if e.Type == kind && !e.Tapped {
			n--
		}
		return n == 0
	})
	require.NotEqual(p.t, -1, found, "%q in %q", kind, l.lines())
	if at := slices.IndexFunc(l, func(e entry) bool { return e.Type == mark }); at >= 0 {
		assert.Less(p.t, found, at, "%s before %s, in %q", kind, mark, l.lines())
	}
}

func orElse(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}
