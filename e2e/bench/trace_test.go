package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
)

func span(name string, thread int, at, took, cpu int64) chrome.TraceEvent {
	return chrome.TraceEvent{Name: name, Phase: "X", Process: 7, Thread: thread, At: at, Took: took, CPU: cpu}
}

func mark(name string, at int64) chrome.TraceEvent {
	return chrome.TraceEvent{Name: name, Phase: "I", Process: 7, Thread: 1, At: at}
}

func TestScriptTimeIsCPUOfThePageUntilItIsOpen(t *testing.T) {
	other := span("FunctionCall", 1, 100, 9000, 9000)
	other.Process = 8
	ms, err := scriptMs([]chrome.TraceEvent{
		span("FunctionCall", 1, 2000, 500, 400),        // within the next
		span("v8.evaluateModule", 1, 2000, 3000, 2500), // half a millisecond waited
		span("v8.callFunction", 1, 3000, 500, 500),     // within it too
		span("v8.parseOnBackgroundParsing", 2, 1000, 4000, 3000),
		span("Layout", 1, 6000, 1000, 1000),
		span("v8.callFunction", 1, 9800, 5000, 5000), // the listener: 200 µs before its mark
		mark(markOpened, 10_000),
		span("FunctionCall", 1, 11_000, 5000, 5000),
		other,
	})
	require.NoError(t, err)
	assert.Equal(t, 2.5+3+0.2, ms)
	_, err = scriptMs(nil)
	assert.ErrorContains(t, err, `no mark "opened"`)
	assert.ErrorIs(t, err, errNoMark)
	_, err = scriptMs([]chrome.TraceEvent{mark(markOpened, 1)})
	assert.ErrorContains(t, err, "no script")
}

func TestTheLongestTaskIsThatOfTheMainThread(t *testing.T) {
	ms, err := longestTaskMs([]chrome.TraceEvent{
		span(task, 1, 100, 90_000, 90_000), // before
		mark(markOpened, 100_000),
		span(task, 1, 110_000, 60_000, 20_000),
		span(task, 2, 110_000, 80_000, 80_000),
		span("FunctionCall", 1, 200_000, 70_000, 70_000),
		span(task, 1, 280_000, 31_000, 30_000),
		mark(markSettled, 300_000),
		span(task, 1, 310_000, 70_000, 70_000),
	})
	require.NoError(t, err)
	assert.Equal(t, 30.0, ms)
	_, err = longestTaskMs([]chrome.TraceEvent{mark(markOpened, 1)})
	assert.ErrorContains(t, err, `no mark "settled"`)
	_, err = longestTaskMs([]chrome.TraceEvent{mark(markOpened, 1), mark(markSettled, 2)})
	assert.ErrorContains(t, err, "no task")
}
