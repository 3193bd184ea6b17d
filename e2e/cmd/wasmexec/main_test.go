package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// section is a section of a module, of an id, with these bytes.
func section(id byte, content string) string {
	return string([]byte{id, byte(len(content))}) + content
}

// imports of each kind, as a module writes them.
const (
	function = "\x06module\x08function\x00\x00"
	table    = "\x06module\x05table\x01\x70\x01\x01\x02"
	memory   = "\x06module\x06memory\x02\x00\x01"
	global   = "\x06module\x06global\x03\x7f\x00"
)

const head = "\x00asm\x01\x00\x00\x00"

func TestImportsOfAModule(t *testing.T) {
	for name, c := range map[string]struct {
		wasm string
		want []string
		err  string
	}{
		"none":                  {wasm: head},
		"another section alone": {wasm: head + section(1, "\x00")},
		"every kind":            {wasm: head + section(0, "\x04name") + section(2, "\x04"+table+memory+global+function), want: []string{"table", "memory", "global", "function"}},
		"a kind of the future":  {wasm: head + section(2, "\x01\x01m\x01x\x09"), err: `it imports a thing of kind 9, "x"`},
		"a list cut off":        {wasm: head + section(2, "\x02"+function), err: "its list of imports is cut off"},
		"a module cut off":      {wasm: (head + section(2, "\x01"+function))[:20], err: "it is cut off: this is no WebAssembly module"},
		"a page":                {wasm: "<!doctype html>", err: "this is no WebAssembly module"},
		"nothing":               {err: "this is no WebAssembly module"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := imports([]byte(c.wasm))
			if c.err != "" {
				require.ErrorContains(t, err, c.err)
				return
			}
			require.NoError(t, err)
			var names []string
			for _, one := range got {
				names = append(names, one.name)
			}
			assert.Equal(t, c.want, names)
		})
	}
}

func TestImportFunctionsThatTheCoreDoesNotNameAreDropped(t *testing.T) {
	const script = `globalThis.Go = class {
		constructor() {
			const other = { unwanted: 1 };
			this.importObject = {
				empty: { unwanted: (a) => a },
				gojs: { "a.wanted": (sp) => { sp >>>= 0; return 0xffffffffn }, 'a.unwanted': () => {}, wanted() { return 2 }, async unwanted() {},
					unwanted: function (x) { return { unwanted: x } }, ["computed"]: 3, ...other },
			};
			this.importObject.env = this.importObject.gojs;
		}
	};`
	got, err := prune([]byte(script), []imported{{"gojs", "a.wanted"}, {"env", "wanted"}})
	require.NoError(t, err)
	text := strings.Join(strings.Fields(string(got)), " ")
	for part, isThere := range map[string]bool{
		`{unwanted: 1}`: true, `"a.wanted": `: true, `sp >>>= 0`: true, `0xffffffffn`: true, `wanted ()`: true, `["computed"]: 3`: true, `...other`: true,
		`this.importObject.env = this.importObject.gojs`: true, `a.unwanted`: false, `async`: false, `function`: false, `empty`: false,
	} {
		assert.Equal(t, isThere, strings.Contains(text, part), "%s in %s", part, text)
	}
}

func TestAPairThatDoesNotFitIsRefused(t *testing.T) {
	const fits = "this.importObject = { gojs: { 'runtime.ticks': () => 0 } }"
	for name, c := range map[string]struct{ script, err string }{
		"no import object":   {"globalThis.Go = class {}", "it does not assign an object of objects to this.importObject"},
		"no object in it":    {"this.importObject = { gojs }", "it does not assign an object of objects to this.importObject"},
		"another compiler's": {fits, "it has no runtime.wasmExit (gojs): the two come from different compilers"},
		"no JavaScript":      {"<!doctype html>", "unexpected <"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := prune([]byte(c.script), []imported{{"gojs", "runtime.wasmExit"}})
			assert.ErrorContains(t, err, c.err)
		})
	}
}

// Go's own file, with a core of one import: what is left has that function, and nothing outside the import object has changed.
func TestGosOwnFileIsPruned(t *testing.T) {
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	require.NoError(t, err)
	path := filepath.Join(strings.TrimSpace(string(root)), "lib/wasm/wasm_exec.js")
	core := filepath.Join(t.TempDir(), "core.wasm")
	require.NoError(t, os.WriteFile(core, []byte(head+section(2, "\x01\x04gojs\x11runtime.nanotime1\x00\x00")), 0o644))
	var out bytes.Buffer
	require.NoError(t, run([]string{core, path}, &out))
	for part, isThere := range map[string]bool{
		"runtime.nanotime1": true, "_makeFuncWrapper": true, "_gotest": false, "runtime.wasmExit": false, "valueCall": false,
	} {
		assert.Equal(t, isThere, strings.Contains(out.String(), part), part)
	}
	require.ErrorContains(t, run([]string{path, path}, &out), path+": this is no WebAssembly module")
	require.ErrorContains(t, run([]string{core}, &out), "it takes two files")
}
