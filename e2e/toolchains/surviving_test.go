package toolchains_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// runtimes are what runs JavaScript outside a browser, by the command before a file's name. npm's package `bun` has its programs in others,
// one for each kind of machine, since the script that would choose one is not run.
func runtimes() map[string][]string {
	all := map[string][]string{
		"Node": {"node"},
		"Deno": {"deno", "run", "--allow-net", "--allow-read", "--allow-env"},
	}
	if found, _ := filepath.Glob(tool("@oven/*/bin/bun")); len(found) > 0 { // the pattern is right
		all["Bun"] = []string{found[0], "run"}
	}
	return all
}

// An error that nobody caught ends a process of Deno's, Bun's or Node's, whatever else it does: a core that is missing must be none.
func TestAProcessWithAnOpenSocketOutlivesACoreThatDoesNotLoad(t *testing.T) {
	needFetched(t)
	for name, runtime := range runtimes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProject(t, "node")
			require.NoError(t, os.Remove(p.path("node_modules/wsclose/dist/wsclose.wasm")))
			ctx := bounded(t)
			args := runtime[1:]
			if name == "Node" {
				args = append(websocketFlags(p), args...)
			}
			cmd := p.command(ctx, runtime[0], append(args, "missing.mjs")...)
			cmd.Env = append(cmd.Env, "SOCKET="+echo(t.Name(), 1012))
			var said strings.Builder
			cmd.Stderr = &said
			output, err := cmd.Output()
			require.NoError(t, err, said.String())

			var got struct {
				Status, Error, Echo, Decider string
				Observed                     []string
			}
			require.NoError(t, json.Unmarshal(output, &got), string(output))
			assert.Equal(t, "failed", got.Status)
			assert.Regexp(t, `^wsclose: no core from file:.*/wsclose/dist/wsclose\.wasm: .*: copy wsclose\.wasm there, or load\(\{url\}\)$`, got.Error)
			assert.Equal(t, 1, strings.Count(said.String(), "wsclose: no core"), said.String())
			assert.Equal(t, []string{"failed"}, got.Observed)
			assert.Equal(t, []string{"still here", "fallback"}, []string{got.Echo, got.Decider})
		})
	}
}
