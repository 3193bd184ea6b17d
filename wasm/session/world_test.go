//go:build go1.23

package session_test

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// peer is what one connection meets. Times are in milliseconds.
type peer struct {
	dial    session.Fact   // Dialled if nil
	silent  bool           // the dial is never answered, as with a provider that hangs
	opens   session.Millis // after the dial; never if 0
	errors  bool           // `error` comes before `close`
	ends    session.Millis // after `open`, or after the dial where there is none; never if 0
	code    closecode.Code // of that end; 1006 if 0
	reason  string
	answers session.Millis // how long after the page's close() `close` comes; never if 0
	hears   session.Millis // a message comes so often; none if 0
	pongs   session.Millis // how long after a heartbeat a message comes; never if 0
	// buffered is bufferedAmount so long after the page's close().
	buffered func(since session.Millis) int64
}

func (p peer) closed() session.Closed {
	if p.code == 0 || p.code == 1006 {
		return session.Closed{Code: 1006}
	}
	return session.Closed{Code: p.code, Reason: p.reason, WasClean: true}
}

// refused never opens: the handshake fails after 50 ms.
var refused = peer{ends: 50, errors: true}

// healthy opens after 100 ms, stays, sends a message every 10 s, and answers a close after 20 ms.
var healthy = peer{opens: 100, answers: 20, hears: 10_000}

// coming is what will happen, in the order of time. What an abandoned socket still does is told to the machine like the rest: it must
// not care.
type coming struct {
	at   session.Millis
	conn session.Conn
	fact session.Fact
	do   func()
	of   *socket
}

// socket is a native socket.
type socket struct {
	peer
	closing    session.Millis // when the page's close() came, or Never
	opened     session.Millis
	sent       session.Millis // when the page last sent, or a heartbeat was
	ended, let bool
}

// world is a page, a network and a clock around one machine, as the bridge runs it: an effect that leads to another event only
// appends effects, which the outermost call does.
type world struct {
	t       *testing.T
	config  session.Config
	machine *session.Machine
	now     session.Millis
	random  float64
	peers   []peer // one for each connection; the last for all that follow
	coming  []coming
	timers  map[session.Timer]session.Millis
	sockets map[session.Conn]*socket
	queue   []session.Effect
	busy    bool
	trace   strings.Builder
	steps   []taken

	// Listeners of the page, by what is dispatched.
	onClose, onPhase, onRetry, onEnd, onDial func(w *world)
	decide                                   func(w *world, s session.Settlement) reconnect.Verdict
	// seen is what the page was shown, in order.
	seen []session.Effect
	told []session.Settlement
	dial []session.Millis
	// beats are the moments of heartbeats, beat the last.
	beats []session.Millis
	beat  session.Millis
}

func newWorld(t *testing.T, config session.Config, peers ...peer) *world {
	return &world{
		t: t, config: config, machine: session.New(config, session.Surroundings{}), random: 0.5, peers: peers, beat: reconnect.Never / 2,
		timers: map[session.Timer]session.Millis{}, sockets: map[session.Conn]*socket{},
	}
}

// dialled is a world whose page makes a socket at 0.
func dialled(t *testing.T, config session.Config, peers ...peer) *world {
	w := newWorld(t, config, peers...)
	w.page(session.ReconnectAsked{Code: closecode.NoStatusRcvd})
	return w
}

// later plans something that the page or the user does.
func (w *world) later(at session.Millis, do func()) { w.plan(coming{at: at, do: do}) }

// happens plans a fact of the page.
func (w *world) happens(at session.Millis, facts ...session.Fact) {
	for _, fact := range facts {
		w.later(at, func() { w.page(fact) })
	}
}

func (w *world) plan(c coming) {
	w.coming = append(w.coming, c)
	sort.SliceStable(w.coming, func(i, j int) bool { return w.coming[i].at < w.coming[j].at })
}

// page is a fact of the page's, now.
func (w *world) page(fact session.Fact) { w.step(0, fact) }

