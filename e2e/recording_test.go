package e2e_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
)

// A recording says what socket to make in a page and what to do with it. See testdata/recorder.js.
type recording struct {
	Kind      string        // "native" (the default) or "wsclose"
	Core      string        // where wsclose comes from; "/dist" if empty
	URL       string        // "/lab/…" (made absolute) or any URL
	Protocols []string      //
	Options   string        // a JavaScript expression for wsclose's options, with the log as r; "{}" if empty
	Script    string        // the body of an async function of s (the socket) and r (the log)
	Until     string        // the type of the entry that ends the recording: "close" (the default), "end", or "script"
	Deadline  time.Duration // 10 s if 0
	Ours      bool          // record wsclose's own events too
}

func (r recording) spec() map[string]any {
	spec := map[string]any{"kind": orElse(r.Kind, "native"), "core": orElse(r.Core, "/dist"), "url": r.URL,
		"until": orElse(r.Until, "close"), "ours": r.Ours, "deadlineMs": 10_000, "protocols": r.Protocols}
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

// record makes the socket, runs the script, and returns all that the socket said.
func (p *page) record(r recording) transcript {
	p.t.Helper()
	if r.Kind == "wsclose" {
		needProduct(p.t)
	}
	log := eval[[]entry](p, `(spec) => harness.record(spec, async (s, r) => {`+r.Script+`}, (r) => (`+orElse(r.Options, "{}")+`))`, r.spec())
	return p.checked(log)
}

// pair runs the same script on a native socket and on wsclose's with {reconnect: false}, at the same time. Each has its own URL.
func (p *page) pair(native, ours recording) (transcript, transcript) {
	p.t.Helper()
	needProduct(p.t)
	native.Kind, ours.Kind = "native", "wsclose"
	logs := eval[[2][]entry](p, `(native, ours) => harness.pair(native, ours, async (s, r) => {`+native.Script+`}, () => (`+
		orElse(ours.Options, "{reconnect: false}")+`))`, native.spec(), ours.spec())
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

func (l transcript) lines() []string {
	lines := make([]string, 0, len(l))
	for _, e := range l {
		lines = append(lines, e.line())
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

// nth returns the nth entry of a type, from 1; without it the test ends.
func (p *page) nth(l transcript, kind string, n int) entry {
	p.t.Helper()
	found := l.all(kind)
	require.GreaterOrEqual(p.t, len(found), n, "%d %q in %q", n, kind, l.lines())
	return found[n-1]
}

// A report is wsclose's CloseReport as the page received it.
type report struct {
	Code                  int
	Reason                string
	WasClean              bool
	Name, Kind, By, Cause string
	Invalid, Synthetic    bool
	Requested, Sent       *struct {
		Code   *int
		Reason string
	}
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

// A plan is wsclose's RetryPlan.
type plan struct {
	Attempt     int
	DelayMs, At float64
	Rule        string
	Report      *report
}

func orElse(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}
