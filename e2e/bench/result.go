package main

import (
	"encoding/json"
	"slices"
)

// A metric is one row.
type metric struct {
	name, title, unit string
	isRate            bool // more is better
	isPaired          bool // a difference to the native one beside it: may be below 0
}

var metrics = []metric{
	{name: "echo16", title: "echoes of 16 bytes, 32 on their way", unit: "/s", isRate: true},
	{name: "echo1k", title: "echoes of 1 kB", unit: "/s", isRate: true},
	{name: "echo64k", title: "echoes of 64 kB", unit: "/s", isRate: true},
	{name: "push16", title: "messages of 16 bytes that a page takes", unit: "/s", isRate: true},
	{name: "openColdMs", title: "from an empty page to open", unit: "ms"},
	{name: "openWarmMs", title: "from the constructor to open", unit: "ms"},
	{name: "openWarmDifferenceMs", title: "the same, less the native one beside it", unit: "ms", isPaired: true},
	{name: "closeToEventMs", title: "from the server's last message to close", unit: "ms"},
	{name: "cyclesPerSecond", title: "connections one after the other", unit: "/s", isRate: true},
	{name: "heapPerSessionBytes", title: "heap of an open socket", unit: "bytes"},
	{name: "coreReadyMs", title: "from the wasm's last byte to a core", unit: "ms"},
	{name: "coreLongestTaskMs", title: "the longest task while it loads, of those over 50 ms", unit: "ms"},
	{name: "decisionUs", title: "from a close to the page's listener", unit: "µs"},
}

// A figure is what the rounds of one contestant came to.
type figure struct {
	Median float64 `json:"median"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
}

// results are by metric and contestant.
type results map[string]map[string]figure

// samples are all that was measured, by metric and contestant.
type samples map[string]map[string][]float64

func (s samples) add(metric, name string, values ...float64) {
	if s[metric] == nil {
		s[metric] = map[string][]float64{}
	}
	s[metric][name] = append(s[metric][name], values...)
}

func (s samples) results() results {
	all := results{}
	for metric, byName := range s {
		all[metric] = map[string]figure{}
		for name, values := range byName {
			all[metric][name] = summary(values)
		}
	}
	return all
}

// summary needs at least one value.
func summary(values []float64) figure {
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	median := sorted[middle]
	if len(sorted)%2 == 0 {
		median = (sorted[middle-1] + sorted[middle]) / 2
	}
	return figure{Median: median, Min: sorted[0], Max: sorted[len(sorted)-1]}
}

func encode(all results) []byte {
	text, err := json.MarshalIndent(all, "", "\t")
	if err != nil {
		panic(err) // numbers and names
	}
	return append(text, '\n')
}
