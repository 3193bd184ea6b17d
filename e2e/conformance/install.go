package conformance

import (
	"context"
	"errors"
	"io"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// debianPackages are what apt-get install is given for a browser, Chromium aside, which is chrome's.
var debianPackages = map[string][]string{
	Firefox: {"firefox-esr"},
	WebKit:  {"--no-install-recommends", "libwebkit2gtk-4.1-0", "xvfb"}, // the library brings MiniBrowser along
}

// Locate returns the path of a browser's program. One that isn't there is a [*MissingError], or a [*chrome.MissingError].
func Locate(browser string) (string, error) {
	engine, err := find(browser)
	return engine.path, err
}

// Install is Locate, and where that finds none installs it first, by apt; it writes to out what it runs and what that prints.
func Install(ctx context.Context, out io.Writer, browser string) (string, error) {
	path, err := Locate(browser)
	var missing *MissingError
	var noChromium *chrome.MissingError
	switch {
	case errors.As(err, &missing):
		err = chrome.Apt(ctx, out, debianPackages[browser]...)
	case errors.As(err, &noChromium):
		err = chrome.Install(ctx, out)
	default:
		return path, err
	}
	if err != nil {
		return "", err
	}
	return Locate(browser)
}
