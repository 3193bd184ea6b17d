//go:build go1.23

package closecode_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	. "github.com/wsclose/wsclose/wasm/closecode"
)

// The vectors' names for Asker and Ended, in the order of their numbers.
var (
	askers = []string{"nobody", "page", "wsclose"}
	enders = []string{
		"none", "open-timeout", "close-timeout", "idle-timeout", "hiding", "freezing", "fail", "abort", "too-big", "provider",
	}
)

// readRow is one connection's end: the facts, then what they say.
type readRow struct {
	Name     string `json:"name"`
	Code     Code   `json:"code"`
	WasClean bool   `json:"wasClean,omitempty"`
	Opened   bool   `json:"opened,omitempty"`
	Errored  bool   `json:"errored,omitempty"`
	Asked    string `json:"asked,omitempty"` // nobody
	Ended    string `json:"ended,omitempty"` // none
	Offline  bool   `json:"offline,omitempty"`
	Hidden   bool   `json:"hidden,omitempty"`
	Frozen   bool   `json:"frozen,omitempty"`

	Kind     string `json:"kind"`
	By       string `json:"by"`
	Cause    string `json:"cause"`
	Invalid  bool   `json:"invalid"`
	Expected bool   `json:"expected"`
}

func (r readRow) facts() Facts {
	return Facts{
		Code: r.Code, WasClean: r.WasClean, Opened: r.Opened, Errored: r.Errored,
		Asked: Asker(max(0, slices.Index(askers, r.Asked))), Ended: Ended(max(0, slices.Index(enders, r.Ended))),
		Offline: r.Offline, Hidden: r.Hidden, Frozen: r.Frozen,
	}
}

