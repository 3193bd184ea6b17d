package soak_test

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
	"github.com/rs/zerolog/log"
	"github.com/stretchr/testify/require"
)

// A window is when something was done, by its kind.
type window struct {
	kind     string
	from, to time.Time // to is zero while it lasts
}

// touches tells whether a window has anything to do with what happened in a span of time.
func (w window) touches(from, to time.Time) bool {
	return !w.from.After(to) && (w.to.IsZero() || !w.to.Before(from))
}

// windows are what was done to a lane or a tab, as it went along.
type windows struct {
	mu  sync.Mutex
	all []window
}

// open notes that something begins; what it returns, that it is over.
func (w *windows) open(kind string) (over func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := len(w.all)
	w.all = append(w.all, window{kind: kind, from: time.Now()})
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.all[i].to = time.Now()
	}
}

// in are the kinds of what was done in a span of time.
func (w *windows) in(from, to time.Time) map[string]bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	kinds := map[string]bool{}
	for _, one := range w.all {
		if one.touches(from, to) {
			kinds[one.kind] = true
		}
	}
	return kinds
}

// A lane is one way from pages to the server, with a toxiproxy on it.
type lane struct {
	windows
	proxy *toxiproxy.Proxy
}

func newLane(t *testing.T, upstream string) *lane {
	log.Logger = zerolog.Nop() // some of toxiproxy writes there
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	l := &lane{proxy: toxiproxy.NewProxy(server, t.Name(), "127.0.0.1:0", upstream)}
	require.NoError(t, l.proxy.Start())
	t.Cleanup(l.proxy.Stop)
	return l
}

// run disturbs the lane as planned.
func (l *lane) run(ctx context.Context, t *testing.T, begin time.Time, planned []toxic) {
	for _, x := range planned {
		if !sleepUntil(ctx, begin.Add(x.At)) {
			return
		}
		over := l.open(x.Kind)
		if x.Kind == cut {
			l.proxy.Stop()
			sleepUntil(ctx, begin.Add(x.At+x.For))
			for l.proxy.Start() != nil { // another connection may have taken the port meanwhile
				time.Sleep(10 * time.Millisecond)
			}
		} else {
			l.poison(ctx, t, x, begin.Add(x.At+x.For))
		}
		over()
	}
}

func (l *lane) poison(ctx context.Context, t *testing.T, x toxic, until time.Time) {
	description, err := json.Marshal(map[string]any{"name": x.Kind, "type": x.Kind, "stream": x.Stream, "toxicity": 1, "attributes": x.Attributes})
	require.NoError(t, err)
	if _, err := l.proxy.Toxics.AddToxicJson(bytes.NewReader(description)); err != nil {
		t.Errorf("%v: %v", x, err)
		return
	}
	sleepUntil(ctx, until)
	if err := l.proxy.Toxics.RemoveToxic(context.Background(), x.Kind); err != nil {
		t.Errorf("%v: %v", x, err)
	}
}

// sleepUntil reports whether the moment came before the context's end.
func sleepUntil(ctx context.Context, moment time.Time) bool {
	select {
	case <-time.After(time.Until(moment)):
		return true
	case <-ctx.Done():
		return false
	}
}
