package soak_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// A report is what this needs of a CloseReport.
type report struct {
	Code                         int
	Reason                       string
	WasClean                     bool
	By, Cause                    string
	Invalid                      bool
	Synthetic                    bool
	Opened                       bool
	Sent                         *sent
	Connection, Attempt          int
	ConnectMs, OpenMs, ClosingMs float64
	At                           float64
	MessagesIn                   int
	Decision                     struct{ Action, Rule string }
}

// sent is what a native close() was given.
type sent struct {
	Code   *int
	Reason string
}

// frame is the Close frame that it makes.
func (s *sent) frame() *frame {
	switch {
	case s == nil:
		return nil
	case s.Code == nil:
		return &frame{1005, ""}
	default:
		return &frame{*s.Code, s.Reason}
	}
}

// margin is how much later than what brought it about a report may come: delays of a lane, and a busy machine.
const margin = 6 * time.Second

// A judge says what is wrong with a report, by what the server saw and by what was done to lanes and tabs.
type judge struct {
	server *server
	lanes  []*lane
}

// evidence is one report with all that is known of its connection.
type evidence struct {
	telling
	spec       spec
	entry      entry
	isKnown    bool // to the server
	lane, tab  map[string]bool
	isGarbled  bool // the lane corrupted
	isSevered  bool // the lane may have ended it
	isOffline  bool // about when it ended
	began, end time.Time
}

// evidence gathers what is known of what a page was told.
func (j *judge) evidence(x *tab, one telling) evidence {
	r := one.Report
	at := time.UnixMilli(int64(r.At))
	lived := time.Duration(r.ConnectMs+r.OpenMs+r.ClosingMs) * time.Millisecond
	ev := evidence{telling: one, spec: x.specs[one.Session], end: at, began: at.Add(-lived)}
	later := margin + x.busy()
	ev.isKnown = j.server.look(one.Session, r.Connection, func(e *entry) { ev.entry = *e })
	ev.lane = j.lanes[ev.spec.lane].in(ev.began.Add(-later), at.Add(time.Second))
	ev.tab = x.in(ev.began.Add(-time.Second), at.Add(time.Second))
	for kind := range j.lanes[ev.spec.lane].in(at.Add(-later), at.Add(time.Second)) {
		ev.isSevered = ev.isSevered || severs[kind]
	}
	ev.isOffline = x.in(at.Add(-time.Second), at.Add(time.Second))["offline"]
	ev.isGarbled = ev.lane[corrupting]
	return ev
}

func (ev evidence) String() string {
	sent := ev.Report.Sent.frame()
	ev.Report.Sent = nil
	return fmt.Sprintf("%s at %s, asked %q, silent for %.0f ms: %+v, sent %s; the server: %v %s; lane %v; tab %v", ev.Session, ev.end.Format("05.000"),
		ev.Asked, ev.SilentMs, ev.Report, sent, ev.isKnown, ev.entry.summary(), slices.Sorted(maps.Keys(ev.lane)), slices.Sorted(maps.Keys(ev.tab)))
}

func (e entry) summary() string {
	return fmt.Sprintf("%s, Close sent %s, heard %s, ended %v", e.kind, e.said, e.heard, !e.ended.IsZero())
}

// faults is what is wrong with a close's report.
func (ev evidence) faults() []string {
	r := ev.Report
	var faults []string
	check := func(ok bool, what string) {
		if !ok {
			faults = append(faults, what)
		}
	}
	check(!r.Opened || ev.isKnown, "it was open, and the server never saw it")
	if r.Code != 1006 && !ev.isGarbled {
		check(ev.entry.said != nil && *ev.entry.said == frame{r.Code, r.Reason}, "its code and reason are not what the server sent")
	}
	if ev.entry.heard != nil && !ev.isGarbled {
		check(ev.isOwn(*ev.entry.heard), "the server received a Close that nobody here sent")
	}
	check(r.Synthetic == (r.By == "wsclose" || r.Cause == "aborted" || r.Cause == "failed" && r.By == "page"), "synthetic doesn't fit by and cause")
	check(r.Invalid == (r.Code < 1000 || r.Code >= 1016 && r.Code < 3000 || r.Code >= 5000 || r.Code == 1004), "invalid doesn't fit the code")
	check(r.MessagesIn == ev.Came, "the page has heard another number of messages")
	check(ev.fits(), "by and cause don't fit what is known")
	return faults
}

// isOwn tells whether a Close that the server received is from this side: the page's, wsclose's, the browser's own, or the answer to the
// server's.
func (ev evidence) isOwn(f frame) bool {
	if ev.entry.said != nil && *ev.entry.said == f {
		return true
	}
	sent := ev.Report.Sent.frame()
	return sent != nil && *sent == f || f.code == 1001 // Chromium's own, for a page that was frozen or left
}

// fits tells whether who ended the connection, and why, is what is known of it.
func (ev evidence) fits() bool {
	r := ev.Report
	const early = 50 // milliseconds: clocks are rounded
	switch r.By + " " + r.Cause {
	case "page close-frame", "page no-status", "page lost", "page never-opened":
		return ev.Asked == "close" || ev.Asked == "reconnect"
	case "page aborted":
		return ev.Asked == "reconnect" || ev.Asked == "close"
	case "page failed":
		return ev.Asked == "fail"
	case "peer close-frame", "peer no-status":
		return ev.entry.said != nil || ev.isGarbled
	case "network offline":
		return ev.isOffline
	case "network never-opened":
		return !r.Opened && (ev.entry.kind == "refuse" || ev.isSevered || len(ev.tab) > 0)
	case "network lost":
		return r.Opened && (!ev.entry.ended.IsZero() || ev.entry.said != nil || ev.isSevered)
	case "browser failed":
		return ev.isGarbled || ev.tab[crashed]
	case "browser frozen", "wsclose frozen":
		return ev.tab["frozen"] || ev.tab["away"]
	case "browser hidden", "wsclose hidden":
		return ev.tab["away"]
	case "wsclose open-timeout":
		return !r.Opened && r.ConnectMs >= float64(openTimeout.Milliseconds()-early)
	case "wsclose close-timeout":
		return r.ClosingMs >= float64(ev.spec.closeTimeoutMs-early)
	case "wsclose idle-timeout":
		return r.Opened && ev.SilentMs >= float64(beatTimeout.Milliseconds()-early) // a heartbeat goes out at once when the page is back
	}
	return false
}

// endFault is what is wrong with the end of a session: only the page, a code that stops, and a limit end one.
func (ev evidence) endFault() string {
	rule := ev.Report.Decision.Rule
	switch {
	case rule == "page" && ev.Asked == "close":
	case rule == "limit:attempts" && (ev.spec.has("maxAttempts") && ev.Report.Attempt >= maxAttempts || ev.Report.Invalid || ev.isGarbled):
	case strings.HasPrefix(rule, "default:") && ev.isGarbled: // it may be any code
	case rule == "default:1000", rule == "default:1008", rule == "default:3000":
		if said := ev.entry.said; said != nil && "default:"+fmt.Sprint(said.code) == rule {
			break
		}
		return "it stopped by a code that the server never sent"
	default:
		return "neither page, server nor a limit asked for this stop"
	}
	return ""
}

func (s spec) has(option string) bool {
	again, _ := s.Options["reconnect"].(map[string]any)
	_, has := again[option]
	return has
}