// What Chromium 156 and Firefox 153 were measured to report, and what wsclose and the page do themselves.
var readRows = []readRow{
	// a Close frame of the peer's
	{Name: "normal", Code: 1000, WasClean: true, Opened: true, Kind: "normal", By: "peer", Cause: "close-frame", Expected: true},
	{Name: "going away", Code: 1001, WasClean: true, Opened: true, Kind: "going-away", By: "peer", Cause: "close-frame", Expected: true},
	{Name: "a planned restart", Code: 1012, WasClean: true, Opened: true, Kind: "going-away", By: "peer", Cause: "close-frame", Expected: true},
	{Name: "internal error", Code: 1011, WasClean: true, Opened: true, Kind: "server", By: "peer", Cause: "close-frame"},
	{Name: "overload", Code: 1013, WasClean: true, Opened: true, Kind: "overload", By: "peer", Cause: "close-frame"},
	{Name: "unauthorized", Code: 3000, WasClean: true, Opened: true, Kind: "auth", By: "peer", Cause: "close-frame"},
	{Name: "the peer's timeout", Code: 3008, WasClean: true, Opened: true, Kind: "timeout", By: "peer", Cause: "close-frame"},
	{Name: "library", Code: 3500, WasClean: true, Opened: true, Kind: "library", By: "peer", Cause: "close-frame"},
	{Name: "application", Code: 4321, WasClean: true, Opened: true, Kind: "application", By: "peer", Cause: "close-frame"},
	{Name: "Close in one segment with the 101, `open` not seen", Code: 4321, WasClean: true, Kind: "application", By: "peer", Cause: "close-frame"},
	{Name: "Close then RST: Chromium", Code: 1001, Opened: true, Kind: "going-away", By: "peer", Cause: "close-frame", Expected: true},
	{Name: "Close while offline and hidden is still the peer's", Code: 1011, WasClean: true, Opened: true, Offline: true, Hidden: true, Frozen: true, Kind: "server", By: "peer", Cause: "close-frame"},
	{Name: "no status", Code: 1005, WasClean: true, Opened: true, Kind: "normal", By: "peer", Cause: "no-status"},
	{Name: "no status, then RST", Code: 1005, Opened: true, Kind: "normal", By: "peer", Cause: "no-status"},
	// codes that no peer may send
	{Name: "zero on the wire", Code: 0, WasClean: true, Opened: true, Kind: "unknown", By: "peer", Cause: "close-frame", Invalid: true},
	{Name: "999 on the wire", Code: 999, WasClean: true, Opened: true, Kind: "unknown", By: "peer", Cause: "close-frame", Invalid: true},
	{Name: "1004 on the wire", Code: 1004, WasClean: true, Opened: true, Kind: "unknown", By: "peer", Cause: "close-frame", Invalid: true},
	{Name: "1006 on the wire: Firefox", Code: 1006, WasClean: true, Opened: true, Kind: "abnormal", By: "peer", Cause: "close-frame", Invalid: true},
	{Name: "1015 on the wire: Firefox", Code: 1015, WasClean: true, Opened: true, Kind: "tls", By: "peer", Cause: "close-frame", Invalid: true},
	{Name: "1015 on the wire, then FIN: Firefox", Code: 1015, Opened: true, Kind: "tls", By: "peer", Cause: "close-frame", Invalid: true},
	{Name: "2999 on the wire", Code: 2999, WasClean: true, Opened: true, Kind: "unknown", By: "peer", Cause: "close-frame", Invalid: true},
	{Name: "65535 on the wire", Code: 65535, WasClean: true, Opened: true, Kind: "unknown", By: "peer", Cause: "close-frame", Invalid: true},
	{Name: "RST after an invalid code", Code: 2000, Opened: true, Kind: "unknown", By: "peer", Cause: "close-frame", Invalid: true},
	// no Close frame
	{Name: "failed handshake", Code: 1006, Errored: true, Kind: "abnormal", By: "network", Cause: "never-opened"},
	{Name: "never opened, no error", Code: 1006, Kind: "abnormal", By: "network", Cause: "never-opened"},
	{Name: "never opened, hidden", Code: 1006, Errored: true, Hidden: true, Kind: "abnormal", By: "network", Cause: "never-opened"},
	{Name: "never opened, offline", Code: 1006, Errored: true, Offline: true, Kind: "abnormal", By: "network", Cause: "offline"},
	{Name: "never opened, frozen", Code: 1006, Errored: true, Frozen: true, Kind: "abnormal", By: "browser", Cause: "frozen"},
	{Name: "protocol error, or RST in Firefox", Code: 1006, Opened: true, Errored: true, Kind: "abnormal", By: "browser", Cause: "failed"},
	{Name: "FIN, or RST in Chromium", Code: 1006, Opened: true, Kind: "abnormal", By: "network", Cause: "lost"},
	{Name: "lost while offline", Code: 1006, Opened: true, Offline: true, Kind: "abnormal", By: "network", Cause: "offline"},
	{Name: "RST while offline: Firefox", Code: 1006, Opened: true, Errored: true, Offline: true, Kind: "abnormal", By: "network", Cause: "offline"},
	{Name: "lost while hidden", Code: 1006, Opened: true, Hidden: true, Kind: "abnormal", By: "browser", Cause: "hidden"},
	{Name: "back from bfcache: Chromium", Code: 1006, Opened: true, Errored: true, Hidden: true, Kind: "abnormal", By: "browser", Cause: "hidden"},
	{Name: "hidden and offline", Code: 1006, Opened: true, Hidden: true, Offline: true, Kind: "abnormal", By: "network", Cause: "offline"},
	{Name: "frozen: Chromium", Code: 1006, Opened: true, Errored: true, Frozen: true, Kind: "abnormal", By: "browser", Cause: "frozen"},
	{Name: "frozen, hidden and offline", Code: 1006, Opened: true, Frozen: true, Hidden: true, Offline: true, Kind: "abnormal", By: "browser", Cause: "frozen"},
	// the page's own close()
	{Name: "own close, echoed", Code: 1000, WasClean: true, Opened: true, Asked: "page", Kind: "normal", By: "page", Cause: "close-frame", Expected: true},
	{Name: "own close, another code back", Code: 4777, WasClean: true, Opened: true, Asked: "page", Kind: "application", By: "page", Cause: "close-frame", Expected: true},
	{Name: "own close, empty back", Code: 1005, WasClean: true, Opened: true, Asked: "page", Kind: "normal", By: "page", Cause: "no-status", Expected: true},
	{Name: "own close, FIN back", Code: 1006, Opened: true, Asked: "page", Kind: "abnormal", By: "page", Cause: "lost", Expected: true},
	{Name: "own close, 1006 back on the wire: Firefox", Code: 1006, WasClean: true, Opened: true, Asked: "page", Kind: "abnormal", By: "page", Cause: "close-frame", Invalid: true, Expected: true},
	{Name: "own close while connecting", Code: 1006, Errored: true, Asked: "page", Kind: "abnormal", By: "page", Cause: "never-opened", Expected: true},
	{Name: "own close while offline", Code: 1006, Opened: true, Offline: true, Asked: "page", Kind: "abnormal", By: "page", Cause: "lost", Expected: true},
	{Name: "wsclose's close without a cause", Code: 3008, WasClean: true, Opened: true, Asked: "wsclose", Kind: "timeout", By: "wsclose", Cause: "close-frame"},
	// ended here
	{Name: "open timeout", Code: 1006, Asked: "wsclose", Ended: "open-timeout", Kind: "timeout", By: "wsclose", Cause: "open-timeout"},
	{Name: "open timeout while offline", Code: 1006, Asked: "wsclose", Ended: "open-timeout", Offline: true, Kind: "timeout", By: "wsclose", Cause: "open-timeout"},
	{Name: "close timeout after the page's close", Code: 1006, Opened: true, Asked: "page", Ended: "close-timeout", Kind: "timeout", By: "wsclose", Cause: "close-timeout", Expected: true},
	{Name: "close timeout after wsclose's close", Code: 1006, Opened: true, Asked: "wsclose", Ended: "close-timeout", Kind: "timeout", By: "wsclose", Cause: "close-timeout"},
	{Name: "close timeout after the peer's Close", Code: 1006, Opened: true, Ended: "close-timeout", Kind: "timeout", By: "wsclose", Cause: "close-timeout"},
	{Name: "idle timeout", Code: 3008, WasClean: true, Opened: true, Asked: "wsclose", Ended: "idle-timeout", Kind: "timeout", By: "wsclose", Cause: "idle-timeout"},
	{Name: "idle timeout, nothing back", Code: 1006, Opened: true, Asked: "wsclose", Ended: "idle-timeout", Kind: "timeout", By: "wsclose", Cause: "idle-timeout"},
	{Name: "pagehide", Code: 3901, WasClean: true, Opened: true, Asked: "wsclose", Ended: "hiding", Hidden: true, Kind: "library", By: "wsclose", Cause: "hidden", Expected: true},
	{Name: "dead after a freeze", Code: 1006, Opened: true, Asked: "wsclose", Ended: "freezing", Frozen: true, Kind: "abnormal", By: "wsclose", Cause: "frozen"},
	{Name: "the page's fail()", Code: 1006, Opened: true, Asked: "page", Ended: "fail", Kind: "abnormal", By: "page", Cause: "failed"},
	{Name: "dispose or abort", Code: 1006, Opened: true, Asked: "page", Ended: "abort", Kind: "abnormal", By: "page", Cause: "aborted", Expected: true},
	{Name: "replaced by reconnect(), echoed", Code: 1000, WasClean: true, Opened: true, Asked: "page", Ended: "abort", Kind: "normal", By: "page", Cause: "aborted", Expected: true},
	{Name: "message too big", Code: 1006, Opened: true, Asked: "wsclose", Ended: "too-big", Kind: "abnormal", By: "wsclose", Cause: "failed"},
	{Name: "a provider that threw", Code: 1006, Ended: "provider", Kind: "abnormal", By: "page", Cause: "failed"},
	{Name: "ended here, an invalid code came", Code: 5000, WasClean: true, Opened: true, Asked: "page", Ended: "abort", Kind: "unknown", By: "page", Cause: "aborted", Invalid: true, Expected: true},
}

