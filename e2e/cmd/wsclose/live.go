package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// isTerminal says whether out shows a line that is written over.
func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// livePeriod is how often the last line is drawn.
const livePeriod = 100 * time.Millisecond

// clearLine: ECMA-48, EL.
const clearLine = "\r\x1b[K"

// A live table has below its rows a line that tells what is going on now: it counts the time up, or down to the next attempt.
type live struct {
	table
	deadline time.Time // of the watching

	mu    sync.Mutex
	now   string    // the phase
	since time.Time // it has been going on
	until time.Time // the next attempt, or zero
	quit  chan struct{}
	ended chan struct{}
	once  sync.Once
}

func newLive(out io.Writer, deadline time.Time) *live {
	l := &live{table: table{out: out}, deadline: deadline, now: "connecting", since: time.Now(), quit: make(chan struct{}), ended: make(chan struct{})}
	l.draw()
	go l.run()
	return l
}

func (l *live) run() {
	defer close(l.ended)
	ticker := time.NewTicker(livePeriod)
	defer ticker.Stop()
	for {
		select {
		case <-l.quit:
			return
		case <-ticker.C:
			l.mu.Lock()
			l.draw()
			l.mu.Unlock()
		}
	}
}

// stop takes the line away.
func (l *live) stop() {
	l.once.Do(func() {
		close(l.quit)
		<-l.ended
		fmt.Fprint(l.out, clearLine)
	})
}

// draw writes the line over itself.
func (l *live) draw() {
	now := time.Now()
	if !l.until.IsZero() && now.After(l.until) {
		l.now, l.since, l.until = "connecting", l.until, time.Time{}
	}
	text := fmt.Sprintf("%s for %s", l.now, tenths(now.Sub(l.since)))
	if !l.until.IsZero() {
		text = fmt.Sprintf("%s: next attempt in %s", l.now, tenths(l.until.Sub(now)))
	}
	fmt.Fprintf(l.out, "%s%s (closing in %s; Ctrl-C ends)", clearLine, text, tenths(max(l.deadline.Sub(now), 0)))
}

func tenths(d time.Duration) string { return fmt.Sprintf("%.1fs", d.Seconds()) }

func (l *live) print(h happening) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprint(l.out, clearLine)
	if err := l.table.print(h); err != nil {
		return err
	}
	l.since, l.until = time.Now(), time.Time{}
	switch h.Event {
	case "open":
		l.now = "open"
	case "close":
		l.now = "closed"
	case "retry":
		l.now, l.until = "waiting", l.since.Add(time.Duration(h.DelayMs*float64(time.Millisecond)))
	case "end":
		return nil
	}
	l.draw()
	return nil
}

func (l *live) summary(s *summary) error {
	l.stop()
	return l.table.summary(s)
}
