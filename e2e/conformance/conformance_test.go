package conformance

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// serve starts a Site for a product of empty files.
func serve(t *testing.T) *Site {
	t.Helper()
	dist := t.TempDir()
	for _, name := range []string{"index.js", "wsclose.wasm"} {
		require.NoError(t, os.WriteFile(filepath.Join(dist, name), nil, 0o600))
	}
	site, err := Serve(dist)
	require.NoError(t, err)
	t.Cleanup(site.Close)
	return site
}

func text(s string) *string { return &s }

func TestAMissingBrowserIsAnErrorThatSaysHowToInstallIt(t *testing.T) {
	t.Setenv("PATH", "")
	_, err := Run(t.Context(), Firefox, t.TempDir())
	var missing *MissingError
	require.ErrorAs(t, err, &missing)
	assert.Contains(t, err.Error(), "apt-get install -y firefox-esr")
}

func TestAnUnknownBrowserAndAnUnbuiltProductAreErrors(t *testing.T) {
	_, err := Run(t.Context(), "lynx", t.TempDir())
	assert.ErrorContains(t, err, "known are chromium, firefox-esr, webkit")
	_, err = Serve(t.TempDir())
	assert.ErrorContains(t, err, "make build")
}

func TestAResultThatThePagePostsIsWaitedFor(t *testing.T) {
	site := serve(t)
	post := func(path, body string) {
		response, err := http.Post(site.URL("")+path, "application/json", strings.NewReader(body))
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, http.StatusOK, response.StatusCode)
	}
	post("result", `{"rows": [{"subject": "s", "name": "n", "window": {"native": "1", "wsclose": "2", "verdict": "unlisted"}}]}`)
	result, err := site.Wait(t.Context())
	require.NoError(t, err)
	assert.Len(t, result.Defects(), 1)

	post("progress", "half of it")
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err = site.Wait(ctx)
	assert.ErrorContains(t, err, "half of it")
}

func TestStaleDifferencesAreThoseThatNoBrowserShows(t *testing.T) {
	differs, agrees := &Pair{"1", "2", Listed}, &Pair{"1", "1", Agrees}
	result := func(window *Pair) Result {
		return Result{
			Rows:        []Row{{Subject: "s", Name: "a", Window: window}, {Subject: "s", Name: "b", Window: agrees}, {Subject: "s", Name: "c", Window: agrees}},
			Differences: []Difference{{Covers: []Covered{{Name: "s: a"}, {Name: "s: b"}, {Name: "s: no row"}}}, {Covers: []Covered{{Name: "s: c"}}, Sometimes: true}},
		}
	}
	assert.Equal(t, []string{"s: b", "s: no row"}, Stale([]Result{result(agrees), result(differs)}))
}

func TestTheTableHasWhereABrowserDeviatesFromTheStandardOrFromOthers(t *testing.T) {
	result := func(version, first, second string) Result {
		return Result{Version: version, Rows: []Row{
			{Subject: "s", Name: "told", Expected: text("1"), Window: &Pair{Native: first}, Worker: &Pair{Native: "1"}},
			{Subject: "s", Name: "open", Window: &Pair{Native: second}},
			{Subject: "s", Name: "agreed", Expected: text("1"), Window: &Pair{Native: "1"}},
		}}
	}
	table := string(Engines([]Result{result("A", "1", "2"), result("B", "3|4", "5")}))
	assert.Contains(t, table, "| told | `1` | ✓ | `3\\|4`; worker: ✓ |")
	assert.Contains(t, table, "| open | open | `2` | `5` |")
	assert.NotContains(t, table, "agreed")
}

func TestEveryDifferenceIsExplained(t *testing.T) {
	ids, names := map[string]bool{}, map[string]bool{}
	for _, difference := range Differences() {
		assert.False(t, ids[difference.ID], "%s is there twice", difference.ID)
		ids[difference.ID] = true
		assert.Greater(t, len(difference.Why), 40, difference.ID)
		assert.NotEmpty(t, difference.Covers, difference.ID)
		for _, covered := range difference.Covers {
			assert.False(t, names[covered.Name], "%s is covered twice", covered.Name)
			names[covered.Name] = true
			assert.Equal(t, difference.Sometimes, covered.Gives == nil, "%s: what wsclose gives is told, unless it is a race", covered.Name)
		}
	}
}
