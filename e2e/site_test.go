package e2e_test

import (
	"compress/gzip"
	"embed"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/wsclose/wsclose/e2e/lab"
)

//go:embed testdata/*.js
var testdata embed.FS

// A site is the one origin of all tests:
//
//	/lab/…               the lab
//	/dist/…              the product
//	/core/MODE/…         the product with a wasm that is served as MODE says (see serveCore)
//	/open/NAME           opens the gate of /core/gate-NAME/
//	/page?csp=…&script=… an empty page with the harness, under that policy, with that script; &fine for a finer clock
//	/harness/…           testdata
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
	mux.HandleFunc("/harness/{file}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		http.ServeFileFS(w, r, testdata, "testdata/"+r.PathValue("file"))
	})
	playground := http.FileServer(http.Dir("../web"))
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

// ws is the WebSocket URL of a path here.
func (s *site) ws(path string) string { return "ws" + strings.TrimPrefix(s.server.URL, "http") + path }

// gate makes the wasm under the prefix wait until the page fetches opener (at the latest until the test's end).
func (s *site) gate(t *testing.T) (prefix, opener string) {
	name := strings.NewReplacer("/", "-", "#", "-").Replace(t.Name())
	s.mu.Lock()
	s.gates[name] = make(chan struct{})
	s.mu.Unlock()
	t.Cleanup(func() { s.openGate(name) })
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

// askedFor is how often the wasm of a mode has been requested.
func (s *site) askedFor(mode string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[mode]
}

// serveCore serves the product under a prefix of its own, so that the package's default address for its wasm leads here. MODE:
//
//	ok           as it should be
//	gate-NAME    when the test opens the gate
//	stall        never
//	404          not found
//	down-N-NAME  503 for the first N requests, then ok
//	html         200, text/html: what a single-page app's server answers for a missing file
//	truncated    the first half
//	cut          the first half, then the connection ends
//	stale        a core of another version
//	wrong-mime   application/octet-stream
//	charset      application/wasm; charset=utf-8
//	empty, lfs   application/wasm, but an empty file, or the pointer that Git LFS puts in its place
//	gzip         application/wasm, packed, without Content-Encoding
//	foreign      another program's wasm
//	login        a redirect to a page
//	inside       not found: it is inside the JavaScript, which is another build of it
//	none         not found; and the module sees no WebAssembly: see coreless
//
// Whatever MODE is, place.js and place.html bring the product to where JavaScript runs (see place).
func (s *site) serveCore(w http.ResponseWriter, r *http.Request) {
	s.serveFrom(w, r, r.PathValue("mode"), r.PathValue("file"))
}

func (s *site) serveFrom(w http.ResponseWriter, r *http.Request, mode, file string) {
	if file != "wsclose.wasm" {
		if !servePlace(w, r, file) {
			serveScript(w, r, mode, file)
		}
		return
	}
	s.mu.Lock()
	s.asked[mode]++
	asked, gate := s.asked[mode], s.gates[strings.TrimPrefix(mode, "gate-")]
	s.mu.Unlock()
	kind, argument, _ := strings.Cut(mode, "-")
	number, _, _ := strings.Cut(argument, "-")
	n, _ := strconv.Atoi(number)
	switch {
	case kind == "gate" && gate != nil: // nil: open
		select {
		case <-gate:
		case <-r.Context().Done():
			return
		}
	case kind == "stall":
		<-r.Context().Done()
		return
	case kind == "404", mode == "inside", mode == "none":
		http.NotFound(w, r)
		return
	case kind == "down" && asked <= n:
		http.Error(w, "down for maintenance", http.StatusServiceUnavailable)
		return
	case kind == "html":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><title>app</title>")
		return
	case kind == "login":
		http.Redirect(w, r, "/core/html/wsclose.wasm?token=secret", http.StatusFound)
		return
	case kind == "truncated", kind == "cut", kind == "stale", kind == "gzip":
		serveSpoilt(w, kind)
		return
	case instead[kind] != nil:
		w.Header().Set("Content-Type", "application/wasm")
		_, _ = w.Write(instead[kind])
		return
	case mode == "charset":
		w.Header().Set("Content-Type", "application/wasm; charset=utf-8")
	case mode == "wrong-mime":
		w.Header().Set("Content-Type", "application/octet-stream")
	}
	serveDist(w, r, file)
}

func serveScript(w http.ResponseWriter, r *http.Request, mode, file string) {
	switch {
	case mode == "inside":
		http.ServeFile(w, r, filepath.Join(insideDir(), filepath.FromSlash(file)))
	case mode == "none" && file == "index.js":
		serveCoreless(w)
	default:
		serveDist(w, r, file)
	}
}

// instead is what may lie in the wasm's place.
var instead = map[string][]byte{
	"empty":   {},
	"lfs":     []byte("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 2248019\n"),
	"foreign": []byte("\x00asm\x01\x00\x00\x00" + "\x01\x04\x01\x60\x00\x00" + "\x02\x07\x01\x01a\x01b\x00\x00"), // imports the function a.b
}

// serveSpoilt serves the wasm, but not as it is.
func serveSpoilt(w http.ResponseWriter, how string) {
	whole, err := os.ReadFile(tested.Wasm())
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/wasm")
	switch how {
	case "truncated":
		whole = whole[:len(whole)/2]
	case "cut":
		w.Header().Set("Content-Length", strconv.Itoa(len(whole)))
		_, _ = w.Write(whole[:len(whole)/2])
		panic(http.ErrAbortHandler)
	case "gzip":
		packer := gzip.NewWriter(w)
		_, _ = packer.Write(whole)
		_ = packer.Close()
		return
	case "stale":
		whole = staleCore
	}
	_, _ = w.Write(whole)
}

// staleCore starts as a core of either compiler does, and its layout has the number 7.
var staleCore = []byte("\x00asm\x01\x00\x00\x00" +
	"\x01\x0d\x03\x60\x00\x01\x7f\x60\x02\x7f\x7f\x00\x60\x00\x00" + // types: () i32, (i32, i32), ()
	"\x03\x04\x03\x00\x01\x02" + // a function of each
	"\x05\x03\x01\x00\x01" + // a page of memory
	"\x07\x2c\x05\x05shape\x00\x00\x03run\x00\x01\x0b_initialize\x00\x02\x03mem\x02\x00\x06memory\x02\x00" +
	"\x0a\x0c\x03\x04\x00\x41\x07\x0b\x02\x00\x0b\x02\x00\x0b") // 7, and nothing

func serveDist(w http.ResponseWriter, r *http.Request, file string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Access-Control-Allow-Origin", "*") // a sandboxed frame's origin is none
	http.ServeFile(w, r, filepath.Join(tested.Dist, filepath.FromSlash(file)))
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
