package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const modulePath = "github.com/wsclose/wsclose"

var errNoCheckout = errors.New("not inside a checkout of " + modulePath + ": name one with --root")

// findRoot returns the folder of wsclose's module: the one given, or the first above the working directory whose go.mod names it.
// The playground (web/) and the product (js/dist) are read from there.
func findRoot(given string) (string, error) {
	if given != "" {
		if !isRoot(given) {
			return "", usageError("--root %s: no go.mod of %s there", given, modulePath)
		}
		return given, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if isRoot(dir) {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", usageError("%w", errNoCheckout)
		}
		dir = parent
	}
}

func isRoot(dir string) bool {
	text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return false
	}
	first, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimSpace(first) == "module "+modulePath
}

// needProduct returns an error, with what to do, when js/dist isn't built.
func needProduct(root string) error {
	for _, file := range []string{"index.js", "wsclose.wasm"} {
		_, err := os.Stat(filepath.Join(root, "js", "dist", file))
		if errors.Is(err, os.ErrNotExist) {
			return browserError(fmt.Errorf("js/dist/%s is missing: run make build in %s", file, root))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
