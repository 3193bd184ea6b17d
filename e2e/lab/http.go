package lab

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

func (l *Lab) serveHTTP(w http.ResponseWriter, r *http.Request) {
	allowEveryone(w.Header())
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	switch r.URL.Path {
	case "/lab", "/lab/":
		serveIndex(w)
	case "/lab/scenarios.json":
		serveJSON(w, http.StatusOK, Scenarios())
	case "/lab/cases.json":
		serveJSON(w, http.StatusOK, Cases())
	case journalPath:
		l.serveJournal(w, r)
	default:
		s, ok := scenarioAt(r.URL.Path)
		if !ok {
			http.Error(w, "no mode of the lab has this path; /lab/ lists them", http.StatusNotFound)
			return
		}
		l.serveScenario(w, r, s)
	}
}

// allowEveryone: pages of any origin use the lab, also public ones that reach for loopback.
func allowEveryone(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Headers", "*")
	h.Set("Access-Control-Allow-Private-Network", "true")
	h.Set("Cache-Control", "no-store")
}

func serveJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // fails when the reader has gone
}

// serveScenario checks everything before it upgrades: a query that can't be followed gets 400 and stands in the journal.
func (l *Lab) serveScenario(w http.ResponseWriter, r *http.Request, s Scenario) {
	v, err := parse(s.Parameters, r.URL.RawQuery)
	if err == nil {
		err = checkTogether(v)
	}
	status, message := checkUpgrade(r)
	switch {
	case err != nil:
		status, message = http.StatusBadRequest, err.Error()
	case status == 0:
		if err := l.enter(true); err != nil {
			status, message = http.StatusServiceUnavailable, err.Error()
		}
	}
	if status != 0 {
		l.refuse(w, r, status, message)
		return
	}
	defer l.leave(true)
	l.connect(w, r, s, v)
}

func (l *Lab) refuse(w http.ResponseWriter, r *http.Request, status int, message string) {
	if listed(r.Header.Values("Upgrade"), "websocket") {
		id := r.URL.Query().Get("id")
		record := l.journal.begin(id[:min(len(id), maxID)], r)
		record.answered(status)
		record.fault(message)
		record.tcp(Answered)
		record.over(nil)
	}
	if status == http.StatusUpgradeRequired { // RFC 9110, section 15.5.22; RFC 6455, section 4.4
		w.Header().Set("Upgrade", "websocket")
		w.Header().Set("Sec-WebSocket-Version", "13")
	}
	http.Error(w, message, status)
}

func (l *Lab) connect(w http.ResponseWriter, r *http.Request, s Scenario, v values) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		l.refuse(w, r, http.StatusHTTPVersionNotSupported, "the lab needs HTTP/1.1 and a ResponseWriter that can be hijacked")
		return
	}
	weight := weightOf(v)
	if !l.room.take(weight) {
		l.refuse(w, r, http.StatusServiceUnavailable, errNoRoom.Error())
		return
	}
	defer l.room.give(weight)
	record := l.journal.begin(v.text("id"), r)
	p := s.build(l, v)
	p.handshake.protocol = v.text("protocol")
	p.handshake.asked = askedProtocols(r)
	p.handshake.key = r.Header.Get("Sec-WebSocket-Key")
	socket, buffered, err := hijacker.Hijack()
	if err == nil {
		err = socket.SetDeadline(time.Time{}) // the server's own may be short
	}
	if err != nil {
		record.fault(err.Error())
		record.tcp(Answered)
		record.over(nil)
		return
	}
	p.pace.shrink(socket)
	c := &conn{plan: p, socket: socket, in: readerOf(buffered.Reader, socket), most: l.options.MaxMessage,
		holder: holder{room: &l.room}, record: record}
	c.run(l.ctx, l.options.MaxAge)
}

// readerOf keeps what the HTTP server has read already.
func readerOf(buffered *bufio.Reader, rest io.Reader) io.Reader {
	if buffered.Buffered() == 0 {
		return rest
	}
	return buffered
}

const journalPath = "/lab/journal"

func journalParameters() []Parameter {
	return []Parameter{
		idParameter(),
		number("limit", 20, 1, 1000, "without id: how many of the newest"),
		choice("wait", "no", []string{"no", "opened", "close-read", "closed"},
			"with id: answers once its newest connection has opened, or sent a Close, or once all of them have ended"),
		number("connections", 1, 1, 1000, "with wait: for at least so many connections"),
		number("timeout", 10_000, 0, 60_000, "with wait: gives up after so many milliseconds, with complete false"),
	}
}

// journalAnswer is the body of /lab/journal.
type journalAnswer struct {
	Connections []Entry `json:"connections"` // with id in order, without it the newest first
	Complete    bool    `json:"complete"`    // what wait asked for has come
}

func (l *Lab) serveJournal(w http.ResponseWriter, r *http.Request) {
	v, err := parse(journalParameters(), r.URL.RawQuery)
	if err == nil && v.text("wait") != "no" && !v.has("id") {
		err = errors.New("parameter wait needs parameter id")
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if !v.has("id") {
		serveJSON(w, http.StatusOK, journalAnswer{l.Newest(v.number("limit")), true})
		return
	}
	entries, err := l.await(r, v)
	if errors.Is(err, errTooManyWait) {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	serveJSON(w, http.StatusOK, journalAnswer{entries, err == nil})
}
