package lab

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// Options bound what a Lab takes on. The zero value of each field means its default; there is no "unlimited".
type Options struct {
	MaxConnections int           // live WebSocket connections; default 1000. One more gets HTTP 503.
	MaxMessage     int64         // bytes of one frame read; default 16 MiB. A longer one is answered with Close 1009.
	MaxHeld        int64         // bytes of frames held at once, of all connections; default 256 MiB. More gets Close 1013, or HTTP 503.
	MaxAge         time.Duration // of a connection, held ones included; default 1 hour
	JournalEntries int           // connections remembered, the newest; default 1000
	JournalFrames  int           // frames remembered of a connection in each direction, the first; default 256
	BeyondLoopback bool          // lets Start bind to an address that other machines can reach
}

func (o Options) withDefaults() Options {
	if o.MaxConnections <= 0 {
		o.MaxConnections = 1000
	}
	if o.MaxMessage <= 0 {
		o.MaxMessage = 16 << 20
	}
	if o.MaxHeld <= 0 {
		o.MaxHeld = 256 << 20
	}
	if o.MaxAge <= 0 {
		o.MaxAge = time.Hour
	}
	if o.JournalEntries <= 0 {
		o.JournalEntries = 1000
	}
	if o.JournalFrames <= 0 {
		o.JournalFrames = 256
	}
	return o
}

var (
	errLabClosed   = errors.New("the lab was closed")
	errMaxAge      = errors.New("the connection reached MaxAge")
	errTooManyOpen = errors.New("the lab is at MaxConnections")
	errTooManyWait = errors.New("too many requests wait for the journal")
)

// Lab is one lab server: its limits, its journal and its live connections. Make it with New, end it with Close.
type Lab struct {
	options Options
	journal *journal
	flaps   flaps
	room    room

	ctx    context.Context
	cancel context.CancelCauseFunc

	mu      sync.Mutex // guards live and closed, and orders Add before Wait
	live    int
	waiting int
	closed  bool
	running sync.WaitGroup
}

// New makes a Lab. It listens nowhere: give Handler to a server, or use Start.
func New(options Options) *Lab {
	options = options.withDefaults()
	ctx, cancel := context.WithCancelCause(context.Background())
	l := &Lab{
		options: options,
		journal: newJournal(options.JournalEntries, options.JournalFrames),
		ctx:     ctx,
		cancel:  cancel,
	}
	l.room.left.Store(options.MaxHeld)
	return l
}

// Handler serves everything below /lab/. It may be mounted in a larger mux, under that path.
func (l *Lab) Handler() http.Handler { return http.HandlerFunc(l.serveHTTP) }

// Handler is the handler of a new Lab, for suites that read the journal over HTTP and end when their process ends.
func Handler() http.Handler { return New(Options{}).Handler() }

// Close ends every connection and every waiting request, and returns when their goroutines have ended. Later requests
// get HTTP 503. The journal can still be read.
func (l *Lab) Close() error {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.cancel(errLabClosed)
	l.running.Wait()
	return nil
}

// mostWaiting bounds the requests that wait for the journal: each copies what it waits for at each change.
const mostWaiting = 100

// enter admits one request's goroutine; holds says that it is a connection, else it waits for the journal. The caller must leave.
func (l *Lab) enter(holds bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.closed:
		return errLabClosed
	case holds && l.live >= l.options.MaxConnections:
		return errTooManyOpen
	case !holds && l.waiting >= mostWaiting:
		return errTooManyWait
	case holds:
		l.live++
	default:
		l.waiting++
	}
	l.running.Add(1)
	return nil
}

func (l *Lab) leave(holds bool) {
	l.mu.Lock()
	if holds {
		l.live--
	} else {
		l.waiting--
	}
	l.mu.Unlock()
	l.running.Done()
}
