package main

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// oneRound is where a test adds samples.
func oneRound() samples {
	all := samples{}
	all.nextRound()
	return all
}

func TestAFigureIsTheMedianTheLeastAndTheMost(t *testing.T) {
	assert.Equal(t, figure{Median: 3, Min: 1, Max: 9}, summary([]float64{9, 1, 3}))
	assert.Equal(t, figure{Median: 2.5, Min: 1, Max: 9}, summary([]float64{9, 1, 3, 2}))
}

// What others read: names of metrics, and of figures.
func TestResultsAreWrittenByMetricAndContestant(t *testing.T) {
	all := oneRound()
	all.add("echo16", "native", 100)
	all.add("echo16", "wsclose", 300)
	all.add("echo16", "against", 400)
	all.nextRound()
	all.add("echo16", "native", 200)
	var read map[string]map[string]map[string]float64
	require.NoError(t, json.Unmarshal(encode(all.results().without(against)), &read))
	assert.Equal(t, map[string]map[string]map[string]float64{"echo16": {
		"native":  {"median": 150, "min": 100, "max": 200},
		"wsclose": {"median": 300, "min": 300, "max": 300},
	}}, read)
}

func TestTheTableShowsWhatWasMeasuredOfAll(t *testing.T) {
	all := oneRound()
	for i, name := range order {
		all.add("echo16", name, float64(1000*(i+1)))
		all.add("openWarmMs", name, float64(i+1))
	}
	all.add("decisionUs", "wsclose", 50)
	shown := table(all.results())
	for _, part := range []string{"2.000 x", "+1.00 ms", "50.00", inside, against} {
		assert.Contains(t, shown, part)
	}
}

func TestTheChartHasABarForEachFigureThatPeersHaveToo(t *testing.T) {
	all := oneRound()
	for i, name := range order {
		all.add("echo16", name, float64(i+1))
		all.add("openWarmMs", name, float64(i+1))
		all.add("openWarmDifferenceMs", name, float64(i))
	}
	all.add("decisionUs", "wsclose", 50)
	all.add("echo16", inside, 1_000_000)
	drawn := chart(all.results())
	assert.Equal(t, 2*len(published), strings.Count(drawn, `<rect class="bar`))
	assert.Contains(t, drawn, `x="170" y="66" width="65.7"`, "the longest bar is of what is drawn, not of the build inside")
	decoder := xml.NewDecoder(strings.NewReader(drawn))
	for {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
	}
}
