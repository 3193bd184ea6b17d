package harness

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/lab"
)

var ids atomic.Int64

// LabURL adds a fresh id to a path of the lab and returns both: the id is what the journal knows the connections by.
func LabURL(path string) (full, id string) {
	id = fmt.Sprintf("e2e-%d", ids.Add(1))
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	return path + separator + "id=" + id, id
}

// Journal waits until the connections with this id have ended and returns what the lab saw of them.
func (p *Page) Journal(id string) []lab.Entry {
	p.T.Helper()
	entries, err := web.lab.Wait(p.Ctx, id)
	require.NoError(p.T, err, "the lab's journal of %s: %+v", id, entries)
	return entries
}

// ServerLine is what the server got, in a form that reads well in a table: `1000 "bye"`, `empty`, or `none`.
func ServerLine(e lab.Entry) string {
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

// AnyClosed is for WaitFor: a Close has been read on a connection that may still be held.
func AnyClosed(entries []lab.Entry) bool {
	return slices.ContainsFunc(entries, func(e lab.Entry) bool { return e.CloseRead != nil })
}
