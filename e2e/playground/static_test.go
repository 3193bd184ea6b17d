package playground_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// TestPlaygroundIsAFolderOfFiles: without a lab, under any path, it offers any URL and says why.
func TestPlaygroundIsAFolderOfFiles(t *testing.T) {
	t.Parallel()
	p := openPlaygroundAt(t, "/files/of/wsclose/")
	assert.Contains(t, p.text("#scenario-does"), "give it any URL")
	assert.True(t, harness.Eval[bool](p.Page, `() => document.querySelector('#scenario-field').hidden && document.querySelector('#lab-link').hidden`))
	assert.Empty(t, p.text("#examples")+p.text("#parameters"))

	p.press("connect")
	assert.Contains(t, p.text("#url-problem"), "Type a URL that begins with ws:// or wss://")
	_, id := harness.LabURL("")
	p.set("url", harness.WS("/lab/echo?id="+id))
	assert.Empty(t, p.text("#url-problem"))
	p.press("connect")
	p.until(event("open", "1"))
	p.press("close")
	p.until(event("end", "1"))
	require.Len(t, p.Journal(id), 1)
	p.herd()
	assert.NotEmpty(t, p.text("#code-rows"))
	assert.Contains(t, p.text(`#events [data-type="close"] .meaning`), "フレーム")

	asked := harness.Eval[[]string](p.Page, `() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)`)
	for _, path := range asked {
		assert.Regexp(t, "^/files/of/wsclose/", path, "a file of another folder")
	}
	p.quiet()
}

// TestALabsListTakesThePlaceOfTheEmptyOne: what the page finds without a lab is where the lab has its scenarios.
func TestALabsListTakesThePlaceOfTheEmptyOne(t *testing.T) {
	t.Parallel()
	for path, empty := range map[string]bool{"/lab/scenarios.json": false, "/files/of/wsclose/lab/scenarios.json": true} {
		response, err := http.Get(harness.Origin() + path)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.Equal(t, http.StatusOK, response.StatusCode)
		assert.Equal(t, empty, response.ContentLength == 3, path)
	}
}

func TestPlaygroundSaysThatThePackageIsMissing(t *testing.T) {
	t.Parallel()
	p := playground{harness.OpenPage(t, "/bare/")}
	p.until(`!document.querySelector('#missing').hidden`)
	assert.Regexp(t, `^The package is not at /bare/dist/index.js, .*make build`, p.text("#missing"))
}

func TestPlaygroundGoesOnWithoutTheCore(t *testing.T) {
	t.Parallel()
	p := playground{harness.OpenPage(t, "/coreless/")}
	p.until(`document.querySelector('#core').dataset.status === 'failed'`)
	assert.Contains(t, p.text("#core"), "sessions go on without it")
	why := "HTTP 404"
	if harness.Tested.IsInside {
		why = harness.NoWebAssembly
	}
	assert.Contains(t, p.text("#missing"), why)
	assert.True(t, harness.Eval[bool](p.Page, `() => document.querySelector('#plots').hidden && !document.querySelector('#plots-missing').hidden`))
	p.set("url", harness.WS("/lab/close?code=1008"))
	p.press("connect")
	p.until(event("end", "1"))
	assert.Equal(t, "stop (default:1008)", p.text(`#events [data-type="close"] [data-field="decision"] dd`))
	assert.Contains(t, strings.Join(p.Warnings(), "\n"), why, "the package says it")
}
