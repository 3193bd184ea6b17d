package closing_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
	"github.com/wsclose/wsclose/e2e/lab"
)

// The oracle: the same vector on a native socket and on wsclose's with {reconnect: false}, at the same time in one fresh tab.
// Whatever this browser does, wsclose must do too, and the server must not see a difference; wsclose's report says on top what the
// event doesn't. That this browser does what was measured is asserted last: when a new Chromium changes its mind, that line says where.
func TestEveryCloseIsSeenAlike(t *testing.T) {
	t.Parallel()
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			if v.deadline > 0 && testing.Short() {
				t.Skip("takes a minute")
			}
			v.check(t, v.run(t))
		})
	}
}

// An outcome is what both sockets of a vector said, and what the lab saw of them.
type outcome struct {
	native, ours               harness.Transcript
	nativeEntries, oursEntries []lab.Entry
}

// pair is a vector's two recordings, and what the journal knows them by.
func (v vector) pair(t *testing.T) (native, ours harness.Recording, nativeID, oursID string) {
	native = harness.Recording{Protocols: v.protocols, Script: v.script, Deadline: v.deadline}
	ours = native
	ours.Options = `{reconnect: false}`
	if v.races != nil {
		ours.Options = `{reconnect: false, WebSocket: r.tap()}`
	}
	if v.address != nil {
		native.URL = v.address(t)
		ours.URL = native.URL
		return
	}
	native.URL, nativeID = harness.LabURL(v.path)
	ours.URL, oursID = harness.LabURL(v.path)
	return
}

func (v vector) run(t *testing.T) outcome {
	p := harness.NewPage(t)
	native, ours, nativeID, oursID := v.pair(t)
	var o outcome
	o.native, o.ours = p.Pair(native, ours)
	if !v.unheard {
		o.nativeEntries, o.oursEntries = p.Journal(nativeID), p.Journal(oursID)
	}
	return o
}

func (v vector) check(t *testing.T, o outcome) {
	harness.Proves(t, v.clauses()...)
	if v.races != nil {
		v.checkRace(t, o)
		return
	}
	assert.Equal(t, o.native.Lines(), o.ours.Lines(), "native, and wsclose")
	assert.Equal(t, o.native.Buffered(), o.ours.Buffered(), "bufferedAmount: native, and wsclose")
	v.checkServer(t, o)
	assert.Equal(t, v.report, o.ours.LastReport().Line(), "wsclose's report")
	assert.Equal(t, v.page, o.native.Lines(), "this browser isn't the one that was measured, or the vector is wrong")
}

// checkRace: which of the outcomes it is, a race in the browser decides anew for each socket. So wsclose is compared with the native
// socket that it has itself.
func (v vector) checkRace(t *testing.T, o outcome) {
	ours, tapped := o.ours.Split()
	assert.Equal(t, tapped.Lines(), ours.Lines(), "the native socket below wsclose's, and wsclose")
	assert.Equal(t, tapped.Buffered(), ours.Buffered(), "bufferedAmount")
	for _, lines := range [][]string{o.native.Lines(), ours.Lines()} {
		require.Len(t, lines, len(v.page)+1)
		assert.Equal(t, v.page, lines[:len(v.page)])
		assert.Contains(t, v.races, lines[len(v.page)])
	}
	last := ours.Lines()[len(v.page)]
	assert.Equal(t, v.races[last], ours.LastReport().Line(), "wsclose's report of %s", last)
}

func (v vector) checkServer(t *testing.T, o outcome) {
	require.Len(t, o.oursEntries, len(o.nativeEntries))
	for i, native := range o.nativeEntries {
		ours := o.oursEntries[i]
		if !v.lostClose(native) && !v.lostClose(ours) {
			assert.Equal(t, framesRead(native), framesRead(ours), "the server got of native, and of wsclose")
		}
		assert.Equal(t, native.Request.Protocols, ours.Request.Protocols)
		assert.Equal(t, native.Status, ours.Status)
		for _, e := range []lab.Entry{native, ours} {
			assertClientFrames(t, e)
			if v.server != "" && !v.lostClose(e) {
				assert.Equal(t, v.server, harness.ServerLine(e), "the server: %+v", e)
			}
			if v.end != "" {
				assert.Equal(t, v.end, e.End, "the end of TCP: %+v", e.TCP)
			}
		}
	}
}

// lostClose: a browser that fails a connection sends its Close and ends TCP at once. If the server was writing still, RST answers that,
// and takes what the server hadn't read yet.
func (v vector) lostClose(e lab.Entry) bool {
	return strings.HasPrefix(v.server, "1002") && e.CloseRead == nil && e.End == lab.ClientRST
}

// assertClientFrames: a client masks every frame and sends none after its Close (RFC 6455, sections 5.1 and 5.5.1).
func assertClientFrames(t *testing.T, e lab.Entry) {
	t.Helper()
	closed := slices.IndexFunc(e.Read.Frames, func(f lab.Frame) bool { return f.Name == "close" })
	if closed >= 0 {
		assert.Equal(t, closed+1, e.Read.Count, "frames, the Close being the last")
	}
	for _, f := range e.Read.Frames {
		assert.True(t, f.Masked, "%s is masked", f.Name)
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
