//go:build go1.23

package closecode_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	. "github.com/wsclose/wsclose/wasm/closecode"
)

// The vectors in testdata are what every other evaluation of these rules is held to: js/src/decider/fallback/fallback.ts and the tests in a browser.
// They are written from the tables in this package's tests with `go test ./wasm/closecode -update`.
var update = flag.Bool("update", false, "write testdata/*.json anew")

// text is a reason as the vectors have it: a string, repeated, or UTF-16 where a lone surrogate is in it.
type text struct {
	Reason string   `json:"reason,omitempty"`
	Repeat int      `json:"repeat,omitempty"` // 0: once
	UTF16  []uint16 `json:"utf16,omitempty"`
}

func (x text) String() string {
	once := x.Reason
	if x.UTF16 != nil {
		once = string(utf16.Decode(x.UTF16))
	}
	return string(bytes.Repeat([]byte(once), max(x.Repeat, 1)))
}

// assertVectors compares a file in testdata with rows, one a line, or writes it with -update.
func assertVectors[Row any](t *testing.T, file string, rows []Row) {
	t.Helper()
	var want bytes.Buffer
	encoder := json.NewEncoder(&want)
	encoder.SetEscapeHTML(false)
	for i, row := range rows {
		want.WriteString([]string{"[\n", ","}[min(i, 1)])
		require.NoError(t, encoder.Encode(row))
	}
	want.WriteString("]\n")
	require.True(t, json.Valid(want.Bytes()))

	path := filepath.Join("testdata", file)
	if *update {
		require.NoError(t, os.WriteFile(path, want.Bytes(), 0o644))
	}
	have, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, want.String(), string(have), "stale: run go test ./wasm/closecode -update")
}

// run is a span of codes that everything holds for alike.
type run struct {
	From     Code      `json:"from"`
	To       Code      `json:"to"`
	Name     string    `json:"name"`
	Meaning  string    `json:"meaning"`
	Ja       [2]string `json:"ja"` // name and meaning
	Kind     string    `json:"kind"`
	Sendable bool      `json:"sendable"`
	Reserved bool      `json:"reserved"`
	Twin     Code      `json:"twin"` // 0: the code itself
}

func runOf(c Code) run {
	d, ja := Describe(c), Japanese(c)
	r := run{
		From: c, To: c, Name: d.Name, Meaning: d.Meaning, Ja: [2]string{ja.Name, ja.Meaning}, Kind: Kinds()[d.Kind],
		Sendable: d.Sendable, Reserved: d.Reserved,
	}
	if Twin(c) != c {
		r.Twin = Twin(c)
	}
	return r
}

func TestVectorsOfAllCodesAreFresh(t *testing.T) {
	var runs []run
	for c := 0; c <= 65535; c++ {
		next := runOf(Code(c))
		if last := len(runs) - 1; last >= 0 {
			joined := runs[last]
			joined.To = next.To
			next.From = joined.From
			if next == joined {
				runs[last] = joined
				continue
			}
			next.From = next.To
		}
		runs = append(runs, next)
	}
	assertVectors(t, "codes.json", runs)
}
