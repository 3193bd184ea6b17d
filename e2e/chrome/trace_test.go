package chrome_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
)

func TestATraceHasWhatAPageDidMeanwhile(t *testing.T) {
	ctx, browser := start(t)
	tab, err := browser.Tab(ctx)
	require.NoError(t, err)
	defer tab.Close()
	mark := func(name string) func() error {
		return func() error {
			_, err := chrome.Eval[string](ctx, tab, `(name) => new Promise((resolve) => setTimeout(() => {
				for (const end = performance.now() + 20; performance.now() < end;) {}
				resolve(performance.mark(name).name);
			}))`, name)
			return err
		}
	}
	for _, name := range []string{"one", "two"} {
		events, err := browser.Trace(ctx, []string{"v8", "devtools.timeline", "blink.user_timing"}, mark(name))
		require.NoError(t, err)
		at := slices.IndexFunc(events, func(event chrome.TraceEvent) bool { return event.Name == name })
		require.GreaterOrEqual(t, at, 0, "each trace has its own mark")
		mark := events[at]
		assert.True(t, slices.ContainsFunc(events, func(event chrome.TraceEvent) bool {
			return event.Phase == "X" && event.Process == mark.Process && event.Thread == mark.Thread &&
				event.At <= mark.At && mark.At <= event.At+event.Took && event.Took >= 19_000 && event.CPU > 0
		}), "the call that left it is around it")
	}
	_, err = browser.Trace(ctx, []string{"v8"}, func() error { return assert.AnError })
	assert.ErrorIs(t, err, assert.AnError)
	_, err = browser.Trace(ctx, []string{"v8"}, mark("three"))
	assert.NoError(t, err, "a failure leaves no trace running")
}

// Its own pages take CPU time from the page that is tested.
func TestAWindowIsThePageAlone(t *testing.T) {
	ctx, browser := start(t)
	events, err := browser.Trace(ctx, []string{"loading"}, func() error {
		for range 2 {
			tab, err := browser.Tab(ctx, chrome.Isolated)
			if err != nil {
				return err
			}
			defer tab.Close()
			if err := tab.Navigate(ctx, "data:text/html,page"); err != nil {
				return err
			}
		}
		return nil
	})
	require.NoError(t, err)
	require.NotEmpty(t, events)
	for _, event := range events {
		require.NotContains(t, string(event.Args), ".top-chrome/")
	}
}
