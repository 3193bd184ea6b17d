//go:build go1.23

package jsbridge

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

func TestTheWireIsReadAsItWasWritten(t *testing.T) {
	w := &wire{}
	w.reserve(1)
	w.put("", 1, -0.5, flag(true), 1e300)
	w.putText("", "")
	w.putText("", "à bientôt ⚡")
	w.put("", 7)
	w.at = 0
	assert.Equal(t, 1.0, w.number(""))
	assert.Equal(t, -0.5, w.number(""))
	assert.True(t, w.flag(""))
	assert.Equal(t, reconnect.Forever, w.millis(""))
	assert.Empty(t, w.text(""))
	assert.Equal(t, "à bientôt ⚡", w.text(""))
	assert.Equal(t, 7.0, w.number(""))
}

func TestTheWireGrowsByNoMoreThanWasAskedFor(t *testing.T) {
	w := &wire{}
	first := w.reserve(3)
	assert.Len(t, w.slots, MinSlots)
	assert.Equal(t, first, w.reserve(MinSlots))
	w.reserve(MinSlots + 1)
	assert.Len(t, w.slots, MinSlots+1)
}

// buffering is a socket that is closing and has bytes left.
type buffering struct{ nothing }

func (buffering) ReadyState() int       { return Closing }
func (buffering) BufferedAmount() int64 { return 9 }

func TestAnEventIsReadWithItsMomentAndWhatItNeedsOfTheSocket(t *testing.T) {
	w := &wire{}
	w.reserve(1)
	w.put("", float64(closed), 12, 0.5, -1, 11, 3, 1012)
	w.putText("", "deploy")
	w.put("", 1)
	w.put("", float64(closeAsked), 13, 0.5, -1, 11, 3000)
	w.putText("", "")
	w.at = 0
	moment := session.Moment{At: 12, Random: 0.5, Heard: -1, Sent: 11}
	assert.Equal(t, session.Event{Moment: moment, Conn: 3, Fact: session.Closed{Code: 1012, Reason: "deploy", WasClean: true}},
		w.event(buffering{}), "what a close needs of the socket is nothing")
	moment.At, moment.Buffered = 13, 9
	assert.Equal(t, session.Event{Moment: moment, Fact: session.CloseAsked{Code: 3000, Late: true}}, w.event(buffering{}))
}
