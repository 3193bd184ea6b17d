package soak_test

import (
	"bytes"
	"sync"
	"testing"
)

// crashed is what happens to all tabs at once where Chromium's network service ends: it takes every connection of the browser with it,
// and the pages hear an `error` on each, as of a broken frame. That is a fault of Chromium's, which starts it anew, and no wrong report.
const crashed = "the network service down"

// A watchman reads what Chromium prints, and notes when its network service ends.
type watchman struct {
	t     *testing.T
	mu    sync.Mutex
	rest  []byte
	notes []*windows
}

// Write implements [io.Writer].
func (w *watchman) Write(piece []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rest = append(w.rest, piece...)
	for {
		line, rest, found := bytes.Cut(w.rest, []byte("\n"))
		if !found {
			return len(piece), nil
		}
		w.rest = rest
		if bytes.Contains(line, []byte("FATAL")) {
			w.t.Logf("Chromium: %s", line)
		}
		if bytes.Contains(line, []byte("Network service crashed")) {
			for _, one := range w.notes {
				one.open(crashed)()
			}
		}
	}
}

// of gives it a tab's windows to note it in.
func (w *watchman) of(notes *windows) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.notes = append(w.notes, notes)
}
