package e2e_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/conformance"
)

// differs says that a test holds wsclose to something else than the native WebSocket: the list has to have it, under this id.
func differs(t *testing.T, id string) {
	t.Helper()
	listed := slices.ContainsFunc(conformance.Differences(), func(d conformance.Difference) bool { return d.ID == id })
	require.True(t, listed, "no difference %q in conformance/differences.json", id)
}

// js/README.md tells the whole list. -update writes it.
func TestTheReadmeTellsEveryDifference(t *testing.T) {
	const begin, end = "<!-- differences -->\n", "<!-- /differences -->\n"
	text, err := os.ReadFile("../js/README.md")
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(text), begin)
	require.True(t, found, begin)
	told, after, found := strings.Cut(rest, end)
	require.True(t, found, end)
	if *update {
		require.NoError(t, os.WriteFile("../js/README.md", []byte(before+begin+conformance.Explained()+end+after), 0o644))
		return
	}
	require.Equal(t, conformance.Explained(), told, "run go test ./e2e -run TestTheReadmeTellsEveryDifference -update")
}
