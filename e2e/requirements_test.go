package e2e_test

// A clause of RFC 6455 that touches a client, who keeps it in a browser, and what wsclose does or makes of it. The id is its section
// and a word.
type clause struct{ id, says, by, wsclose string }

const requirementsHead = `# RFC 6455, clause by clause

What sections 5.5.1 and 7.1.1 to 7.4.2 (and what they lean on) ask of a client, who keeps it in a browser, what wsclose does or makes of
it, and the tests in this folder that prove it: function names, and cases of the table of closes, which run on the browser's own
WebSocket and on wsclose's side by side. Written by ` + "`go test ./e2e -run TestRequirements -update`" + `; a clause without a test fails ` + "`make test`" + `.

| section | clause | kept by | wsclose | proved by |
|---|---|---|---|---|
`

// Who keeps a clause.
const (
	byUA     = "browser"
	byShim   = "wsclose"
	byBoth   = "browser, wsclose"
	byServer = "server"
	byPage   = "page"
)

var requirements = []clause{
	{"5.5/short", "Control frames have at most 125 bytes of payload and MUST NOT be fragmented.", byBoth,
		"refuses a reason of more than 123 bytes of UTF-8 before anything changes, or cuts it with `lenient`; a server that breaks this is reported as `failed` by the browser"},
	{"5.5.1/body", "A Close frame MAY have a body.", byBoth, "`close()` sends none; an empty Close is reported as `no-status`, never as 1000"},
	{"5.5.1/code-first", "If there is a body, its first two bytes MUST be a status code of section 7.4.", byUA, "always gives the browser a code where it gives a reason"},
	{"5.5.1/reason", "UTF-8 MAY follow the code; its meaning is not defined, nor need a person be able to read it.", byUA, "hands it on as it came, NUL and byte order mark included; what it sends is a USVString"},
	{"5.5.1/not-shown", "The reason MUST NOT be shown to end users.", byPage, "has other words for them (`report.name`, `describe()`), and words nothing with the reason in it"},
	{"5.5.1/masked", "Clients MUST mask their frames, and close on a masked frame from a server (sections 5.1, 5.3).", byUA, "reports `failed` by the browser"},
	{"5.5.1/no-data-after", "After its Close an endpoint MUST NOT send data frames.", byUA, "`send()` counts in `bufferedAmount` and sends nothing, as natively"},
	{"5.5.1/answer", "Who receives a Close and has sent none MUST answer with one, usually with the same code.", byUA, "has no say in the code"},
	{"5.5.1/promptly", "It SHOULD answer soon; it MAY finish its message first.", byUA, "messages come before `close`, as natively; they never wait for the core"},
	{"5.5.1/both", "When both Closes have passed the connection is closed and TCP MUST be closed: by the server at once; a client SHOULD wait for it, and MAY close at any time.", byUA,
		"waits as the browser does: up to 2 s in Chromium"},
	{"5.5.1/simultaneous", "Both may close at once: both have sent and received a Close then.", byUA, "keeps what was asked for, what was sent and what came apart: `requested`, `sent`, `code`"},
	{"5.5.2/pong", "A Ping MUST be answered with a Pong of the same data; a Pong that nobody asked for needs no answer (section 5.5.3).", byUA, "sees neither; its heartbeat is a message"},

	{"7.1.1/cleanly", "To close the connection, TCP is closed; a method that closes it cleanly SHOULD be used.", byUA, "leaves TCP to the browser, of what it abandons too"},
	{"7.1.1/any-means", "A client MAY close by any means when it must, as under attack.", byUA, "can't know why: `never-opened`"},
	{"7.1.1/wait", "The server SHOULD close TCP first; a client SHOULD wait for it, and MAY close when it has waited for a reasonable time.", byBoth,
		"tells the page after `closeTimeoutMs`; Chromium waits 60 s for a Close, 2 s for a FIN. What has still to leave is given its time"},
	{"7.1.2/start", "To start the closing handshake with a code and a reason, a Close with them MUST be sent.", byBoth, "converts both as WebIDL says, in every browser alike, then checks them"},
	{"7.1.2/no-code", "(WHATWG WebSockets: the code may be absent; then the Close is empty.)", byBoth, "`close()` is empty; a reason without a code goes with 1000"},
	{"7.1.3/closing", "The closing handshake has started when a Close was sent or received: CLOSING.", byUA, "`readyState` is 2 when the browser's is"},
	{"7.1.4/clean", "TCP closed after a closing handshake: closed *cleanly*.", byUA, "`wasClean` as natively"},
	{"7.1.4/unclean", "TCP closed otherwise: not cleanly.", byUA, "`wasClean` as natively, also with a real code: the report reads code and `wasClean` together"},
	{"7.1.4/never-established", "What could not be established is closed, and not cleanly.", byUA, "`never-opened`; after `close()` by the page"},
	{"7.1.5/first", "The close code is that of the first Close received.", byUA, "hands on what the browser says"},
	{"7.1.5/1005", "A Close without a code: 1005.", byUA, "`no-status`"},
	{"7.1.5/1006", "No Close received: 1006.", byUA, "`lost`, or the nearest cause that the facts leave; its own closes are 1006, unclean and without a reason"},
	{"7.1.5/disagree", "The two endpoints may not agree on the code.", byUA, "`requested` and `sent` stand beside `code`"},
	{"7.1.6/reason", "The close reason is the UTF-8 after that code, or empty.", byUA, "hands it on"},
	{"7.1.7/fail", "To fail the connection, a client MUST close it and MAY tell the user.", byBoth, "`error`, then `close` 1006 with cause `failed`; `fail()` does it at the page's wish, at once"},
	{"7.1.7/tell-peer", "If it was established, a Close with a fitting code SHOULD be sent first.", byBoth, "`fail()` sends 3902, the twin of 1002, or the code it is given; the browser sends 1002"},
	{"7.1.7/no-more-data", "After that, data from the peer MUST NOT be processed, the answering Close included.", byBoth, "nothing of a failed or abandoned connection reaches the page"},
	{"7.1.7/only-when-asked", "Else a client SHOULD NOT close the connection, but when the application asks for it.", byShim, "closes by itself only for what the page has set: timeouts, limits, life cycle"},

	{"7.2.1/handshake", "Where the opening handshake's rules say so, the client MUST fail the connection.", byUA, "`error`, `close` 1006, `never-opened`; `openTimeoutMs` where no answer comes"},
	{"7.2.1/lost", "If TCP is lost unexpectedly, the client MUST fail the connection.", byUA, "`lost`; Chromium fires no `error` then, and so does wsclose"},
	{"7.2.2/server", "A server that must abort in the opening handshake closes TCP.", byServer, "`never-opened`, as any failed handshake"},
	{"7.2.3/backoff", "After an abnormal closure clients SHOULD use backoff when they reconnect.", byShim, "by default"},
	{"7.2.3/first-random", "The first attempt SHOULD wait for a random time; 0 to 5 s is reasonable.", byShim, "uniform in 0 to 5 s"},
	{"7.2.3/growing", "If it fails, later waits SHOULD grow: truncated binary exponential backoff, for one.", byShim, "uniform in 0 to 10, 20, 30, 30 … s"},
	{"7.2.3/abnormal-only", "All this is for abnormal closures.", byShim, "1000 stops; every code has a decision of its own, which the page can replace"},
	{"7.3/server", "Servers MAY close whenever they wish.", byServer, "not an error: `expected` where nothing is to be alerted on"},
	{"7.3/client", "Clients SHOULD NOT close arbitrarily.", byShim, "idle timeout and heartbeat are off by default"},

	{"7.4/meaning", "A code may be given; what the receiver does about it is not defined.", byShim, "a table of decisions; `rules` and `decide` replace it"},
	{"7.4.1/page", "(WHATWG WebSockets: a page may send 1000 and 3000 to 4999 alone.)", byBoth, "the browser's own exceptions, with what is allowed; `lenient` sends a twin"},
	{"7.4.1/defined", "1000 to 1003 and 1007 to 1009 have meanings.", byShim, "`name` and `kind`"},
	{"7.4.1/1004", "1004 is reserved.", byShim, "arrives as clean; `invalid`, kind `unknown`"},
	{"7.4.1/never-sent", "1005, 1006 and 1015 MUST NOT stand in a Close frame.", byBoth, "never sends them; Chromium fails the connection, Firefox hands them on as clean, and the report reads both"},
	{"7.4.1/1010", "1010 is for clients to send.", byShim, "kind `protocol`; stops"},
	{"7.4.1/1011", "1011 is for an unexpected condition, of any endpoint (erratum 3227).", byShim, "kind `server`; retries"},
	{"7.4.2/0-999", "0 to 999 are not used.", byShim, "arrive as clean; `invalid`"},
	{"7.4.2/1000-2999", "1000 to 2999 are the protocol's and its extensions'.", byShim, "what is registered has its kind, what isn't is `invalid`"},
	{"7.4.2/3000-3999", "3000 to 3999 are for libraries, frameworks and applications, registered with IANA.", byShim, "kinds by the registry, else `library`; twins are here"},
	{"7.4.2/4000-4999", "4000 to 4999 are for private use.", byShim, "`application`; presets of `rules`"},
	{"7.4.2/beyond", "(5000 and more have no meaning at all.)", byShim, "arrive as clean; `invalid`"},
	{"8.1/utf-8", "Where UTF-8 is expected and isn't found, the connection MUST be failed.", byUA, "`failed` by the browser"},
	{"10.7/code", "Who gets invalid data SHOULD send a Close with a fitting code first.", byUA, "the browser says 1002, whatever was wrong"},
}
