package hostile_test

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// What is no hint is text; what is one asks for an hour at most.
func TestNoHintOfAServersPutsAnAttemptOffForLongerThanAnHour(t *testing.T) {
	t.Parallel()
	p := harness.NewPage(t)
	const hour = 3_600_000
	for reason, floor := range map[string]float64{
		"retry-after=1e308": 0, "retry-after=-1": 0, "retry-after=NaN": 0, "retry-after=Infinity": 0, "retry-after=３０": 0, "retry-after=٣": 0,
		"retry-after=" + strings.Repeat("9", 111): hour, "retry-after=2147483648": hour, "spread=-1;retry-after=1.5": 1_500,
		"\x00\x1b[2J;retry-after=2;\u202e": 2_000, "__proto__=5;retry-after=" + strings.Repeat("0", 90) + "1": 1_000,
	} {
		path, _ := harness.LabURL("/lab/close?code=4000&reason=" + url.QueryEscape(reason))
		got := harness.Eval[struct {
			Reason  string
			DelayMs float64
		}](p, `async (url) => {
			const { load, ManagedWebSocket } = await harness.product();
			await load();
			const s = new ManagedWebSocket(url, [], { reconnect: { firstDelayMs: 100 } });
			const { detail } = await new Promise((resolve) => s.addEventListener('retry', resolve));
			s[Symbol.dispose]();
			return { reason: detail.report.reason, delayMs: detail.delayMs };
		}`, harness.WS(path))
		assert.Equal(t, reason, got.Reason)
		assert.GreaterOrEqual(t, got.DelayMs, floor, "%q", reason)
		assert.Less(t, got.DelayMs, floor+100, "%q", reason)
	}
}

// 100,000 messages at once, a million with -long: each reaches the page, and nothing of them is left.
func TestAFloodOfMessagesLeavesNothing(t *testing.T) {
	t.Parallel()
	p := harness.NewPage(t)
	messages := 100_000
	if *harness.Long {
		messages = 1_000_000
	}
	path, _ := harness.LabURL(fmt.Sprintf("/lab/burst?n=%d&size=8", messages))
	got := harness.Eval[struct {
		Heard, In, Queued, Buffered, Sessions int
		Grown                                 float64
		Last                                  string
	}](p, `async (url, messages) => {
		const { core, load, ManagedWebSocket } = await harness.product();
		await load();
		const before = performance.memory.usedJSHeapSize;
		const s = new ManagedWebSocket(url, [], { idleTimeoutMs: 60_000, heartbeat: { everyMs: 60_000, message: () => 'beat' } });
		let heard = 0;
		const last = await new Promise((resolve) => { s.onmessage = ({ data }) => { if (++heard === messages) resolve(data) } });
		const buffered = s.bufferedAmount;
		s.close();
		const report = await s.closed;
		return { heard, last, in: report.messagesIn, queued: report.queued, buffered, sessions: core.sessions,
			grown: performance.memory.usedJSHeapSize - before };
	}`, harness.WS(path), messages)
	assert.Equal(t, []int{messages, messages, 0, 0, 0}, []int{got.Heard, got.In, got.Queued, got.Buffered, got.Sessions})
	assert.Regexp(t, fmt.Sprintf(`^%d\.*$`, messages-1), got.Last)
	assert.Less(t, got.Grown, 20e6, "a fifth of what 100,000 strings and events of 1,000 bytes would keep")
}

func TestAMessageOf16MiBIsTakenWhereNoLimitForbidsIt(t *testing.T) {
	t.Parallel()
	const size = 16 << 20
	for _, kind := range []string{"text", "binary"} {
		for _, c := range []struct{ options, told string }{
			{`{}`, "16777216"},
			{`{ maxMessageBytes: 16777216 }`, "16777216"},
			{`{ maxMessageBytes: 16777215 }`, "failed 3909 cause:too-big"},
		} {
			t.Run(kind+" "+c.options, func(t *testing.T) {
				t.Parallel()
				p := harness.NewPage(t)
				path, id := harness.LabURL("/lab/burst?n=1&type=" + kind + "&size=" + strconv.Itoa(size))
				assert.Equal(t, c.told, harness.Eval[string](p, `async (url) => {
					const { load, ManagedWebSocket } = await harness.product();
					await load();
					const s = new ManagedWebSocket(url, [], `+c.options+`);
					const told = await new Promise((resolve) => {
						s.onmessage = ({ data }) => resolve(String(data.length ?? data.size));
						s.addEventListener('end', ({ detail: { cause, sent, decision } }) => resolve(cause + ' ' + sent.code + ' ' + decision.rule));
					});
					s.close();
					await s.closed;
					return told;
				}`, harness.WS(path)))
				p.Journal(id)
			})
		}
	}
}

