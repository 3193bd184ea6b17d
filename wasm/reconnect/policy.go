//go:build go1.23

package reconnect

import "github.com/wsclose/wsclose/wasm/closecode"

// Millis is a time or a duration in milliseconds.
type Millis int64

const (
	// Forever is the duration that never ends: a limit that isn't one.
	Forever Millis = 1<<63 - 1
	// Never is a moment so long ago that nothing is measured against it.
	Never Millis = -1 << 53
	// Blank, in a Rule or a Row, is the policy's own value.
	Blank Millis = -1
	// Unlimited is a number of attempts that is never reached; counters stop at it.
	Unlimited = 1<<31 - 1

	second = 1000 * Millis(1)
	hour   = 3600 * second
)

// LongestWait bounds a floor and a width, each: 24.8 days, the most that options, decide and RetryLater may ask for. Both together may
// be longer than a browser's timer, which holds 2^31-1 ms and fires at once for more: JavaScript's side sets it again.
const LongestWait Millis = 1<<31 - 1

// Jitter is how a delay is drawn from its width.
type Jitter uint8

const (
	FullJitter  Jitter = iota // U * width: the only one that spreads a crowd over all of the width
	EqualJitter               // width/2 + U * width/2: twice as dense
	NoJitter                  // width: everyone at once
)

// Policy is the page's options, as numbers. Start from a preset: in the zero Policy no attempt is allowed. Values out of range do no
// harm (a negative duration is 0, a growth that isn't at least 1 is 1), but options are to be rejected by name before they get here.
type Policy struct {
	First      Millis // firstDelayMs: the width before the first retry
	Max        Millis // maxDelayMs: what the width grows to
	Min        Millis // minDelayMs: a floor under every delay
	MinUptime  Millis // minUptimeMs: a connection that stays open so long is stable
	MaxElapsed Millis // maxElapsedMs, or Forever

	Growth      float64 // at least 1
	Jitter      Jitter
	MaxAttempts int // or Unlimited

	Interactive bool // a person waits: 1012 and coming back online are answered sooner
	RetryAfter  bool // heed what the server says in its reason, see ParseHint
	Rules       []Rule
}

// RFC6455 is the policy that RFC 6455, section 7.2.3, describes: "The first reconnect attempt SHOULD be delayed by a random amount of
// time", for which it names 0 to 5 s; then truncated binary exponential backoff.
func RFC6455() Policy {
	return Policy{
		First:       5 * second,
		Max:         30 * second,
		MinUptime:   5 * second,
		MaxElapsed:  Forever,
		Growth:      2,
		MaxAttempts: Unlimited,
		RetryAfter:  true,
	}
}

// Interactive is RFC6455 with shorter waits, for a page in front of a person.
func Interactive() Policy {
	p := RFC6455()
	p.First, p.Max, p.Interactive = second, 15*second, true
	return p
}

// OnlineWidth is the width of the draw when the page comes back online and no server set a floor: a cell or an office comes back
// with it.
func (p Policy) OnlineWidth() Millis {
	if p.Interactive {
		return second / 2
	}
	return 2 * second
}

// Action is what follows a close.
type Action uint8

const (
	Stop Action = iota
	Retry
)

// Actions returns the actions' names in the order of their numbers.
func Actions() []string { return []string{"stop", "retry"} }

// Jitters returns the jitters' names in the order of their numbers.
func Jitters() []string { return []string{"full", "equal", "none"} }

// Outcome is one connection's end, as far as a decision needs it.
type Outcome struct {
	// Code, Reason and WasClean are what the browser said. They don't matter where Asked or Ended decides.
	Code     closecode.Code
	Reason   string
	WasClean bool

	Opened  bool // `open` came
	Errored bool // `error` came, before `close`

	// Asked is AskedByPage after the page's close(), which stands above everything, Ended included. Its fail() is EndedByFail alone.
	Asked closecode.Asker
	Ended closecode.Ended

	// Disturbed: the page was hidden, frozen or restored at the end, or within the five seconds before (see DisturbedFor).
	Disturbed bool
}

// DisturbedFor is how long after the page was hidden, frozen or restored a server's 1000 isn't taken for a goodbye.
const DisturbedFor = 5 * second
