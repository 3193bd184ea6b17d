package herd

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// several are a crowd under three policies: one spreads it, one keeps it in step, one gives it up.
func several(t *testing.T) []*Result {
	t.Helper()
	h := lost(20_000, 100*time.Second)
	return []*Result{run(t, h, "wsclose"), run(t, h, "partysocket"), run(t, h, "graphql-ws")}
}

func written(t *testing.T, write func(io.Writer, []*Result) error, results []*Result) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, write(&out, results))
	return out.String()
}

func TestJSONHasALineForEachPolicy(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(written(t, WriteJSON, several(t))), "\n")
	require.Len(t, lines, 3)
	assert.JSONEq(t, `{"policy":"partysocket","clients":20000,"downSeconds":100,"peakPerSecondShare":10,"peakAcceptedPerSecondShare":10,
		"attemptsPerClient":13,"extraWaitMedianSeconds":7.129,"extraWaitP95Seconds":7.129,"backTo99Seconds":107.129,"gaveUpShare":0}`, lines[1])
	var gone map[string]any
	require.NoError(t, json.Unmarshal([]byte(lines[2]), &gone))
	assert.Equal(t, 1.0, gone["gaveUpShare"])
	for _, name := range []string{"extraWaitMedianSeconds", "extraWaitP95Seconds", "backTo99Seconds"} {
		assert.Contains(t, gone, name)
		assert.Nil(t, gone[name])
	}
}

func TestCSVHasTheJSONsNumbers(t *testing.T) {
	results := several(t)
	rows, err := csv.NewReader(strings.NewReader(written(t, WriteCSV, results))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 4)
	for i, line := range strings.Split(strings.TrimSpace(written(t, WriteJSON, results)), "\n") {
		var object map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &object))
		require.Len(t, rows[0], len(object))
		for j, name := range rows[0] {
			switch want := object[name].(type) {
			case nil:
				assert.Empty(t, rows[i+1][j], name)
			case float64:
				have, err := strconv.ParseFloat(rows[i+1][j], 64)
				assert.NoError(t, err, name)
				assert.Equal(t, want, have, name)
			default:
				assert.Equal(t, want, rows[i+1][j])
			}
		}
	}
}

func TestArrivalsSumUpToAllAttempts(t *testing.T) {
	results := several(t)
	rows, err := csv.NewReader(strings.NewReader(written(t, WriteArrivals, results))).ReadAll()
	require.NoError(t, err)
	assert.Equal(t, []string{"policy", "seconds", "failedPerSecondShare", "acceptedPerSecondShare"}, rows[0])
	sums := map[string]float64{}
	for _, row := range rows[1:] {
		for _, text := range row[2:] {
			share, err := strconv.ParseFloat(text, 64)
			require.NoError(t, err)
			sums[row[0]] += share / 10
		}
	}
	for _, r := range results {
		assert.InDelta(t, r.Summary().AttemptsPerClient, sums[r.Policy], 1e-9)
	}
	assert.Contains(t, rows, []string{"partysocket", "107.1", "0", "10"})
}

func TestTableIsForPeople(t *testing.T) {
	h := lost(1_234_567, 100*time.Second)
	table := written(t, WriteTable, []*Result{run(t, h, "partysocket"), run(t, h, "graphql-ws")})
	assert.True(t, strings.HasPrefix(table, `1 234 567 clients lose one server by 1006; it is back after 1m40s.

policy                      peak  accepted  attempts    median      95 %  99 % back  gave up
partysocket             1000 %/s  1000 %/s      13.0     7.1 s     7.1 s    107.1 s      0 %
graphql-ws                42 %/s     0 %/s       5.0     never     never      never    100 %

peak `), table)
}

func TestPercentHasTwoDigits(t *testing.T) {
	for share, want := range map[float64]string{
		0: "0 %", 0.0004: "0.0 %", 0.001: "0.1 %", 0.0641: "6.4 %", 0.0994: "9.9 %", 0.0996: "10 %", 0.31287: "31 %", 1.54: "154 %", 10: "1000 %",
	} {
		assert.Equal(t, want, percent(share), "%v", share)
	}
}

func TestNumbersAreGroupedByThousands(t *testing.T) {
	for n, want := range map[int]string{1: "1", 999: "999", 1000: "1 000", 123456: "123 456", 100_000_000: "100 000 000"} {
		assert.Equal(t, want, grouped(n))
	}
}

