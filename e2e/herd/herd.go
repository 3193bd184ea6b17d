package herd

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

// The bounds of a Herd.
const (
	MaxClients = 100_000_000 // so that no count leaves 32 bits
	MaxDown    = 24 * time.Hour
)

// The errors of Run, for Herds that can't be.
var (
	ErrClients = fmt.Errorf("the clients must be 1 to %d", MaxClients)
	ErrDown    = fmt.Errorf("the server must be gone for 0s to %s, in whole milliseconds", MaxDown)
	ErrReason  = fmt.Errorf("a reason has at most %d bytes of UTF-8", closecode.MaxReasonBytes)
	// ErrNoFrame is for a reason with a code that stands for there being none.
	ErrNoFrame = errors.New("1005, 1006 and 1015 never stand in a Close frame, so no reason comes with them")
)

// Herd is what happens to a crowd of clients.
type Herd struct {
	Clients int
	Down    time.Duration // from the loss until the server is back, in whole milliseconds; may be 0
	Code    closecode.Code
	Reason  string // of the Close that all of them get at t = 0; may have a hint, see reconnect.ParseHint
	Seed    uint64 // the same seed gives the same Result, on however many processors
}

// Check returns nil or one of the errors above.
func (h Herd) Check() error {
	switch {
	case h.Clients < 1 || h.Clients > MaxClients:
		return ErrClients
	case h.Down < 0 || h.Down > MaxDown || h.Down%time.Millisecond != 0:
		return ErrDown
	case len(h.Reason) > closecode.MaxReasonBytes:
		return ErrReason
	case h.Reason != "" && (h.Code == closecode.NoStatusRcvd || h.Code == closecode.AbnormalClosure || h.Code == closecode.TLSHandshake):
		return ErrNoFrame
	default:
		return nil
	}
}

// loss is the close as every client's policy sees it.
func (h Herd) loss() reconnect.Outcome {
	return reconnect.Outcome{Code: h.Code, Reason: h.Reason, WasClean: h.Code != closecode.AbnormalClosure, Opened: true}
}

// batch is how many clients share one stream of random numbers. Whoever simulates them, the numbers are the same.
const batch = 1 << 14

// Run simulates the herd under a policy. It takes no more memory for more clients. It fails if the Herd can't be (see Check), or with
// ctx's error when that is done.
func (h Herd) Run(ctx context.Context, p Policy) (*Result, error) {
	if err := h.Check(); err != nil {
		return nil, err
	}
	batches := (h.Clients + batch - 1) / batch
	parts := make([]*Result, min(runtime.GOMAXPROCS(0), batches))
	var next atomic.Int64
	var workers sync.WaitGroup
	for i := range parts {
		parts[i] = newResult(h, p.Name)
		workers.Go(func() {
			pace := p.pace(h.loss())
			for ctx.Err() == nil {
				n := int(next.Add(1)) - 1
				if n >= batches {
					return
				}
				random := rand.New(rand.NewPCG(h.Seed, uint64(n)))
				parts[i].simulate(pace, random, min(batch, h.Clients-n*batch))
			}
		})
	}
	workers.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	whole := parts[0]
	for _, part := range parts[1:] {
		whole.add(part)
	}
	return whole, nil
}

// simulate lets clients live, one after the other, until each is back or has given up.
func (r *Result) simulate(pace pace, random *rand.Rand, clients int) {
	down := reconnect.Millis(r.Herd.Down.Milliseconds())
	for range clients {
		pace.lose(random)
		var now reconnect.Millis
		for n := 1; ; n++ {
			wait, ok := pace.wait(n, random)
			if !ok {
				r.gaveUp++
				break
			}
			r.attempts++
			if now += wait; now >= down {
				r.back(now - down)
				break
			}
			r.failed[now/binMillis]++
		}
	}
}
