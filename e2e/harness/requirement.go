package harness

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/requirements"
)

// table is REQUIREMENTS.md, from a room's folder.
var table = sync.OnceValues(func() (requirements.Table, error) { return requirements.Read("../REQUIREMENTS.md") })

// proofs are what the tests of this run have proved.
var proofs struct {
	sync.Mutex
	list []requirements.Proof
}

// Proves says that the test proves these clauses of RFC 6455; REQUIREMENTS.md has to name it. A test that fails or is skipped proves nothing.
func Proves(t *testing.T, clauses ...string) {
	t.Helper()
	known, err := table()
	require.NoError(t, err)
	for _, clause := range clauses {
		require.Contains(t, known.Clauses, clause, "REQUIREMENTS.md has no such clause")
	}
	t.Cleanup(func() {
		if t.Failed() || t.Skipped() {
			return
		}
		proofs.Lock()
		defer proofs.Unlock()
		for _, clause := range clauses {
			proofs.list = append(proofs.list, requirements.Proof{Clause: clause, Test: t.Name()})
		}
	})
}

// isWhole says whether all tests of a room run: only then REQUIREMENTS.md can be compared with them.
func isWhole() bool {
	for _, limit := range []string{"test.run", "test.skip", "test.list"} {
		if flag.Lookup(limit).Value.String() != "" {
			return false
		}
	}
	return !testing.Short()
}

// checkProofs holds that REQUIREMENTS.md names what a whole run of the room has proved, and nothing else of it. Of a package whose core is
// inside, the tests of how it is fetched prove nothing.
func checkProofs(room string) error {
	known, err := table()
	if err != nil {
		return err
	}
	unproved, unsaid := known.Compare(room, proofs.list)
	unproved = slices.DeleteFunc(unproved, func(c requirements.Claim) bool { return fetching.has(c.Test) })
	for _, c := range unproved {
		err = errors.Join(err, fmt.Errorf("REQUIREMENTS.md says that this is proved, and no test has proved it: %s", c))
	}
	for _, p := range unsaid {
		err = errors.Join(err, fmt.Errorf("a test has proved this, and REQUIREMENTS.md does not say so, as `%s.Test…` in the clause's row: %s", room, p))
	}
	return err
}
