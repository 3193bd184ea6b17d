package harness

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/wsclose/wsclose/e2e/product"
)

// Tested is the package that the rooms test, by WSCLOSE_DIST, WSCLOSE_WASM and WSCLOSE_WASM_EXEC: see the package product.
var Tested *product.Product

// NeedFetched skips a test of how the core is fetched where the package has it inside. The end of a run names what it skipped.
func NeedFetched(t *testing.T) {
	t.Helper()
	if Tested.IsInside {
		fetching.add(t.Name())
		t.Skip("it tests how the core is fetched, and this package has it inside: " + Tested.Dist)
	}
}

// fetching are the tests that NeedFetched has skipped.
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
		len(s.names), Tested.Dist, strings.Join(s.names, "\n\t"))
}

// Coreless is a prefix under which the product has no core. Where a core is fetched, mode says how that fails (see the site's serveCore); where it
// is inside, the product finds no WebAssembly.
func Coreless(mode string) string { return "/core/" + corelessMode(mode) }

func corelessMode(mode string) string {
	if Tested.IsInside {
		return "none"
	}
	return mode
}

// NoWebAssembly is what such a product says of it.
const NoWebAssembly = "there is no WebAssembly here"

// Prefixes are those of a product whose core loads, and of one that has none.
func Prefixes(mode string) map[string]string {
	return map[string]string{"with the core": "/dist", "without": Coreless(mode)}
}
