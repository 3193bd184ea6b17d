package main

import (
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
)

// table has a line for each metric and contestant, and how that stands to native.
func table(all results) string {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\tmedian\tleast\tmost\tto native\t")
	for _, m := range metrics {
		if len(all[m.name]) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n%s, %s\n", m.title, m.unit)
		for _, name := range order {
			if f, ok := all[m.name][name]; ok {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t\n", name, short(f.Median), short(f.Min), short(f.Max), toNative(m, f, all[m.name]["native"]))
			}
		}
	}
	_ = w.Flush()
	return out.String()
}

func toNative(m metric, f, native figure) string {
	if m.isDifference || native.Median == 0 {
		return ""
	}
	if m.isRate {
		return fmt.Sprintf("%.3f x", f.Median/native.Median)
	}
	return fmt.Sprintf("%+.2f %s", f.Median-native.Median, m.unit)
}

// short has three digits or so.
func short(value float64) string {
	switch {
	case value >= 1000 || value <= -1000:
		return strconv.FormatFloat(value, 'f', 0, 64)
	case value >= 100 || value <= -100:
		return strconv.FormatFloat(value, 'f', 1, 64)
	default:
		return strconv.FormatFloat(value, 'f', 2, 64)
	}
}
