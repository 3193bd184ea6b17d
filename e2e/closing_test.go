package e2e_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// slowDeadline is more than the 60 s that Chromium waits for the peer's Close.
const slowDeadline = 75 * time.Second

// What wsclose stands on: what Chromium's own WebSocket makes of every way to close. When a new Chromium changes its mind, this
// test says where.
func TestEveryCloseIsSeenAsMeasured(t *testing.T) {
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			r := v.recording(t)
			path, id := labURL(v.path)
			r.URL = path
			p := newPage(t)
			log := p.record(r)
			assert.Equal(t, v.page, log.lines(), "the page")
			if v.unheard {
				return
			}
			entries := p.journal(id)
			require.Len(t, entries, 1)
			if v.server != "" {
				assert.Equal(t, strings.TrimSpace(v.server), serverLine(entries[0]), "the server: %+v", entries[0])
			}
			if v.end != "" {
				assert.Equal(t, v.end, entries[0].End, "the end of TCP: %+v", entries[0].TCP)
			}
		})
	}
}

// recording is what a vector asks of one socket; slow ones are left out with -short.
func (v vector) recording(t *testing.T) recording {
	r := recording{Protocols: v.protocols, Script: v.script}
	if v.slow {
		if testing.Short() {
			t.Skip("takes more than 5 s")
		}
		r.Deadline = slowDeadline
	}
	return r
}
