package soak_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// TestAWrongReportIsFoundOut: what the soak relies on.
func TestAWrongReportIsFoundOut(t *testing.T) {
	code := 3000
	deploy := &frame{1012, "deploy"}
	peer := report{Code: 1012, Reason: "deploy", WasClean: true, By: "peer", Cause: "close-frame", Opened: true}
	lost := report{Code: 1006, By: "network", Cause: "lost", Opened: true}
	with := func(r report, change func(*report)) report { change(&r); return r }
	for _, c := range []struct {
		name     string
		report   report
		isWrong  bool
		said     *frame
		heard    *frame
		severing string
	}{
		{name: "the server's Close", report: peer, said: deploy},
		{name: "a Close that no server sent", report: peer, isWrong: true},
		{name: "another code", report: with(peer, func(r *report) { r.Code = 1011 }), said: deploy, isWrong: true},
		{name: "another reason", report: with(peer, func(r *report) { r.Reason = "" }), said: deploy, isWrong: true},
		{name: "another code, on a lane that corrupts", report: with(peer, func(r *report) { r.Code = 1011 }), said: deploy, severing: corrupting},
		{name: "said to be the page's", report: with(peer, func(r *report) { r.By = "page" }), said: deploy, isWrong: true},
		{name: "said to be invalid", report: with(peer, func(r *report) { r.Invalid = true }), said: deploy, isWrong: true},
		{name: "said to be synthetic", report: with(peer, func(r *report) { r.Synthetic = true }), said: deploy, isWrong: true},
		{name: "other messages", report: with(peer, func(r *report) { r.MessagesIn = 1 }), said: deploy, isWrong: true},
		{name: "cut", report: lost, severing: cut},
		{name: "delayed, and said to be lost", report: lost, severing: "latency", isWrong: true},
		{name: "lost, and said to be a broken frame", report: with(lost, func(r *report) { r.By, r.Cause = "browser", "failed" }), severing: cut, isWrong: true},
		{name: "nobody was offline", report: with(lost, func(r *report) { r.Cause = "offline" }), severing: cut, isWrong: true},
		{name: "the page's own Close", report: with(lost, func(r *report) { r.Sent = &sent{&code, "x"} }), heard: &frame{3000, "x"}, severing: cut},
		{name: "a Close that nobody here sent", report: lost, heard: &frame{3000, "x"}, severing: cut, isWrong: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			ev := evidence{telling: telling{Report: c.report}, entry: entry{said: c.said, heard: c.heard}, isKnown: true,
				lane: map[string]bool{c.severing: true}, isSevered: severs[c.severing], isGarbled: c.severing == corrupting}
			assert.Equal(t, c.isWrong, len(ev.faults()) > 0, "%v", ev.faults())
		})
	}
}

func TestAStopThatNobodyAskedForIsFoundOut(t *testing.T) {
	limited := spec{Options: map[string]any{"reconnect": map[string]any{"maxAttempts": maxAttempts}}}
	for _, c := range []struct {
		name    string
		rule    string
		asked   string
		report  report
		spec    spec
		said    *frame
		isWrong bool
	}{
		{name: "the page's", rule: "page", asked: "close"},
		{name: "not the page's", rule: "page", asked: "fail", isWrong: true},
		{name: "the server's", rule: "default:1008", said: &frame{1008, "no"}},
		{name: "another of the server's", rule: "default:1008", said: &frame{1012, ""}, isWrong: true},
		{name: "nobody's", rule: "default:1006", isWrong: true},
		{name: "a limit", rule: "limit:attempts", report: report{Attempt: maxAttempts}, spec: limited},
		{name: "a limit too early", rule: "limit:attempts", report: report{Attempt: 2}, spec: limited, isWrong: true},
		{name: "a limit that was not set", rule: "limit:attempts", report: report{Attempt: 9}, isWrong: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.report.Decision.Rule = c.rule
			ev := evidence{telling: telling{Report: c.report, Asked: c.asked}, spec: c.spec, entry: entry{said: c.said}}
			assert.Equal(t, c.isWrong, ev.endFault() != "", ev.endFault())
		})
	}
}

func TestWindowsTellWhatWasDoneInASpanOfTime(t *testing.T) {
	var w windows
	over := w.open(cut)
	from := time.Now()
	assert.Equal(t, map[string]bool{cut: true}, w.in(from, from), "while it lasts")
	over()
	assert.Empty(t, w.in(from.Add(time.Hour), from.Add(2*time.Hour)))
	assert.Empty(t, w.in(from.Add(-2*time.Hour), from.Add(-time.Hour)))
	assert.Equal(t, map[string]bool{cut: true}, w.in(from.Add(-time.Hour), from.Add(time.Hour)))
}
