// Package requirements reads REQUIREMENTS.md, which names for each clause of RFC 6455 the tests that prove it, and compares that with what a
// run of a room has proved. It decides nothing about the clauses themselves.
package requirements

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
)

// A Table is what REQUIREMENTS.md says.
type Table struct {
	Clauses []string // section and word: 5.5.1/body
	Claims  []Claim
}

// A Claim says that a test proves a clause, or that one case of it does.
type Claim struct{ Clause, Room, Test, Case string }

// A Proof is a clause that a test has proved in a run; Test is the whole name, with those of subtests.
type Proof struct{ Clause, Test string }

func (c Claim) String() string {
	return strings.TrimSuffix(fmt.Sprintf("%s by %s.%s, %s", c.Clause, c.Room, c.Test, c.Case), ", ")
}

func (p Proof) String() string { return p.Clause + " by " + p.Test }

var (
	row   = regexp.MustCompile(`^\| \[([^]]+)\]\([^)]*\) \|(?:[^|]*\|){3}([^|]*)\|$`)
	claim = regexp.MustCompile("^`(\\w+)\\.(Test\\w+)`(?:: (“[^”]*”|[\\w.-]+)((?:, (?:“[^”]*”|[\\w.-]+))*))?(?:; |$)")
	more  = regexp.MustCompile(`“[^”]*”|[\w.-]+`)
)

// Read reads REQUIREMENTS.md. A row that it can't read is an error.
func Read(path string) (Table, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Table{}, err
	}
	var t Table
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "| [") {
			continue
		}
		cells := row.FindStringSubmatch(strings.TrimSpace(line))
		if cells == nil {
			return Table{}, fmt.Errorf("%s: not a row of clause, says, kept by, wsclose and tests: %s", path, line)
		}
		clause, rest := cells[1], strings.TrimSpace(cells[2])
		t.Clauses = append(t.Clauses, clause)
		for rest != "" {
			found := claim.FindStringSubmatch(rest)
			if found == nil {
				return Table{}, fmt.Errorf("%s: %s: not a `room.Test`, nor the cases of one: %s", path, clause, rest)
			}
			rest = rest[len(found[0]):]
			for _, one := range slices.Concat([]string{found[3]}, more.FindAllString(found[4], -1)) {
				t.Claims = append(t.Claims, Claim{clause, found[1], found[2], strings.Trim(one, "“”")})
			}
		}
	}
	return t, nil
}

// isMetBy says whether the proof is of this claim's clause, test and case. A case is a subtest's name or its first word.
func (c Claim) isMetBy(p Proof) bool {
	test, subtest, _ := strings.Cut(p.Test, "/")
	if p.Clause != c.Clause || test != c.Test {
		return false
	}
	name := strings.ReplaceAll(c.Case, " ", "_") // as the testing package writes it
	subtest = "/" + subtest
	return name == "" || strings.HasSuffix(subtest, "/"+name) || strings.Contains(subtest, "/"+name+"_")
}

// Compare returns the claims for a room that no proof meets, and the proofs that no claim is for.
func (t Table) Compare(room string, proofs []Proof) (unproved []Claim, unsaid []Proof) {
	claims := slices.DeleteFunc(slices.Clone(t.Claims), func(c Claim) bool { return c.Room != room })
	for _, c := range claims {
		if !slices.ContainsFunc(proofs, c.isMetBy) {
			unproved = append(unproved, c)
		}
	}
	for _, p := range proofs {
		if !slices.ContainsFunc(claims, func(c Claim) bool { return c.isMetBy(p) }) {
			unsaid = append(unsaid, p)
		}
	}
	return unproved, unsaid
}
