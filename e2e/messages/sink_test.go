package messages_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// A sink is a server that writes down the numbers of the messages it receives, in the order in which they came on each connection of a
// session (what was on its way on one connection may be read later than what comes on the next), and ends connections as the URL says: /?session=NAME&end=KIND, after a random while.
//
//	fin, rst       TCP ends without a Close; after FIN it goes on reading
//	close          Close 1012, and goes on reading
//	closerst       Close 1012, then RST
//	slow           reads nothing at all for a while, so that the page's buffer fills, then ends by FIN
//	never          it ends nothing
type sink struct {
	server *httptest.Server
	mu     sync.Mutex
	random *rand.Rand
	heard  map[string][][]int // by session, then by connection
}

func newSink(t *testing.T, seed uint64) *sink {
	s := &sink{random: rand.New(rand.NewPCG(seed, 1)), heard: map[string][][]int{}}
	s.server = httptest.NewUnstartedServer(http.HandlerFunc(s.serve))
	s.server.Start()
	t.Cleanup(func() {
		s.server.CloseClientConnections()
		s.server.Close()
	})
	return s
}

func (s *sink) url(session, end string) string {
	return fmt.Sprintf("ws%s/?session=%s&end=%s", strings.TrimPrefix(s.server.URL, "http"), session, end)
}

// soon is a random while.
func (s *sink) soon(most time.Duration) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Duration(s.random.Int64N(int64(most)))
}

// connected returns where the next connection of a session writes down its messages.
func (s *sink) connected(session string) (note func(text string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	connection := len(s.heard[session])
	s.heard[session] = append(s.heard[session], nil)
	return func(text string) {
		number, _, _ := strings.Cut(text, " ")
		n, _ := strconv.Atoi(number)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.heard[session][connection] = append(s.heard[session][connection], n)
	}
}

// of is what a session's connections have brought, one after the other.
func (s *sink) of(session string) [][]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.heard[session])
}

func (s *sink) serve(w http.ResponseWriter, r *http.Request) {
	session, end := r.FormValue("session"), r.FormValue("end")
	note := s.connected(session)
	conn, _, _, err := ws.UpgradeHTTP(r, w)
	if err != nil {
		return
	}
	defer conn.Close()
	tcp := conn.(*net.TCPConn)
	switch end {
	case "slow":
		_ = tcp.SetReadBuffer(4 << 10)
		time.Sleep(s.soon(150 * time.Millisecond))
		_ = tcp.CloseWrite()
	case "never":
	default:
		timer := time.AfterFunc(s.soon(40*time.Millisecond), func() { s.end(tcp, end) })
		defer timer.Stop()
	}
	for {
		text, err := wsutil.ReadClientText(conn)
		if err != nil {
			return
		}
		note(string(text))
	}
}

func (s *sink) end(tcp *net.TCPConn, how string) {
	switch how {
	case "fin":
		_ = tcp.CloseWrite()
	case "close":
		_, _ = tcp.Write(ws.MustCompileFrame(ws.NewCloseFrame(ws.NewCloseFrameBody(1012, "deploy"))))
	case "closerst":
		_, _ = tcp.Write(ws.MustCompileFrame(ws.NewCloseFrame(ws.NewCloseFrameBody(1012, "deploy"))))
		_ = tcp.SetLinger(0)
		_ = tcp.Close()
	default:
		_ = tcp.SetLinger(0)
		_ = tcp.Close()
	}
}
