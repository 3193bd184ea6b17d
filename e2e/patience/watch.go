// Package patience bounds a test by its progress: a test that moves may take as long as the machine needs, and one that stands still is
// ended. A busy machine makes everything late, so a limit on a whole test says more of the machine than of what is tested.
package patience

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Quiet is how long a test may stand still. Chromium itself waits 60 s for a peer's Close, and nothing else here takes a tenth of this
// on a machine that has time.
const Quiet = 3 * time.Minute

// A Watch ends its context when nothing has moved for a while.
type Watch struct {
	context.Context
	quiet  time.Duration
	cancel context.CancelCauseFunc

	mu       sync.Mutex
	timer    *time.Timer
	isPaused bool
}

// New returns a watch that ends after so long without a call of [Watch.Moved], or with parent. [Watch.Stop] releases it.
func New(parent context.Context, quiet time.Duration) *Watch {
	ctx, cancel := context.WithCancelCause(parent)
	w := &Watch{Context: ctx, quiet: quiet, cancel: cancel}
	w.timer = time.AfterFunc(quiet, w.expire)
	return w
}

func (w *Watch) expire() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.isPaused { // a call of Pause may have come while the timer fired
		w.cancel(fmt.Errorf("nothing has moved for %s", w.quiet))
	}
}

// Moved says that there is progress.
func (w *Watch) Moved() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.isPaused {
		w.timer.Reset(w.quiet)
	}
}

// Pause stops the watch until [Watch.Resume]: nobody waits for what it watches, which may move all the same.
func (w *Watch) Pause() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.isPaused = true
	w.timer.Stop()
}

// Resume goes on after [Watch.Pause], as if something had moved now.
func (w *Watch) Resume() {
	w.mu.Lock()
	w.isPaused = false
	w.mu.Unlock()
	w.Moved()
}

// Stop ends the watch and its context.
func (w *Watch) Stop() {
	w.timer.Stop()
	w.cancel(context.Canceled)
}

// Follow calls steps at each interval until the watch ends or stop is called, and counts each new value as progress. An error says
// nothing: a page that is busy or gone can't be asked.
func (w *Watch) Follow(interval time.Duration, steps func(context.Context) (int64, error)) (stop func()) {
	ctx, cancel := context.WithCancel(w)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(interval)
		defer ticker.Stop()
		var last int64
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			if now, err := steps(ctx); err == nil && now != last {
				last = now
				w.Moved()
			}
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}
