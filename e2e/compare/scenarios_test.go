package compare_test

import "slices"

// A scenario is a function of page/SUBJECT.js.
type scenario struct {
	subject string
	name    string
	title   string // what a page may expect, as a sentence
	how     string // what is done
	throws  bool   // the scenario itself throws in the page
}

func (s scenario) id() string { return s.subject + "/" + s.name }

// A subject is a module of scenarios.
type subject struct {
	name, title string
	scenarios   []scenario
}

// usage says how each package is used; see page/peers.js.
var usage = map[string]string{
	ours:                     "`new ManagedWebSocket(url)`",
	"reconnecting-websocket": "`new ReconnectingWebSocket(url)`",
	"partysocket":            "`new WebSocket(url)`",
	"websocket-ts":           "`new WebsocketBuilder(url).withBackoff(new ConstantBackoff(1000)).build()`, as its README begins",
	"robust-websocket":       "`new RobustWebSocket(url)`; its `open()` is taken for `reconnect()`",
	"sockette":               "`Sockette(url, {onopen, …})`",
}

const short = "Retries after 50 ms, by the package's own options. "

var subjects = []subject{
	{name: "closing", title: "Closing", scenarios: []scenario{
		{name: "forbiddenCode", title: "`close(1001)` throws InvalidAccessError, and nothing changes",
			how: short + "On an open connection; then a message is sent, echoed, and the server ends TCP: both must work as before, and the loss be answered with a retry."},
		{name: "longReason", title: "a reason of 124 bytes in 62 characters throws SyntaxError, and nothing changes",
			how: short + "`close(1000, 'é'.repeat(62))`; then as above."},
		{name: "mutePeer", title: "a peer that never answers `close()` doesn't keep the page waiting",
			how: "Defaults. The server is silent; the page must be told within 8 s, and not of a clean close. Chromium alone waits 60 s."},
		{name: "whileConnecting", title: "`close()` while connecting stays closed",
			how: short + "The server answers the handshake after 300 ms; nothing may open or be dialled in 1.2 s."},
		{name: "pendingRetry", title: "`close()` while a retry is pending cancels it",
			how: "The retry would come after 400 ms; nothing may be dialled in 1.2 s."},
	}},
	{name: "reconnecting", title: "Reconnecting by hand", scenarios: []scenario{
		{name: "whileOpen", title: "`reconnect()` while open leaves one socket",
			how: short + "Every native socket that the page made is counted: one may be open."},
		{name: "forbiddenCode", title: "`reconnect(1001)` leaves one socket",
			how: short + "As above; it may throw."},
		{name: "afterAnEarlyClose", title: "`reconnect()` works after an early `close()`",
			how: short + "`close()` at once after construction, `reconnect()` 0.2 s later: it must be open within 2 s."},
		{name: "afterTheLimit", title: "`reconnect()` works after the last retry",
			how: short + "One retry allowed. The server answers two handshakes with 503 and works from then on; `reconnect()` follows 0.6 s after the second, and must open within 2 s."},
		{name: "lateEvents", title: "after `reconnect()` the old socket is not heard",
			how: short + "The server answers the old connection's Close 0.5 s late, with code 4777. No event may come once the new connection is open."},
	}},
	{name: "telling", title: "What the page is told", scenarios: []scenario{
		{name: "failedHandshake", title: "a failed handshake is not reported as a clean 1000",
			how: "The server answers 503. The browser says 1006, unclean."},
		{name: "codeInAListener", title: "`event.code` and `event.reason` are what was said, in a listener for `close`",
			how: "The server closes with 4001 and a reason; then, on another connection, the page does, and the server answers with the same."},
		{name: "order", title: "`error` comes before `close`",
			how: "The server answers 503. The browser's own order is `error`, `close`."},
		{name: "target", title: "`event.target` is the object that the page holds",
			how: "For `open`, `message` and `close`, in listeners and in handlers, where the package has them."},
		{name: "isWebSocket", title: "`instanceof WebSocket` is true", how: "For the object that the page holds."},
		{name: "constants", title: "`CONNECTING`, `OPEN`, `CLOSING` and `CLOSED` are on instance and class", how: "The class where there is one."},
		{name: "binaryType", title: "`binaryType` is kept across a retry",
			how: short + "Set to 'arraybuffer' once; the server echoes a binary message on each of two connections."},
	}},
	{name: "listening", title: "Listeners, and the page around", scenarios: []scenario{
		{name: "once", title: "`{once: true}` listeners run once", how: "Three messages are echoed."},
		{name: "handleEvent", title: "objects with `handleEvent` are listeners", how: "One message is echoed."},
		{name: "throwing", title: "a listener that throws doesn't cancel the retry", throws: true,
			how: short + "The server answers the first handshake with 503; the listeners for `error` and `close` throw. It must open within 2.5 s."},
		{name: "imports", title: "the import has no side effects", how: "No name is added to the global object, no timer, listener or request started."},
		{name: "timers", title: "`close()` leaves the page's own timers alone", how: "The page's first timer is an interval, which must go on."},
	}},
	{name: "pacing", title: "When it comes back", scenarios: []scenario{
		{name: "loop", title: "a server that accepts and hangs up is not hammered",
			how: "Defaults, 3 s: at most 2 connections a second."},
		{name: "limit", title: "the limit of retries holds where the server accepts and hangs up",
			how: "Three retries allowed, 20 ms apart; after 2 s there must have been four connections. An open that lasts no moment is no success."},
		{name: "policyViolation", title: "a 1008 ends it, by default or by an option for the code",
			how: short + "The server closes with 1008."},
		{name: "crowd", title: "200 pages that lose a server at once don't come back in step",
			how: "Defaults, on a clock of the test's own and stand-ins for the native sockets; each session has a copy of the module of its own, as 200 pages have " +
				"(but for wsclose, which draws every delay when it is due). All are lost at the same moment by a 1006 after a minute. The first dials after that must be spread over more than 1 s."},
		{name: "serviceRestart", title: "after 1012 they come between 5 s and 30 s, spread",
			how: "As above, by a 1012. Its registration asks for a random delay of 5 to 30 s."},
		{name: "retryAfter", title: "a server's `retry-after` is kept",
			how: "As above, by a 1013 with the reason `retry-after=60`. Nobody may come before 60 s. A convention of wsclose's: what the others do is told, and not counted."},
	}},
	{name: "surroundings", title: "Network and page", scenarios: []scenario{
		{name: "offline", title: "nothing is dialled while offline, and it is back when online",
			how: short + "The browser is taken offline, then the server ends TCP; 1.2 s later it is online again, and the session must open within 6 s."},
		{name: "backForwardCache", title: "a page that goes into the back/forward cache tells the server, and is live after the return",
			how: short + "The tab goes to another origin for 1 s, and back. Meanwhile the server's journal must know that the connection has ended; then the session must open within 6 s."},
	}},
}

// allScenarios is every scenario in the order of the matrix, with its subject filled in.
func allScenarios() []scenario {
	var all []scenario
	for _, sub := range subjects {
		all = append(all, sub.scenarios...)
	}
	return all
}

func init() {
	for _, sub := range subjects {
		for i := range slices.All(sub.scenarios) {
			sub.scenarios[i].subject = sub.name
		}
	}
}
