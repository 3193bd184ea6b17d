package harness

import (
	"cmp"
	"time"

	"github.com/stretchr/testify/require"
)

// A Recording says what socket to make in a page and what to do with it. See page/recorder.js.
type Recording struct {
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

func (r Recording) spec() map[string]any {
	spec := map[string]any{"kind": cmp.Or(r.Kind, "native"), "core": cmp.Or(r.Core, "/dist"), "url": r.URL,
		"coreFirst": r.Kind == "wsclose" && r.Core == "" && coreFirst(), "until": cmp.Or(r.Until, "close"), "ours": r.Ours, "deadlineMs": 60_000, "protocols": r.Protocols}
	if r.Protocols == nil {
		spec["protocols"] = []string{}
	}
	if len(r.URL) > 0 && r.URL[0] == '/' {
		spec["url"] = WS(r.URL)
	}
	if r.Deadline > 0 {
		spec["deadlineMs"] = r.Deadline.Milliseconds()
	}
	return spec
}

// coreFirst says whether a page loads the core before it makes a socket. A close waits for a core that is being fetched, but 250 ms, and on
// a busy machine that takes longer. A core that is inside is there for the first decision.
func coreFirst() bool { return !Tested.IsInside }

// Record makes the socket, runs the script, and returns all that the socket said.
func (p *Page) Record(r Recording) Transcript {
	p.T.Helper()
	log := Eval[[]Entry](p, `(spec) => harness.record(spec, async (s, r) => {`+r.Script+`}, (r) => (`+cmp.Or(r.Options, "{}")+`))`, r.spec())
	return p.checked(log)
}

// Pair runs the same script on a native socket and on wsclose's with {reconnect: false}, at the same time. Each has its own URL.
func (p *Page) Pair(native, ours Recording) (Transcript, Transcript) {
	p.T.Helper()
	native.Kind, ours.Kind = "native", "wsclose"
	logs := Eval[[2][]Entry](p, `(native, ours) => harness.pair(native, ours, async (s, r) => {`+native.Script+`}, (r) => (`+
		cmp.Or(ours.Options, "{reconnect: false}")+`))`, native.spec(), ours.spec())
	return p.checked(logs[0]), p.checked(logs[1])
}

func (p *Page) checked(log []Entry) Transcript {
	p.T.Helper()
	require.NotEmpty(p.T, log)
	return log
}
