package e2e_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/conformance"
)

var (
	update = flag.Bool("update", false, "write REQUIREMENTS.md, the list in js/README.md, and conformance/ENGINES.md, which needs every browser in CONFORMANCE_BROWSERS")
	only   = flag.String("only", "", "of the conformance suite, only the assertions with this in \"subject: name\"")
)

// Without reconnecting wsclose is a WebSocket: the suite that is written from the standards finds no difference between it and the
// browser's own but those that are listed. CONFORMANCE_BROWSERS names the browsers, apart by spaces; without it, Chromium alone.
func TestConformance(t *testing.T) {
	browsers := strings.Fields(os.Getenv("CONFORMANCE_BROWSERS"))
	if len(browsers) == 0 {
		browsers = []string{conformance.Chromium}
	}
	var results []conformance.Result
	for _, name := range browsers {
		t.Run(name, func(t *testing.T) {
			result, err := conformance.RunOnly(t.Context(), name, tested.Dist, *only)
			require.NoError(t, err)
			results = append(results, result)
			t.Log(result.Summary())
			for _, defect := range result.Defects() {
				t.Errorf("differs, and isn't listed: %s", defect)
			}
			assert.Empty(t, result.Strays, "errors that nothing caught")
			assert.Empty(t, result.Failures)
		})
	}
	if len(results) < len(conformance.Names()) || *only != "" {
		require.False(t, *update, "conformance/ENGINES.md compares all browsers: CONFORMANCE_BROWSERS=%q", strings.Join(conformance.Names(), " "))
		return
	}
	assert.Empty(t, conformance.Stale(results), "listed as differences, but nowhere different")
	if *update {
		require.NoError(t, os.WriteFile("conformance/ENGINES.md", conformance.Engines(results), 0o644))
	}
}
