package main

import (
	"fmt"
	"slices"
	"strings"
)

// A metric is one figure of each contestant.
type metric struct {
	name, title, unit string
	isRate            bool // more is better
	isDifference      bool // may be 0 or less: it has no ratio, and no bar
}

// metrics are in the order of the tables. The package's comment says what each is.
var metrics = []metric{
	{name: "echo16", title: "echoes of 16 bytes, 32 on their way", unit: "/s", isRate: true},
	{name: "echo1k", title: "echoes of 1 kB", unit: "/s", isRate: true},
	{name: "echo64k", title: "echoes of 64 kB", unit: "/s", isRate: true},
	{name: "push16", title: "messages of 16 bytes that a page takes", unit: "/s", isRate: true},
	{name: "openColdMs", title: "from an empty page to open", unit: "ms"},
	{name: "openColdBytes", title: "what a page loads before open, after gzip", unit: "bytes"},
	{name: "openColdScriptMs", title: "CPU time of a page's scripts before open", unit: "ms"},
	{name: "openWarmMs", title: "from the constructor to open", unit: "ms"},
	{name: "openWarmDifferenceMs", title: "the same, less the native one beside it", unit: "ms", isDifference: true},
	{name: "closeToEventMs", title: "from the server's last message to close", unit: "ms"},
	{name: "cyclesPerSecond", title: "connections one after the other", unit: "/s", isRate: true},
	{name: "heapPerSessionBytes", title: "heap of an open socket", unit: "bytes"},
	{name: "decisionUs", title: "a decision: from a close to the page's listener", unit: "µs"},
	{name: "decisionFirstUs", title: "the first decision of a page", unit: "µs"},
	{name: "decisionWarmUs", title: "a decision when all is compiled", unit: "µs"},
	{name: "lifeUs", title: "a session's life, without a network", unit: "µs"},
	{name: "closeColdMs", title: "a close before the core is loaded", unit: "ms"},
	{name: "closeColdSlowMs", title: "a close before the core is loaded, CPU slowed six times", unit: "ms"},
	{name: "coreReadyMs", title: "from a page's first open to a core", unit: "ms"},
	{name: "coreReadySlowMs", title: "from a page's first open to a core, CPU slowed six times", unit: "ms"},
	{name: "coreLongestTaskMs", title: "the longest task until then", unit: "ms"},
	{name: "coreLongestTaskSlowMs", title: "the longest task until then, CPU slowed six times", unit: "ms"},
	{name: "coreMemoryBytes", title: "the core's memory", unit: "bytes"},
	{name: "coreHeapBytes", title: "heap of the package, its core and one socket", unit: "bytes"},
}

// A choice is the metrics that are asked for; an empty one is all.
type choice map[string]bool

func (c choice) has(names ...string) bool {
	return len(c) == 0 || slices.ContainsFunc(names, func(name string) bool { return c[name] })
}

// set adds metrics, by their names.
func (c choice) set(names string) error {
	for name := range strings.SplitSeq(names, ",") {
		if !slices.ContainsFunc(metrics, func(m metric) bool { return m.name == name }) {
			return fmt.Errorf("there is no metric %q", name)
		}
		c[name] = true
	}
	return nil
}
