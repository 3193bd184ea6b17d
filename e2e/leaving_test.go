package e2e_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// keptLog is a script that keeps what stands in the log for the page that comes next.
const keptLog = noteLife + `
	const add = r.add;
	r.add = (entry) => {
		add.call(r, entry);
		sessionStorage.log = JSON.stringify(r.entries);
	};`

// A page that is unloaded sends 1001 by itself, and no session dials once more on its way out.
func TestAReloadedPageLeavesWithGoingAway(t *testing.T) {
	t.Parallel()
	path, id := labURL("/lab/echo")
	waitingPath, waitingID := labURL("/lab/close?code=1012")
	p := newPage(t)
	p.live("waiting", recording{Kind: "wsclose", URL: waitingPath, Options: patient, Ours: true, Until: "end"}).await("retry", 1)
	l := p.live("open", recording{Kind: "wsclose", URL: path, Ours: true, Until: "end", Script: keptLog})
	l.await("open", 1)
	require.NoError(t, p.tab.Navigate(p.ctx, web.server.URL+"/page?")) // its own URL: a reload
	entries := p.journal(id)
	require.Len(t, entries, 1)
	assert.Equal(t, "1001", serverLine(entries[0]))
	assert.Len(t, p.journal(waitingID), 1)
	log := eval[transcript](p, `() => JSON.parse(sessionStorage.log)`)
	lines := log.lines()
	assert.Equal(t, []string{"pagehide@1 false open", "visibilitychange@1 open"}, lines[len(lines)-2:], "nothing is told: the page is gone before its sockets")
}

func TestAClosedTabLeavesWithGoingAway(t *testing.T) {
	t.Parallel()
	path, id := labURL("/lab/echo")
	p := newPage(t)
	l := p.live("open", recording{Kind: "wsclose", URL: path, Ours: true, Until: "end"})
	l.await("open", 1)
	require.NoError(t, p.tab.Close())
	entries := p.journal(id)
	require.Len(t, entries, 1)
	assert.Equal(t, "1001", serverLine(entries[0]))
}

// What a worker or a frame has open ends with it: the server gets 1001, and nobody is left to be told or to dial again.
func TestWhatLivesInAFrameOrAWorkerEndsWithIt(t *testing.T) {
	for name, c := range map[string]struct{ begin, end string }{
		"an iframe that is removed": {
			begin: `const frame = document.createElement('iframe');
				frame.src = '/page';
				const loaded = new Promise((resolve) => { frame.onload = resolve });
				document.body.append(frame);
				await loaded;
				const { ManagedWebSocket, load } = await frame.contentWindow.harness.product();
				await load();
				globalThis.told = [];
				const s = new ManagedWebSocket(url, [], options);
				for (const type of ['close', 'retry', 'end', 'phase']) s.addEventListener(type, ({ detail }) => told.push(detail?.to ?? type));
				await s.opened;
				globalThis.remove = () => frame.remove();`,
			end: `remove(); return told`,
		},
		"a worker that is terminated": {
			begin: `const text = 'import { ManagedWebSocket, load } from "' + location.origin + '/dist/index.js";'
					+ 'await load(); const s = new ManagedWebSocket(...' + JSON.stringify([url, [], options]) + ');'
					+ 'for (const type of ["close", "retry", "end", "phase"]) s.addEventListener(type, ({ detail }) => postMessage(detail?.to ?? type));'
					+ 'await s.opened';
				globalThis.told = [];
				globalThis.worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })), { type: 'module' });
				await new Promise((resolve, reject) => {
					worker.onmessage = ({ data }) => { told.push(data); resolve(); };
					worker.onerror = ({ message }) => reject(new Error(message));
				});`,
			end: `worker.terminate(); return told`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, id := labURL("/lab/echo")
			p := newPage(t)
			eval[chrome.Void](p, `async (url) => { const options = { reconnect: { firstDelayMs: 0 } }; `+c.begin+` }`, web.ws(path))
			told := eval[[]string](p, `() => { `+c.end+` }`)
			assert.Equal(t, "open", strings.Join(told, " "))
			entries := p.journal(id)
			require.Len(t, entries, 1)
			assert.Equal(t, "1001", serverLine(entries[0]))
			assert.Equal(t, "open", strings.Join(eval[[]string](p, `async () => { await harness.settle(); return told }`), " "))
			assert.Len(t, web.lab.Journal(id), 1, "no second connection")
		})
	}
}
