package herd

import (
	_ "embed"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// The chart's measures, in pixels.
const (
	chartWidth  = 760
	plotLeft    = 66
	plotWidth   = chartWidth - plotLeft - 14
	plotHeight  = 64
	chartTop    = 84              // title, legend and the mark of the server's return
	panelHeight = plotHeight + 48 // its heading and the space below
	chartBottom = 24              // below the last panel: the words of the time axis
	leastShare  = 0.001           // per second, at the foot of a plot
	decades     = 4               // up to 10 a second: all clients in one bin
	decade      = plotHeight / decades
)

//go:embed chart.css
var chartStyle string

// WriteChart draws the arrivals per second over time as SVG: below each other a panel for each policy, with the attempts that failed and
// those that succeeded. The scale is logarithmic, or the crowds that come in step would leave nothing to see of the others. Where there
// are more bins than pixels, a column shows the busiest of its bins. The results are of the same herd, and there is at least one.
func WriteChart(w io.Writer, results []*Result) error {
	c := newChart(results)
	height := chartTop + panelHeight*len(results) + chartBottom
	fmt.Fprintf(&c.text, `<svg xmlns="http://www.w3.org/2000/svg" class="herd" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="herd-title herd-about">`+"\n",
		chartWidth, height, chartWidth, height)
	fmt.Fprintf(&c.text, "<style>\n%s</style>\n", chartStyle)
	c.head(results[0].Herd, height)
	for i, r := range results {
		c.panel(chartTop+panelHeight*i, r, c.bins[i])
	}
	c.line("<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">time since the loss</text>", plotLeft+plotWidth/2, height-8)
	c.line("</svg>")
	_, err := io.WriteString(w, c.text.String())
	return err
}

type chart struct {
	text strings.Builder
	bins [][]Bin // of each result
	end  float64 // seconds, where the time axis ends
	down float64 // seconds
	// columns is how many there are up to end, of group bins each.
	columns, group int
}

func newChart(results []*Result) *chart {
	c := &chart{down: results[0].Herd.Down.Seconds()}
	c.end = c.down + 1
	for _, r := range results {
		bins := r.Bins()
		c.bins = append(c.bins, bins)
		c.end = max(c.end, float64(len(bins))*binMillis/1000)
	}
	c.end = math.Ceil(c.end)
	bins := int(c.end) * 1000 / binMillis
	c.group = (bins + plotWidth - 1) / plotWidth
	c.columns = (bins + c.group - 1) / c.group
	return c
}

func (c *chart) line(format string, args ...any) { fmt.Fprintf(&c.text, format+"\n", args...) }

// x is where a moment is.
func (c *chart) x(seconds float64) float64 { return plotLeft + seconds/c.end*plotWidth }

func (c *chart) head(h Herd, height int) {
	back := decimal(h.Down.Seconds())
	c.line(`<title id="herd-title">%s clients lose one server for %s s</title>`, grouped(h.Clients), back)
	c.line(`<desc id="herd-about">Attempts per second over time, as a share of the clients, in a panel for each policy.</desc>`)
	c.line(`<rect class="paper" width="%d" height="%d"/>`, chartWidth, height)
	c.line(`<text class="title" x="14" y="26">%s clients lose one server for %s s</text>`, grouped(h.Clients), back)
	c.line(`<text class="axis" x="14" y="46">Attempts per second, as a share of the clients; logarithmic, the busiest 100 ms of each column</text>`)
	c.line(`<rect class="failed key" x="14" y="57" width="10" height="10"/><text class="axis" x="30" y="66">refused</text>`)
	c.line(`<rect class="accepted key" x="84" y="57" width="10" height="10"/><text class="axis" x="100" y="66">accepted</text>`)
	anchor, x := "start", c.x(c.down)
	if x > chartWidth-100 {
		anchor = "end"
	}
	c.line(`<text class="axis" x="%s" y="%d" text-anchor="%s">server is back</text>`, decimal(x), chartTop-4, anchor)
}

// panel draws one policy, its top at y.
func (c *chart) panel(y int, r *Result, bins []Bin) {
	s := r.Summary()
	c.line(`<g transform="translate(0 %d)">`, y)
	c.line(`<text class="name" x="%d" y="14">%s</text>`, plotLeft, r.Policy)
	facts := fmt.Sprintf("peak %s/s, accepted %s/s, %.1f attempts each", percent(s.PeakPerSecondShare), percent(s.PeakAcceptedPerSecondShare), s.AttemptsPerClient)
	if s.GaveUpShare > 0 {
		facts += ", " + percent(s.GaveUpShare) + " gave up"
	}
	c.line(`<text class="axis" x="%d" y="14" text-anchor="end">%s</text>`, plotLeft+plotWidth, facts)
	c.line(`<g transform="translate(0 22)">`)
	if c.down > 0 {
		c.line(`<rect class="outage" x="%d" width="%s" height="%d"/>`, plotLeft, decimal(c.x(c.down)-plotLeft), plotHeight)
	}
	c.grid()
	c.area("failed", bins, r, func(b Bin) uint64 { return b.Failed })
	c.area("accepted", bins, r, func(b Bin) uint64 { return b.Accepted })
	c.line(`<path class="back" d="M%s 0V%d"/>`, decimal(c.x(c.down)), plotHeight)
	c.line("</g>\n</g>")
}

func (c *chart) grid() {
	for i := range decades + 1 {
		y := i * decade
		c.line(`<path class="grid" d="M%d %dH%d"/>`, plotLeft, y, plotLeft+plotWidth)
		if i%2 == 0 {
			label := leastShare * math.Pow10(decades-i)
			c.line(`<text class="axis" x="%d" y="%d" text-anchor="end">%s</text>`, plotLeft-6, y+4, strings.Replace(percent(label), ".0 ", " ", 1))
		}
	}
	step := tick(c.end)
	for at := 0.0; at <= c.end; at += step {
		c.line(`<path class="grid" d="M%s %dv4"/>`, decimal(c.x(at)), plotHeight)
		anchor := "middle"
		if c.x(at) > plotLeft+plotWidth-10 {
			anchor = "end" // or it would be cut off
		}
		c.line(`<text class="axis" x="%s" y="%d" text-anchor="%s">%s s</text>`, decimal(c.x(at)), plotHeight+15, anchor, decimal(at))
	}
}

// tick is how far apart the times on the axis are: 1, 2, 5 and their tens, at most ten of them.
func tick(end float64) float64 {
	for unit := 1.0; ; unit *= 10 {
		for _, n := range []float64{1, 2, 5} {
			if end <= 10*n*unit {
				return n * unit
			}
		}
	}
}

// area draws steps from the foot of the plot; what is below leastShare is not to be seen.
func (c *chart) area(class string, bins []Bin, r *Result, count func(Bin) uint64) {
	var d strings.Builder
	width := float64(plotWidth*c.group*binMillis) / (c.end * 1000)
	last := plotHeight
	for column := range c.columns + 1 {
		y := plotHeight
		for i := column * c.group; i < min((column+1)*c.group, len(bins)); i++ {
			if share := r.perSecond(count(bins[i])); share > leastShare {
				y = min(y, plotHeight-int(math.Round(math.Log10(share/leastShare)*decade)))
			}
		}
		if y != last {
			x := decimal(plotLeft + float64(column)*width)
			if last == plotHeight {
				fmt.Fprintf(&d, "M%s %dV%d", x, plotHeight, y)
			} else {
				fmt.Fprintf(&d, "H%sV%d", x, y)
			}
			last = y
		}
	}
	if d.Len() > 0 {
		c.line(`<path class="%s" d="%s"/>`, class, d.String())
	}
}

// decimal has one digit after the point at most.
func decimal(n float64) string {
	return strconv.FormatFloat(math.Round(n*10)/10, 'f', -1, 64)
}