// drawing is what a chart has, as far as it is looked at here.
type drawing struct {
	Title string `xml:"title"`
	Desc  string `xml:"desc"`
	Panel []struct {
		Name []struct {
			Class string `xml:"class,attr"`
			Text  string `xml:",chardata"`
		} `xml:"text"`
		Plot struct {
			Outage []struct {
				Width float64 `xml:"width,attr"`
			} `xml:"rect"`
			Path []struct {
				Class string `xml:"class,attr"`
				D     string `xml:"d,attr"`
			} `xml:"path"`
		} `xml:"g"`
	} `xml:"g"`
}

func draw(t *testing.T, results ...*Result) drawing {
	t.Helper()
	var d drawing
	require.NoError(t, xml.Unmarshal([]byte(written(t, WriteChart, results)), &d))
	require.Len(t, d.Panel, len(results))
	return d
}

// paths are a panel's of one class.
func (d drawing) paths(panel int, class string) (found []string) {
	for _, path := range d.Panel[panel].Plot.Path {
		if path.Class == class {
			found = append(found, path.D)
		}
	}
	return found
}

func TestChartHasAPanelForEachPolicy(t *testing.T) {
	d := draw(t, several(t)...)
	assert.Equal(t, "20 000 clients lose one server for 100 s", d.Title)
	assert.NotEmpty(t, d.Desc)
	for i, name := range []string{"wsclose", "partysocket", "graphql-ws"} {
		assert.Equal(t, name, d.Panel[i].Name[0].Text)
		assert.Len(t, d.paths(i, "back"), 1)
		assert.Len(t, d.paths(i, "failed"), 1)
	}
	assert.Empty(t, d.paths(2, "accepted"), "all gave up")
	assert.Contains(t, d.Panel[2].Name[1].Text, "100 % gave up")
}

// TestChartShowsACrowdInStepAsSpikesToTheTop: the plot is 680 pixels wide and begins at 66; a bin is as wide as its tenth of a second.
func TestChartShowsACrowdInStepAsSpikesToTheTop(t *testing.T) {
	d := draw(t, run(t, lost(10, 19*time.Second), "partysocket"))
	end := 28.0 // the fifth attempt, the one that succeeds, is in the bin of 27.1 s
	bin := func(at float64) string {
		x := func(at float64) string { return decimal(66 + at*680/end) }
		return "M" + x(at) + " 64V0H" + x(at+0.1) + "V64"
	}
	assert.Equal(t, []string{bin(3) + bin(6.9) + bin(11.9) + bin(18.5)}, d.paths(0, "failed"))
	assert.Equal(t, []string{bin(27.1)}, d.paths(0, "accepted"))
	assert.InDelta(t, 19*680/end, d.Panel[0].Plot.Outage[0].Width, 0.1)
}

// TestChartShowsASpreadCrowdAsABlock: a fifth a second, 2.3 of the four decades above the foot.
func TestChartShowsASpreadCrowdAsABlock(t *testing.T) {
	d := draw(t, run(t, lost(10_000_000, 0), "wsclose"))
	assert.Equal(t, []string{"M66 64V27H746V64"}, d.paths(0, "accepted"))
	assert.Empty(t, d.paths(0, "failed"))
	assert.Empty(t, d.Panel[0].Plot.Outage)
}

// TestAColumnOfALongChartShowsItsBusiestBin: in 24 hours there is no column without one of sockette's crowds.
func TestAColumnOfALongChartShowsItsBusiestBin(t *testing.T) {
	d := draw(t, run(t, lost(1, MaxDown), "sockette"))
	require.Len(t, d.paths(0, "failed"), 1)
	assert.Regexp(t, `^M66 64V0H7[34]\d(\.\d)?V64$`, d.paths(0, "failed")[0])
	assert.Less(t, len(written(t, WriteChart, []*Result{run(t, lost(100, MaxDown), "wsclose")})), 40_000)
}

func TestTicksAreRoundAndFew(t *testing.T) {
	for end, want := range map[float64]float64{1: 1, 10: 1, 11: 2, 21: 5, 60: 10, 330: 50, 7200: 1000, 86_430: 10_000} {
		assert.Equal(t, want, tick(end), "%v", end)
	}
}