// Whoever is refused for ever asks no more often than its policy says, and keeps nothing.
func TestEndlessRefusalsAreMetAtThePolicysPace(t *testing.T) {
	t.Parallel()
	p := harness.NewPage(t)
	path, id := harness.LabURL("/lab/handshake?do=401")
	const most, delay = 12, 60 * time.Millisecond
	got := harness.Eval[struct {
		Rule                string
		Attempt             int
		Sessions, Lingering int
	}](p, `async (url, most, ms) => {
		const { core, load, ManagedWebSocket } = await harness.product();
		await load();
		const s = new ManagedWebSocket(url, [], { reconnect: { firstDelayMs: ms, maxDelayMs: ms, jitter: 'none', maxAttempts: most } });
		const { attempt, decision } = await s.closed;
		return { rule: decision.rule, attempt, sessions: core.sessions, lingering: core.lingering };
	}`, harness.WS(path), most, delay.Milliseconds())
	assert.Equal(t, "limit:attempts", got.Rule)
	assert.Equal(t, []int{most, 0, 0}, []int{got.Attempt, got.Sessions, got.Lingering})
	entries := p.Journal(id)
	require.Len(t, entries, most+1)
	// Each waits from the end of the one before, which the lab saw begin earlier.
	for i := 1; i < len(entries); i++ {
		assert.GreaterOrEqual(t, entries[i].Accepted.Sub(entries[i-1].Accepted), delay)
	}
}

// Tokens are put into queries, credentials, fragments and subprotocols. Nothing that is made for logs has them.
func TestNoReportLineOrEntryHasWhatMayBeSecret(t *testing.T) {
	t.Parallel()
	p := harness.NewPage(t)
	path, _ := harness.LabURL("/lab/close?code=1012&after=1&x-token=SECRET")
	address := strings.Replace(harness.WS(path), "//", "//SECRET:SECRET@", 1)
	told := harness.Eval[string](p, `async (url) => {
		const { install, load, ManagedWebSocket, observe } = await harness.product();
		await load();
		const told = [];
		new PerformanceObserver((list) => told.push(...list.getEntries().map((entry) => [entry.name, entry.detail]))).observe({ type: 'measure' });
		const stop = observe((event) => told.push(event));
		const options = { debug: (line, report) => told.push(line, report), reconnect: { firstDelayMs: 10, rules: [{ code: 1012, action: 'retry', firstDelayMs: 10 }],
			decide: (report) => void told.push(report) } };
		const s = new ManagedWebSocket(url, ['chat', 'SECRET'], options);
		for (const type of ['close', 'retry', 'end']) s.addEventListener(type, ({ report, detail }) => told.push(report, detail));
		for (const again of [true, false]) {
			await new Promise((resolve) => s.addEventListener('open', resolve, { once: true }));
			if (again) s.send('x');
		}
		s.close();
		told.push(await s.closed, s.lastClose, await s.opened.catch((e) => e.message));
		for (const bad of [() => 'wss://SECRET@h:99999/?token=SECRET', () => url + '#SECRET']) {
			const refused = new ManagedWebSocket(bad, ['chat'], options);
			told.push(await refused.closed);
		}
		const unusable = new ManagedWebSocket(() => url, () => ['SECRET token'], options);
		told.push(await unusable.closed);
		const undo = install({ onReport: (report) => told.push(report) });
		const native = new WebSocket(url);
		await new Promise((resolve) => { native.onopen = () => native.send('x'); native.onclose = resolve });
		undo();
		await new Promise((resolve) => setTimeout(resolve, 0)); // entries come in a task
		stop();
		return JSON.stringify(told);
	}`, address)
	for _, part := range []string{"/lab/close", "wsclose connect #1", "wsclose open #1", "bad-url", "SyntaxError", `"code":1012`, `"type":"retry"`} {
		assert.Contains(t, told, part, "it was told")
	}
	assert.NotContains(t, told, "SECRET")
	for _, thrown := range p.TakeExceptions() {
		assert.Contains(t, thrown, "Failed to construct", "the browser's own words, where it throws")
	}
}
