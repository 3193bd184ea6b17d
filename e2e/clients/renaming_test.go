package clients_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A dependency that imports reconnecting-websocket gets wsclose's class from the bundler, as js/RECIPES.md calls it.
func TestTheOldImportOfADependencyGivesTheNewClass(t *testing.T) {
	t.Parallel()
	command := strings.Fields(sample(t, "From reconnecting-websocket", 1))
	require.Equal(t, "esbuild", command[0])
	dir := t.TempDir()
	esbuild := filepath.Join(dir, "esbuild")
	output, err := exec.CommandContext(t.Context(), "go", "build", "-o", esbuild, "github.com/evanw/esbuild/cmd/esbuild").CombinedOutput()
	require.NoError(t, err, "%s", output)
	require.NoError(t, os.Mkdir(filepath.Join(dir, "node_modules"), 0o755))
	require.NoError(t, os.Symlink(installed, filepath.Join(dir, "node_modules", "wsclose")))
	for name, text := range map[string]string{
		"package.json": `{ "type": "module" }`,
		"dependency.js": `import ReconnectingWebSocket from "reconnecting-websocket";
			export default ReconnectingWebSocket;`,
		"app.js": `import { ManagedWebSocket } from "wsclose";
			import Used from "./dependency.js";
			console.log(Used.prototype instanceof ManagedWebSocket);`,
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	build := exec.CommandContext(t.Context(), esbuild, command[1:]...)
	build.Dir = dir
	output, err = build.CombinedOutput()
	require.NoError(t, err, "%s", output)
	run := exec.CommandContext(t.Context(), "node", filepath.Join(dir, "dist", "app.js"))
	output, err = run.CombinedOutput()
	require.NoError(t, err, "%s", output)
	assert.Equal(t, "true\n", string(output))
}
