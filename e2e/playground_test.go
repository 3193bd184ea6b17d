package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// A playground is the page of web/, driven as a person drives it.
type playground struct{ *page }

// openPlayground waits until its scenarios and the core are there.
func openPlayground(t *testing.T) playground {
	t.Helper()
	needProduct(t)
	p := playground{openPage(t, "/")}
	p.until(`document.documentElement.dataset.ready === '' && document.querySelector('#core').dataset.status === 'ready'`)
	return p
}

// until waits for a condition on the page.
func (p playground) until(condition string) {
	p.t.Helper()
	require.True(p.t, eval[bool](p.page, `async () => {
		for (const end = performance.now() + 10_000; performance.now() < end; await new Promise((resolve) => setTimeout(resolve, 10))) {
			if (`+condition+`) return true;
		}
		return false;
	}`), "never came: %s; the page shows %s", condition, p.text("#events, #problem, #refusal, #missing"))
}

// set gives fields of the form, by id, their values, as typing and choosing do.
func (p playground) set(pairs ...string) {
	p.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		eval[chrome.Void](p.page, `(id, value) => {
			const field = document.getElementById(id);
			field.value = value;
			if (field.value !== value) throw new Error(id + ' does not take ' + value);
			for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
		}`, pairs[i], pairs[i+1])
	}
}

func (p playground) press(id string) {
	p.t.Helper()
	eval[chrome.Void](p.page, `(id) => {
		const button = document.getElementById(id);
		if (button.matches(':disabled')) throw new Error(id + ' is disabled');
		button.click();
	}`, id)
}

func (p playground) text(selector string) string {
	p.t.Helper()
	return eval[string](p.page, `(selector) => Array.from(document.querySelectorAll(selector), (e) => e.textContent).join('\n')`, selector)
}

// event is the condition that so many events of a type are listed.
func event(kind string, n string) string {
	return `document.querySelectorAll('#events [data-type="` + kind + `"]').length >= ` + n
}

// quiet says that nothing on the page was refused by its policy or found missing: its console is empty.
func (p playground) quiet() {
	p.t.Helper()
	assert.Empty(p.t, p.tab.Console())
}

func TestPlaygroundShowsACloseItsReportAndWhatFollows(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	_, id := labURL("")
	p.set("scenario", "close")
	p.set("parameter-code", "1012", "parameter-reason", "deploy", "parameter-after", "1", "parameter-id", id,
		"option-rules", `[{"code": 1012, "action": "retry", "minDelayMs": 0, "firstDelayMs": 50}]`)
	assert.Contains(t, p.text("#source"), `firstDelayMs: 50`)
	p.press("connect")
	p.until(event("open", "1"))
	p.press("send")
	p.until(event("retry", "1"))
	p.until(event("open", "2"))

	eval[chrome.Void](p.page, `() => document.querySelector('#timeline .close-mark').dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))`)
	p.until(`document.querySelector('#events [data-type="close"] details').open`)
	for field, want := range map[string]string{"code": "1012", "reason": `"deploy"`, "wasClean": "true", "name": `"Service Restart"`,
		"by": `"peer"`, "cause": `"close-frame"`, "expected": "true", "requested": "nothing", "messagesIn": "1", "messagesOut": "1"} {
		assert.Equal(t, want, p.text(`#events [data-type="close"] [data-field="`+field+`"] dd`), field)
	}
	assert.Regexp(t, `^retry in .* ms \(rules\[0\]\)$`, p.text(`#events [data-type="close"] [data-field="decision"] dd`))
	assert.Len(t, strings.Fields(p.text(`#events [data-type="close"] dt`)), 28, "all fields of a report")
	assert.Contains(t, p.text(`#events [data-type="close"] .meaning [lang="ja"]`), "再起動")

	p.set("code", "1001", "reason", "bye")
	p.press("close")
	assert.Contains(t, p.text("#refusal"), "InvalidAccessError: A page may")
	p.set("code", "3000")
	p.press("close")
	p.until(event("end", "1"))
	assert.Equal(t, "2 connections, 2 closes, 1 wait; now ended.", p.text("#timeline-says"))
	assert.Equal(t, "ended", p.text(`#state [data-name="phase"] dd`))
	entries := p.journal(id)
	require.Len(t, entries, 2)
	assert.Equal(t, `3000 "bye"`, serverLine(entries[1]))
	p.quiet()
}

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
	assert.Zero(t, eval[int](p.page, `() => document.querySelectorAll('main :is(img, script)').length`))
	assert.False(t, eval[bool](p.page, `() => 'hacked' in globalThis`))
	p.quiet()
}

