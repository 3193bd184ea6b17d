package chrome

import (
	"context"
	"errors"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
)

// SetOffline takes the tab off the network, or puts it back: handshakes and requests fail, navigator.onLine and its events tell.
// What is open stays open.
func (t *Tab) SetOffline(ctx context.Context, offline bool) error {
	rules := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{
		{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1},
	}}
	if _, err := Call(ctx, t, network.EmulateNetworkConditionsByRule, rules); err != nil {
		return err
	}
	return t.SayOffline(ctx, offline)
}

// SayOffline lets the tab's pages believe that they are off the network, or back: navigator.onLine and its events tell, and nothing else
// changes.
func (t *Tab) SayOffline(ctx context.Context, offline bool) error {
	state := network.OverrideNetworkStateParams{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1}
	_, err := Call(ctx, t, network.OverrideNetworkState, state)
	return err
}

// SetFrozen freezes the page (Page Lifecycle), as browsers do with tabs that nobody looks at, or resumes it. While it is frozen its
// tasks don't run; an [Eval] does.
func (t *Tab) SetFrozen(ctx context.Context, frozen bool) error {
	state := page.SetWebLifecycleStateStateActive
	if frozen {
		state = page.SetWebLifecycleStateStateFrozen
	}
	_, err := Call(ctx, t, page.SetWebLifecycleState, page.SetWebLifecycleStateParams{State: state})
	return err
}

// Back goes back in the tab's history and returns when the page of that URL is there. It isn't chromedp's NavigateBack, which waits
// for a load event: a page out of the back/forward cache has none.
func (t *Tab) Back(ctx context.Context) error {
	history, err := Call(ctx, t, page.GetNavigationHistory, cdp.Empty{})
	if err != nil {
		return err
	}
	if history.CurrentIndex == 0 {
		return errors.New("there is nothing to go back to")
	}
	entry := history.Entries[history.CurrentIndex-1]
	if _, err := Call(ctx, t, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: entry.ID}); err != nil {
		return err
	}
	for {
		url, err := Eval[string](ctx, t, `() => location.href`)
		if err == nil && url == entry.URL || ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
}
