package core_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wsclose/wsclose/e2e/harness"
)

func TestLoadingAddsNoNameToThePage(t *testing.T) {
	t.Parallel()
	p := harness.NewPage(t)
	path, _ := harness.LabURL("/lab/close?code=1000")
	got := harness.Eval[struct{ Imported, Loaded, Used []string }](p, `async (url) => {
		const before = new Set(Object.getOwnPropertyNames(globalThis));
		const added = () => Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
		const { load, ManagedWebSocket } = await harness.product();
		const imported = added();
		await load();
		const loaded = added();
		const s = new ManagedWebSocket(url, [], { reconnect: false });
		await new Promise((resolve) => { s.onclose = resolve });
		return { imported, loaded, used: added() };
	}`, harness.WS(path))
	assert.Empty(t, got.Imported, "after the import")
	assert.Empty(t, got.Loaded, "after load()")
	assert.Empty(t, got.Used, "after a session")
}

func TestImportingDoesNothingByItself(t *testing.T) {
	t.Parallel()
	p := harness.NewPage(t)
	got := harness.Eval[struct {
		Status    string
		Untouched bool
		Requests  []string
	}](p, `async () => {
		const native = WebSocket;
		const { core } = await harness.product('/core/ok-import');
		await harness.settle();
		return { status: core.status, untouched: WebSocket === native,
			requests: performance.getEntriesByType('resource').map((e) => e.name).filter((name) => name.endsWith('.wasm')) };
	}`)
	assert.Equal(t, "idle", got.Status)
	assert.True(t, got.Untouched)
	assert.Empty(t, got.Requests)
	assert.Zero(t, harness.AskedFor("ok-import"))
}

func TestNothingIsLeftOfSessionsThatEnded(t *testing.T) {
	t.Parallel()
	p := harness.NewPage(t)
	path, _ := harness.LabURL("/lab/close?code=1000")
	got := harness.Eval[struct{ Sessions, Lingering int }](p, `async (url) => {
		const { core, load, ManagedWebSocket } = await harness.product();
		await load();
		const one = async () => {
			const s = new ManagedWebSocket(url);
			await s.closed;
		};
		for (let i = 0; i < 10; i++) await Promise.all([one(), one()]);
		await harness.settle();
		return { sessions: core.sessions, lingering: core.lingering };
	}`, harness.WS(path))
	assert.Zero(t, got.Sessions)
	assert.Zero(t, got.Lingering)
}
