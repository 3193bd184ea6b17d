package harness

import (
	"embed"
	"fmt"
	"html"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/wsclose/wsclose/e2e/lab"
)

//go:embed page/*.js
var scripts embed.FS

// A site is the one origin of all tests:
//
//	/lab/…               the lab
//	/dist/…              the product
//	/core/MODE/…         the product with a wasm that is served as MODE says (see serveCore)
//	/open/NAME           opens the gate of /core/gate-NAME/
//	/page?csp=…&script=… an empty page with the harness, under that policy, with that script; &fine for a finer clock
//	/harness/…           the scripts that all rooms share: page/
//	/room/…              the scripts of the room that runs: its own page/
//	/bare/…              the playground without the product
//	/files/of/wsclose/…  the playground and the product as files, without the lab
//	/coreless/…          the playground and the product without its core
//	/…                   the playground, as wsclose serve has it
type site struct {
	lab    *lab.Lab
	server *httptest.Server

	mu    sync.Mutex
	gates map[string]chan struct{} // of /core/gate-NAME/, until they are opened
	asked map[string]int           // requests for the wasm, by mode
}

func startSite() *site {
	s := &site{lab: lab.New(lab.Options{}), gates: map[string]chan struct{}{}, asked: map[string]int{}}
	mux := http.NewServeMux()
	mux.Handle("/lab/", s.lab.Handler())
	mux.HandleFunc("/page", servePage)
	mux.HandleFunc("/dist/{file...}", func(w http.ResponseWriter, r *http.Request) { serveDist(w, r, r.PathValue("file")) })
	mux.HandleFunc("/core/{mode}/{file...}", s.serveCore)
	mux.HandleFunc("/open/{gate}", func(_ http.ResponseWriter, r *http.Request) { s.openGate(r.PathValue("gate")) })
	for path, files := range map[string]fs.FS{"/harness/": scripts, "/room/": os.DirFS(".")} {
		mux.HandleFunc(path+"{file}", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "no-store")
			http.ServeFileFS(w, r, files, "page/"+r.PathValue("file"))
		})
	}
	playground := http.FileServer(http.Dir(top + "/web"))
	mux.Handle("/bare/", http.StripPrefix("/bare", playground))
	mux.Handle("/coreless/", http.StripPrefix("/coreless", playground))
	mux.HandleFunc("/coreless/dist/{file}", func(w http.ResponseWriter, r *http.Request) {
		s.serveFrom(w, r, corelessMode("404"), r.PathValue("file"))
	})
	mux.Handle("/files/of/wsclose/", http.StripPrefix("/files/of/wsclose", playground))
	mux.HandleFunc("/files/of/wsclose/dist/{file...}", func(w http.ResponseWriter, r *http.Request) { serveDist(w, r, r.PathValue("file")) })
	mux.Handle("/", playground)
	mux.HandleFunc("/favicon.ico", func(http.ResponseWriter, *http.Request) {})
	s.server = httptest.NewServer(mux)
	return s
}

func (s *site) close() {
	s.server.CloseClientConnections()
	s.server.Close()
}

// Lab is the lab behind /lab/.
func Lab() *lab.Lab { return web.lab }

// Origin is the site's address, without a path.
func Origin() string { return web.server.URL }

// WS is the WebSocket URL of a path of the site.
func WS(path string) string { return "ws" + strings.TrimPrefix(Origin(), "http") + path }

// Gate makes the wasm under the prefix wait until the page fetches opener (at the latest until the test's end).
func Gate(t *testing.T) (prefix, opener string) {
	name := strings.NewReplacer("/", "-", "#", "-").Replace(t.Name())
	web.mu.Lock()
	web.gates[name] = make(chan struct{})
	web.mu.Unlock()
	t.Cleanup(func() { web.openGate(name) })
	return "/core/gate-" + name, "/open/" + name
}

func (s *site) openGate(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if gate := s.gates[name]; gate != nil {
		close(gate)
		s.gates[name] = nil
	}
}

// AskedFor is how often the wasm of a mode of /core/ has been requested.
func AskedFor(mode string) int {
	web.mu.Lock()
	defer web.mu.Unlock()
	return web.asked[mode]
}

func serveDist(w http.ResponseWriter, r *http.Request, file string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Access-Control-Allow-Origin", "*") // a sandboxed frame's origin is none
	http.ServeFile(w, r, filepath.Join(Tested.Dist, filepath.FromSlash(file)))
}

func servePage(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if csp := query.Get("csp"); csp != "" {
		w.Header().Set("Content-Security-Policy", csp)
	}
	if query.Has("fine") { // an isolated page's clock has 5 µs, not 100 µs
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp")
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, "<!doctype html><title>harness</title><link rel=icon href=data:,>",
		"<script type=module src=/harness/recorder.js></script>")
	if script := query.Get("script"); script != "" {
		fmt.Fprintf(w, "<script type=module src=%q></script>", html.EscapeString(script))
	}
}
