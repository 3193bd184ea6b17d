package chrome

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/tracing"
	"github.com/chromedp/chromedp"
)

// A TraceEvent is one thing that Chromium recorded about itself, in Chromium's Trace Event Format. Times are microseconds of one clock.
type TraceEvent struct {
	Name    string          `json:"name"`
	Phase   string          `json:"ph"` // "X" is a span; others are moments
	Process int             `json:"pid"`
	Thread  int             `json:"tid"`
	At      int64           `json:"ts"`
	Took    int64           `json:"dur"`
	CPU     int64           `json:"tdur"` // of Took, what the thread ran
	Args    json.RawMessage `json:"args"`
}

// Trace has the whole browser record the events of these categories while f runs: those of windows from [Tab.Open] too. One trace
// at a time.
func (b *Browser) Trace(ctx context.Context, categories []string, f func() error) ([]TraceEvent, error) {
	both, cancel := context.WithCancelCause(b.ctx)
	defer cancel(nil)
	defer context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)) })()
	var events []TraceEvent
	var broken error
	done := make(chan error, 1)
	// The listener runs in chromedp's read loop, in the order of the protocol's messages: what was collected comes before the end.
	err := chromedp.ListenBrowser(both, func(event any) {
		switch event := event.(type) {
		case *tracing.EventDataCollected:
			for _, text := range event.Value {
				var one TraceEvent
				if err := json.Unmarshal(text, &one); err != nil {
					broken = fmt.Errorf("a trace event: %w", err)
				}
				events = append(events, one)
			}
		case *tracing.EventTracingComplete:
			if event.DataLossOccurred {
				broken = errors.New("the trace has lost events")
			}
			done <- broken
		}
	})
	if err != nil {
		return nil, err
	}
	start := tracing.StartParams{TraceConfig: &tracing.TraceConfig{IncludedCategories: categories}}
	if _, err := chromedp.CallBrowser(both, tracing.Start, start); err != nil {
		return nil, fmt.Errorf("starting a trace: %w", err)
	}
	failed := f()
	if _, err := chromedp.CallBrowser(both, tracing.End, cdp.Empty{}); err != nil {
		return nil, errors.Join(failed, fmt.Errorf("ending a trace: %w", err))
	}
	select {
	case err := <-done:
		return events, errors.Join(failed, err)
	case <-both.Done():
		return nil, errors.Join(failed, context.Cause(both))
	}
}
