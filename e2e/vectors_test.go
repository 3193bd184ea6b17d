package e2e_test

// A vector is one way for a connection to end: what the lab does, what the page does, and what both ends see of it in Chromium.
// TestEveryCloseIsSeenAsMeasured runs the vectors on the native WebSocket, TestWscloseIsIndistinguishable… on both in one page.
// Case numbers are those of the Autobahn testsuite, section 7.
type vector struct {
	name      string
	path      string // of the lab; an id is added
	protocols []string
	script    string   // the body of an async function of s (the socket) and r (the log)
	page      []string // see entry.line
	server    string   // see serverLine; "" if it can't be known
	end       string   // who ended TCP, as the lab's journal says it; "" if that is a race
	unheard   bool     // the server may never hear of it: no journal
	slow      bool     // more than 5 s: not with -short
	unequal   string   // why the oracle leaves it out
}

const (
	failed   = `close@3 1006 "" unclean`
	answered = "1000"
)

var vectors = []vector{
	// -- the server closes
	{name: "7.3.1 no status", path: "/lab/close", page: []string{"open@1", `close@3 1005 "" clean`}, server: "empty"},
	{name: "7.3.3 a code", path: "/lab/close?code=1000", page: []string{"open@1", `close@3 1000 "" clean`}, server: "1000"},
	{name: "7.3.4 a code and a reason", path: "/lab/close?code=1000&reason=Hello+World!",
		page: []string{"open@1", `close@3 1000 "Hello World!" clean`}, server: `1000 "Hello World!"`},
	serverCloses(0), serverCloses(999), serverCloses(1001), serverCloses(1002), serverCloses(1003), serverCloses(1004),
	serverCloses(1007), serverCloses(1008), serverCloses(1009), serverCloses(1010), serverCloses(1011), serverCloses(1012),
	serverCloses(1013), serverCloses(1014), serverCloses(1016), serverCloses(1100), serverCloses(2000), serverCloses(2999),
	serverCloses(3000), serverCloses(3999), serverCloses(4000), serverCloses(4999), serverCloses(5000), serverCloses(65535),
	serverMustNotSend(1005), serverMustNotSend(1006), serverMustNotSend(1015),
	{name: "a reason with NUL and a byte order mark", path: "/lab/raw?hex=880803e8efbbbf610062",
		page: []string{"open@1", `close@3 1000 "` + `\ufeffa\x00b" clean`}, server: `1000 "\ufeffa\x00b"`},
	{name: "messages, then a Close: all are delivered first", path: "/lab/raw?hex=8101618101628804" + "0fa17879",
		page: []string{"open@1", "message@1 a", "message@1 b", `close@3 4001 "xy" clean`}, server: `4001 "xy"`},
	{name: "7.1.1 echo, then a Close", path: "/lab/close?code=1000&after=1", script: `await r.on('open'); s.send('Hello')`,
		page: []string{"open@1", "message@1 Hello", `close@3 1000 "" clean`}, server: "1000"},
	{name: "101 and Close in one segment", path: "/lab/handshake?do=close-at-once&code=4321&reason=early",
		page: []string{"open@1", `close@3 4321 "early" clean`}, server: `4321 "early"`},

	// -- and ends TCP in its own way
	{name: "Close, then FIN at once", path: "/lab/close?code=1001&reason=bye&then=fin", page: []string{"open@1", `close@3 1001 "bye" clean`}},
	{name: "Close, then RST at once", path: "/lab/close?code=1001&reason=bye&then=rst&pause=5", page: []string{"open@1", `close@3 1001 "bye" unclean`},
		unequal: "the RST races the Close frame: the same socket sees one or the other"},
	{name: "Close, then RST after the echo", path: "/lab/close?code=1001&reason=bye&then=rst-after-echo",
		page: []string{"open@1", `close@3 1001 "bye" unclean`}, server: `1001 "bye"`, end: "server rst"},
	{name: "Close, TCP held: told after Chromium's 2 s", path: "/lab/close?code=1001&reason=hold&then=hold",
		page: []string{"open@1", `close@3 1001 "hold" clean`}, server: `1001 "hold"`},

	// -- TCP ends without a Close: no error event in Chromium
	{name: "FIN", path: "/lab/tcp?end=fin", page: []string{"open@1", failed}, server: "none"},
	{name: "RST", path: "/lab/tcp?end=rst", page: []string{"open@1", failed}, server: "none"},
	{name: "FIN inside a frame", path: "/lab/tcp?end=fin&mid=frame", page: []string{"open@1", failed}, server: "none"},
	{name: "FIN inside a message", path: "/lab/tcp?end=fin&mid=message", page: []string{"open@1", failed}, server: "none"},

	// -- the page closes
	{name: "close() is answered", path: "/lab/answer?with=echo", script: `await r.on('open'); s.close(); r.try(() => s.readyState, s)`,
		page: []string{"open@1", "returned@2 2", `close@3 1005 "" clean`}, server: "empty"},
	pageCloses("with=echo", `close@3 3000 "done" clean`, "server fin"),
	pageCloses("with=code:4777", `close@3 4777 "" clean`, "server fin"),
	pageCloses("with=empty", `close@3 1005 "" clean`, "server fin"),
	pageCloses("with=fin", failed, "server fin"),
	pageCloses("with=rst", failed, "server rst"),
	pageCloses("with=echo-hold", `close@3 3000 "done" clean`, ""),
	{name: "close() answered with the reserved 1006", path: "/lab/answer?with=reserved",
		script: `await r.on('open'); s.close(3000, 'done')`, page: []string{"open@1", "error@3", failed}, server: `3000 "done"`},
	{name: "close() never answered: Chromium waits 60 s", path: "/lab/answer?with=none", slow: true,
		script: `await r.on('open'); s.close(3000, 'done')`, page: []string{"open@1", failed}, server: `3000 "done"`},
	{name: "close() at once: the server may never hear of it", path: "/lab/echo", script: `s.close(3000, 'never'); r.try(() => s.readyState, s)`,
		page: []string{"returned@2 2", "error@3", failed}, unheard: true},
	{name: "close() while the handshake stalls", path: "/lab/handshake?do=stall", script: `await r.reached(s); s.close(3000, 'never')`,
		page: []string{"error@3", failed}, server: "none"},
	{name: "close() twice, the second changes nothing", path: "/lab/answer?with=echo",
		script: `await r.on('open'); s.close(3000, 'a'); r.try(() => s.close(3001, 'b'), s)`,
		page:   []string{"open@1", "returned@2 undefined", `close@3 3000 "a" clean`}, server: `3000 "a"`},
	{name: "what was sent before close() arrives", path: "/lab/answer?with=echo",
		script: `await r.on('open'); s.send('a'); s.send(new Uint8Array(3)); s.close(3000); r.try(() => s.send('late'), s); r.try(() => s.bufferedAmount > 0, s)`,
		page:   []string{"open@1", "returned@2 undefined", "returned@2 true", `close@3 3000 "" clean`}, server: "3000"},
	{name: "close() inside the open listener", path: "/lab/echo", script: `s.onopen = () => s.close(4000, 'at once')`,
		page: []string{"open@1", `close@3 4000 "at once" clean`}, server: `4000 "at once"`},
	{name: "close() inside the message listener", path: "/lab/echo", script: `s.onmessage = () => s.close(); await r.on('open'); s.send('x')`,
		page: []string{"open@1", "message@1 x", `close@3 1005 "" clean`}, server: "empty"},

	// -- what close() and send() refuse, before anything changes
	refuses("InvalidAccessError", "s.close(1001)", "s.close(1005)", "s.close(1006)", "s.close(1011)", "s.close(1012)", "s.close(1015)",
		"s.close(2999)", "s.close(5000)", "s.close(0)", "s.close(-1)", "s.close(NaN)", "s.close(null)", "s.close('abc')", "s.close([])",
		"s.close(true)", "s.close(65536)", "s.close(66536)", "s.close(Infinity)", "s.close(5000, 'x'.repeat(124))"),
	refuses("SyntaxError", "s.close(1000, 'x'.repeat(124))", "s.close(1000, 'é'.repeat(62))", "s.close(3000, '😀'.repeat(31))",
		`s.close(1000, '\ud800'.repeat(42))`),
	refuses("TypeError", "s.close(1000n)", "s.close(Symbol())", "s.close(1000, Symbol())", "s.send()", "s.send(Symbol())"),
	{name: "bad arguments are refused on a closed socket too", path: "/lab/close?code=1000",
		script: `await r.on('close'); r.try(() => s.close(1001), s); r.try(() => s.close(1000, 'x'.repeat(124)), s); r.try(() => s.close(1000), s)`,
		page:   []string{"open@1", `close@3 1000 "" clean`, "threw@3 InvalidAccessError", "threw@3 SyntaxError", "returned@3 undefined"}, server: "1000"},
	{name: "send() while connecting is refused", path: "/lab/close?code=1000", script: `r.try(() => s.send('x'), s)`,
		page: []string{"threw@0 InvalidStateError", "open@1", `close@3 1000 "" clean`}, server: "1000"},
	{name: "WebIDL converts arguments", path: "/lab/answer?with=echo",
		script: `await r.on('open'); s.close({ valueOf() { return 3000 } }, { toString() { return 'obj' } })`,
		page:   []string{"open@1", `close@3 3000 "obj" clean`}, server: `3000 "obj"`},
	{name: "a lone surrogate becomes U+FFFD", path: "/lab/answer?with=echo", script: `await r.on('open'); s.close(1000, '\ud800')`,
		page: []string{"open@1", `close@3 1000 "�" clean`}, server: `1000 "�"`},
	{name: "the longest reason", path: "/lab/answer?with=echo", script: `await r.on('open'); s.close(1000, 'é'.repeat(61) + 'x')`,
		page: []string{"open@1", `close@3 1000 "` + repeat("é", 61) + `x" clean`}, server: `1000 "` + repeat("é", 61) + `x"`},

	// -- the handshake fails: one and the same for the page
	refused("401"), refused("302"), refused("200"), refused("400"), refused("403"), refused("503"), refused("eof"), refused("rst"),
	refused("bad-accept"), refused("unasked-protocol"), refused("unasked-extension"),
	{name: "a subprotocol asked for and not answered", path: "/lab/handshake?do=no-protocol", protocols: []string{"chat"},
		page: []string{"error@3", failed}, server: "none"},
	{name: "a subprotocol answered", path: "/lab/close?code=1000&protocol=first", protocols: []string{"chat", "v2"},
		script: `await r.on('open'); r.try(() => s.protocol)`, page: []string{"open@1", "returned chat", `close@3 1000 "" clean`}, server: "1000"},

	// -- the server breaks the protocol
	breaks("7.1.2 a second Close", "880203e88800", answered), breaks("7.1.3 a ping after Close", "880203e88900", answered),
	breaks("7.1.4 text after Close", "880203e8810161", answered), breaks("7.1.5 a fragment after Close", "010161880203e8800162", answered),
	breaks("7.3.2 a Close of one byte", "880161", "1002"),
	breaks("7.3.6 a Close of 126 bytes", "887e007e03e8"+repeat("2a", 124), `1002 "WebSocket Protocol Error"`),
	breaks("7.5.1 a reason that is no UTF-8", "880803e8eda080656469", `1002 "Invalid UTF-8 in Close frame"`),
	breaks("2.5 a ping of 126 bytes", "897e007e"+repeat("00", 126), `1002 "WebSocket Protocol Error"`),
	breaks("3.1 RSV1", "c10161", `1002 "Invalid reserved bit"`), breaks("3.7 a Close with RSV bits", "f800", `1002 "Invalid reserved bit"`), breaks("4.1.1 opcode 3", "8300", `1002 "Unknown opcode"`),
	breaks("4.2.1 opcode 11", "8b00", `1002 "Unknown opcode"`), breaks("5.1 a fragmented ping", "0900", `1002 "WebSocket Protocol Error"`), breaks("5.9 a lone continuation", "8000", `1002 "Unexpected continuation"`),
	breaks("5.18 text inside a message", "010161810162", `1002 "Previous data frame unfinished"`), breaks("6.3.1 text that is no UTF-8", "8102eda0", `1002 "Invalid UTF-8 in text frame"`),
	breaks("a masked Close", "88820000000003e8", `1002 "Masked frame from server"`), breaks("a fragmented Close", "080203e8", `1002 "WebSocket Protocol Error"`),
	breaks("a length that isn't the shortest", "817e000161", `1002 "WebSocket Protocol Error"`),
	breaks("HTTP instead of frames", "485454502f312e3120323030", `1002 "WebSocket Protocol Error"`),
}