// moment is what the bridge reads with every event.
func (w *world) moment() session.Moment {
	m := session.Moment{At: w.now, Random: w.random, Heard: reconnect.Never, Sent: reconnect.Never}
	for conn, s := range w.sockets {
		if s.ended || s.let || conn != w.current() {
			continue
		}
		if s.buffered != nil {
			m.Buffered = s.buffered(w.now - max(s.closing, 0))
			if s.closing == reconnect.Never {
				m.Buffered = s.buffered(0)
			}
		}
		if s.hears > 0 && s.opened != reconnect.Never {
			m.Heard = s.opened + (w.now-s.opened)/s.hears*s.hears
		}
		m.Sent = s.sent
		if pong := w.beat + s.pongs; s.pongs > 0 && pong <= w.now {
			m.Heard = max(m.Heard, pong)
		}
	}
	return m
}

func (w *world) current() session.Conn { return session.Conn(len(w.sockets)) }

func (w *world) step(conn session.Conn, fact session.Fact) {
	before := *w.machine
	event := session.Event{Moment: w.moment(), Conn: conn, Fact: fact}
	effects := w.machine.Step(event)
	w.steps = append(w.steps, taken{event, before.Snapshot(), w.machine.Snapshot(), effects})
	w.note(conn, fact, &before, effects)
	w.queue = append(w.queue, effects...)
	if w.busy {
		return
	}
	w.busy = true
	for len(w.queue) > 0 {
		effect := w.queue[0]
		w.queue = w.queue[1:]
		w.do(effect)
	}
	w.busy = false
}

// note writes one line of the trace, and what was to be done below it.
func (w *world) note(conn session.Conn, fact session.Fact, before *session.Machine, effects []session.Effect) {
	name := factText(fact)
	if conn != 0 {
		name += fmt.Sprintf(" (%d)", conn)
	}
	fmt.Fprintf(&w.trace, "%7d  %s", w.now, name)
	if after := stateText(w.machine.State()); after != stateText(before.State()) {
		fmt.Fprintf(&w.trace, " -> %s", after)
	}
	if around := w.machine.Around(); around != before.Around() {
		fmt.Fprintf(&w.trace, " [page %s]", aroundText(around))
	}
	if attempt := w.machine.Attempt(); attempt != before.Attempt() {
		fmt.Fprintf(&w.trace, " [attempt %d]", attempt)
	}
	if len(effects) > 0 {
		fmt.Fprintf(&w.trace, "\n         %s", effectsText(effects))
	}
	w.trace.WriteByte('\n')
}

func call(listener func(*world), w *world) {
	if listener != nil {
		listener(w)
	}
}

func (w *world) do(effect session.Effect) {
	switch e := effect.(type) {
	case session.Dial:
		w.dials(e)
	case session.CloseNative:
		w.closes(w.sockets[e.Conn])
	case session.Abandon:
		w.sockets[e.Conn].let = true
		w.closes(w.sockets[e.Conn])
	case session.Arm:
		w.timers[e.Timer] = e.At
	case session.Disarm:
		delete(w.timers, e.Timer)
	case session.Beat:
		w.beat, w.sockets[e.Conn].sent = w.now, w.now
		w.beats = append(w.beats, w.now)
	case session.Consult:
		if s, ok := w.machine.State().(session.Deciding); ok {
			w.step(e.Conn, session.Decided{Verdict: w.decide(w, s.Settlement)})
		}
	case session.Tell:
		w.seen = append(w.seen, effect)
		w.told = append(w.told, w.machine.State().(session.Telling).Settlement)
		call(w.onClose, w)
		w.step(e.Conn, session.Told{})
	default:
		w.shows(effect)
	}
}

func (w *world) shows(effect session.Effect) {
	w.seen = append(w.seen, effect)
	switch effect.(type) {
	case session.EmitPhase:
		call(w.onPhase, w)
	case session.EmitRetry:
		call(w.onRetry, w)
	case session.EmitEnd:
		call(w.onEnd, w)
	}
}

