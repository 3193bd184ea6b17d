package lifecycle_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wsclose/wsclose/e2e/lab"
)

// A mortal is a server of the test's own that can go down: all its connections end with FIN, then, without a Close. It is up again at
// once, with an empty journal.
type mortal struct {
	server *httptest.Server
	lab    atomic.Pointer[lab.Lab]
}

func startMortal(t *testing.T) *mortal {
	m := &mortal{}
	m.lab.Store(lab.New(lab.Options{}))
	m.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { m.lab.Load().Handler().ServeHTTP(w, r) }))
	t.Cleanup(func() {
		m.restart()
		m.server.Close()
	})
	return m
}

func (m *mortal) restart() { _ = m.lab.Swap(lab.New(lab.Options{})).Close() }

// ws is the WebSocket URL of a path here.
func (m *mortal) ws(path string) string {
	return "ws" + strings.TrimPrefix(m.server.URL, "http") + path
}
