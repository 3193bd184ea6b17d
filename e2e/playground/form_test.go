package playground_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/harness"
)

// check sets a box, as a click does.
func (p playground) check(id string, on bool) {
	p.T.Helper()
	harness.Eval[chrome.Void](p.Page, `(id, on) => { const box = document.getElementById(id); if (box.checked !== on) box.click(); }`, id, on)
}

// choose takes an option of a select by its place.
func (p playground) choose(id string, index int) {
	p.T.Helper()
	harness.Eval[chrome.Void](p.Page, `(id, index) => {
		const field = document.getElementById(id);
		field.selectedIndex = index;
		for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
	}`, id, index)
}

// TestPlaygroundHasAFieldForEveryOption: the package itself tells what there is.
func TestPlaygroundHasAFieldForEveryOption(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	list := func(options, of string) []string {
		message := harness.Eval[string](p.Page, `async (options) => {
			const { ManagedWebSocket } = await import('/dist/index.js');
			try { ManagedWebSocket.with(JSON.parse(options)); } catch (error) { return error.message; }
		}`, options)
		found := regexp.MustCompile(`options` + of + `\.nope is unknown; there are (.+)$`).FindStringSubmatch(message)
		require.NotNil(t, found, message)
		return strings.Split(found[1], ", ")
	}
	paths := list(`{"nope": 1}`, "")
	for _, of := range []string{"reconnect", "queue", "heartbeat"} {
		for _, name := range list(`{"`+of+`": {"nope": 1}}`, `\.`+of) {
			paths = append(paths, of+"."+name)
		}
	}
	assert.Greater(t, len(paths), 30)
	fields := harness.Eval[[]string](p.Page, `() => Array.from(document.querySelectorAll('[data-path]'), ({ dataset: { path } }) => path)`)
	for _, path := range paths {
		switch path {
		case "heartbeat": // its members are fields
		case "WebSocket":
			assert.Regexp(t, `WebSocket the class that .* for code alone`, p.text(".group > .hint"))
		default:
			assert.Contains(t, fields, path)
		}
	}
	assert.Contains(t, p.text(".group > .hint"), "The URL and the subprotocols may also be functions")
}

func TestPlaygroundShowsTheOptionsAsCode(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	p.set("url", "wss://example.com/feed")
	assert.Equal(t, "import { ManagedWebSocket } from \"wsclose\";\n\nconst socket = new ManagedWebSocket(\"wss://example.com/feed\");", p.text("#source"))

	p.set("protocols", "a, b", "option-reconnect-policy", "interactive", "option-reconnect-jitter", "equal", "option-reconnect-firstDelayMs", "700",
		"option-reconnect-maxDelayMs", "9000", "option-reconnect-growth", "1.5", "option-reconnect-minDelayMs", "5", "option-reconnect-minUptimeMs", "100",
		"option-reconnect-maxAttempts", "9", "option-reconnect-maxElapsedMs", "60000", "option-reconnect-rules-preset", "rules.always",
		"option-openTimeoutMs", "1000", "option-closeTimeoutMs", "2000", "option-idleTimeoutMs", "3000",
		"option-heartbeat-everyMs", "400", "option-heartbeat-timeoutMs", "50", "option-heartbeat-message", `say "hi"`,
		"option-queue-maxMessages", "10", "option-queue-maxBytes", "20", "option-queue-maxAgeMs", "30", "option-queue-whenFull", "drop-newest",
		"option-queue-flush", "manual", "option-maxMessageBytes", "4096", "option-lenient-table", "1001: 4001, 1011: 4500")
	p.choose("option-reconnect-decide", 1)
	p.choose("option-lenient", 2)
	p.choose("option-debug", 2)
	for _, id := range []string{"network", "lifecycle", "retryAfter"} {
		p.check("option-reconnect-"+id, false)
	}
	p.check("option-queue-resend", false)
	p.check("option-connect", false)
	p.check("option-signal", true)
	assert.Equal(t, `import { ManagedWebSocket } from "wsclose";

const controller = new AbortController();
const socket = new ManagedWebSocket("wss://example.com/feed", ["a", "b"], {
  reconnect: {
    policy: "interactive",
    jitter: "equal",
    firstDelayMs: 700,
    maxDelayMs: 9000,
    rules: [{ code: "0-65535", action: "retry" }],
    growth: 1.5,
    minDelayMs: 5,
    minUptimeMs: 100,
    maxAttempts: 9,
    maxElapsedMs: 60000,
    decide: () => false,
    network: false,
    lifecycle: false,
    retryAfter: false,
  },
  openTimeoutMs: 1000,
  closeTimeoutMs: 2000,
  idleTimeoutMs: 3000,
  heartbeat: {
    everyMs: 400,
    timeoutMs: 50,
    message: () => "say \"hi\"",
  },
  queue: {
    maxMessages: 10,
    maxBytes: 20,
    maxAgeMs: 30,
    whenFull: "drop-newest",
    flush: "manual",
    resend: false,
  },
  lenient: { 1001: 4001, 1011: 4500 },
  maxMessageBytes: 4096,
  debug: (line) => console.log(line),
  connect: false,
  signal: controller.signal,
});`, p.text("#source"))
	assert.Equal(t, "", p.text(".problem:not([hidden])"))
	assert.Equal(t, []string{" 9 set", " 6 set", " 6 set", " 5 set"},
		harness.Eval[[]string](p.Page, `() => Array.from(document.querySelectorAll('.count'), ({ textContent }) => textContent)`))

	p.check("option-queue", false)
	p.check("option-reconnect", false)
	assert.Contains(t, p.text("#source"), "{\n  reconnect: false,\n  openTimeoutMs: 1000,")
	assert.NotContains(t, p.text("#source"), "queue", "false is what it is without reconnect")
	p.quiet()
}

