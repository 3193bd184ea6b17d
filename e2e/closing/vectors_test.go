package closing_test

import (
	"net"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// A vector is one way for a connection to end: what the lab does, what the page does, and what both ends see of it in Chromium.
// TestEveryCloseIsSeenAlike runs each on the native WebSocket and on wsclose's, side by side in one page.
type vector struct {
	name      string
	path      string                    // of the lab; an id is added
	address   func(t *testing.T) string // instead of path, where there is no lab
	protocols []string
	script    string            // the body of an async function of s (the socket) and r (the log)
	page      []string          // see harness.Entry.Line
	report    string            // what wsclose adds to the last line: see harness.Report.Line
	races     map[string]string // where page and report lack the last line: which there may be, and the report of each
	server    string            // see harness.ServerLine; "" if it can't be known
	end       string            // who ended TCP, as the lab's journal says it; "" if that is a race
	unheard   bool              // the server may never hear of it: no journal
	deadline  time.Duration     // how long nothing may come, if that is a minute
	proves    string            // clauses of REQUIREMENTS.md, apart by spaces
}

const (
	failed      = `close@3 1006 "" unclean`
	neverOpened = "abnormal network never-opened"
)

// vectors begin with what takes longest.
var vectors = slices.Concat(transportVectors, autobahnVectors(), pageVectors, refusalVectors, handshakeVectors)

// The server closes and ends TCP in its own way, or ends TCP without a Close: no error event in Chromium.
var transportVectors = []vector{
	// The deadline leaves a busy machine as much again.
	{name: "close() never answered: Chromium waits 60 s", path: "/lab/answer?with=none", script: `await r.on('open'); s.close(3001, 'done')`,
		page: []string{"open@1", failed}, report: `abnormal page lost expected, asked 3001 "done"`, server: `3001 "done"`, end: "client fin",
		deadline: 150 * time.Second, proves: "7.1.1/wait 7.1.5/1006"},
	{name: "Close, TCP held: told after Chromium's 2 s, CLOSING till then", path: "/lab/close?code=1001&reason=hold&then=hold",
		script: `await r.on('open'); while (s.readyState === 1) await r.tick(); r.note('polled', s.readyState, s)`,
		page:   []string{"open@1", "polled@2 2", `close@3 1001 "hold" clean`}, report: "going-away peer close-frame expected",
		server: `1001 "hold"`, end: "client fin", proves: "5.5.1/both 7.1.1/wait 7.1.3/closing"},
	pageCloses("with=echo-hold", `close@3 3001 "done" clean`, "library page close-frame expected", "client fin", "5.5.1/both 7.1.1/wait"),
	{name: "close() answered after a while", path: "/lab/answer?with=echo&delay=700", script: `await r.on('open'); s.close(3001, 'done')`,
		page: []string{"open@1", `close@3 3001 "done" clean`}, report: `library page close-frame expected, asked 3001 "done"`, server: `3001 "done"`,
		end: "server fin"},
	// Clean where Chromium still moved data when the Close came: it drops what follows, and counts it as sent.
	{name: "Close by a server that hardly reads: what was sent is lost", path: "/lab/close?code=4005&reason=full&after=1&delay=1000&rate=1000&then=hold&kill=4000",
		script: `const much = new Uint8Array(50e6); await r.on('open'); s.send('go'); s.send(much)`,
		page:   []string{"open@1", "message@1 go"}, races: alike("application peer close-frame", `close@3 4005 "full" unclean`, `close@3 4005 "full" clean`),
		unheard: true, proves: "7.1.4/unclean"},
	{name: "Close, then FIN at once", path: "/lab/close?code=1001&reason=bye&then=fin", page: []string{"open@1", `close@3 1001 "bye" clean`},
		report: "going-away peer close-frame expected"},
	{name: "Close, then RST at once: one or the other wins", path: "/lab/close?code=1001&reason=bye&then=rst&pause=2",
		page: []string{"open@1"}, races: map[string]string{`close@3 1001 "bye" unclean`: "going-away peer close-frame expected", failed: "abnormal network lost"}},
	{name: "Close, then RST after the echo", path: "/lab/close?code=1001&reason=bye&then=rst-after-echo",
		page: []string{"open@1", `close@3 1001 "bye" unclean`}, report: "going-away peer close-frame expected", server: `1001 "bye"`, end: "server rst",
		proves: "7.1.4/unclean"},
	{name: "text 300 ms after Close", path: "/lab/raw?hex=880203e8&hex=810161&gap=300", page: []string{"open@1", "error@3", failed}, report: breakage, server: "1000"},
	{name: "messages, then a Close: all are delivered first", path: "/lab/burst?n=100&size=3&code=4001&reason=flood",
		page: flooded(100, `close@3 4001 "flood" clean`), report: "application peer close-frame", server: `4001 "flood"`, proves: "5.5.1/promptly"},
	ends("FIN", "end=fin"), ends("RST", "end=rst"), ends("FIN inside a frame", "end=fin&mid=frame"), ends("FIN inside a message", "end=fin&mid=message"),
}

// The page closes.
var pageVectors = []vector{
	{name: "close() is answered", path: "/lab/answer?with=echo", script: `await r.on('open'); s.close(); r.try(() => s.readyState, s)`,
		page: []string{"open@1", "returned@2 2", `close@3 1005 "" clean`}, report: "normal page no-status expected, asked empty", server: "empty",
		proves: "5.5.1/body 7.1.2/no-code 7.1.3/closing 7.1.5/1005"},
	pageCloses("with=echo", `close@3 3001 "done" clean`, "library page close-frame expected", "server fin",
		"5.5.1/code-first 5.5.1/masked 5.5.1/both 7.1.1/cleanly 7.1.2/start 7.4.2/3000-3999"),
	// Whether the server's Close is an answer, or was under way already, a client can't tell: both may close at once.
	pageCloses("with=code:4777", `close@3 4777 "" clean`, "application page close-frame expected", "server fin",
		"5.5.1/simultaneous 7.1.5/first 7.1.5/disagree 7.1.6/reason"),
	pageCloses("with=empty", `close@3 1005 "" clean`, "normal page no-status expected", "server fin", "7.1.5/1005"),
	pageCloses("with=fin", failed, "abnormal page lost expected", "server fin", "7.1.4/unclean 7.1.5/1006"),
	pageCloses("with=rst", failed, "abnormal page lost expected", "server rst", "7.1.4/unclean"),
	{name: "close() answered with the reserved 1006", path: "/lab/answer?with=reserved", script: `await r.on('open'); s.close(3001, 'done')`,
		page: []string{"open@1", "error@3", failed}, report: `abnormal page lost expected, asked 3001 "done"`, server: `3001 "done"`, proves: "7.4.1/never-sent"},
	{name: "close() after the server's Close changes nothing", path: "/lab/close?code=4001&reason=yours&then=hold",
		script: `await r.on('open'); while (s.readyState === 1) await r.tick(); r.try(() => s.close(3001, 'late'), s)`,
		page:   []string{"open@1", "returned@2 undefined", `close@3 4001 "yours" clean`}, report: `application peer close-frame, asked 3001 "late", nothing sent`, server: `4001 "yours"`},
	{name: "close() at once: the server may never hear of it", path: "/lab/echo", script: `s.close(3001, 'never'); r.try(() => s.readyState, s)`,
		page: []string{"returned@2 2", "error@3", failed}, report: `abnormal page never-opened expected, asked 3001 "never"`, unheard: true, proves: "7.1.4/never-established"},
	{name: "close() while the handshake stalls", path: "/lab/handshake?do=stall", script: `await r.reached(s); s.close(3001, 'never')`,
		page: []string{"error@3", failed}, report: `abnormal page never-opened expected, asked 3001 "never"`, server: "none", proves: "7.1.4/never-established"},
	{name: "close() twice, the second changes nothing", path: "/lab/answer?with=echo",
		script: `await r.on('open'); s.close(3001, 'a'); r.try(() => s.close(3002, 'b'), s)`,
		page:   []string{"open@1", "returned@2 undefined", `close@3 3001 "a" clean`}, report: `library page close-frame expected, asked 3001 "a"`, server: `3001 "a"`},
	{name: "what was sent before close() arrives, and nothing after it", path: "/lab/answer?with=echo",
		script: `await r.on('open'); s.send('a'); s.send(new Uint8Array(3)); s.close(3001); r.try(() => s.send('late'), s); r.try(() => s.bufferedAmount > 0, s)`,
		page:   []string{"open@1", "returned@2 undefined", "returned@2 true", `close@3 3001 "" clean`}, report: "library page close-frame expected, asked 3001",
		server: "3001", proves: "5.5.1/no-data-after"},
	{name: "close() inside the open listener", path: "/lab/echo", script: `s.onopen = () => s.close(4000, 'at once')`,
		page: []string{"open@1", `close@3 4000 "at once" clean`}, report: `application page close-frame expected, asked 4000 "at once"`, server: `4000 "at once"`,
		proves: "7.4.2/4000-4999"},
	{name: "close() inside the message listener", path: "/lab/echo", script: `s.onmessage = () => s.close(); await r.on('open'); s.send('x')`,
		page: []string{"open@1", "message@1 x", `close@3 1005 "" clean`}, report: "normal page no-status expected, asked empty", server: "empty"},
	{name: "WebIDL converts arguments", path: "/lab/answer?with=echo",
		script: `await r.on('open'); s.close({ valueOf() { return 3001 } }, { toString() { return 'obj' } })`,
		page:   []string{"open@1", `close@3 3001 "obj" clean`}, report: `library page close-frame expected, asked 3001 "obj"`, server: `3001 "obj"`},
	{name: "a lone surrogate becomes U+FFFD", path: "/lab/answer?with=echo", script: `await r.on('open'); s.close(1000, '\ud800')`,
		page: []string{"open@1", `close@3 1000 "�" clean`}, report: `normal page close-frame expected, asked 1000 "�"`, server: `1000 "�"`, proves: "5.5.1/reason"},
	{name: "the longest reason", path: "/lab/answer?with=echo", script: `await r.on('open'); s.close(1000, 'é'.repeat(61) + 'x')`,
		page: []string{"open@1", `close@3 1000 "` + repeat("é", 61) + `x" clean`}, report: `normal page close-frame expected, asked 1000 "` + repeat("é", 61) + `x"`,
		server: `1000 "` + repeat("é", 61) + `x"`, proves: "5.5/short"},
}

// What close() and send() refuse, before anything changes.
var refusalVectors = []vector{
	refuses("InvalidAccessError", "7.4.1/page 7.4.1/never-sent", "s.close(1001)", "s.close(1005)", "s.close(1006)", "s.close(1011)", "s.close(1012)",
		"s.close(1015)", "s.close(2999)", "s.close(5000)", "s.close(0)", "s.close(-1)", "s.close(NaN)", "s.close(null)", "s.close('abc')", "s.close([])",
		"s.close(true)", "s.close(65536)", "s.close(66536)", "s.close(Infinity)", "s.close(5000, 'x'.repeat(124))"),
	refuses("SyntaxError", "5.5/short", "s.close(1000, 'x'.repeat(124))", "s.close(1000, 'é'.repeat(62))", "s.close(3000, '😀'.repeat(31))",
		`s.close(1000, '\ud800'.repeat(42))`),
	refuses("TypeError", "", "s.close(1000n)", "s.close(Symbol())", "s.close(1000, Symbol())", "s.send()", "s.send(Symbol())"),
	{name: "bad arguments are refused on a closed socket too", path: "/lab/close?code=1000",
		script: `await r.on('close'); r.try(() => s.close(1001), s); r.try(() => s.close(1000, 'x'.repeat(124)), s); r.try(() => s.close(1000), s)`,
		page:   []string{"open@1", `close@3 1000 "" clean`, "threw@3 InvalidAccessError", "threw@3 SyntaxError", "returned@3 undefined"},
		report: "normal peer close-frame expected", server: "1000", proves: "7.4.1/page"},
	{name: "send() while connecting is refused", path: "/lab/close?code=1000", script: `r.try(() => s.send('x'), s)`,
		page: []string{"threw@0 InvalidStateError", "open@1", `close@3 1000 "" clean`}, report: "normal peer close-frame expected", server: "1000"},
}

// The handshake fails: one and the same for the page.
var handshakeVectors = []vector{
	refused("401"), refused("302"), refused("200"), refused("400"), refused("403"), refused("503"), refused("eof", "7.2.1/handshake 7.2.2/server"),
	refused("rst", "7.2.2/server"), refused("bad-accept", "7.2.1/handshake"), refused("unasked-protocol", "7.2.1/handshake"),
	refused("unasked-extension", "7.2.1/handshake"),
	{name: "a subprotocol asked for and not answered", path: "/lab/handshake?do=no-protocol", protocols: []string{"chat"},
		page: []string{"error@3", failed}, report: neverOpened, server: "none"},
	{name: "a subprotocol answered", path: "/lab/close?code=1000&protocol=first", protocols: []string{"chat", "v2"},
		script: `await r.on('open'); r.try(() => s.protocol)`, page: []string{"open@1", "returned chat", `close@3 1000 "" clean`},
		report: "normal peer close-frame expected", server: "1000"},
	unreachable("a port that nobody listens on", func(t *testing.T) string {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		require.NoError(t, listener.Close())
		return "ws://" + listener.Addr().String() + "/"
	}),
	unreachable("a name that nothing resolves", func(*testing.T) string { return "ws://wsclose.invalid/" }),
	unreachable("TLS to a server without it", func(t *testing.T) string {
		address, err := url.Parse(harness.WS("/lab/echo"))
		require.NoError(t, err)
		return "wss://" + address.Host + address.Path
	}),
}

func unreachable(name string, address func(*testing.T) string) vector {
	return vector{name: name, address: address, page: []string{"error@3", failed}, report: neverOpened, unheard: true, proves: "7.1.4/never-established"}
}

// clauses are those that the vector proves.
func (v vector) clauses() []string { return strings.Fields(v.proves) }