func TestPlaygroundControlsDoWhatTheySay(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	_, id := labURL("")
	p.set("url", web.ws("/lab/echo?id="+id))
	assert.Empty(t, eval[string](p.page, `() => document.querySelector('#scenario').value`), "a URL that is typed is no scenario")
	p.press("connect")
	p.until(event("open", "1"))
	p.set("code", "", "reason", "")
	p.press("reconnect")
	p.until(event("open", "2"))
	p.set("reason", "bad data")
	p.press("fail")
	p.until(event("retry", "1"))
	assert.Contains(t, p.text(`#events [data-type="close"] [data-field="cause"] dd`), `"failed"`)
	p.press("dispose")
	p.until(event("end", "1"))
	p.press("reconnect")
	assert.Contains(t, p.text("#refusal"), "InvalidStateError")
	p.press("clear")
	assert.Empty(t, p.text("#events"))
	assert.Len(t, p.journal(id), 2)
	p.quiet()
}

func TestPlaygroundShowsThePackagesErrorsBesideTheForm(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	for _, c := range []struct{ field, value, says, back string }{
		{"option-firstDelayMs", "-1", "wsclose: options.reconnect.firstDelayMs is -1; it takes a number from 0 to 2147483647", ""},
		{"option-closeTimeoutMs", "soon", `wsclose: options.closeTimeoutMs is "soon"; it takes a number from 0 to 2147483647`, ""},
		{"option-rules", `[{"code": 99999, "action": "stop"}]`, "wsclose: options.reconnect.rules[0].code is 99999;", ""},
		{"option-rules", `[`, "rules is not JSON", ""},
	} {
		p.set(c.field, c.value)
		assert.Contains(t, p.text("#problem"), c.says)
		assert.Equal(t, c.field, eval[string](p.page, `() => document.querySelector('[aria-invalid]')?.id ?? ''`))
		p.set(c.field, c.back)
		assert.Empty(t, p.text("#problem"))
	}
	p.set("url", "ftp://example.com/")
	p.press("connect")
	assert.Contains(t, p.text("#problem"), "SyntaxError")
	p.quiet()
}

func TestPlaygroundNamesThePackagesOwnDefaults(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	for _, policy := range []string{"rfc6455", "interactive"} {
		p.set("option-policy", policy)
		shown := eval[[]float64](p.page, `() => ['firstDelayMs', 'maxDelayMs', 'growth'].map((name) => Number(document.getElementById('option-' + name).placeholder))`)
		drawn := eval[[]float64](p.page, `async (policy) => (await import('/dist/index.js')).planDelays({policy, jitter: 'none'}, 9, () => 0)`, policy)
		assert.Equal(t, []float64{drawn[0], drawn[8], drawn[1] / drawn[0]}, shown)
	}
	assert.Equal(t, "Seconds before each attempt after 1006: 0–1, 0–2, 0–4, 0–8, 0–15, 0–15, …", p.text("#waits"))
}

func TestPlaygroundFindsEveryCodeInEnglishAndJapanese(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	const visible = "#code-rows tr:not([hidden]) th"
	for wanted, rows := range map[string]string{"1012": "1012", "65535": "5000–65535", "3905": "3900–3915", "過負荷": "1013", "upgrade gateway": "", "bad gateway": "1014", "xyzzy": ""} {
		p.set("search", wanted)
		assert.Equal(t, rows, p.text(visible), wanted)
	}
	p.set("search", "")
	assert.Contains(t, p.text("#found"), "All 65536 numbers")
	assert.True(t, strings.HasSuffix(p.text(visible), "4000–4999\n5000–65535"))
}

func TestPlaygroundFitsAPhoneAndLabelsItsControls(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	_, err := chrome.Do(p.ctx, p.tab, chromedp.EmulateViewport(360, 740))
	require.NoError(t, err)
	eval[chrome.Void](p.page, `() => document.querySelectorAll('details').forEach((one) => { one.open = true })`)
	assert.Equal(t, 360, eval[int](p.page, `() => document.documentElement.scrollWidth`))
	assert.Empty(t, eval[[]string](p.page, `() => Array.from(document.querySelectorAll('input, select, textarea, button'))
		.filter((one) => !(one.labels?.length > 0 || one.textContent.trim() !== '' && one.localName === 'button')).map((one) => one.outerHTML)`))
}

func TestPlaygroundSaysThatThePackageIsMissing(t *testing.T) {
	t.Parallel()
	p := playground{openPage(t, "/bare/")}
	p.until(`!document.querySelector('#missing').hidden`)
	assert.Regexp(t, `^The package is not at /bare/dist/index.js, .*make build`, p.text("#missing"))
}
