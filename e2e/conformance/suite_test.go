package conformance_test

import (
	"errors"
	"flag"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/conformance"
	"github.com/wsclose/wsclose/e2e/product"
)

var (
	update = flag.Bool("update", false, "write the list in js/README.md, and ENGINES.md, which needs every browser in CONFORMANCE_BROWSERS")
	only   = flag.String("only", "", "of the conformance suite, only the assertions with this in \"subject: name\"")
)

// Without reconnecting wsclose is a WebSocket: the suite that is written from the standards finds no difference between it and the
// browser's own but those that are listed. CONFORMANCE_BROWSERS names the browsers, apart by spaces; without it, Chromium alone.
func TestConformance(t *testing.T) {
	browsers := strings.Fields(os.Getenv("CONFORMANCE_BROWSERS"))
	if len(browsers) == 0 {
		browsers = []string{conformance.Chromium}
	}
	tested, err := product.Find("../..")
	require.NoError(t, err)
	results, errs := make([]conformance.Result, len(browsers)), make([]error, len(browsers))
	var all sync.WaitGroup
	for i, name := range browsers { // at the same time: most assertions wait for a server
		all.Go(func() { results[i], errs[i] = conformance.RunOnly(t.Context(), name, tested.Dist, *only) })
	}
	all.Wait()
	for i, name := range browsers {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, errs[i])
			t.Log(results[i].Summary())
			for _, defect := range results[i].Defects() {
				t.Errorf("differs, and isn't listed: %s", defect)
			}
			assert.Empty(t, results[i].Strays, "errors that nothing caught")
			assert.Empty(t, results[i].Failures)
		})
	}
	if len(browsers) < len(conformance.Names()) || *only != "" || errors.Join(errs...) != nil {
		require.False(t, *update, "ENGINES.md compares all browsers: CONFORMANCE_BROWSERS=%q", strings.Join(conformance.Names(), " "))
		return
	}
	assert.Empty(t, conformance.Stale(results), "listed as differences, but nowhere different")
	if *update {
		require.NoError(t, os.WriteFile("ENGINES.md", conformance.Engines(results), 0o644))
	}
}

// js/README.md tells the whole list. -update writes it.
func TestTheReadmeTellsEveryDifference(t *testing.T) {
	const begin, end = "<!-- differences -->\n", "<!-- /differences -->\n"
	text, err := os.ReadFile("../../js/README.md")
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(text), begin)
	require.True(t, found, begin)
	told, after, found := strings.Cut(rest, end)
	require.True(t, found, end)
	if *update {
		require.NoError(t, os.WriteFile("../../js/README.md", []byte(before+begin+conformance.Explained()+end+after), 0o644))
		return
	}
	require.Equal(t, conformance.Explained(), told, "run go test ./e2e/conformance -run TestTheReadmeTellsEveryDifference -update")
}
