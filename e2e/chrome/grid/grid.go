// Package grid runs a Chromium as grids of browsers do, started by somebody else and reached by its DevTools address: for tests of
// what drives such a browser.
package grid

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// Start returns the address, ws://host:port, of a Chromium that ends with the test. It has Chromium's own features: nothing is
// relaxed for pages that reach for loopback.
func Start(t testing.TB) string {
	t.Helper()
	path, err := chrome.Find()
	require.NoError(t, err)
	cmd := exec.Command(path, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--remote-debugging-port=0", "--user-data-dir="+t.TempDir(), "about:blank")
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	address, ended := make(chan string, 1), make(chan struct{})
	go func() {
		defer close(ended)
		defer close(address)
		for lines := bufio.NewScanner(stderr); lines.Scan(); {
			if rest, ok := strings.CutPrefix(lines.Text(), "DevTools listening on "); ok {
				before, _, _ := strings.Cut(rest, "/devtools")
				address <- before
			}
		}
	}()
	t.Cleanup(func() {
		assert.NoError(t, cmd.Process.Kill())
		<-ended        // its children hold the pipe open, and use the data directory
		_ = cmd.Wait() // says that it was killed
	})
	found, ok := <-address
	require.True(t, ok, "Chromium ended without telling its address")
	return found
}

// Pages returns the ids of the pages that the browser has open.
func Pages(t testing.TB, address string) []string {
	t.Helper()
	response, err := http.Get("http" + strings.TrimPrefix(address, "ws") + "/json/list")
	require.NoError(t, err)
	defer response.Body.Close()
	var list []struct{ ID, Type string }
	require.NoError(t, json.NewDecoder(response.Body).Decode(&list))
	ids := []string{}
	for _, one := range list {
		if one.Type == "page" {
			ids = append(ids, one.ID)
		}
	}
	return ids
}