// closes makes the peer answer a close(), if it does.
func (w *world) closes(s *socket) {
	if s.closing == reconnect.Never && !s.ended {
		s.closing = w.now
		if s.answers > 0 {
			w.ending(w.current(), s, w.now+s.answers, session.Closed{Code: 1000, WasClean: true})
		}
	}
}

func (w *world) dials(e session.Dial) {
	require.Equal(w.t, w.current()+1, e.Conn, "connections are numbered without gaps")
	require.Less(w.t, len(w.dial), 1_000, "a storm")
	w.dial = append(w.dial, w.now)
	s := &socket{peer: w.peers[min(len(w.sockets), len(w.peers)-1)], closing: reconnect.Never, opened: reconnect.Never, sent: reconnect.Never}
	w.sockets[e.Conn] = s
	call(w.onDial, w)
	if s.silent {
		return
	}
	if s.peer.dial != nil {
		s.ended = true
		w.step(e.Conn, s.peer.dial)
		return
	}
	start := w.now
	if s.opens > 0 {
		start += s.opens
		w.plan(coming{at: start, conn: e.Conn, fact: session.Opened{}, of: s})
	}
	if s.ends > 0 {
		w.ending(e.Conn, s, start+s.ends, s.closed())
	}
	w.step(e.Conn, session.Dialled{})
}

func (w *world) ending(conn session.Conn, s *socket, at session.Millis, closed session.Closed) {
	if s.errors {
		w.plan(coming{at: at, conn: conn, fact: session.Errored{}, of: s})
	}
	w.plan(coming{at: at, conn: conn, fact: closed, of: s})
}

// run lets time pass until a moment.
func (w *world) run(until session.Millis) *world {
	for {
		timer, at := w.next()
		if len(w.coming) > 0 && w.coming[0].at <= min(at, until) {
			next := w.coming[0]
			w.coming = w.coming[1:]
			w.now = max(w.now, next.at)
			w.comes(next)
			continue
		}
		if at > until {
			w.now = max(w.now, until)
			return w
		}
		delete(w.timers, timer)
		w.now = max(w.now, at)
		w.page(session.TimerFired{Timer: timer})
	}
}

// next is the timer that runs out first.
func (w *world) next() (session.Timer, session.Millis) {
	first, at := session.Timer(0), reconnect.Forever
	for timer := session.OpenTimer; timer <= session.BeatTimer; timer++ {
		if when, armed := w.timers[timer]; armed && when < at {
			first, at = timer, when
		}
	}
	return first, at
}

func (w *world) comes(c coming) {
	if c.do != nil {
		c.do()
		return
	}
	if c.of.ended {
		return // one socket closes once
	}
	switch c.fact.(type) {
	case session.Opened:
		if c.of.closing != reconnect.Never {
			return
		}
		c.of.opened = w.now
	case session.Closed:
		c.of.ended = true
	}
	w.step(c.conn, c.fact)
}

// sleeps stops all but the clock, as a machine does that sleeps: what was due comes late.
func (w *world) sleeps(until session.Millis) { w.now = until }

// golden compares the trace with testdata/traces, and with testdata/steps.json.
func (w *world) golden(name string) {
	w.t.Helper()
	golden(w.t, "traces/"+name+".txt", w.trace.String())
	goldenTrace(w.t, name, w.config, w.steps)
}

// phase is the current phase in words.
func (w *world) phase() string { return w.machine.Phase().String() }

// ends are the rules of the `end` events so far.
func (w *world) ends() []string {
	rules := []string{}
	for _, effect := range w.seen {
		if end, ok := effect.(session.EmitEnd); ok {
			rules = append(rules, end.Rule)
		}
	}
	return rules
}

// causes are those of the `close` events so far.
func (w *world) causes() []string {
	list := []string{}
	for _, s := range w.told {
		list = append(list, causes[s.Reading.Cause])
	}
	return list
}

// attempts are the numbers in the reports so far.
func (w *world) attempts() []int {
	list := []int{}
	for _, s := range w.told {
		list = append(list, s.Attempt)
	}
	return list
}
