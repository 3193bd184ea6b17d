package main

import (
	"encoding/json"
	"slices"
)

// A figure is what the rounds of one contestant came to.
type figure struct {
	Median float64 `json:"median"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
}

// results are by metric and contestant.
type results map[string]map[string]figure

// samples are all that was measured: by round, metric and contestant.
type samples []map[string]map[string][]float64

// nextRound is where samples are added from now on.
func (s *samples) nextRound() { *s = append(*s, map[string]map[string][]float64{}) }

func (s samples) add(metric, name string, values ...float64) {
	round := s[len(s)-1]
	if round[metric] == nil {
		round[metric] = map[string][]float64{}
	}
	round[metric][name] = append(round[metric][name], values...)
}

// results are of all samples, whichever their rounds.
func (s samples) results() results {
	all := results{}
	for _, m := range metrics {
		for _, name := range order {
			var values []float64
			for _, round := range s {
				values = append(values, round[m.name][name]...)
			}
			if len(values) == 0 {
				continue
			}
			if all[m.name] == nil {
				all[m.name] = map[string]figure{}
			}
			all[m.name][name] = summary(values)
		}
	}
	return all
}

// without leaves a contestant out.
func (r results) without(name string) results {
	rest := results{}
	for metric, byName := range r {
		rest[metric] = map[string]figure{}
		for other, f := range byName {
			if other != name {
				rest[metric][other] = f
			}
		}
	}
	return rest
}

// summary needs at least one value.
func summary(values []float64) figure {
	sorted := slices.Sorted(slices.Values(values))
	return figure{Median: median(sorted), Min: sorted[0], Max: sorted[len(sorted)-1]}
}

func median(sorted []float64) float64 {
	middle := len(sorted) / 2
	if len(sorted)%2 == 0 {
		return (sorted[middle-1] + sorted[middle]) / 2
	}
	return sorted[middle]
}

func encode(all results) []byte {
	text, err := json.MarshalIndent(all, "", "\t")
	if err != nil {
		panic(err) // numbers and names
	}
	return append(text, '\n')
}
