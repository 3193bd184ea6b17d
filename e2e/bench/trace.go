package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// Marks that pages leave in a trace: performance.mark().
const (
	markOpened  = "opened"
	markSettled = "settled"
)

// script are the spans in which Chromium works on a page's scripts. Some are within others.
var script = []string{
	"v8.parseOnBackgroundParsing", "v8.compile", "v8.compileModule", "v8.run", "v8.evaluateModule", "v8.callFunction",
	"EvaluateScript", "FunctionCall", "RunMicrotasks",
}

var errNoMark = errors.New("the trace has no mark")

// find is the moment at which the one page that leaves this mark left it.
func find(events []chrome.TraceEvent, mark string) (chrome.TraceEvent, error) {
	for _, event := range events {
		if event.Name == mark {
			return event, nil
		}
	}
	return chrome.TraceEvent{}, fmt.Errorf("%w %q", errNoMark, mark)
}

// scriptMs is the CPU time that the process of a page spent on scripts, on all its threads, until the page was open. Of the listener
// that says so it has what came before.
func scriptMs(events []chrome.TraceEvent) (float64, error) {
	opened, err := find(events, markOpened)
	if err != nil {
		return 0, err
	}
	var spans []chrome.TraceEvent
	for _, event := range events {
		if event.Phase == "X" && event.Process == opened.Process && event.At < opened.At && slices.Contains(script, event.Name) {
			spans = append(spans, event)
		}
	}
	slices.SortFunc(spans, func(a, b chrome.TraceEvent) int {
		if a.At != b.At {
			return int(a.At - b.At)
		}
		return int(b.Took - a.Took) // what is around comes first
	})
	var sum int64
	counted := map[int]int64{} // by thread: until when
	for _, span := range spans {
		if span.At < counted[span.Thread] {
			continue // within one that was counted
		}
		counted[span.Thread] = span.At + span.Took
		sum += min(span.CPU, opened.At-span.At)
	}
	if sum == 0 {
		return 0, errors.New("the trace has no script of the page")
	}
	return float64(sum) / 1000, nil
}

// task is the span of one task of a thread.
const task = "ThreadControllerImpl::RunTask"

// longestTaskMs is the longest that the main thread of a page worked without a pause, from open on until it had settled: its CPU time,
// which is less than what passed only where other processes had the CPU.
func longestTaskMs(events []chrome.TraceEvent) (float64, error) {
	opened, err := find(events, markOpened)
	if err != nil {
		return 0, err
	}
	settled, err := find(events, markSettled)
	if err != nil {
		return 0, err
	}
	var longest int64
	for _, event := range events {
		isTask := event.Phase == "X" && event.Name == task && event.Process == opened.Process && event.Thread == opened.Thread
		if isTask && event.At > opened.At && event.At < settled.At {
			longest = max(longest, event.CPU)
		}
	}
	if longest == 0 {
		return 0, errors.New("the trace has no task of the page")
	}
	return float64(longest) / 1000, nil
}
