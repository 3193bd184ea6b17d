package main

import (
	"fmt"
	"html"
	"strings"
)

// Of the chart, in pixels.
const (
	chartWidth = 720
	labelWidth = 170
	rowHeight  = 20
	barHeight  = 14
	valueWidth = 90
)

// chart draws each metric that peers have too: a bar for the median, a line from the least to the most.
func chart(all results) string {
	var body strings.Builder
	y := 34
	for _, m := range metrics {
		if _, ok := all[m.name]["native"]; !ok || m.isDifference {
			continue
		}
		y += 24
		fmt.Fprintf(&body, "<text class=\"title\" x=\"0\" y=\"%d\">%s, %s (%s is better)</text>\n", y, html.EscapeString(m.title), m.unit, better(m))
		y += 8
		most := 0.0
		for _, name := range published {
			most = max(most, all[m.name][name].Max)
		}
		for _, name := range published {
			if f, ok := all[m.name][name]; ok {
				body.WriteString(bar(name, f, most, y))
				y += rowHeight
			}
		}
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="wsclose and others: speeds">
<style>
text { font: 13px system-ui, sans-serif; fill: #57606a }
.title { font-weight: 600; fill: #1f2328 }
.bar { fill: #9aa4b0 } .wsclose { fill: #2d7d5f } .spread { stroke: #1f2328 }
@media (prefers-color-scheme: dark) { text { fill: #9aa4b0 } .title { fill: #e6edf3 } .bar { fill: #57606a } .wsclose { fill: #3fa37d } .spread { stroke: #e6edf3 } }
</style>
<text class="title" x="0" y="18">Medians of one run of make bench, with the least and the most</text>
%s</svg>
`, chartWidth, y+10, body.String())
}

func better(m metric) string {
	if m.isRate {
		return "more"
	}
	return "less"
}

func bar(name string, f figure, most float64, y int) string {
	scale := func(value float64) float64 {
		return labelWidth + value/most*(chartWidth-labelWidth-valueWidth)
	}
	middle := y + barHeight/2
	return fmt.Sprintf(`<text x="0" y="%d">%s</text><rect class="bar %s" x="%d" y="%d" width="%.1f" height="%d"/>`+
		`<line class="spread" x1="%.1f" x2="%.1f" y1="%d" y2="%d"/><text x="%.1f" y="%d">%s</text>`+"\n",
		y+11, name, name, labelWidth, y, scale(f.Median)-labelWidth, barHeight,
		scale(f.Min), scale(f.Max), middle, middle, scale(f.Max)+6, y+11, short(f.Median))
}
