package docs_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/requirements"
)

// That a test which REQUIREMENTS.md names runs and passes, its room checks at the end of a whole run: see harness.Proves. So each has to be
// one of a room.
func TestEveryRequirementHasATestOfARoom(t *testing.T) {
	table, err := requirements.Read("../REQUIREMENTS.md")
	require.NoError(t, err)
	require.NotEmpty(t, table.Clauses)
	rooms := map[string]string{}
	proved := map[string]bool{}
	for _, c := range table.Claims {
		proved[c.Clause] = true
		if _, ok := rooms[c.Room]; !ok {
			rooms[c.Room] = sourceOf(t, c.Room)
			assert.Contains(t, rooms[c.Room], "\nfunc TestMain(m *testing.M) { harness.Main(m) }\n", "%s is no room", c.Room)
		}
		assert.Contains(t, rooms[c.Room], "\nfunc "+c.Test+"(t *testing.T) {", "there is no such test: %s", c)
	}
	for _, clause := range table.Clauses {
		assert.True(t, proved[clause], "no test proves %s", clause)
	}
}

// sourceOf is the source of a room's tests.
func sourceOf(t *testing.T, room string) string {
	t.Helper()
	paths, err := filepath.Glob("../" + room + "/*_test.go")
	require.NoError(t, err)
	var all strings.Builder
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		all.Write(text)
	}
	return all.String()
}
