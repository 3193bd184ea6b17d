package main

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// endTimeout is how long a probe waits for the session's end after it closed the socket; wsclose's own close timeout is shorter.
const endTimeout = 15 * time.Second

// A summary is what is said of a probed session after its end.
type summary struct {
	Event       string         `json:"event"` // summary
	At          float64        `json:"atMs"`
	Connections int            `json:"connections"`
	Opened      int            `json:"opened"`
	Closes      map[string]int `json:"closes"` // how many, by code
	Expected    bool           `json:"expected"`
	Interrupted bool           `json:"interrupted"`
	Status      int            `json:"status"` // of the exit

	why  string  // of the last connection that failed
	last *report // of the end
	shut string  // the phase that it was in when the probe closed it, or ""
}

// follow prints events until the session ends, and closes it when its time is over or ctx ends.
func (c *probeCmd) follow(ctx context.Context, w *watched, p printer) error {
	sum := &summary{Event: "summary", Closes: map[string]int{}}
	watching, cancel := context.WithTimeout(ctx, c.For)
	err := sum.untilEnd(watching, w, p)
	if over := watching.Err() != nil; err != nil && over {
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
		defer cancel()
		sum.Interrupted = ctx.Err() != nil
		if sum.shut, err = w.stop(ending, c.Code, c.Reason); err == nil {
			err = sum.untilEnd(ending, w, p)
		}
	}
	cancel()
	if err != nil {
		return err
	}
	verdict := sum.verdict(c.For)
	if err := p.summary(sum); err != nil {
		return err
	}
	return verdict
}

// untilEnd prints and counts events up to the end.
func (s *summary) untilEnd(ctx context.Context, w *watched, p printer) error {
	for {
		events, err := w.next(ctx)
		if err != nil {
			return err
		}
		for _, event := range events {
			s.count(event)
			if err := p.print(event); err != nil {
				return err
			}
			if event.Event == "end" {
				return nil
			}
		}
	}
}

func (s *summary) count(h happening) {
	s.At = h.At
	s.Connections = max(s.Connections, h.Connection)
	switch h.Event {
	case "open":
		s.Opened++
	case "close":
		s.Closes[fmt.Sprint(h.Report.Code)]++
		if h.Why != "" {
			s.why = h.Why
		}
	case "end":
		s.last, s.Expected = h.Report, h.Report.Expected
	}
}

// verdict sets the exit status, and returns it with what went wrong.
func (s *summary) verdict(watched time.Duration) error {
	var err error
	switch {
	case s.Opened == 0:
		s.Status = exitNeverOpened
		err = fmt.Errorf("never opened%s", s.because())
	case s.shut != "" && s.shut != "open" && s.Interrupted:
		err = fmt.Errorf("not open when interrupted%s", s.because())
	case s.shut != "" && s.shut != "open":
		err = fmt.Errorf("not open after %s%s", watched, s.because())
	case !s.Expected:
		err = fmt.Errorf("ended with %d %s: %s%s", s.last.Code, s.last.Name, s.last.Cause, s.because())
	default:
		return nil
	}
	if s.Status == 0 {
		s.Status = exitEnded
	}
	return &exitError{s.Status, err}
}

// because is what Chromium's console said, and what to do where that is known.
func (s *summary) because() string {
	switch {
	case s.why == "":
		return ""
	case strings.Contains(s.why, "ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS"):
		return " (" + s.why + ": start that Chromium with --disable-features=LocalNetworkAccessChecks, or give an https --origin)"
	default:
		return " (" + s.why + ")"
	}
}
