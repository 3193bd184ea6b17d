package playground_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/harness"
)

func TestPlaygroundShowsWhatAServerSaysAsText(t *testing.T) {
	t.Parallel()
	const hostile = `<img src=x onerror="globalThis.hacked = true"><script>hacked = true</script>`
	p := openPlayground(t)
	p.set("scenario", "close")
	p.set("parameter-code", "1008", "parameter-reason", hostile, "parameter-after", "1", "message", hostile)
	p.press("connect")
	p.until(event("open", "1"))
	p.press("send")
	p.until(event("end", "1"))
	assert.Contains(t, p.text(`#events [data-type="message"] .body`), hostile)
	assert.Contains(t, p.text(`#events [data-type="close"] summary`), `by peer`)
	assert.Contains(t, p.text(`#events [data-type="close"] [data-field="reason"] dd`), "onerror")
	assert.Zero(t, harness.Eval[int](p.Page, `() => document.querySelectorAll('main :is(img, script)').length`))
	assert.False(t, harness.Eval[bool](p.Page, `() => 'hacked' in globalThis`))
	p.quiet()
}

// TestPlaygroundShowsWhatCantBeSeen: controls, and what would turn around the text beside it, are shown as escapes; what runs from right
// to left is kept apart.
func TestPlaygroundShowsWhatCantBeSeen(t *testing.T) {
	t.Parallel()
	const hostile = "a\u202eb\u2066c\x1b[31m\x00\u200b\ufeff\U000e0041é שלום"
	p := openPlayground(t)
	p.set("url", harness.WS("/lab/close?code=1008&after=1&reason="+url.QueryEscape(hostile)), "message", hostile)
	p.press("connect")
	p.until(event("open", "1"))
	p.press("send")
	p.until(event("end", "1"))
	const shown = `a\u202eb\u2066c\u001b[31m\u0000\u200b\ufeff\u{e0041}é שלום`
	assert.Equal(t, shown, p.text(`#events [data-type="message"] .body`))
	assert.Equal(t, `"`+shown+`"`, p.text(`#events [data-type="close"] [data-field="reason"] dd`))
	assert.Equal(t, `"`+shown+`"`, p.text(`#events [data-type="close"] summary bdi`))
	for _, selector := range []string{`[data-type="message"] .body`, `[data-type="close"] summary`, `[data-type="close"] [data-field="reason"] dd`} {
		assert.Regexp(t, `^(isolate|plaintext)`, harness.Eval[string](p.Page, `(selector) => getComputedStyle(document.querySelector('#events ' + selector + ' bdi')).unicodeBidi`, selector))
	}
	assert.NotRegexp(t, `[\x00-\x08\x0b-\x1f\x7f-\x{9f}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}\x{feff}]`, p.text("#session"))
	p.quiet()
}

// TestPlaygroundStaysAsLargeAsItIs: however much happens, what is kept is counted, and a mark opens its report all the same.
func TestPlaygroundStaysAsLargeAsItIs(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	p.set("url", harness.WS("/lab/burst?n=100000&size=8"))
	p.press("connect")
	p.until(`/and 99,995 more in a row/.test(document.querySelector('#events').textContent)`)
	assert.Less(t, harness.Eval[int](p.Page, `() => document.querySelectorAll('#session *').length`), 300)

	// 20,000 closes, by the page's own parts: no server closes that often while a test waits.
	type sizes struct{ Rows, Marks, Bars, All int }
	size := harness.Eval[sizes](p.Page, `async () => {
		const [{ Log }, { Timeline }, { reportDetails }] = await Promise.all(['log', 'timeline', 'report'].map((name) => import('/' + name + '.js')));
		const [log, timeline] = [new Log(), new Timeline()];
		timeline.begin(() => 20_000, 'connecting', 1);
		let first = null;
		for (let i = 0; i < 20_000; i++) {
			timeline.phase(i, ['open', 'waiting', 'connecting'][i % 3], i);
			const row = log.add({ at: i, type: 'close', phase: 'waiting', readyState: 3 }, 'closed');
			timeline.closed(i, 1006, 'close ' + i, () => { log.reveal(row); globalThis.revealed = row; });
		}
		await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
		const count = (selector) => document.querySelectorAll(selector).length;
		return { rows: count('#events > li'), marks: count('#timeline .close-mark'), bars: count('#timeline .bar'), all: count('#session *') };
	}`)
	assert.Equal(t, sizes{500, 400, 400 + 2, size.All}, size, "the session before has two bars")
	assert.Less(t, size.All, 8_000)

	// A row that was dropped comes back for its mark.
	harness.Eval[chrome.Void](p.Page, `() => {
		document.querySelectorAll('#events > li').forEach((row) => row.remove());
		document.querySelector('#timeline .close-mark').dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
	}`)
	assert.True(t, harness.Eval[bool](p.Page, `() => document.querySelector('#events > li') === globalThis.revealed`))
}
