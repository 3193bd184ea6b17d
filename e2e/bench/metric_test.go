package main

import (
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAChoiceIsOfMetricsThatThereAre(t *testing.T) {
	all := choice{}
	assert.True(t, all.has("echo16"), "an empty one is all")
	require.NoError(t, all.set("echo16,openColdMs"))
	assert.True(t, all.has("push16", "openColdMs"))
	assert.False(t, all.has("push16"))
	assert.ErrorContains(t, all.set("echo17"), `there is no metric "echo17"`)
}

func TestEachMetricIsMeasuredOnceAndSaidInTheDocumentation(t *testing.T) {
	var measured, known []string
	for _, m := range measurements {
		measured = append(measured, m.metrics...)
	}
	doc, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	for _, m := range metrics {
		known = append(known, m.name)
		assert.Contains(t, string(doc), m.name)
	}
	slices.Sort(measured)
	slices.Sort(known)
	assert.Equal(t, known, measured)
}
