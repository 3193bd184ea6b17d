package playground_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/harness"
	"github.com/wsclose/wsclose/e2e/patience"
)

// A playground is the page of web/, driven as a person drives it.
type playground struct{ *harness.Page }

// openPlayground waits until its scenarios and the core are there.
func openPlayground(t *testing.T) playground { return openPlaygroundAt(t, "/") }

func openPlaygroundAt(t *testing.T, path string) playground {
	t.Helper()
	p := playground{harness.OpenPage(t, path)}
	p.until(`document.documentElement.dataset.ready === '' && document.querySelector('#core').dataset.status === 'ready'`)
	return p
}

// until waits for a condition on the page, as long as the page gets on: it gives up when nothing has been listed for a minute. (The
// timeline says nothing of that: it moves by itself.)
func (p playground) until(condition string) {
	p.T.Helper()
	watch := patience.New(p.Ctx, time.Minute)
	defer watch.Stop()
	type look struct {
		IsSo bool
		Size int // of what is listed
	}
	for size := -1; watch.Err() == nil; {
		now := harness.Eval[look](p.Page, `async () => {
			let isSo = false;
			for (const end = performance.now() + 1_000; !isSo && performance.now() < end;) {
				isSo = Boolean(`+condition+`);
				if (!isSo) await new Promise((resolve) => setTimeout(resolve, 10));
			}
			return { isSo, size: document.querySelector('#events')?.textContent.length ?? 0 };
		}`)
		if now.IsSo {
			return
		}
		if now.Size != size {
			size = now.Size
			watch.Moved()
		}
	}
	require.Fail(p.T, "it never came", "%s; the page shows %s", condition, p.text("#events, .problem:not([hidden])"))
}

// set gives fields of the form, by id, their values, as typing and choosing do.
func (p playground) set(pairs ...string) {
	p.T.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		harness.Eval[chrome.Void](p.Page, `(id, value) => {
			const field = document.getElementById(id);
			field.value = value;
			if (field.value !== value) throw new Error(id + ' does not take ' + value);
			for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
		}`, pairs[i], pairs[i+1])
	}
}

func (p playground) press(id string) {
	p.T.Helper()
	harness.Eval[chrome.Void](p.Page, `(id) => {
		const button = document.getElementById(id);
		if (button.matches(':disabled')) throw new Error(id + ' is disabled');
		button.click();
	}`, id)
}

func (p playground) text(selector string) string {
	p.T.Helper()
	return harness.Eval[string](p.Page, `(selector) => Array.from(document.querySelectorAll(selector), (e) => e.textContent).join('\n')`, selector)
}

// event is the condition that so many events of a type are listed.
func event(kind string, n string) string {
	return `document.querySelectorAll('#events [data-type="` + kind + `"]').length >= ` + n
}

// quiet says that nothing on the page was refused by its policy or found missing: its console is empty.
func (p playground) quiet() {
	p.T.Helper()
	assert.Empty(p.T, p.Tab.Console())
}

func TestPlaygroundShowsACloseItsReportAndWhatFollows(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	_, id := harness.LabURL("")
	p.set("scenario", "close")
	p.set("parameter-code", "1012", "parameter-reason", "deploy", "parameter-after", "1", "parameter-id", id,
		"option-reconnect-rules", `[{"code": 1012, "action": "retry", "minDelayMs": 0, "firstDelayMs": 50}]`)
	assert.Contains(t, p.text("#source"), `firstDelayMs: 50`)
	p.press("connect")
	p.until(event("open", "1"))
	p.press("send")
	p.until(event("retry", "1"))
	p.until(event("open", "2"))

	harness.Eval[chrome.Void](p.Page, `() => document.querySelector('#timeline .close-mark').dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))`)
	p.until(`document.querySelector('#events [data-type="close"] details').open`)
	for field, want := range map[string]string{"code": "1012", "reason": `"deploy"`, "wasClean": "true", "name": `"Service Restart"`,
		"by": `"peer"`, "cause": `"close-frame"`, "expected": "true", "requested": "nothing", "messagesIn": "1", "messagesOut": "1"} {
		assert.Equal(t, want, p.text(`#events [data-type="close"] [data-field="`+field+`"] dd`), field)
	}
	assert.Regexp(t, `^retry in .* ms \(rules\[0\]\)$`, p.text(`#events [data-type="close"] [data-field="decision"] dd`))
	assert.Len(t, strings.Fields(p.text(`#events [data-type="close"] dt`)), 30, "all fields of a report")
	assert.Contains(t, p.text(`#events [data-type="close"] .meaning [lang="ja"]`), "再起動")

	p.set("code", "1001", "reason", "bye")
	p.press("close")
	assert.Contains(t, p.text("#refusal"), "InvalidAccessError: A page may")
	p.set("code", "3000")
	p.press("close")
	p.until(event("end", "1"))
	p.until(`document.querySelector('#state [data-name="phase"] dd').textContent === 'ended'`)
	p.until(`document.querySelector('#timeline-says').textContent === '2 connections, 2 closes, 1 wait; now ended.'`)
	entries := p.Journal(id)
	require.Len(t, entries, 2)
	assert.Equal(t, `3000 "bye"`, harness.ServerLine(entries[1]))
	p.quiet()
}

func TestPlaygroundControlsDoWhatTheySay(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	_, id := harness.LabURL("")
	p.set("url", harness.WS("/lab/echo?id="+id), "option-reconnect-minDelayMs", "60000") // no retry overtakes the test
	assert.Empty(t, harness.Eval[string](p.Page, `() => document.querySelector('#scenario').value`), "a URL that is typed is no scenario")
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
	assert.Len(t, p.Journal(id), 2)
	p.quiet()
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
