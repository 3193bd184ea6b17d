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

func TestAFigureIsTheMedianTheLeastAndTheMost(t *testing.T) {
	assert.Equal(t, figure{Median: 3, Min: 1, Max: 9}, summary([]float64{9, 1, 3}))
	assert.Equal(t, figure{Median: 2.5, Min: 1, Max: 9}, summary([]float64{9, 1, 3, 2}))
}

// What others read: names of metrics, and of figures.
func TestResultsAreWrittenByMetricAndContestant(t *testing.T) {
	all := samples{}
	all.add("echo16", "native", 100, 200)
	all.add("echo16", "wsclose", 300)
	var read map[string]map[string]map[string]float64
	require.NoError(t, json.Unmarshal(encode(all.results()), &read))
	assert.Equal(t, map[string]map[string]map[string]float64{"echo16": {
		"native":  {"median": 150, "min": 100, "max": 200},
		"wsclose": {"median": 300, "min": 300, "max": 300},
	}}, read)
}

func TestTableAndChartShowWhatWasMeasured(t *testing.T) {
	all := samples{}
	for i, name := range contestants {
		all.add("echo16", name, float64(1000*(i+1)))
		all.add("openWarmMs", name, float64(i+1))
	}
	all.add("decisionUs", "wsclose", 50)
	shown := table(all.results())
	for _, part := range []string{"2.000 x", "+1.00 ms", "50.00"} {
		assert.Contains(t, shown, part)
	}
	drawn := chart(all.results())
	assert.Equal(t, 10, strings.Count(drawn, `<rect class="bar`), "a bar for each figure that peers have too")
	decoder := xml.NewDecoder(strings.NewReader(drawn))
	for {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
	}
}

func TestAChoiceIsOfMetricsThatThereAre(t *testing.T) {
	all := choice{}
	assert.True(t, all.has("echo16"), "an empty one is all")
	require.NoError(t, all.set("echo16,openColdMs"))
	assert.True(t, all.has("push16", "openColdMs"))
	assert.False(t, all.has("push16"))
	assert.ErrorContains(t, all.set("echo17"), `there is no metric "echo17"`)
}
