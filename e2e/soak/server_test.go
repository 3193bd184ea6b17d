package soak_test

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gobwas/ws"
)

// A frame is what a Close frame says. Code 1005: it is empty.
type frame struct {
	code   int
	reason string
}

func (f *frame) String() string {
	if f == nil {
		return "none"
	}
	return fmt.Sprintf("%d %q", f.code, f.reason)
}

// An ending is how the server ends a connection by itself, and when: never, by a Close, fin, rst, closerst (Close, then RST). refuse
// answers the handshake with 503; mute never answers a Close.
type ending struct {
	kind  string
	close frame
	after time.Duration
}

// goodbyes are the Close frames that the server sends.
var goodbyes = []frame{
	{1000, "done"}, {1001, ""}, {1001, "going"}, {1005, ""}, {1008, "no"}, {1011, ""}, {1012, "deploy"}, {1013, "retry-after=0.3;spread=0.5"},
	{3000, ""}, {3500, ""}, {4000, "private"}, {4999, "漢字"}, {999, ""}, {2999, "invalid"},
}

// endingOf draws what becomes of a session's nth connection.
func endingOf(seed uint64, session string, connection int) ending {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%d", session, connection)
	r := rand.New(rand.NewPCG(seed, h.Sum64()))
	e := ending{kind: "never", close: goodbyes[r.IntN(len(goodbyes))], after: time.Duration(r.Int64N(int64(8 * time.Second)))}
	switch n := r.IntN(100); {
	case n < 30:
		e.kind = "close"
	case n < 35:
		e.kind = "closerst"
	case n < 40:
		e.kind = "fin"
	case n < 45:
		e.kind = "rst"
	case n < 50:
		e.kind = "mute"
	case n < 53:
		e.kind = "refuse"
	}
	return e
}

// An entry is what the server knows of one connection.
type entry struct {
	ending
	lane           int
	accepted, over time.Time // over is zero while it lives
	said, heard    *frame    // the Close frames sent and received
	ended          time.Time // when the server ended TCP by its own will
	numbers        []int     // of the messages received, in order
	garbled        int       // messages whose sum was wrong
	again          int       // how often the page dialled it again: never
}

// A server exchanges numbered messages with sessions, ends their connections as its seed says, and writes down what it saw.
// URL: /ws?session=NAME&lane=N&connection=N.
type server struct {
	seed   uint64
	isCalm atomic.Bool // it ends nothing any more

	mu      sync.Mutex
	entries map[string]map[int]*entry // by session and connection
	mute    []*peer
}

// calm ends nothing any more but what is held in vain: a Close that was never answered.
func (s *server) calm() {
	s.isCalm.Store(true)
	s.mu.Lock()
	mute := s.mute
	s.mu.Unlock()
	for _, p := range mute {
		p.hangUp(false)
	}
}

// look reads or changes an entry.
func (s *server) look(session string, connection int, with func(e *entry)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.entries[session][connection]
	if e != nil {
		with(e)
	}
	return e != nil
}

// note begins an entry.
func (s *server) note(session string, connection, lane int) *entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.entries[session] == nil {
		s.entries[session] = map[int]*entry{}
	}
	if before := s.entries[session][connection]; before != nil {
		before.again++
		return nil
	}
	e := &entry{ending: endingOf(s.seed, session, connection), lane: lane, accepted: time.Now()}
	if s.isCalm.Load() {
		e.kind = "never"
	}
	s.entries[session][connection] = e
	return e
}

// again is how many connections of a session were dialled more than once.
func (s *server) again(session string) (count int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.entries[session] {
		count += e.again
	}
	return count
}

// heardOn are the numbers that came on a session's connections, in the order of the connections.
func (s *server) heardOn(session string) [][]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := 0
	for n := range s.entries[session] {
		last = max(last, n)
	}
	all := make([][]int, last)
	for n, e := range s.entries[session] {
		all[n-1] = e.numbers
	}
	return all
}

func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	number, _ := strconv.Atoi(r.FormValue("connection"))
	lane, _ := strconv.Atoi(r.FormValue("lane"))
	e := s.note(r.FormValue("session"), number, lane)
	if e == nil || number < 1 || e.kind == "refuse" {
		http.Error(w, "not now", http.StatusServiceUnavailable)
		return
	}
	conn, _, _, err := ws.UpgradeHTTP(r, w)
	if err != nil {
		return
	}
	p := &peer{server: s, entry: e, tcp: conn.(*net.TCPConn), done: make(chan struct{})}
	defer p.over()
	go p.talk()
	if e.kind == "mute" {
		s.mu.Lock()
		s.mute = append(s.mute, p)
		s.mu.Unlock()
	} else if e.kind != "never" {
		timer := time.AfterFunc(e.after, p.end)
		defer timer.Stop()
	}
	p.listen()
}

// sum is what a message ends with, so that a corrupted one is found out.
func sum(body string) string {
	h := fnv.New32a()
	h.Write([]byte(body))
	return strconv.FormatUint(uint64(h.Sum32()), 16)
}

// numberIn is a message's number; ok is false where the message is not as it was sent.
func numberIn(text string) (number int, ok bool) {
	end := strings.LastIndexByte(text, ' ')
	if end < 0 || sum(text[:end]) != text[end+1:] {
		return 0, false
	}
	first, _, _ := strings.Cut(text, " ")
	number, err := strconv.Atoi(first)
	return number, err == nil
}
