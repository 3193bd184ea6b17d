package main

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheIntervalOfAMedian(t *testing.T) {
	values := func(n int) []float64 {
		var all []float64
		for i := range n {
			all = append(all, float64(n-i))
		}
		return all
	}
	for _, row := range []struct {
		n    int
		want spread
	}{
		{1, spread{1, 1, 1}},
		{2, spread{1.5, 1, 2}},
		{5, spread{3, 1, 5}},    // 94 % at most
		{6, spread{3.5, 1, 6}},  // 97 %
		{8, spread{4.5, 1, 8}},  // of tables of the sign test
		{9, spread{5, 2, 8}},    // 96 %
		{15, spread{8, 4, 12}},  // 96 %
		{25, spread{13, 8, 18}}, // 96 %
		{40, spread{20.5, 14, 27}},
	} {
		assert.Equal(t, row.want, spreadOf(values(row.n)), "%d values", row.n)
	}
}

func metricOf(t *testing.T, name string) metric {
	for _, m := range metrics {
		if m.name == name {
			return m
		}
	}
	require.Fail(t, "no metric", name)
	return metric{}
}

// The machine is ten times slower in one round: both are, and the ratio stays.
func TestContestantsAreComparedWithinARound(t *testing.T) {
	all := samples{}
	for _, slower := range []float64{1, 10, 1} {
		all.nextRound()
		all.add("decisionUs", own, 60*slower, 70*slower, 50*slower)
		all.add("decisionUs", against, 100*slower)
	}
	all.nextRound()
	all.add("decisionUs", own, 1) // the other has none
	p, ok := all.pair(metricOf(t, "decisionUs"), own, against)
	require.True(t, ok)
	assert.Equal(t, 3, p.rounds)
	assert.Equal(t, spread{0.6, 0.6, 0.6}, p.ratio)
	assert.Equal(t, spread{-40, -400, -40}, p.difference)
	shown := pairTable(all, own, against)
	assert.Contains(t, shown, "wsclose to against")
	assert.Contains(t, shown, "least to most", "four rounds are too few for an interval of 95 %")
	assert.Regexp(t, `a decision.* µs +0\.600 \(0\.600 to 0\.600\) +-40\.00 \(-400\.0 to -40\.00\) +3\n`, shown)
	assert.Empty(t, pairTable(all, inside, "native"), "nothing was measured of them")
	all.nextRound()
	all.nextRound()
	assert.Contains(t, pairTable(all, own, against), "ratio (95 %)")
}

func TestWhatMayBeNothingHasNoRatio(t *testing.T) {
	all := oneRound()
	all.add("openWarmDifferenceMs", own, 0.2)
	all.add("openWarmDifferenceMs", against, 0.1)
	all.add("coreMemoryBytes", own, 0)
	all.add("coreMemoryBytes", against, 65536)
	for _, name := range []string{"openWarmDifferenceMs", "coreMemoryBytes"} {
		p, ok := all.pair(metricOf(t, name), own, against)
		require.True(t, ok)
		assert.True(t, math.IsNaN(p.ratio.median), name)
	}
	assert.NotContains(t, pairTable(all, own, against), "NaN")
}
