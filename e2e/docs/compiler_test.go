package docs_test

import (
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// standIn is a tinygo that has a version, says how it was called, and whose core is ROOT/core.wasm.
const standIn = `#!/bin/sh
case $1 in
version) echo "$VERSION" ;;
env) echo "$ROOT" ;;
build)
	echo "GOOS=$GOOS GOARCH=$GOARCH tinygo $*" >"$ROOT/called"
	while [ "$1" != -o ]; do shift; done
	cp "$ROOT/core.wasm" "$2" ;;
esac
`

// standInsCore imports what it calls, has a name for each function, and every instruction that TinyGo writes and the first WebAssembly
// had not.
const standInsCore = `(module
	(import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
	(import "gojs" "runtime.ticks" (func $ticks (result f64)))
	(memory (export "memory") 1)
	(global $mutable (export "mutable") (mut i32) (i32.const 0))
	(func $named (export "step") (param i32) (result i32)
		(memory.fill (i32.const 0) (i32.const 7) (local.get 0))
		(memory.copy (i32.const 8) (i32.const 0) (local.get 0))
		(i32.add
			(i32.extend8_s (call $random (i32.const 0) (local.get 0)))
			(i32.trunc_sat_f64_s (call $ticks)))))`

// standInsExec is a wasm_exec.js as TinyGo's is made.
const standInsExec = `(() => {
	globalThis.Go = class {
		constructor() {
			this.importObject = {
				wasi_snapshot_preview1: { fd_write: function () { return "not imported" }, random_get: () => "imported: random_get" },
				gojs: { "runtime.ticks": () => "imported: ticks", "syscall/js.valueDelete": (v) => { throw "not imported" } },
			};
			this.importObject.env = this.importObject.gojs;
		}
	};
})();`

// made is what the package is built of, and what its sizes are held to.
var made = []string{"go.mod", "go.sum", "Makefile", "wasm", "e2e/cmd/wasmexec", "js/package.mk", "js/minify.mjs",
	"js/size.mjs", "js/tsconfig.json", "js/package.json", "js/package-lock.json", "js/src", "README.md"}

// copyTree makes a copy of what the package is built of, with what npm installed here.
func copyTree(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for _, name := range made {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		if info, err := os.Stat("../../" + name); err == nil && info.IsDir() {
			require.NoError(t, os.CopyFS(path, os.DirFS("../../"+name)))
		} else {
			text, err := os.ReadFile("../../" + name)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(path, text, 0o644))
		}
	}
	// Links to what is in the folder, not to the folder: make and npm may empty that one, and find it new.
	installed, err := filepath.Glob("../../js/node_modules/*")
	require.NoError(t, err)
	require.NotEmpty(t, installed, "make minified installs it")
	require.NoError(t, os.Mkdir(filepath.Join(dir, "js/node_modules"), 0o755))
	for _, one := range installed {
		one, err := filepath.Abs(one)
		require.NoError(t, err)
		require.NoError(t, os.Symlink(one, filepath.Join(dir, "js/node_modules", filepath.Base(one))))
	}
	return dir
}

// makeIn makes something in a copied tree, with tools first on PATH.
func makeIn(t *testing.T, dir, tools string, env []string, args ...string) (out string, err error) {
	t.Helper()
	build := exec.CommandContext(t.Context(), "make", append([]string{"-C", dir}, args...)...)
	build.Env = append(os.Environ(), "PATH="+tools+string(filepath.ListSeparator)+os.Getenv("PATH"), "ROOT="+tools,
		"WSCLOSE_WASM=", "WSCLOSE_WASM_EXEC=")
	build.Env = append(build.Env, env...)
	text, err := build.CombinedOutput()
	return string(text), err
}

// makeTools makes a folder with a stand-in for tinygo.
func makeTools(t *testing.T) string {
	t.Helper()
	tools := t.TempDir()
	write := func(name, text string, mode os.FileMode) {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(tools, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(tools, name), []byte(text), mode))
	}
	write("tinygo", standIn, 0o755)
	write("targets/wasm_exec.js", standInsExec, 0o644)
	write("core.wat", standInsCore, 0o644)
	out, err := exec.CommandContext(t.Context(), "../../js/node_modules/.bin/wasm-as", "--all-features", "--debuginfo",
		filepath.Join(tools, "core.wat"), "-o", filepath.Join(tools, "core.wasm")).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return tools
}

// version is what TinyGo prints when it is asked for its version.
func version(number string) string {
	return "VERSION=tinygo version " + number + " linux/amd64 (using go version go1.26.0 and LLVM version 19.1.2)"
}

