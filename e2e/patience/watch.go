// Package patience bounds a test by its progress: a test that moves may take as long as the machine needs, and one that stands still is
// ended. A busy machine makes everything late, so a limit on a whole test says more of the machine than of what is tested.
package patience

import (
	"context"
	"fmt"
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
	timer  *time.Timer
}

// New returns a watch that ends after so long without a call of [Watch.Moved], or with parent. [Watch.Stop] releases it.
func New(parent context.Context, quiet time.Duration) *Watch {
	ctx, cancel := context.WithCancelCause(parent)
	timer := time.AfterFunc(quiet, func() { cancel(fmt.Errorf("nothing has moved for %s", quiet)) })
	return &Watch{Context: ctx, quiet: quiet, cancel: cancel, timer: timer}
}

// Moved says that there is progress.
func (w *Watch) Moved() { w.timer.Reset(w.quiet) }

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
