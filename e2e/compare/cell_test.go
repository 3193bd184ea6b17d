package compare_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// cellTimeout bounds one cell; the slowest takes some ten seconds, and ten times that on a busy machine.
const cellTimeout = 3 * time.Minute

// awayTime is how long a page lies in the back/forward cache.
const awayTime = time.Second

// A cell is one scenario with one package.
type cell struct {
	web      *site
	browser  *chrome.Browser
	scenario scenario
	peer     string
}

// id is the cell's name in the lab's journal.
func (c cell) id() string { return c.scenario.id() + "/" + c.peer }

// A reply is what run.js answers: a finding, or what the browser is asked to do first.
type reply struct {
	Found *finding `json:"found"`
	Ask   string   `json:"ask"`
}

// runCell runs a cell in a tab of its own. It fails the test where wsclose doesn't pass, and where the scenario itself breaks.
func runCell(t *testing.T, c cell) finding {
	ctx, cancel := context.WithTimeout(t.Context(), cellTimeout)
	defer cancel()
	tab, err := c.browser.Tab(ctx, chrome.Isolated)
	require.NoError(t, err)
	defer func() { assert.NoError(t, tab.Close()) }()
	require.NoError(t, tab.Navigate(ctx, c.web.server.URL+"/page"))

	got, err := chrome.Eval[reply](ctx, tab, `(...args) => compare.start(...args)`, c.scenario.subject, c.scenario.name, c.peer, c.id())
	for err == nil && got.Found == nil {
		var answer bool
		if answer, err = c.act(ctx, tab, got.Ask); err == nil {
			got, err = chrome.Eval[reply](ctx, tab, `(answer) => compare.resume(answer)`, answer)
		}
	}
	require.NoError(t, err)
	if c.peer == ours {
		assert.True(t, got.Found.passed(), "%s: wsclose %s", c.scenario.title, got.Found.Did)
		if !c.scenario.throws {
			assert.Empty(t, tab.Exceptions(), "the page threw")
		}
	}
	return *got.Found
}

// act does what a scenario asks of the browser.
func (c cell) act(ctx context.Context, tab *chrome.Tab, what string) (bool, error) {
	switch what {
	case "go offline":
		return true, tab.SetOffline(ctx, true)
	case "go online":
		return true, tab.SetOffline(ctx, false)
	case "leave and come back":
		return c.leaveAndComeBack(ctx, tab)
	}
	return false, fmt.Errorf("the browser can't %q", what)
}

// leaveAndComeBack takes the tab to another origin and back, and says whether the server knew meanwhile that the page had gone.
func (c cell) leaveAndComeBack(ctx context.Context, tab *chrome.Tab) (bool, error) {
	if err := tab.Navigate(ctx, c.web.elsewhere()); err != nil {
		return false, err
	}
	select {
	case <-time.After(awayTime):
	case <-ctx.Done():
		return false, context.Cause(ctx)
	}
	told := true
	for _, entry := range c.web.lab.Journal(c.id()) {
		told = told && !entry.Live
	}
	return told, tab.Back(ctx)
}

// browserVersion is the browser's name and major version.
func browserVersion(t *testing.T, web *site, browser *chrome.Browser) string {
	ctx, cancel := context.WithTimeout(t.Context(), cellTimeout)
	defer cancel()
	tab, err := browser.Tab(ctx)
	require.NoError(t, err)
	defer func() { assert.NoError(t, tab.Close()) }()
	require.NoError(t, tab.Navigate(ctx, web.server.URL+"/page"))
	version, err := chrome.Eval[string](ctx, tab, `() => compare.browser()`)
	require.NoError(t, err)
	return "Chromium " + version
}