func TestReadSaysWhoEndedAConnectionAndWhy(t *testing.T) {
	for _, row := range readRows {
		t.Run(row.Name, func(t *testing.T) {
			r := Read(row.facts())
			assert.Equal(t, row.Kind, Kinds()[r.Kind])
			assert.Equal(t, row.By, Bys()[r.By])
			assert.Equal(t, row.Cause, Causes()[r.Cause])
			assert.Equal(t, row.Invalid, r.Invalid, "invalid")
			assert.Equal(t, row.Expected, r.Expected, "expected")
		})
	}
	assertVectors(t, "read.json", readRows)
}

func TestReadRowsNameKnownAskersAndEnders(t *testing.T) {
	for _, row := range readRows {
		require.Contains(t, append(askers, ""), row.Asked, row.Name)
		require.Contains(t, append(enders, ""), row.Ended, row.Name)
	}
	require.Len(t, askers, int(AskedByWsclose)+1)
	require.Len(t, enders, int(EndedByProvider)+1)
}

func anyFacts(t *rapid.T) Facts {
	code := rapid.OneOf(rapid.Uint16(), rapid.Uint16Range(999, 1016), rapid.Uint16Range(2999, 5000))
	return Facts{
		Code:     Code(code.Draw(t, "code")),
		WasClean: rapid.Bool().Draw(t, "wasClean"),
		Opened:   rapid.Bool().Draw(t, "opened"),
		Errored:  rapid.Bool().Draw(t, "errored"),
		Asked:    Asker(rapid.IntRange(0, int(AskedByWsclose)).Draw(t, "asked")),
		Ended:    Ended(rapid.IntRange(0, int(EndedByProvider)).Draw(t, "ended")),
		Offline:  rapid.Bool().Draw(t, "offline"),
		Hidden:   rapid.Bool().Draw(t, "hidden"),
		Frozen:   rapid.Bool().Draw(t, "frozen"),
	}
}

