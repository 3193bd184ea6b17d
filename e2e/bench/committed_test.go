package main

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The chart is of the results beside it.
func TestTheChartIsOfTheResults(t *testing.T) {
	text, err := os.ReadFile("results.json")
	require.NoError(t, err)
	var all results
	require.NoError(t, json.Unmarshal(text, &all))
	drawn, err := os.ReadFile("results.svg")
	require.NoError(t, err)
	assert.Equal(t, chart(all), string(drawn))
}