func TestPlaygroundShowsThePackagesErrorsBesideTheField(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	for _, c := range []struct{ field, value, says, back string }{
		{"option-reconnect-firstDelayMs", "-1", "wsclose: options.reconnect.firstDelayMs must be a number from 0 to 2147483647, not -1", ""},
		{"option-closeTimeoutMs", "soon", `wsclose: options.closeTimeoutMs must be a number from 0 to 2147483647, not "soon"`, ""},
		{"option-reconnect-rules", `[{"code": 99999, "action": "stop"}]`, "wsclose: options.reconnect.rules[0].code must be a close code from 0 to 65535", ""},
		{"option-reconnect-rules", `[`, "rules is not JSON", ""},
		{"option-queue-maxBytes", "-2", "wsclose: options.queue.maxBytes must be a number from 0 to Infinity, not -2", ""},
		{"option-heartbeat-everyMs", "0", "wsclose: options.heartbeat.everyMs must be a number from 1 to 2147483647, not 0", ""},
		{"option-maxMessageBytes", "0", "wsclose: options.maxMessageBytes must be a number from 1 to Infinity, not 0", ""},
	} {
		p.set(c.field, c.value)
		assert.Contains(t, p.text("#"+c.field+"-problem"), c.says)
		assert.Equal(t, c.field, harness.Eval[string](p.Page, `() => document.querySelector('[aria-invalid]')?.id ?? ''`))
		p.press("connect")
		assert.Equal(t, c.field, harness.Eval[string](p.Page, `() => document.activeElement.checkVisibility() ? document.activeElement.id : 'not to be seen'`),
			"Connect goes to what is wrong")
		assert.Empty(t, p.text("#events"))
		p.set(c.field, c.back)
		assert.Empty(t, p.text(".problem:not([hidden])"))
	}
	p.choose("option-lenient", 2)
	p.set("option-lenient-table", "1001: 1002")
	assert.Contains(t, p.text("#option-lenient-problem"), "options.lenient[1001] must be 1000 or 3000-4999, for one code, not 1002")
	assert.Equal(t, "option-lenient-table", harness.Eval[string](p.Page, `() => document.querySelector('[aria-invalid]').id`))
	p.choose("option-lenient", 0)

	for field, value := range map[string]string{"url": "ftp://example.com/", "protocols": "no spaces"} {
		was := harness.Eval[string](p.Page, `(id) => document.getElementById(id).value`, field)
		p.set(field, value)
		p.press("connect")
		assert.Contains(t, p.text("#"+field+"-problem"), "SyntaxError")
		assert.Equal(t, field, harness.Eval[string](p.Page, `() => document.activeElement.id`))
		p.set(field, was)
		assert.Empty(t, p.text(".problem:not([hidden])"))
	}
	p.quiet()
}

func TestPlaygroundNamesThePackagesOwnDefaults(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	for _, policy := range []string{"rfc6455", "interactive"} {
		p.set("option-reconnect-policy", policy)
		shown := harness.Eval[[]float64](p.Page, `() => ['firstDelayMs', 'maxDelayMs', 'growth'].map((name) => Number(document.getElementById('option-reconnect-' + name).placeholder))`)
		drawn := harness.Eval[[]float64](p.Page, `async (policy) => (await import('/dist/index.js')).planDelays({policy, jitter: 'none'}, 9, () => 0)`, policy)
		assert.Equal(t, []float64{drawn[0], drawn[8], drawn[1] / drawn[0]}, shown)
	}
	p.check("option-reconnect", false)
	assert.Equal(t, []string{"0", "0", "false", "true"}, harness.Eval[[]string](p.Page, `() => ['openTimeoutMs', 'closeTimeoutMs']
		.map((name) => document.getElementById('option-' + name).placeholder)
		.concat(document.getElementById('option-queue').checked, document.getElementById('option-queue-maxBytes').disabled).map(String)`))
}

// TestPlaygroundUsesWhatTheFormSays: the queue by its buttons, the heartbeat's message, a signal, and debug lines among the events.
func TestPlaygroundUsesWhatTheFormSays(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	_, id := harness.LabURL("")
	p.set("url", harness.WS("/lab/echo?id="+id), "option-queue-flush", "manual", "option-heartbeat-everyMs", "30", "option-heartbeat-message", "still here")
	p.check("option-connect", false)
	p.check("option-signal", true)
	p.choose("option-debug", 2)
	p.press("connect")
	p.set("message", "one")
	p.press("send")
	p.until(`document.querySelector('#state [data-name="buffered, queued"] dd').textContent === '3 B'`)
	p.press("clearQueue")
	assert.Regexp(t, `^1: one \(3 B, queued, \d\.\d s old\)$`, p.text(`#events [data-type="returns"] .body`))
	p.set("message", "two")
	p.press("send")
	p.press("reconnect")
	p.until(event("open", "1"))
	assert.NotContains(t, p.text(`#events [data-type="message"] .body`), "two")
	p.press("flush")
	p.until(`/two/.test(Array.from(document.querySelectorAll('#events [data-type="message"] .body'), (e) => e.textContent).join())`)
	p.until(`/still here/.test(document.querySelector('#events').textContent)`)
	p.until(event("debug", "2"))
	p.press("abort")
	p.until(event("end", "1"))
	assert.Contains(t, p.text(`#events [data-type="call"]`), "controller.abort()")
	assert.NotContains(t, p.text(`#events [data-type="message"] .body`), "one")

	p.set("option-queue-maxAgeMs", "20")
	p.press("connect")
	p.press("send")
	p.until(event("expired", "1"))
	assert.Regexp(t, `1: two \(3 B, expired, `, p.text(`#events [data-type="expired"] .body`))
	p.quiet()
}
