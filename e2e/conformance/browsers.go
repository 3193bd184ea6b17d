package conformance

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// The browsers that [Run] knows.
const (
	Chromium = "chromium"
	Firefox  = "firefox-esr"
	WebKit   = "webkit" // WebKitGTK's MiniBrowser, under Xvfb
)

// Names are all of them.
func Names() []string { return []string{Chromium, Firefox, WebKit} }

// A MissingError says which program a browser needs, and how to get it.
type MissingError struct {
	Browser string
	Tried   []string // names and paths, in the order of the search
	How     string   // the command that installs it on Debian
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("no %s found (tried %s); install it: %s", e.Browser, strings.Join(e.Tried, ", "), e.How)
}

// An engine is how one browser is asked for its version and opened.
type engine struct {
	path    string // of its program
	version func(ctx context.Context) (string, error)
	open    func(ctx context.Context, url string) (*opened, error)
}

// An opened is a browser with the page in it.
type opened struct {
	gone  <-chan error // gets an error when the browser ends by itself
	close func()
}

func find(browser string) (engine, error) {
	switch browser {
	case Chromium:
		return findChromium()
	case Firefox:
		return findFirefox()
	case WebKit:
		return findWebKit()
	}
	return engine{}, fmt.Errorf("browser %q is unknown; known are %s", browser, strings.Join(Names(), ", "))
}

func findChromium() (engine, error) {
	path, err := chrome.Find()
	if err != nil {
		return engine{}, err
	}
	return engine{path, versionOf(path), func(ctx context.Context, url string) (*opened, error) {
		browser, err := chrome.Start(ctx, chrome.Options{Path: path})
		if err != nil {
			return nil, err
		}
		tab, err := browser.Tab(ctx)
		if err == nil {
			err = tab.Navigate(ctx, url)
		}
		if err != nil {
			_ = browser.Close() // the first error is the one to tell
			return nil, err
		}
		gone := make(chan error, 1)
		go func() {
			<-browser.Gone()
			gone <- errors.New("the browser has ended by itself")
		}()
		return &opened{gone, func() { _ = browser.Close() }}, nil
	}}, nil
}

func findFirefox() (engine, error) {
	path, err := look(Firefox, "firefox-esr", "firefox")
	if err != nil {
		return engine{}, err
	}
	return engine{path, versionOf(path), func(ctx context.Context, url string) (*opened, error) {
		return startIn(func(dir string) ([]*exec.Cmd, error) {
			err := os.WriteFile(filepath.Join(dir, "user.js"), []byte(firefoxPreferences), 0o600)
			return []*exec.Cmd{exec.Command(path, "--headless", "--no-remote", "--new-instance", "--profile", dir, url)}, err
		})
	}}, nil
}

// firefoxPreferences keep a fresh profile off the network and from asking anything; and they turn off the pauses that Firefox
// makes before it dials again what has failed: the suite fails a dozen handshakes at one path.
const firefoxPreferences = `
user_pref("app.normandy.enabled", false);
user_pref("app.update.auto", false);
user_pref("app.update.enabled", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.newtabpage.enabled", false);
user_pref("browser.safebrowsing.malware.enabled", false);
user_pref("browser.safebrowsing.phishing.enabled", false);
user_pref("browser.safebrowsing.downloads.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("dom.push.connection.enabled", false);
user_pref("extensions.update.enabled", false);
user_pref("geo.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("network.websocket.delay-failed-reconnects", false);
user_pref("services.settings.server", "data:,");
user_pref("toolkit.telemetry.enabled", false);
user_pref("trailhead.firstrun.didSeeAboutWelcome", true);
`

// look returns the first of these programs that is there: names on the PATH, or patterns of paths.
func look(browser string, tried ...string) (string, error) {
	for _, one := range tried {
		if matches, _ := filepath.Glob(one); filepath.IsAbs(one) && len(matches) > 0 { // the patterns are well-formed
			return matches[0], nil
		}
		if path, err := exec.LookPath(one); err == nil {
			return path, nil
		}
	}
	return "", &MissingError{browser, tried, strings.Join(chrome.AptCommand(debianPackages[browser]...), " ")}
}

func versionOf(path string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		out, err := exec.CommandContext(ctx, path, "--version").Output()
		if err != nil {
			return "", fmt.Errorf("%s --version: %w", path, err)
		}
		version, _, _ := strings.Cut(strings.TrimSpace(string(out)), " built on ")
		return version, nil
	}
}
