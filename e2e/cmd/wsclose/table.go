package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A printer writes what happens to a session, line by line.
type printer interface {
	print(happening) error
	summary(*summary) error
}

// A table prints the events as rows under a head, in fixed widths since it can't know what comes.
type table struct {
	out    io.Writer
	headed bool
}

var columns = []struct {
	name  string
	width int
}{{"time", 8}, {"event", 6}, {"conn", 4}, {"code", 5}, {"clean", 5}, {"by", 8}, {"cause", 13}, {"what", 0}}

func (p *table) print(h happening) error {
	if !p.headed {
		p.headed = true
		var names []string
		for _, column := range columns {
			names = append(names, column.name)
		}
		if err := p.row(names...); err != nil {
			return err
		}
	}
	at := time.Duration(h.At * float64(time.Millisecond)).Round(time.Millisecond).String()
	switch h.Event {
	case "open":
		return p.row(at, "open", strconv.Itoa(h.Connection), "", "", "", "", strings.TrimSpace("open "+h.Protocol))
	case "close":
		r := h.Report
		return p.row(at, "close", strconv.Itoa(h.Connection), strconv.Itoa(r.Code), yesNo(r.WasClean), r.By, r.Cause, what(h))
	case "retry":
		return p.row(at, "retry", "", "", "", "", "",
			fmt.Sprintf("attempt %d in %s, by %s", h.Attempt, milliseconds(h.DelayMs), h.Rule))
	default:
		r := h.Report
		return p.row(at, "end", "", strconv.Itoa(r.Code), yesNo(r.WasClean), r.By, r.Cause, decision(r))
	}
}

func (p *table) row(cells ...string) error {
	var line strings.Builder
	for i, cell := range cells {
		line.WriteString(cell)
		if pad := columns[i].width - utf8.RuneCountInString(cell); i < len(cells)-1 {
			line.WriteString(strings.Repeat(" ", max(pad, 0)+2))
		}
	}
	_, err := fmt.Fprintln(p.out, strings.TrimRight(line.String(), " "))
	return err
}

// summary is one line: how many connections opened, and how all of them closed.
func (p *table) summary(s *summary) error {
	codes := slices.SortedFunc(maps.Keys(s.Closes), func(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) })
	for i, code := range codes {
		if s.Closes[code] > 1 {
			codes[i] = fmt.Sprintf("%s x%d", code, s.Closes[code])
		}
	}
	_, err := fmt.Fprintf(p.out, "%d of %d connections opened in %s; closed with %s\n", s.Opened, s.Connections, milliseconds(s.At),
		cmp.Or(strings.Join(codes, ", "), "nothing"))
	return err
}

// what is a close in words: its name, its reason, what Chromium's console says, and what follows.
func what(h happening) string {
	r := h.Report
	text := r.Name
	if r.Reason != "" {
		text += " " + strconv.Quote(r.Reason)
	}
	if h.Why != "" {
		text += " (" + h.Why + ")"
	}
	return text + "; " + decision(r)
}

func decision(r *report) string {
	if r.Decision.Action == "retry" {
		return fmt.Sprintf("retry in %s, by %s", milliseconds(r.Decision.DelayMs), r.Decision.Rule)
	}
	return "stop, by " + r.Decision.Rule
}

func milliseconds(ms float64) string {
	return time.Duration(ms * float64(time.Millisecond)).Round(time.Millisecond).String()
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
