package patience

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestAWatchEndsOnlyWhenNothingMoves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(t.Context(), time.Minute)
		defer w.Stop()
		for range 10 {
			time.Sleep(59 * time.Second)
			w.Moved()
		}
		assert.NoError(t, w.Err(), "590 s of progress")
		time.Sleep(61 * time.Second)
		assert.ErrorContains(t, context.Cause(w), "nothing has moved for 1m0s")
	})
}

func TestNewStepsAreProgressAndOldOnesAreNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(t.Context(), time.Minute)
		defer w.Stop()
		var steps atomic.Int64
		var fails atomic.Bool
		stop := w.Follow(10*time.Second, func(context.Context) (int64, error) {
			if fails.Load() {
				return 0, errors.New("the page is away")
			}
			return steps.Load(), nil
		})
		defer stop()
		for range 20 {
			steps.Add(1)
			time.Sleep(45 * time.Second) // no multiple of the interval: a step and the look at it never fall on one moment a minute apart
		}
		assert.NoError(t, w.Err())
		fails.Store(true)
		time.Sleep(2 * time.Minute)
		assert.Error(t, w.Err())
	})
}
