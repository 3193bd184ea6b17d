package conformance

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"

	"github.com/wsclose/wsclose/e2e/lab"
	"github.com/wsclose/wsclose/e2e/patience"
	"github.com/wsclose/wsclose/e2e/product"
)

//go:embed *.html *.js *.json suite/*.js
var files embed.FS

// maxResult bounds what the page may post, in bytes: some 800 rows of 300 bytes are 250 kB.
const maxResult = 16 << 20

// maxProgress bounds a line of progress, in bytes.
const maxProgress = 1 << 10

// A Site serves the page on one port of loopback, until Close:
//
//	/          the page and the suite
//	/lab/…     the lab
//	/dist/…    the product
//	/refused   an address at which nobody listens
//	/progress  takes a line that says how far the page is, by POST
//	/result    takes the result, by POST
type Site struct {
	lab     *lab.Lab
	server  *httptest.Server
	results chan Result

	mu       sync.Mutex
	progress string          // how far the page is, in its own words
	watch    *patience.Watch // of who waits for the result
}

// Serve starts a Site for the product in the folder dist. An unbuilt product is an error.
func Serve(dist string) (*Site, error) {
	if _, err := product.At(dist); err != nil {
		return nil, err
	}
	refused, err := closedPort()
	if err != nil {
		return nil, err
	}
	s := &Site{lab: lab.New(lab.Options{JournalEntries: 10_000}), results: make(chan Result, 1)}
	mux := http.NewServeMux()
	mux.Handle("/lab/", s.lab.Handler())
	mux.Handle("/dist/", http.StripPrefix("/dist/", http.FileServer(http.Dir(dist))))
	mux.HandleFunc("GET /refused", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, refused) })
	mux.HandleFunc("POST /progress", s.note)
	mux.HandleFunc("POST /result", s.take)
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, files, "page.html") })
	mux.Handle("/", http.FileServerFS(files))
	s.server = httptest.NewServer(isolated(mux))
	return s, nil
}

// isolated makes the page cross-origin isolated: SharedArrayBuffer is there, and the clock is fine.
func isolated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp")
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// closedPort is an address of loopback that nobody listens at (any more).
func closedPort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("finding a free port: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}

// URL is the page's address. only, if not empty, picks the assertions with this in "subject: name".
func (s *Site) URL(only string) string {
	if only == "" {
		return s.server.URL + "/"
	}
	return s.server.URL + "/?" + onlyQuery(only)
}

func (s *Site) note(_ http.ResponseWriter, r *http.Request) {
	line, _ := io.ReadAll(io.LimitReader(r.Body, maxProgress)) // what came of it will do
	s.mu.Lock()
	defer s.mu.Unlock()
	s.progress = string(line)
	if s.watch != nil {
		s.watch.Moved()
	}
}

func (s *Site) take(w http.ResponseWriter, r *http.Request) {
	var result Result
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxResult)).Decode(&result); err != nil {
		http.Error(w, "not a result: "+err.Error(), http.StatusBadRequest)
		return
	}
	select {
	case s.results <- result:
	default: // nobody has taken the last one: a page that was reloaded
	}
}

// Wait returns the next result that a page posts. It ends with ctx, or when the page says no more that it gets on.
func (s *Site) Wait(ctx context.Context) (Result, error) {
	watch := patience.New(ctx, patience.Quiet)
	defer watch.Stop()
	s.mu.Lock()
	s.watch = watch
	s.mu.Unlock()
	select {
	case result := <-s.results:
		return result, nil
	case <-watch.Done():
		s.mu.Lock()
		defer s.mu.Unlock()
		return Result{}, fmt.Errorf("waiting for the page's result: %w; it is at: %q", context.Cause(watch), s.progress)
	}
}

// Close ends the server and every connection.
func (s *Site) Close() {
	s.lab.Close()
	s.server.CloseClientConnections()
	s.server.Close()
}
