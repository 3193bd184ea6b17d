package e2e_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/wsclose/wsclose/e2e/product"
)

// tested is the package that the suite tests, by WSCLOSE_DIST, WSCLOSE_WASM and WSCLOSE_WASM_EXEC: see the package product.
var tested *product.Product

// needFetched skips a test of how the core is fetched where the package has it inside. The end of a run names what it skipped.
func needFetched(t *testing.T) {
	t.Helper()
	if tested.IsInside {
		fetching.add(t.Name())
		t.Skip("it tests how the core is fetched, and this package has it inside: " + tested.Dist)
	}
}

// fetching are the tests that needFetched has skipped.
var fetching skipped

type skipped struct {
	mu    sync.Mutex
	names []string
}

func (s *skipped) add(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names = append(s.names, name)
}

// has says whether a test, or one in it, was skipped.
func (s *skipped) has(test string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range s.names {
		if name == test || strings.HasPrefix(name, test+"/") {
			return true
		}
	}
	return false
}

// summary is what the end of a run says of them.
func (s *skipped) summary() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.names) == 0 {
		return ""
	}
	return fmt.Sprintf("%d tests of how the core is fetched were skipped, since %s has it inside:\n\t%s\n",
		len(s.names), tested.Dist, strings.Join(s.names, "\n\t"))
}

// coreless is a prefix under which the product has no core. Where a core is fetched, mode says how that fails (see serveCore); where it
// is inside, the product finds no WebAssembly.
func coreless(mode string) string { return "/core/" + corelessMode(mode) }

func corelessMode(mode string) string {
	if tested.IsInside {
		return "none"
	}
	return mode
}

// noWebAssembly is what such a product says of it.
const noWebAssembly = "there is no WebAssembly here"

// serveCoreless serves the module with a WebAssembly of its own that is none. The page's other modules have the page's.
func serveCoreless(w http.ResponseWriter) {
	script, err := os.ReadFile(filepath.Join(tested.Dist, "index.js"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/javascript")
	fmt.Fprintf(w, "const WebAssembly = undefined;\n%s", script)
}

// prefixes are those of a product whose core loads, and of one that has none.
func prefixes(mode string) map[string]string {
	return map[string]string{"with the core": "/dist", "without": coreless(mode)}
}
