package toolchains_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path"
	"slices"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// maxTarball is what npm may have to fetch, in bytes, of the package that Go's compiler builds: its core alone is 588 kB. What is
// published has TinyGo's.
const maxTarball = 860_000

// published is all that npm gets, but for the core where that is inside.
var published = []string{
	"CHANGELOG.md", "LICENSE", "README.ja.md", "README.md", "RECIPES.md",
	"dist/index.cjs", "dist/index.d.cts", "dist/index.d.ts", "dist/index.js", "dist/index.js.map",
	"dist/ja.cjs", "dist/ja.d.cts", "dist/ja.d.ts", "dist/ja.js",
	"dist/reconnecting-websocket.cjs", "dist/reconnecting-websocket.d.cts", "dist/reconnecting-websocket.d.ts", "dist/reconnecting-websocket.js",
	"dist/testing.cjs", "dist/testing.d.cts", "dist/testing.d.ts", "dist/testing.js",
	"dist/types.d.cts", "dist/types.d.ts",
	"dist/wsclose.min.js", "dist/wsclose.wasm",
	"package.json",
}

func TestTheTarballHoldsWhatIsListedAndRunsNothing(t *testing.T) {
	files := unpacked(t)
	want := slices.DeleteFunc(slices.Clone(published), func(name string) bool { return here.isInside && name == "dist/wsclose.wasm" })
	names := []string{}
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	assert.Equal(t, want, names)
	info, err := os.Stat(here.tarball)
	require.NoError(t, err)
	assert.LessOrEqual(t, info.Size(), int64(maxTarball))

	var manifest map[string]any
	require.NoError(t, json.Unmarshal(files["package.json"], &manifest))
	for _, field := range []string{"scripts", "dependencies", "devDependencies", "peerDependencies", "optionalDependencies", "bin", "private"} {
		assert.NotContains(t, manifest, field)
	}
}

// A classic script is read in its page's charset, whatever that is, and bundlers make classic scripts of modules.
func TestThePublishedJavaScriptIsASCII(t *testing.T) {
	for name, text := range unpacked(t) {
		if path.Ext(name) == ".js" || path.Ext(name) == ".cjs" {
			i := bytes.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII })
			assert.Negative(t, i, "%s: byte %d", name, i)
		}
	}
}

func unpacked(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := untar(here.tarball)
	require.NoError(t, err)
	return files
}

// untar is what a tarball holds, by path in the package.
func untar(path string) (map[string][]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for archive := tar.NewReader(unzipped); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(archive)
		if err != nil {
			return nil, err
		}
		files[header.Name[len("package/"):]] = text
	}
}
