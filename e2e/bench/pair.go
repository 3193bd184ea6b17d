package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
)

const (
	confidence  = 0.95 // how often, of many runs, an interval contains what it is about
	leastRounds = 6    // of fewer there is no such interval: the least to the most contain it less often
)

// A spread is a median, and the interval that contains the true one.
type spread struct{ median, low, high float64 }

// A pairing compares one contestant with another, round by round.
type pairing struct {
	rounds     int
	difference spread
	ratio      spread // NaN where a figure may be 0 or less
}

// pair compares the medians of the rounds in which both were measured. False: there is no such round.
func (s samples) pair(m metric, one, other string) (pairing, bool) {
	var differences, ratios []float64
	for _, round := range s {
		a, b := round[m.name][one], round[m.name][other]
		if len(a) == 0 || len(b) == 0 {
			continue
		}
		x, y := summary(a).Median, summary(b).Median
		differences = append(differences, x-y)
		if !m.isDifference && x > 0 && y > 0 {
			ratios = append(ratios, x/y)
		}
	}
	if len(differences) == 0 {
		return pairing{}, false
	}
	p := pairing{rounds: len(differences), difference: spreadOf(differences), ratio: spread{math.NaN(), math.NaN(), math.NaN()}}
	if len(ratios) == len(differences) {
		p.ratio = spreadOf(ratios)
	}
	return p, true
}

// spreadOf takes the interval from the values themselves: the true median is below the k-th smallest only if fewer than k of n throws
// of a coin show heads, and likewise above the k-th largest. It needs at least one value.
func spreadOf(values []float64) spread {
	sorted := slices.Sorted(slices.Values(values))
	n, k := len(sorted), 1
	for 2*headsBelow(k+1, n) <= 1-confidence {
		k++
	}
	return spread{median: median(sorted), low: sorted[k-1], high: sorted[n-k]}
}

// headsBelow is how probable fewer than k heads are in n throws.
func headsBelow(k, n int) float64 {
	sum, ways := 0.0, 1.0
	for i := range k {
		sum += ways
		ways = ways * float64(n-i) / float64(i+1)
	}
	return sum / math.Pow(2, float64(n))
}

// pairTable has a line for each metric that both have. Empty: there is none.
func pairTable(all samples, one, other string) string {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 8, 2, ' ', 0)
	what := "95 %"
	if len(all) < leastRounds {
		what = "least to most"
	}
	fmt.Fprintf(w, "\n%s to %s, round by round\tratio (%s)\tdifference (%s)\trounds\n", one, other, what, what)
	has := false
	for _, m := range metrics {
		p, ok := all.pair(m, one, other)
		if !ok {
			continue
		}
		has = true
		ratio := ""
		if !math.IsNaN(p.ratio.median) {
			ratio = fmt.Sprintf("%.3f (%.3f to %.3f)", p.ratio.median, p.ratio.low, p.ratio.high)
		}
		d := p.difference
		fmt.Fprintf(w, "%s, %s\t%s\t%s (%s to %s)\t%d\n", m.title, m.unit, ratio, signed(d.median), signed(d.low), signed(d.high), p.rounds)
	}
	if !has {
		return ""
	}
	_ = w.Flush()
	return out.String()
}

func signed(value float64) string {
	if value > 0 {
		return "+" + short(value)
	}
	return short(value)
}