// Whoever has TinyGo says so to make, and its core goes inside the JavaScript, with its own wasm_exec.js.
func TestTinyGosCoreGoesInsideTheJavaScript(t *testing.T) {
	t.Parallel()
	tools := makeTools(t)
	dir := copyTree(t)
	out, err := makeIn(t, dir, tools, []string{version("0.42.0-dev-abc123")}, "minified", "COMPILER=tinygo")
	require.NoError(t, err, out)
	called, err := os.ReadFile(filepath.Join(tools, "called"))
	require.NoError(t, err)
	assert.Equal(t, "GOOS= GOARCH= tinygo build -target=wasm -scheduler=none -gc=conservative -buildmode=c-shared -tags=custommalloc "+
		"-opt=z -no-debug -panic=trap -o js/dist/wsclose.wasm ./wasm\n", string(called))

	before, err := os.ReadFile(filepath.Join(tools, "core.wasm"))
	require.NoError(t, err)
	core, err := os.ReadFile(filepath.Join(dir, "js/dist/wsclose.wasm"))
	require.NoError(t, err)
	assert.Contains(t, out, "wasm-opt -Oz --strip-debug --strip-producers --strip-target-features ")
	assert.Contains(t, string(before), "named")
	assert.NotContains(t, string(core), "named", "wasm-opt took the functions' names out")
	assert.Contains(t, string(core), "random_get")

	for _, name := range []string{"index.js", "index.cjs", "wsclose.min.js"} {
		text, err := os.ReadFile(filepath.Join(dir, "js/dist", name))
		require.NoError(t, err)
		for part, isThere := range map[string]bool{
			hex.EncodeToString(core): true, "imported: random_get": true, "imported: ticks": true, "not imported": false, `"./wsclose.wasm"`: false,
		} {
			assert.Equal(t, isThere, strings.Contains(string(text), part), "%s in %s", part, name)
		}
	}
	testing, err := os.ReadFile(filepath.Join(dir, "js/dist/testing.js"))
	require.NoError(t, err)
	assert.NotContains(t, string(testing), "wsclose.wasm", "there is no such file to be read")
}

func TestMakeSaysWhichCompilersThereAre(t *testing.T) {
	t.Parallel()
	dir := copyTree(t)
	for args, why := range map[string]string{
		"COMPILER=gcc":  "COMPILER is gcc; it is go or tinygo.",
		"PLACE=outside": "PLACE is outside; it is inside or beside.",
	} {
		out, err := makeIn(t, dir, "/nowhere", nil, "wasm", args)
		require.Error(t, err)
		assert.Contains(t, out, why)
	}
	if _, err := exec.LookPath("tinygo"); err == nil {
		return // then it is used
	}
	out, err := makeIn(t, dir, "/nowhere", nil, "wasm", "COMPILER=tinygo")
	require.Error(t, err)
	assert.Contains(t, out, "COMPILER=tinygo needs TinyGo on PATH: https://tinygo.org/getting-started/install.")
}

// What make refuses it refuses before it builds: a dry run tells.
func TestMakeRefusesATinyGoThatIsTooOld(t *testing.T) {
	t.Parallel()
	dir, tools := copyTree(t), makeTools(t)
	for told, isNewEnough := range map[string]bool{
		version("0.35.0"):                            false,
		version("0.41.2"):                            false,
		version("0.41.2-dev-abc123"):                 false,
		version("0.4.42"):                            false,
		version("0.42.0-dev"):                        true,
		version("0.42.0-dev-abc123"):                 true,
		version("0.42.0"):                            true,
		version("0.43.1"):                            true,
		version("0.100.0"):                           true,
		version("1.0.0"):                             true,
		"VERSION=":                                   false,
		"VERSION=command not found":                  false,
		"VERSION=tinygo version latest linux/amd64":  false,
		"VERSION=tinygo version x0.42.0 linux/amd64": false,
	} {
		out, err := makeIn(t, dir, tools, []string{told}, "wasm", "--dry-run", "COMPILER=tinygo")
		if isNewEnough {
			assert.NoError(t, err, "%s: %s", told, out)
			continue
		}
		assert.Error(t, err, told)
		assert.Contains(t, out, "COMPILER=tinygo needs TinyGo 0.42 or newer, and this is \""+strings.TrimPrefix(told, "VERSION=")+"\": "+
			"older ones leak every js.Value, and their wasm_exec.js can't be bundled.")
	}
}
