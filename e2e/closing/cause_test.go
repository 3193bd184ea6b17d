package closing_test

import (
	"encoding/json"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
	"github.com/wsclose/wsclose/e2e/lab"
)

// A reading is what a report says of a 1006.
type reading struct {
	by, cause, kind             string
	opened, synthetic, expected bool
}

// What a page can know of a 1006, with and without a core. What the page's life and the network bring about is in the room
// lifecycle.
var causes = map[string]struct {
	path, options, script string
	says                  reading
	server                string // see harness.ServerLine; "" where it may never hear of the connection
}{
	"open-timeout": {path: "/lab/handshake?do=stall", options: `{openTimeoutMs: 150}`,
		says: reading{by: "wsclose", cause: "open-timeout", kind: "timeout", synthetic: true}},
	"close-timeout": {path: "/lab/mute", options: `{closeTimeoutMs: 150}`, script: `await r.on('open'); s.close(3000, 'bye')`,
		says: reading{by: "wsclose", cause: "close-timeout", kind: "timeout", opened: true, synthetic: true, expected: true}, server: `3000 "bye"`},
	"idle-timeout": {path: "/lab/mute", options: `{idleTimeoutMs: 150}`,
		says: reading{by: "wsclose", cause: "idle-timeout", kind: "timeout", opened: true, synthetic: true}, server: "3008"},
	"lost by FIN": {path: "/lab/tcp?end=fin&after=1", script: `await r.on('open'); s.send('x')`,
		says: reading{by: "network", cause: "lost", kind: "abnormal", opened: true}, server: "none"},
	"lost by RST, in a tab that is hidden but not for that": {path: "/lab/tcp?end=rst&after=1",
		script: harness.Sight + `await r.on('open'); see('hidden'); s.send('x')`,
		says:   reading{by: "network", cause: "lost", kind: "abnormal", opened: true}, server: "none"},
	"failed by the browser": {path: "/lab/raw?hex=8302abcd&after=1", script: `await r.on('open'); s.send('x')`,
		says: reading{by: "browser", cause: "failed", kind: "abnormal", opened: true}, server: `1002 "Unknown opcode"`},
	"failed by the page": {path: "/lab/echo", script: `await r.on('open'); s.fail('nonsense')`,
		says: reading{by: "page", cause: "failed", kind: "abnormal", opened: true, synthetic: true}, server: `3902 "nonsense"`},
	"never-opened": {path: "/lab/handshake?do=503",
		says: reading{by: "network", cause: "never-opened", kind: "abnormal"}, server: "none"},
	"aborted": {path: "/lab/echo", script: `await r.on('open'); s[Symbol.dispose]()`,
		says: reading{by: "page", cause: "aborted", kind: "abnormal", opened: true, synthetic: true, expected: true}, server: "empty"},
}

func TestReportsOf1006TellTheCause(t *testing.T) {
	t.Parallel()
	for name, core := range harness.Prefixes("404") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := harness.NewPage(t)
			p.TryCore(core)
			lives, ids := map[string]harness.Living{}, map[string]string{}
			for name, c := range causes {
				path, id := harness.LabURL(c.path)
				ids[name] = id
				lives[name] = p.Live(name, harness.Recording{Kind: "wsclose", Core: core, URL: path, Options: c.options, Ours: true,
					Script: c.script + `; await r.on('close'); s.close()`})
			}
			for name, c := range causes {
				closed := p.Nth(lives[name].Over(), "close", 1)
				assert.Equal(t, failed, closed.Line(), name)
				r := closed.Report
				require.NotNil(t, r)
				assert.Equal(t, c.says, reading{r.By, r.Cause, r.Kind, r.Opened, r.Synthetic, r.Expected}, name)
				if c.server == "" {
					continue
				}
				entries, err := harness.Lab().WaitFor(p.Ctx, ids[name], heardOrOver)
				require.NoError(t, err)
				assert.Equal(t, c.server, harness.ServerLine(entries[0]), name)
			}
		})
	}
}

// heardOrOver is for WaitFor: a Close has been read, or there will be none.
func heardOrOver(entries []lab.Entry) bool {
	return harness.AnyClosed(entries) || len(entries) > 0 && !entries[0].Live
}

// Why a handshake failed a page must not learn (WHATWG WebSockets, feedback from the protocol): the reports are all the same, but for
// the address, the times and the number of the session.
func TestReportsOfFailedHandshakesClaimNoMoreThanThat(t *testing.T) {
	t.Parallel()
	p := harness.NewPage(t)
	nobody := httptest.NewServer(nil)
	nobody.Close()
	urls := map[string]string{
		"refused": "ws" + nobody.URL[len("http"):], "TLS to a plain port": "wss" + harness.Origin()[len("http"):] + "/lab/echo",
	}
	for _, do := range []string{"401", "302", "eof", "rst", "bad-accept", "unasked-protocol", "unasked-extension"} {
		urls[do] = harness.WS("/lab/handshake?do=" + do)
	}
	reports := harness.Eval[map[string]json.RawMessage](p, `async (urls) => {
		const { ManagedWebSocket, load } = await harness.product();
		await load();
		const reports = {};
		for (const [name, url] of Object.entries(urls)) {
			const socket = new ManagedWebSocket(url, [], { reconnect: { maxAttempts: 0 } });
			const { at, connectMs, session, url: address, ...rest } = await socket.closed;
			reports[name] = rest;
		}
		return reports;
	}`, urls)
	var one harness.Report
	require.NoError(t, json.Unmarshal(reports["401"], &one))
	assert.Equal(t, reading{by: "network", cause: "never-opened", kind: "abnormal"},
		reading{one.By, one.Cause, one.Kind, one.Opened, one.Synthetic, one.Expected})
	for name, r := range reports {
		assert.JSONEq(t, string(reports["401"]), string(r), name)
	}
}
