//go:build go1.23

// Package main_test holds what must be true of all of the core's source.
package main_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/wsclose/wsclose/"

// allowed is what links into the wasm from the standard library: nothing that
// costs kilobytes, blocks, or that TinyGo has not.
var allowed = []string{"math", "strconv", "strings", "unicode/utf8", "syscall/js"}

// unsafeFile alone may import unsafe: it views Go's memory as bytes.
const unsafeFile = "wasm/jsbridge/wire.go"

// generator writes files when it is asked to, and links into nothing.
const generator = "wasm/jsbridge/generate"

// order is the one way in which the core's packages import each other.
var order = []string{"wasm/closecode", "wasm/reconnect", "wasm/session", "wasm/jsbridge", "wasm"}

// outsiders may import these of the core, and nothing else may.
var outsiders = map[string][]string{
	"e2e/herd":        {"wasm/closecode", "wasm/reconnect"},
	"e2e/cmd/wsclose": {"wasm/closecode", "wasm/reconnect"},
	// An example of other people's servers.
	"e2e/examples/server": {"wasm/closecode"},
}

type source struct {
	file, dir  string
	imports    []string
	constraint string
	isTest     bool
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	root := ".."
	require.NoError(t, filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), ".") && entry.Name() != "..") {
			return fs.SkipDir
		}
		if entry.IsDir() || filepath.Ext(file) != ".go" {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		s := source{file: filepath.ToSlash(name), isTest: strings.HasSuffix(file, "_test.go")}
		s.dir = path.Dir(s.file)
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, imported)
		}
		if len(parsed.Comments) > 0 && parsed.Comments[0].Pos() == 1 {
			s.constraint = parsed.Comments[0].List[0].Text
		}
		all = append(all, s)
		return nil
	}))
	require.NotEmpty(t, all)
	return all
}

func isCore(dir string) bool { return dir == "wasm" || strings.HasPrefix(dir, "wasm/") }

func TestTheCoreImportsOnlyWhatIsAllowedAndInOneDirection(t *testing.T) {
	for _, s := range sources(t) {
		if !isCore(s.dir) || s.isTest || s.dir == generator {
			continue
		}
		for _, imported := range s.imports {
			if imported == "unsafe" {
				assert.Equal(t, unsafeFile, s.file)
				continue
			}
			own, isOwn := strings.CutPrefix(imported, module)
			if !isOwn {
				assert.Contains(t, allowed, imported, s.file)
				continue
			}
			from, to := slices.Index(order, s.dir), slices.Index(order, own)
			assert.True(t, to >= 0 && to < from, "%s imports %s; the order is %v", s.file, own, order)
		}
	}
}

func TestOnlyTheBridgeKnowsJavaScript(t *testing.T) {
	for _, s := range sources(t) {
		if slices.Contains(s.imports, "syscall/js") {
			assert.Contains(t, []string{"wasm", "wasm/jsbridge"}, s.dir, s.file)
		}
	}
}

func TestNothingOutsideSeesMoreOfTheCoreThanItMay(t *testing.T) {
	for _, s := range sources(t) {
		if isCore(s.dir) {
			continue
		}
		for _, imported := range s.imports {
			if own, isOwn := strings.CutPrefix(imported, module); isOwn && isCore(own) {
				assert.Contains(t, outsiders[s.dir], own, s.file)
			}
		}
	}
}

func TestEveryFileOfTheCoreRejectsLaterLanguageFeatures(t *testing.T) {
	for _, s := range sources(t) {
		if isCore(s.dir) {
			assert.Regexp(t, `^//go:build go1\.2[34]( |$)`, s.constraint, s.file)
		}
	}
}
