package e2e_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// REQUIREMENTS.md is written from requirements (requirements_test.go) and from the tests that say which clause they prove: by a call
// of requirement with its id, or as a vector's field proves. What it names exists, then. That each named test runs and passes is
// checked at the end of a whole run: see unproved.

const requirementsFile = "REQUIREMENTS.md"

// requirement says that the test proves these clauses. A test that fails or is skipped proves nothing.
func requirement(t *testing.T, ids ...string) {
	t.Helper()
	for _, id := range ids {
		require.True(t, slices.ContainsFunc(requirements, func(c clause) bool { return c.id == id }), "no requirement %q", id)
	}
	t.Cleanup(func() {
		if !t.Failed() && !t.Skipped() {
			proofs.add(t.Name(), ids)
		}
	})
}

// proofs are the clauses that a run has proved, each with the tests' names.
var proofs = proved{by: map[string][]string{}}

type proved struct {
	mu sync.Mutex
	by map[string][]string
}

func (p *proved) add(test string, ids []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		p.by[id] = append(p.by[id], test)
	}
}

// has says whether the test, or one in it, has proved the clause.
func (p *proved) has(claim proof) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.ContainsFunc(p.by[claim.id], func(name string) bool {
		test, _, _ := strings.Cut(name, "/")
		return test == claim.test && strings.HasSuffix(name, strings.ReplaceAll(claim.vector, " ", "_"))
	})
}

// A proof is a test that REQUIREMENTS.md names for a clause; vector is a vector's name.
type proof struct{ id, test, vector string }

const vectorsTest = "TestEveryCloseIsSeenAlike"

// claims are all proofs, by the source: calls of requirement, and vectors.
func claims() ([]proof, error) {
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		return nil, err
	}
	var list []proof
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, declared := range parsed.Decls {
			if test, ok := declared.(*ast.FuncDecl); ok && test.Recv == nil && strings.HasPrefix(test.Name.Name, "Test") {
				list = append(list, claimsOf(test)...)
			}
		}
	}
	for _, v := range append([]vector{muteVector}, vectors...) {
		for _, id := range v.clauses() {
			list = append(list, proof{id, vectorsTest, v.name})
		}
	}
	return list, nil
}

func claimsOf(test *ast.FuncDecl) []proof {
	var list []proof
	ast.Inspect(test, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if name, ok := call.Fun.(*ast.Ident); !ok || name.Name != "requirement" {
			return true
		}
		for _, argument := range call.Args[1:] {
			if literal, ok := argument.(*ast.BasicLit); ok {
				id, _ := strconv.Unquote(literal.Value)
				list = append(list, proof{id: id, test: test.Name.Name})
			}
		}
		return true
	})
	return list
}

func TestRequirementsAreWhatTheTestsSay(t *testing.T) {
	list, err := claims()
	require.NoError(t, err)
	for _, p := range list {
		assert.True(t, slices.ContainsFunc(requirements, func(c clause) bool { return c.id == p.id }), "%s %s proves %q, which is no requirement", p.test, p.vector, p.id)
	}
	for _, c := range requirements {
		assert.True(t, slices.ContainsFunc(list, func(p proof) bool { return p.id == c.id }), "no test proves %s: %s", c.id, c.says)
	}
	want := requirementsTable(list)
	if *update {
		require.NoError(t, os.WriteFile(requirementsFile, []byte(want), 0o644))
	}
	have, err := os.ReadFile(requirementsFile)
	require.NoError(t, err)
	assert.Equal(t, want, string(have), "stale: go test ./e2e -run TestRequirements -update")
}

func requirementsTable(list []proof) string {
	var b strings.Builder
	b.WriteString(requirementsHead)
	for _, c := range requirements {
		section, _, _ := strings.Cut(c.id, "/")
		fmt.Fprintf(&b, "| [%s](https://www.rfc-editor.org/rfc/rfc6455#section-%s) | %s | %s | %s | %s |\n", section, section, c.says, c.by, c.wsclose, proofsOf(c.id, list))
	}
	return b.String()
}

// proofsOf names the tests of a clause: functions first, then vectors, those of Autobahn's by their numbers.
func proofsOf(id string, list []proof) string {
	var names, cases []string
	for _, p := range list {
		switch number, _, _ := strings.Cut(p.vector, " "); {
		case p.id != id:
		case p.vector == "":
			names = append(names, "`"+p.test+"`")
		case autobahn[number].page != nil:
			cases = append(cases, number)
		default:
			cases = append(cases, "“"+p.vector+"”")
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if len(cases) > 0 {
		names = append(names, "`"+vectorsTest+"`: "+strings.Join(cases, ", "))
	}
	return strings.Join(names, "; ")
}

// unproved are the proofs that REQUIREMENTS.md names and that a whole run, which passed, didn't give; of a package whose core is inside
// the tests of how it is fetched prove nothing. A run of some tests says nothing.
func unproved() ([]proof, error) {
	for _, limit := range []string{"test.run", "test.skip", "test.list"} {
		if flag.Lookup(limit).Value.String() != "" {
			return nil, nil
		}
	}
	if testing.Short() {
		return nil, nil
	}
	list, err := claims()
	return slices.DeleteFunc(list, func(p proof) bool { return proofs.has(p) || fetching.has(p.test) }), err
}
