package core_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/harness"
)

// homeless runs wsclose.min.js, whose text it is given, so that it has no address of its own.
var homeless = map[string]string{
	"evaluated":                "(text) => { (0, eval)(text) }",
	"written into the page":    "(text) => { document.head.append(Object.assign(document.createElement('script'), { text })) }",
	"beside what takes a name": "(text) => { document.body.append(Object.assign(document.createElement('img'), { name: 'currentScript', src: '/core/ok-homeless/x.png' })); (0, eval)(text) }",
}

// says is what such a script says of its core, how often it has asked for one, and whether load({url}) helps.
const says = `async () => {
	const why = await wsclose.load().catch((error) => error.message);
	const asked = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.wasm')).length;
	await wsclose.load({ url: '/dist/wsclose.wasm' });
	return [why, asked + ' asked', wsclose.core.status];
}`

// A script that has no address of its own is on someone else's page, for all it knows, and asks that site for nothing.
func TestAScriptWithoutAnAddressAsksNobodyForItsCore(t *testing.T) {
	t.Parallel()
	harness.NeedFetched(t)
	const why = `^wsclose: no core: this script has no address of its own.*load\(\{ url: chrome\.runtime\.getURL\("wsclose\.wasm"\) \}\)$`
	for name, run := range homeless {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := harness.NewPage(t)
			harness.Eval[chrome.Void](p, run, classicScript(t))
			assertAskedNobody(t, harness.Eval[[]string](p, says), why)
		})
	}
	t.Run("in the world of a content script", func(t *testing.T) {
		t.Parallel()
		assertAskedNobody(t, inAWorldOfItsOwn(t, harness.NewPage(t), classicScript(t)+";("+says+")()"), why)
	})
	// Bundlers put the page's address in the place of import.meta.url where there is no script.
	t.Run("a content script that a bundler gave the page's address", func(t *testing.T) {
		t.Parallel()
		got := harness.Eval[[]string](harness.NewPage(t), `async () => {
			Object.defineProperty(globalThis, 'chrome', { value: { runtime: { id: 'of an extension' } } });
			globalThis.wsclose = await import('/dist/index.js');
			return (`+says+`)();
		}`)
		assertAskedNobody(t, got, `^wsclose: no core: an extension does not take code from the site that it visits, http:.*getURL`)
	})
}

func assertAskedNobody(t *testing.T, got []string, why string) {
	t.Helper()
	require.Len(t, got, 3)
	assert.Regexp(t, why, got[0])
	assert.Equal(t, []string{"0 asked", "ready"}, got[1:])
}

// inAWorldOfItsOwn evaluates a script as a browser runs an extension's on a page: beside the page's own, on its document.
func inAWorldOfItsOwn(t *testing.T, p *harness.Page, script string) []string {
	t.Helper()
	tree, err := chrome.Call(p.Ctx, p.Tab, cdppage.GetFrameTree, struct{}{})
	require.NoError(t, err)
	world, err := chrome.Call(p.Ctx, p.Tab, cdppage.CreateIsolatedWorld, cdppage.CreateIsolatedWorldParams{FrameID: tree.FrameTree.Frame.ID})
	require.NoError(t, err)
	yes := true
	answer, err := chrome.Call(p.Ctx, p.Tab, runtime.Evaluate, runtime.EvaluateParams{
		Expression: script, ContextID: world.ExecutionContextID, AwaitPromise: &yes, ReturnByValue: &yes,
	})
	require.NoError(t, err)
	require.Nil(t, answer.ExceptionDetails)
	var got []string
	require.NoError(t, json.Unmarshal(answer.Result.Value, &got))
	return got
}

func classicScript(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(harness.Tested.Dist, "wsclose.min.js"))
	require.NoError(t, err)
	return string(text)
}
