package product

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// checkout makes one with files of these texts, and returns its top.
func checkout(t *testing.T, texts map[string]string) string {
	t.Helper()
	t.Setenv(EnvDist, "")
	t.Setenv(EnvWasm, "")
	root := t.TempDir()
	for name, text := range texts {
		path := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	return root
}

const asks = `new URL("./wsclose.wasm",import.meta.url)`

func TestAProductIsWhatTheEnvironmentNames(t *testing.T) {
	root := checkout(t, map[string]string{
		"js/package.json": "{}", "js/dist/index.js": asks, "js/dist/wsclose.wasm": "core",
		"fetches/dist/index.js": asks, "fetches/dist/wsclose.wasm": "core", "fetches/package.json": `{"name": "fetches"}`,
		"inside/dist/index.js": "0061736d", "inside/package.json": `{"name": "inside"}`,
		"built/index.js": "0061736d", "built/wsclose.wasm": "what was put inside",
	})
	for _, c := range []struct {
		named, dist string
		isInside    bool
	}{
		{"", "js/dist", false},
		{"fetches", "fetches/dist", false},
		{"fetches/dist", "fetches/dist", false},
		{"inside/", "inside/dist", true},
		{filepath.Join(root, "inside/dist"), "inside/dist", true},
		{"built", "built", true},
	} {
		t.Setenv(EnvDist, c.named)
		found, err := Find(root)
		require.NoError(t, err, c.named)
		assert.Equal(t, []any{filepath.Join(root, c.dist), c.isInside}, []any{found.Dist, found.IsInside}, c.named)
		assert.Equal(t, c.isInside, found.Wasm() == "", c.named)

		folder := t.TempDir()
		require.NoError(t, found.Package(folder))
		assert.FileExists(t, filepath.Join(folder, "package.json"), c.named)
		assert.FileExists(t, filepath.Join(folder, "dist/index.js"), c.named)
	}
}

func TestAnUnpackedPackageKeepsItsManifest(t *testing.T) {
	root := checkout(t, map[string]string{"js/package.json": "{}", "inside/dist/index.js": "", "inside/package.json": `{"name": "inside"}`})
	t.Setenv(EnvDist, "inside")
	found, err := Find(root)
	require.NoError(t, err)
	folder := t.TempDir()
	require.NoError(t, found.Package(folder))
	manifest, err := os.ReadFile(filepath.Join(folder, "package.json"))
	require.NoError(t, err)
	assert.Equal(t, `{"name": "inside"}`, string(manifest))
}

func TestWhatIsNoProductIsAnError(t *testing.T) {
	root := checkout(t, map[string]string{"js/build/half/index.js": asks, "whole/index.js": ""})
	_, err := Find(root)
	assert.ErrorContains(t, err, "make build")
	t.Setenv(EnvDist, "js/build/half")
	_, err = Find(root)
	assert.ErrorContains(t, err, "index.js asks for its core")
	t.Setenv(EnvDist, "whole")
	t.Setenv(EnvWasm, "core.wasm")
	_, err = Find(root)
	assert.ErrorContains(t, err, "set one of the two")
}

// A core that was made elsewhere is copied to a folder of its own, and stays as it is.
func TestTheJavaScriptIsBuiltForACoreThatWasMadeElsewhere(t *testing.T) {
	root := checkout(t, map[string]string{"core.wasm": "core", "Makefile": `
build:
	mkdir -p js/build/given && cp $(WSCLOSE_WASM) js/build/given/wsclose.wasm && echo '"./wsclose.wasm"' >js/build/given/index.js
`})
	t.Setenv(EnvWasm, "core.wasm")
	found, err := Find(root)
	require.NoError(t, err)
	core, err := os.ReadFile(found.Wasm())
	require.NoError(t, err)
	assert.Equal(t, "core", string(core))

	require.NoError(t, os.Remove(filepath.Join(root, "core.wasm")))
	_, err = Find(root)
	assert.ErrorContains(t, err, "make build for WSCLOSE_WASM=core.wasm")
}
