package playground_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/harness"
)

// look gives the tab a width and a colour scheme.
func (p playground) look(width int64, scheme string) {
	p.T.Helper()
	_, err := chrome.Do(p.Ctx, p.Tab, chromedp.EmulateViewport(width, 1000))
	require.NoError(p.T, err)
	p.emulate("prefers-color-scheme", scheme)
}

// emulate sets a media feature.
func (p playground) emulate(feature, value string) {
	p.T.Helper()
	_, err := chrome.Call(p.Ctx, p.Tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: feature, Value: value}}})
	require.NoError(p.T, err)
}

// keys types; names of keys are kb's.
func (p playground) keys(keys string, options ...chromedp.KeyOption) {
	p.T.Helper()
	_, err := chrome.Do(p.Ctx, p.Tab, chromedp.KeyEvent(keys, options...))
	require.NoError(p.T, err)
}

// focused describes what has the focus.
func (p playground) focused() string {
	p.T.Helper()
	return harness.Eval[string](p.Page, `() => {
		const { id, localName, classList, textContent } = document.activeElement;
		return id || localName + [...classList ?? []].map((name) => '.' + name).join('') + ' ' + textContent.slice(0, 30).trim();
	}`)
}

// live lets a session go through closes, waits and an error of the page's.
func (p playground) live() {
	p.T.Helper()
	p.set("scenario", "close")
	p.set("parameter-code", "1012", "parameter-reason", "deploy", "parameter-after", "1",
		"option-reconnect-rules", `[{"code": 1012, "action": "retry", "minDelayMs": 300, "firstDelayMs": 900}]`)
	p.press("connect")
	for _, n := range []string{"1", "2", "3"} {
		p.until(event("open", n))
		p.press("send")
		p.until(event("close", n))
	}
	p.until(event("open", "4"))
	p.set("code", "1001", "reason", "bye")
	p.press("close")
}

// unfold opens all that is folded.
func (p playground) unfold() {
	p.T.Helper()
	harness.Eval[chrome.Void](p.Page, `() => document.querySelectorAll('details').forEach((one) => { one.open = true; })`)
}

// TestPlaygroundHasNoViolationThatAxeFinds: all rules of axe-core, after a session, with an error beside a field, all unfolded.
func TestPlaygroundHasNoViolationThatAxeFinds(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile("../../js/node_modules/axe-core/axe.min.js")
	require.NoError(t, err, "axe-core isn't there: run npm ci in js")
	p := openPlayground(t)
	p.live()
	p.set("option-closeTimeoutMs", "soon")
	_, err = chrome.Call(p.Ctx, p.Tab, runtime.Evaluate, runtime.EvaluateParams{Expression: string(axe)})
	require.NoError(t, err)
	for _, width := range []int64{360, 1280} {
		for _, scheme := range []string{"light", "dark"} {
			p.look(width, scheme)
			p.unfold()
			p.drawn()
			type finding struct {
				ID, Help string
				Nodes    []string
			}
			found := harness.Eval[struct {
				Passes     int
				Violations []finding
			}](p.Page, `async () => {
				const { passes, violations } = await axe.run(document, { resultTypes: ['violations'] });
				return { passes: passes.length, violations: violations.map(({ id, help, nodes }) =>
					({ id, help, nodes: nodes.map(({ html, failureSummary }) => html.slice(0, 200) + '\n' + failureSummary) })) };
			}`)
			assert.Empty(t, found.Violations, "%d pixels, %s", width, scheme)
			assert.Greater(t, found.Passes, 30, "axe has looked")
		}
	}
	p.quiet()
}

func TestPlaygroundFitsEveryWidthAndLabelsItsControls(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	p.live()
	p.set("message", "a-word-without-an-end-"+fmt.Sprintf("%0200d", 7))
	p.press("send")
	p.until(event("close", "4"))
	p.unfold()
	for _, width := range []int64{360, 480, 720, 1000, 1280, 1920} {
		p.look(width, "light")
		p.drawn()
		assert.LessOrEqual(t, harness.Eval[int64](p.Page, `() => document.documentElement.scrollWidth`), width)
		assert.Empty(t, harness.Eval[[]string](p.Page, `() => Array.from(document.querySelectorAll('svg text'))
			.filter((text) => { const [a, b] = [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()];
				return a.width > 0 && (a.left < b.left - 1 || a.right > b.right + 1 || a.bottom > b.bottom + 1 || a.top < b.top - 1); })
			.map((text) => text.ownerSVGElement.id + ': ' + text.textContent)`), "words that are cut off at %d", width)
	}
	assert.Empty(t, harness.Eval[[]string](p.Page, `() => Array.from(document.querySelectorAll('input, select, textarea, button'))
		.filter((one) => !(one.labels?.length > 0 || one.ariaLabel || one.textContent.trim() !== '' && one.localName === 'button')).map((one) => one.outerHTML)`))
}

