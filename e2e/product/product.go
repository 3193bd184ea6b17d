// Package product finds the package that the suites test: the one of this checkout, as `make build` leaves it in js/dist, or what the
// environment names.
//
//	WSCLOSE_DIST       an unpacked package of npm (the folder that holds dist), or its dist folder
//	WSCLOSE_WASM       a core that was made elsewhere, by TinyGo for example; the JavaScript of this checkout is built for it
//	WSCLOSE_WASM_EXEC  its compiler's wasm_exec.js, if that isn't Go's
//
// Relative paths begin at the top of the checkout. What a variable names is read, and never written.
package product

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
)

// The environment variables that say what is tested.
const (
	EnvDist = "WSCLOSE_DIST"
	EnvWasm = "WSCLOSE_WASM"
)

// given is where js/package.mk builds the JavaScript for a core that was made elsewhere.
const given = "js/build/given"

// wasmFile is the core where it isn't inside the JavaScript.
const wasmFile = "wsclose.wasm"

// A Product is one build of the package.
type Product struct {
	// Dist is the folder of its JavaScript.
	Dist string
	// IsInside says that the core is inside the JavaScript: nothing is fetched.
	IsInside bool
	root     string
}

// Find returns the product to test. root is the top of the checkout. For a core that was made elsewhere it runs make.
func Find(root string) (*Product, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	dist := filepath.Join(root, "js/dist")
	switch named, wasm := os.Getenv(EnvDist), os.Getenv(EnvWasm); {
	case named != "":
		dist = distOf(within(root, named))
		if wasm != "" && dist != filepath.Join(root, given) {
			return nil, fmt.Errorf("%s=%s names a package, which has its core, and %s=%s another core: set one of the two", EnvDist, named, EnvWasm, wasm)
		}
	case wasm != "":
		dist = filepath.Join(root, given)
		if out, err := exec.Command("make", "-C", root, "build").CombinedOutput(); err != nil {
			return nil, fmt.Errorf("make build for %s=%s: %w\n%s", EnvWasm, wasm, err, out)
		}
	}
	found, err := At(dist)
	if err == nil {
		found.root = root
	}
	return found, err
}

// IsInside says whether this index.js has the core in it. (That there is no wsclose.wasm says less: a build leaves what it puts inside
// in the same folder.)
func IsInside(script []byte) bool { return !bytes.Contains(script, []byte(`"./`+wasmFile+`"`)) }

// At returns the product whose dist folder it is. That the product isn't built is an error.
func At(dist string) (*Product, error) {
	script, err := os.ReadFile(filepath.Join(dist, "index.js"))
	if err != nil {
		return nil, fmt.Errorf("the product isn't built, run make build: %w", err)
	}
	_, err = os.Stat(filepath.Join(dist, wasmFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	isInside := IsInside(script)
	if !isInside && err != nil {
		return nil, fmt.Errorf("the product isn't built, run make build: index.js asks for its core: %w", err)
	}
	return &Product{Dist: dist, IsInside: isInside}, nil
}

func within(root, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(root, path)
}

// distOf is the dist folder of an unpacked package, or the folder itself.
func distOf(folder string) string {
	if dist := filepath.Join(folder, "dist"); isFile(filepath.Join(dist, "index.js")) {
		return dist
	}
	return folder
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// Wasm is the core's path. Where the core is inside there is none to be served: it is "".
func (p *Product) Wasm() string {
	if p.IsInside {
		return ""
	}
	return filepath.Join(p.Dist, wasmFile)
}

// Package lays the product out in folder as npm does: package.json beside dist. What js/package.json publishes beside the code isn't
// in it, unless the product is an unpacked package.
func (p *Product) Package(folder string) error {
	whole := filepath.Dir(p.Dist)
	if isFile(filepath.Join(whole, "package.json")) && filepath.Base(p.Dist) == "dist" && whole != filepath.Join(p.root, "js") {
		return os.CopyFS(folder, os.DirFS(whole))
	}
	manifest, err := os.ReadFile(filepath.Join(p.root, "js/package.json"))
	if err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(folder, "dist"), os.DirFS(p.Dist)); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "package.json"), manifest, 0o644)
}
