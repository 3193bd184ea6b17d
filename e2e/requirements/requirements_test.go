package requirements_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/requirements"
)

const head = "# Clauses\n\n| section | clause | kept by | wsclose | proved by |\n|---|---|---|---|---|\n"

func read(t *testing.T, rows string) (requirements.Table, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "REQUIREMENTS.md")
	require.NoError(t, os.WriteFile(path, []byte(head+rows), 0o600))
	return requirements.Read(path)
}

const rows = "| [1/a](https://rfc) | says | browser | does | `closing.TestOne`; `closing.TestTable`: 7.1, “FIN, then more”, bom-reason |\n" +
	"| [1/b](https://rfc) | says | browser | does | `hostile.TestTwo` |\n" +
	"| [2/c](https://rfc) | says | browser | does |  |\n"

func TestTheTableIsReadAsItIsWritten(t *testing.T) {
	table, err := read(t, rows)
	require.NoError(t, err)
	assert.Equal(t, []string{"1/a", "1/b", "2/c"}, table.Clauses)
	assert.Equal(t, []requirements.Claim{
		{"1/a", "closing", "TestOne", ""},
		{"1/a", "closing", "TestTable", "7.1"},
		{"1/a", "closing", "TestTable", "FIN, then more"},
		{"1/a", "closing", "TestTable", "bom-reason"},
		{"1/b", "hostile", "TestTwo", ""},
	}, table.Claims)
}

func TestARowThatCantBeReadIsAnError(t *testing.T) {
	for _, bad := range []string{
		"| [1/a](https://rfc) | says | browser | `closing.TestOne` |\n",
		"| [1/a](https://rfc) | says | browser | does | `TestOne` |\n",
		"| [1/a](https://rfc) | says | browser | does | `closing.TestOne`, `closing.TestTwo` |\n",
		"| [1/a](https://rfc) | says | browser | does | `closing.TestTable`: “FIN |\n",
		"| [1/a](https://rfc) | says | browser | does | `closing.TestTable`: 7.1; 7.2 |\n",
	} {
		_, err := read(t, bad)
		assert.Error(t, err, bad)
	}
}

func TestARoomIsComparedWithWhatItHasProved(t *testing.T) {
	table, err := read(t, rows)
	require.NoError(t, err)
	proofs := []requirements.Proof{
		{"1/a", "TestOne/with_the_core"},
		{"1/a", "TestTable/cases/7.1_A_title"},
		{"1/a", "TestTable/cases/FIN,_then_more"},
		{"1/a", "TestTable/cases/bom-reason"},
	}
	unproved, unsaid := table.Compare("closing", proofs)
	assert.Empty(t, unproved)
	assert.Empty(t, unsaid)

	for i, missing := range []requirements.Claim{table.Claims[0], table.Claims[1], table.Claims[2], table.Claims[3]} {
		less := append(append([]requirements.Proof{}, proofs[:i]...), proofs[i+1:]...)
		unproved, unsaid = table.Compare("closing", less)
		assert.Equal(t, []requirements.Claim{missing}, unproved)
		assert.Empty(t, unsaid)
	}
	for _, more := range []requirements.Proof{
		{"2/c", "TestOne"}, {"1/a", "TestThree"}, {"1/a", "TestTable/cases/7.1.1_A_title"}, {"1/a", "TestTable/cases/17.1_A_title"},
		{"1/a", "TestTable/cases/RST"}, {"1/b", "TestTwo"},
	} {
		_, unsaid = table.Compare("closing", append([]requirements.Proof{more}, proofs...))
		assert.Equal(t, []requirements.Proof{more}, unsaid)
	}
}