// TestPlaygroundWorksByKeyboardAlone: a session is begun, closed, and its report read without a pointer.
func TestPlaygroundWorksByKeyboardAlone(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	p.keys(kb.Tab)
	assert.Equal(t, "a.skip Skip to the session", p.focused())
	p.set("url", harness.WS("/lab/echo"))
	harness.Eval[chrome.Void](p.Page, `() => document.querySelector('#url').focus()`)
	p.keys(kb.Enter)
	p.until(event("open", "1"))
	harness.Eval[chrome.Void](p.Page, `() => document.querySelector('#code').focus()`)
	p.keys("3000")
	p.keys(kb.Tab)
	p.keys("by hand")
	p.keys(kb.Enter)
	p.until(event("end", "1"))

	for range 12 {
		if p.keys(kb.Tab); harness.Eval[bool](p.Page, `() => document.activeElement.matches('.close-mark')`) {
			break
		}
	}
	assert.Contains(t, p.focused(), ".close-mark")
	p.keys(kb.Enter)
	p.until(`document.querySelector('#events [data-type="close"] details').open`)
	assert.Contains(t, p.focused(), "div.meaning Credentials")
	assert.Contains(t, p.text(`#events [data-type="close"] [data-field="sent"]`), `3000 "by hand"`)
	p.keys(kb.Escape)
	assert.False(t, harness.Eval[bool](p.Page, `() => document.querySelector('#events [data-type="close"] details').open`))
	assert.True(t, harness.Eval[bool](p.Page, `() => document.activeElement.matches('.close-mark')`), "back where it was opened")
	p.quiet()
}

// TestEveryControlIsReachedByTab, in the order in which they are seen, and shows that it has the focus.
func TestEveryControlIsReachedByTab(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	p.look(1280, "light")
	p.live()
	p.unfold()
	wanted := harness.Eval[int](p.Page, `() => {
		document.activeElement.blur();
		scrollTo(0, 0);
		globalThis.unreached = new Set(Array.from(document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]'))
			.filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches(':disabled, [tabindex="-1"]')));
		globalThis.unshown = [];
		addEventListener('focusin', ({ target }) => {
			unreached.delete(target);
			const { outlineStyle, outlineWidth } = getComputedStyle(target);
			const shows = target.matches('.close-mark')
				? getComputedStyle(target.querySelector('.reach')).stroke !== 'none'
				: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
			if (!shows) unshown.push(target.outerHTML.slice(0, 100));
		});
		return unreached.size;
	}`)
	assert.Greater(t, wanted, 70)
	for range wanted + 5 {
		p.keys(kb.Tab)
	}
	assert.Empty(t, harness.Eval[[]string](p.Page, `() => Array.from(unreached, (one) => one.outerHTML.slice(0, 100))`))
	assert.Empty(t, harness.Eval[[]string](p.Page, `() => unshown`), "no outline")

	// Of the timeline's marks Tab reaches one; the arrows go on from there.
	harness.Eval[chrome.Void](p.Page, `() => document.querySelector('.close-mark[tabindex="0"]').focus()`)
	mark := func() int {
		return harness.Eval[int](p.Page, `() => Array.from(document.querySelectorAll('.close-mark')).indexOf(document.activeElement)`)
	}
	assert.Equal(t, 2, mark(), "the newest")
	for _, step := range []struct {
		key  string
		want int
	}{{kb.ArrowLeft, 1}, {kb.Home, 0}, {kb.ArrowLeft, 0}, {kb.ArrowRight, 1}, {kb.End, 2}, {kb.ArrowRight, 2}} {
		p.keys(step.key)
		assert.Equal(t, step.want, mark(), "after %q", step.key)
	}
	assert.Equal(t, 1, harness.Eval[int](p.Page, `() => document.querySelectorAll('.close-mark[tabindex="0"]').length`))
}

// TestPlaygroundIsStillForThoseWhoWantIt: nothing is animated, and the timeline grows once a second.
func TestPlaygroundIsStillForThoseWhoWantIt(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	type growth struct{ Times, Seconds float64 }
	grows := func() growth {
		p.set("url", harness.WS("/lab/echo"))
		p.press("connect")
		p.until(event("open", "1"))
		return harness.Eval[growth](p.Page, `async () => {
			let times = 0;
			const observer = new MutationObserver(() => { times++; });
			observer.observe(document.querySelector('#timeline'), { attributes: true, subtree: true });
			const begin = performance.now();
			await new Promise((resolve) => setTimeout(resolve, 1_500));
			observer.disconnect();
			return { times, seconds: (performance.now() - begin) / 1_000 };
		}`)
	}
	moving := harness.Eval[int](p.Page, `() => Array.from(document.querySelectorAll('*')).filter((one) => parseFloat(getComputedStyle(one).transitionDuration) > 0).length`)
	assert.Positive(t, moving)
	lively := grows()
	assert.Greater(t, lively.Times, lively.Seconds+2, "else once a second would be as lively: %+v", lively)

	p.emulate("prefers-reduced-motion", "reduce")
	require.NoError(t, p.Tab.Navigate(p.Ctx, harness.Origin()+"/"))
	p.until(`document.documentElement.dataset.ready === '' && document.querySelector('#core').dataset.status === 'ready'`)
	assert.Zero(t, harness.Eval[int](p.Page, `() => Array.from(document.querySelectorAll('*')).filter((one) => parseFloat(getComputedStyle(one).transitionDuration) > 0).length`))
	still := grows()
	assert.LessOrEqual(t, still.Times, still.Seconds+2, "%+v", still)
}
