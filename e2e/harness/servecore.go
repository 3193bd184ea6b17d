package harness

import (
	"compress/gzip"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// servePlace serves what runs page/place.js with the product beside it: place.js for a worker, place.html for a frame; ?classic with
// the classic script, else with the module.
func servePlace(w http.ResponseWriter, r *http.Request, file string) bool {
	classic := r.URL.Query().Has("classic")
	switch {
	case file == "place.html" && classic:
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<script src=/harness/place.js></script><script src=wsclose.min.js></script><script>place.serve(wsclose)</script>`)
	case file == "place.html":
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<script src=/harness/place.js></script><script type=module>import * as wsclose from './index.js'; place.serve(wsclose)</script>`)
	case file == "place.js" && classic:
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `importScripts('/harness/place.js', 'wsclose.min.js'); place.serve(wsclose)`)
	case file == "place.js":
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `import '/harness/place.js'; import * as wsclose from './index.js'; place.serve(wsclose)`)
	default:
		return false
	}
	return true
}

// serveCoreless serves the module with a WebAssembly of its own that is none. The page's other modules have the page's.
func serveCoreless(w http.ResponseWriter) {
	script, err := os.ReadFile(filepath.Join(Tested.Dist, "index.js"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/javascript")
	fmt.Fprintf(w, "const WebAssembly = undefined;\n%s", script)
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
//	none         not found; and the module sees no WebAssembly: see Coreless
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
		http.ServeFile(w, r, filepath.Join(InsideDir(), filepath.FromSlash(file)))
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
	whole, err := os.ReadFile(Tested.Wasm())
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
