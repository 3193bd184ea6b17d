//go:build go1.23

package closecode_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	. "github.com/wsclose/wsclose/wasm/closecode"
)

func TestTwinsOfProtocolCodes(t *testing.T) {
	type row struct {
		Code       Code `json:"code"`
		Twin       Code `json:"twin"`
		Untwin     Code `json:"untwin"` // of code, not of twin
		Invertible bool `json:"invertible"`
	}
	rows := []row{
		{Code: 0, Twin: 3900, Untwin: 0},
		{Code: 999, Twin: 3900, Untwin: 999},
		{Code: 1000, Twin: 1000, Untwin: 1000},
		{Code: 1001, Twin: 3901, Untwin: 1001},
		{Code: 1002, Twin: 3902, Untwin: 1002},
		{Code: 1009, Twin: 3909, Untwin: 1009},
		{Code: 1015, Twin: 3915, Untwin: 1015},
		{Code: 1016, Twin: 3900, Untwin: 1016},
		{Code: 2999, Twin: 3900, Untwin: 2999},
		{Code: 3000, Twin: 3000, Untwin: 3000},
		{Code: 3900, Twin: 3900, Untwin: 3900},
		{Code: 3901, Twin: 3901, Untwin: 1001, Invertible: true},
		{Code: 3915, Twin: 3915, Untwin: 1015, Invertible: true},
		{Code: 3916, Twin: 3916, Untwin: 3916},
		{Code: 4999, Twin: 4999, Untwin: 4999},
		{Code: 5000, Twin: 3900, Untwin: 5000},
		{Code: 65535, Twin: 3900, Untwin: 65535},
	}
	for _, row := range rows {
		assert.Equal(t, row.Twin, Twin(row.Code), row.Code)
		untwin, ok := Untwin(row.Code)
		assert.Equal(t, row.Untwin, untwin, row.Code)
		assert.Equal(t, row.Invertible, ok, row.Code)
	}
	assertVectors(t, "twins.json", rows)
}

func TestUntwinInvertsTwin(t *testing.T) {
	for c := GoingAway; c <= TLSHandshake; c++ {
		back, ok := Untwin(Twin(c))
		assert.True(t, ok)
		assert.Equal(t, c, back)
	}
}

func TestEveryTwinIsSendable(t *testing.T) {
	for c := 0; c <= 65535; c++ {
		twin := Twin(Code(c))
		require.True(t, Sendable(twin), c)
		require.Equal(t, twin, Twin(twin), c)
		require.Equal(t, Sendable(Code(c)), twin == Code(c), c)
	}
}

func TestLenientSendsTheTableElseTheTwin(t *testing.T) {
	type row struct {
		Name  string    `json:"name"`
		Code  Code      `json:"code"`
		Table [][2]Code `json:"table"`
		Want  Code      `json:"want"`
	}
	rows := []row{
		{Name: "no table", Code: 1011, Want: 3911},
		{Name: "no table, no twin of its own", Code: 1016, Want: 3900},
		{Name: "the table's line", Code: 1011, Table: [][2]Code{{1001, 4001}, {1011, 4500}}, Want: 4500},
		{Name: "the first of two lines", Code: 1011, Table: [][2]Code{{1011, 4500}, {1011, 4501}}, Want: 4500},
		{Name: "no line in the table", Code: 1001, Table: [][2]Code{{1011, 4500}}, Want: 3901},
		{Name: "a code far outside", Code: 65535, Table: [][2]Code{{65535, 4999}}, Want: 4999},
		{Name: "the line's target is not sendable", Code: 1011, Table: [][2]Code{{1011, 1001}}, Want: 3911},
		{Name: "the line's target is 1000", Code: 1001, Table: [][2]Code{{1001, 1000}}, Want: 1000},
		{Name: "a sendable code stays", Code: 4000, Table: [][2]Code{{4000, 4001}}, Want: 4000},
		{Name: "1000 stays", Code: 1000, Table: [][2]Code{{1000, 4001}}, Want: 1000},
	}
	for i, row := range rows {
		var table Table
		for _, line := range row.Table {
			table = append(table, Pair{From: line[0], To: line[1]})
		}
		code, reason := Lenient(row.Code, "reason", table)
		assert.Equal(t, row.Want, code, row.Name)
		assert.Equal(t, "reason", reason)
		if row.Table == nil {
			rows[i].Table = [][2]Code{}
		}
	}
	assertVectors(t, "lenient.json", rows)
}

func TestLenientCutsTheReason(t *testing.T) {
	code, reason := Lenient(1000, strings.Repeat("é", 62), nil)
	assert.Equal(t, NormalClosure, code)
	assert.Equal(t, strings.Repeat("é", 61), reason)
}

func TestWhatLenientReturnsIsAlwaysSendable(t *testing.T) {
	pair := rapid.Custom(func(t *rapid.T) Pair {
		return Pair{From: Code(rapid.Uint16().Draw(t, "from")), To: Code(rapid.Uint16().Draw(t, "to"))}
	})
	rapid.Check(t, func(t *rapid.T) {
		table := Table(rapid.SliceOfN(pair, 0, 4).Draw(t, "table"))
		asked := Code(rapid.Uint16().Draw(t, "code"))
		if len(table) > 0 && rapid.Bool().Draw(t, "in the table") {
			asked = table[0].From
		}
		code, reason := Lenient(asked, rapid.String().Draw(t, "reason"), table)
		assert.NoError(t, CheckSend(code, reason))
	})
}
