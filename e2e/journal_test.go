package e2e_test

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/lab"
)

var ids atomic.Int64

// labURL adds a fresh id to a path of the lab and returns both: the id is what the journal knows the connections by.
func labURL(path string) (full, id string) {
	id = fmt.Sprintf("e2e-%d", ids.Add(1))
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	return path + separator + "id=" + id, id
}

// journal waits until the connections with this id have ended and returns what the lab saw of them.
func (p *page) journal(id string) []lab.Entry {
	p.t.Helper()
	entries, err := web.lab.Wait(p.ctx, id)
	require.NoError(p.t, err, "the lab's journal of %s: %+v", id, entries)
	return entries
}

// serverLine is what the server got, in a form that reads well in a table: `1000 "bye"`, `empty`, or `none`.
func serverLine(e lab.Entry) string {
	if e.CloseRead == nil {
		return "none"
	}
	return closeLine(e.CloseRead.Code, e.CloseRead.Reason)
}

func closeLine(code *int, reason string) string {
	switch {
	case code == nil:
		return "empty"
	case reason == "":
		return fmt.Sprint(*code)
	default:
		return fmt.Sprintf("%d %q", *code, reason)
	}
}

// framesRead are the frames that the server got: name, length, and the first bytes of the payload.
func framesRead(e lab.Entry) []string {
	frames := []string{}
	for _, f := range e.Read.Frames {
		frames = append(frames, fmt.Sprintf("%s %d %s", f.Name, f.Length, f.Hex))
	}
	return frames
}

// anyClosed is for WaitFor: a Close has been read on a connection that may still be held.
func anyClosed(entries []lab.Entry) bool {
	return slices.ContainsFunc(entries, func(e lab.Entry) bool { return e.CloseRead != nil })
}
