package lifecycle_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/harness"
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
	path, id := harness.LabURL("/lab/echo")
	waitingPath, waitingID := harness.LabURL("/lab/close?code=1012")
	p := harness.NewPage(t)
	p.Live("waiting", harness.Recording{Kind: "wsclose", URL: waitingPath, Options: patient, Ours: true, Until: "end"}).Await("retry", 1)
	l := p.Live("open", harness.Recording{Kind: "wsclose", URL: path, Ours: true, Until: "end", Script: keptLog})
	l.Await("open", 1)
	require.NoError(t, p.Tab.Navigate(p.Ctx, harness.Origin()+"/page?")) // its own URL: a reload
	entries := p.Journal(id)
	require.Len(t, entries, 1)
	assert.Equal(t, "1001", harness.ServerLine(entries[0]))
	assert.Len(t, p.Journal(waitingID), 1)
	log := harness.Eval[harness.Transcript](p, `() => JSON.parse(sessionStorage.log)`)
	lines := log.Lines()
	assert.Equal(t, []string{"pagehide@1 false open", "visibilitychange@1 open"}, lines[len(lines)-2:], "nothing is told: the page is gone before its sockets")
}

func TestAClosedTabLeavesWithGoingAway(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/echo")
	p := harness.NewPage(t)
	l := p.Live("open", harness.Recording{Kind: "wsclose", URL: path, Ours: true, Until: "end"})
	l.Await("open", 1)
	require.NoError(t, p.Tab.Close())
	entries := p.Journal(id)
	require.Len(t, entries, 1)
	assert.Equal(t, "1001", harness.ServerLine(entries[0]))
}

// What a worker or a frame has open ends with it: the server gets 1001, and nobody is left to be told or to dial again.
func TestWhatLivesInAFrameOrAWorkerEndsWithIt(t *testing.T) {
	t.Parallel()
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
			path, id := harness.LabURL("/lab/echo")
			p := harness.NewPage(t)
			harness.Eval[chrome.Void](p, `async (url) => { const options = { reconnect: { firstDelayMs: 0 } }; `+c.begin+` }`, harness.WS(path))
			told := harness.Eval[[]string](p, `() => { `+c.end+` }`)
			assert.Equal(t, "open", strings.Join(told, " "))
			entries := p.Journal(id)
			require.Len(t, entries, 1)
			assert.Equal(t, "1001", harness.ServerLine(entries[0]))
			assert.Equal(t, "open", strings.Join(harness.Eval[[]string](p, `async () => { await harness.settle(); return told }`), " "))
			assert.Len(t, harness.Lab().Journal(id), 1, "no second connection")
		})
	}
}
