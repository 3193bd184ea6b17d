//go:build go1.23

package closecode

// By is who ended a connection, as far as can be known.
type By uint8

// Who ends connections. Bys gives the names.
const (
	ByPage    By = iota // the page: close(), fail(), an abort
	ByPeer              // the peer, by a Close frame
	ByNetwork           // something between
	ByBrowser           // the browser: it failed the connection, or put the page to sleep
	ByWsclose           // wsclose: a timeout or a limit that the page set
)

// Cause is why a connection has ended, above all where the code says nothing.
type Cause uint8

// The causes. Causes gives the names.
const (
	CauseCloseFrame   Cause = iota // the peer sent a Close frame with a code
	CauseNoStatus                  // the peer sent an empty Close frame
	CauseNeverOpened               // no `open` was seen; a page can't learn more
	CauseOffline                   // the browser was offline
	CauseOpenTimeout               // openTimeoutMs passed
	CauseCloseTimeout              // closeTimeoutMs passed
	CauseIdleTimeout               // idleTimeoutMs passed, or a heartbeat was not answered
	CauseHidden                    // the page was hidden or left
	CauseFrozen                    // the page was frozen
	CauseFailed                    // browser, page or wsclose found an error: RFC 6455, section 7.1.7
	CauseLost                      // an open connection ended without a Close frame
	CauseAborted                   // disposed of, aborted, or replaced by reconnect()
)

// Asker is who, here, asked for the close before a Close frame of the peer's came.
type Asker uint8

// The askers.
const (
	AskedByNobody Asker = iota
	AskedByPage
	AskedByWsclose
)

// Ended is what, here, ended a connection.
type Ended uint8

// What ends connections here.
const (
	EndedByNone         Ended = iota // nothing here: page's close(), peer, network or browser
	EndedByOpenTimeout               // openTimeoutMs
	EndedByCloseTimeout              // closeTimeoutMs
	EndedByIdleTimeout               // idleTimeoutMs or heartbeat
	EndedByHiding                    // pagehide: into bfcache or away
	EndedByFreezing                  // dead after the page was frozen
	EndedByFail                      // the page's fail()
	EndedByAbort                     // dispose, an AbortSignal, or reconnect() replacing it
	EndedByTooBig                    // maxMessageBytes
	EndedByProvider                  // the page's URL or protocols provider
)

// Facts are what was seen of one connection's end.
type Facts struct {
	Code     Code // as the close event has it
	WasClean bool // as the close event has it
	Opened   bool // `open` was seen
	Errored  bool // `error` was seen
	Asked    Asker
	Ended    Ended
	Offline  bool // the browser was offline when it ended
	Hidden   bool // the page was hidden when it ended
	Frozen   bool // the page was frozen then, or had been during this connection
}

// Reading is what the facts say.
type Reading struct {
	Kind     Kind
	By       By
	Cause    Cause
	Invalid  bool // the peer sent a code that is not OnWire
	Expected bool // nothing to alert on
}

// Read says what a connection's end means. Where only a guess is possible it gives the nearest cause that the facts leave, never an
// invented code: which of DNS, TLS, refusal or a failed handshake it was, a page must not learn (WHATWG WebSockets, feedback from the protocol).
func Read(f Facts) Reading {
	r := Reading{Kind: KindOf(f.Code), Invalid: cameOnWire(f) && !OnWire(f.Code)}
	switch {
	case f.Ended != EndedByNone:
		readEndedHere(f, &r)
	case f.Asked != AskedByNobody:
		readAsked(f, &r)
	case cameOnWire(f):
		r.By, r.Cause = ByPeer, CauseCloseFrame
		r.Expected = f.Code == NormalClosure || f.Code == GoingAway || f.Code == ServiceRestart
	case f.Code == NoStatusRcvd:
		r.By, r.Cause = ByPeer, CauseNoStatus
	default:
		readAbnormal(f, &r)
	}
	return r
}

// cameOnWire says whether the code stood in a Close frame. Firefox 153 delivers 1006 and 1015 from the wire, as clean closes; no browser
// makes up a 1015 or a clean 1006 of its own. A 1005 from the wire can't be told from an empty frame. Codes other than these are real
// even if the close was unclean: so it is in Chromium 156 when RST follows the Close frame.
func cameOnWire(f Facts) bool {
	return f.Code != NoStatusRcvd && (f.Code != AbnormalClosure || f.WasClean)
}

// readEndedHere reads what wsclose or the page ended otherwise than by close(): the cause is known, whatever the code.
func readEndedHere(f Facts, r *Reading) {
	r.By = ByWsclose
	switch f.Ended {
	case EndedByOpenTimeout:
		r.Kind, r.Cause = KindTimeout, CauseOpenTimeout
	case EndedByCloseTimeout:
		r.Kind, r.Cause, r.Expected = KindTimeout, CauseCloseTimeout, f.Asked == AskedByPage
	case EndedByIdleTimeout:
		r.Kind, r.Cause = KindTimeout, CauseIdleTimeout
	case EndedByHiding:
		r.Cause, r.Expected = CauseHidden, true
	case EndedByFreezing:
		r.Cause = CauseFrozen
	case EndedByAbort:
		r.By, r.Cause, r.Expected = ByPage, CauseAborted, true
	case EndedByFail, EndedByProvider:
		r.By, r.Cause = ByPage, CauseFailed
	default: // EndedByTooBig
		r.Cause = CauseFailed
	}
}

// readAsked reads the end of a connection whose close was asked for here: the asker ended it, whatever the peer answered.
func readAsked(f Facts, r *Reading) {
	r.By, r.Expected = ByPage, f.Asked == AskedByPage
	if f.Asked == AskedByWsclose {
		r.By = ByWsclose
	}
	switch {
	case cameOnWire(f):
		r.Cause = CauseCloseFrame
	case f.Code == NoStatusRcvd:
		r.Cause = CauseNoStatus
	case !f.Opened:
		r.Cause = CauseNeverOpened
	default:
		r.Cause = CauseLost
	}
}

// readAbnormal reads a 1006 that the browser made up: the surest explanation first. A frozen page always loses its connections (Chromium
// 156), and an offline one explains an `error` better than a fault of the peer's does: Firefox 153 fires it for RST too.
func readAbnormal(f Facts, r *Reading) {
	switch {
	case f.Frozen:
		r.By, r.Cause = ByBrowser, CauseFrozen
	case f.Offline:
		r.By, r.Cause = ByNetwork, CauseOffline
	case !f.Opened:
		r.By, r.Cause = ByNetwork, CauseNeverOpened
	case f.Hidden:
		r.By, r.Cause = ByBrowser, CauseHidden
	case f.Errored:
		r.By, r.Cause = ByBrowser, CauseFailed
	default:
		r.By, r.Cause = ByNetwork, CauseLost
	}
}