func TestWhatThePageAskedForIsThePagesAndExpected(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyFacts(t)
		f.Asked, f.Ended = AskedByPage, EndedByNone
		r := Read(f)
		assert.Equal(t, ByPage, r.By)
		assert.True(t, r.Expected)
	})
}

func TestSurroundingsChangeOnlyWhatNoCloseFrameExplains(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyFacts(t)
		calm := f
		calm.Offline, calm.Hidden, calm.Frozen = false, false, false
		if Read(f) != Read(calm) {
			assert.Equal(t, AbnormalClosure, f.Code)
			assert.False(t, f.WasClean)
			assert.Equal(t, AskedByNobody, f.Asked)
			assert.Equal(t, EndedByNone, f.Ended)
		}
	})
}

func TestInvalidIsSaidOnlyOfCodesThatMayNotStandInAFrame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyFacts(t)
		if Read(f).Invalid {
			assert.False(t, OnWire(f.Code))
			assert.NotEqual(t, NoStatusRcvd, f.Code)
		}
	})
}

func TestOnlyAPeerWhoseCodeCameEndsByACloseFrame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyFacts(t)
		r := Read(f)
		if r.By == ByPeer {
			assert.Contains(t, []Cause{CauseCloseFrame, CauseNoStatus}, r.Cause)
		}
		if f.Ended != EndedByNone {
			assert.NotEqual(t, ByPeer, r.By)
			assert.NotContains(t, []Cause{CauseCloseFrame, CauseNoStatus, CauseLost, CauseNeverOpened, CauseOffline}, r.Cause)
		}
	})
}
