package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The chart is of the results beside it.
func TestTheChartIsOfTheResults(t *testing.T) { agree(t, ".") }

func TestWhatIsWrittenAgrees(t *testing.T) {
	all := oneRound()
	all.add("echo16", "native", 1000)
	all.add("openColdScriptMs", "native", 4)
	all.add("openColdScriptMs", own, 9)
	dir := t.TempDir()
	require.NoError(t, write(dir, all.results()))
	agree(t, dir)
}

func agree(t *testing.T, dir string) {
	text, err := os.ReadFile(filepath.Join(dir, "results.json"))
	require.NoError(t, err)
	var all results
	require.NoError(t, json.Unmarshal(text, &all))
	drawn, err := os.ReadFile(filepath.Join(dir, "results.svg"))
	require.NoError(t, err)
	assert.Equal(t, chart(all), string(drawn))
}
