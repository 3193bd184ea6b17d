package e2e_test

import (
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// standIn is a tinygo that says how it was called, and whose cores are a few bytes.
const standIn = `#!/bin/sh
case $1 in
env) echo "$ROOT" ;;
build) echo "GOOS=$GOOS GOARCH=$GOARCH tinygo $*" >"$ROOT/called"; printf '\0asm%s' stand-in >js/dist/wsclose.wasm ;;
esac
`

// makeTree makes a copy of what the package is built of, elsewhere, with tools first on PATH.
func makeTree(t *testing.T, tools string, args ...string) (dir, out string, err error) {
	t.Helper()
	dir = t.TempDir()
	for _, name := range []string{"go.mod", "go.sum", "Makefile", "wasm", "js/package.mk", "js/minify.mjs", "js/private.mjs", "js/tsconfig.json", "js/package.json", "js/src"} {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		if info, err := os.Stat("../" + name); err == nil && info.IsDir() {
			require.NoError(t, os.CopyFS(path, os.DirFS("../"+name)))
		} else {
			text, err := os.ReadFile("../" + name)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(path, text, 0o644))
		}
	}
	build := exec.CommandContext(t.Context(), "make", append([]string{"-C", dir}, args...)...)
	build.Env = append(os.Environ(), "PATH="+tools+string(filepath.ListSeparator)+os.Getenv("PATH"), "ROOT="+tools, "WSCLOSE_WASM=", "WSCLOSE_WASM_EXEC=")
	text, err := build.CombinedOutput()
	return dir, string(text), err
}

// Whoever has TinyGo says so to make, and its core goes inside the JavaScript, with its own wasm_exec.js.
func TestTinyGosCoreGoesInsideTheJavaScript(t *testing.T) {
	t.Parallel()
	tools := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(tools, "tinygo"), []byte(standIn), 0o755))
	require.NoError(t, os.Mkdir(filepath.Join(tools, "targets"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(tools, "targets/wasm_exec.js"), []byte("globalThis.Go = class { name = 'a stand-in' }"), 0o644))

	dir, out, err := makeTree(t, tools, "build", "COMPILER=tinygo")
	require.NoError(t, err, out)
	called, err := os.ReadFile(filepath.Join(tools, "called"))
	require.NoError(t, err)
	assert.Equal(t, "GOOS= GOARCH= tinygo build -target=wasm -opt=z -no-debug -panic=trap -o js/dist/wsclose.wasm ./wasm\n", string(called))
	for _, name := range []string{"index.js", "index.cjs", "wsclose.min.js"} {
		text, err := os.ReadFile(filepath.Join(dir, "js/dist", name))
		require.NoError(t, err)
		for part, isThere := range map[string]bool{
			base64.StdEncoding.EncodeToString([]byte("\x00asmstand-in")): true, "a stand-in": true, `"./wsclose.wasm"`: false,
		} {
			assert.Equal(t, isThere, strings.Contains(string(text), part), "%s in %s", part, name)
		}
	}
}

func TestMakeSaysWhichCompilersThereAre(t *testing.T) {
	t.Parallel()
	_, out, err := makeTree(t, "/nowhere", "wasm", "COMPILER=gcc")
	require.Error(t, err)
	assert.Contains(t, out, "COMPILER is gcc; it is go or tinygo.")
	if _, err := exec.LookPath("tinygo"); err == nil {
		return // then it is used
	}
	_, out, err = makeTree(t, "/nowhere", "wasm", "COMPILER=tinygo")
	require.Error(t, err)
	assert.Contains(t, out, "COMPILER=tinygo needs TinyGo on PATH: https://tinygo.org/getting-started/install.")
}
