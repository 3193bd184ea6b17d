// Package chrome starts a headless Chromium for a test or a command and opens tabs in it.
//
// It decides how Chromium is found, with which flags it runs, and what a caller may know of a tab: the values that page code
// returns, the exceptions that nothing caught, and the console. It refuses to decide what of that is a failure: Chromium itself
// logs every failed WebSocket to the console, so a test fails on [Tab.Exceptions], not on [Tab.Console].
//
//	browser, err := chrome.Start(ctx, chrome.Options{})
//	defer browser.Close()
//	tab, err := browser.Tab(ctx, chrome.Isolated)
//	defer tab.Close()
//	err = tab.Navigate(ctx, "http://127.0.0.1:8080/")
//	title, err := chrome.Eval[string](ctx, tab, `async (suffix) => document.title + suffix`, "!")
package chrome
