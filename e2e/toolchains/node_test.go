package toolchains_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// exported are the names of index, ja, testing and reconnecting-websocket.
var exported = []string{
	"CloseCode ManagedWebSocket RetryLater StopReconnecting WebSocket WebSocketClosedError" +
		" configure core describe install load observe planDelays registerLocale rules",
	"",
	"FakeWorld ManualClock fakeWebSocket fakeWorld loadCore",
	"default",
}

// Rendering on a server imports the package and makes no socket. Node's exit, without being told, shows that nothing was left running.
func TestNodeImportsItWithoutSideEffects(t *testing.T) {
	project := newProject(t, "node")
	const effects = `
		const before = Reflect.ownKeys(globalThis);
		const modules = await Promise.all(['wsclose', 'wsclose/ja', 'wsclose/testing', 'wsclose/reconnecting-websocket'].map(get));
		console.log(JSON.stringify({
			Exports: modules.map((module) => Object.keys(module).filter((name) => !/^(module\.exports|__esModule)$/.test(name)).sort().join(' ')),
			Added: Reflect.ownKeys(globalThis).filter((key) => !before.includes(key)).map(String),
			Running: process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout' || /^(TCP|TLS)/.test(resource)),
			Status: modules[0].core.status,
			Name: modules[0].describe(1012, 'ja').name,
			Window: typeof window,
		}))`
	type found struct {
		Exports        []string
		Added, Running []string
		Status, Name   string
		Window         string
	}
	for name, args := range map[string][]string{
		"import":  {"--input-type=module", "--eval", "const get = (name) => import(name);" + effects},
		"require": {"--input-type=commonjs", "--eval", "const get = (name) => require(name); (async () => {" + effects + "})()"},
	} {
		t.Run(name, func(t *testing.T) {
			var got found
			require.NoError(t, json.Unmarshal([]byte(project.run("node", args...)), &got))
			assert.Equal(t, found{exported, []string{}, []string{}, "idle", "サービス再起動", "undefined"}, got)
		})
	}
}

// In Node 20 the WebSocket stands behind a flag.
func websocketFlags(p *project) []string {
	if strings.TrimSpace(p.run("node", "--print", "typeof WebSocket")) == "undefined" {
		return []string{"--experimental-websocket"}
	}
	return nil
}

func TestNodeConnectsAndLoadsTheCoreFromItsFile(t *testing.T) {
	for _, module := range []string{"feed.mjs", "feed.cjs"} {
		t.Run(module, func(t *testing.T) {
			t.Parallel()
			p := newProject(t, "node")
			ctx := bounded(t)
			args := append(websocketFlags(p), "--input-type=module", "--eval",
				fmt.Sprintf("await import('./%s'); console.log(JSON.stringify(await (%s)()))", module, visiting))
			cmd := p.command(ctx, "node", args...)
			cmd.Env = append(cmd.Env, "SOCKET="+echo(t.Name(), 1012))
			output, err := cmd.Output() // the session has ended: nothing keeps Node running
			require.NoError(t, err)

			var got visit
			require.NoError(t, json.Unmarshal(output, &got), string(output))
			assert.Equal(t, "ready", got.Status, got.Error)
			assert.Equal(t, []string{"core", "default:1012"}, []string{got.Restarted.Decider, got.Restarted.Decision.Rule})
			assertRestarted(t, got.Restarted)
			assertBye(t, got.Closed)
			assertJournal(t, ctx, t.Name())
		})
	}
}

// The same test, as Jest runs it by default, in jsdom, as modules, and in Vitest.
func TestUnitTestsOfPagesRun(t *testing.T) {
	for name, runner := range map[string]struct {
		project string
		args    []string
		passed  string
	}{
		"Jest":             {"unit-cjs", []string{"jest"}, "Tests:       1 passed, 1 total"},
		"Jest in jsdom":    {"unit-cjs", []string{"jest", "--env=jsdom"}, "Tests:       1 passed, 1 total"},
		"Jest for modules": {"unit", []string{"node", "--experimental-vm-modules", tool("jest/bin/jest.js")}, "Tests:       1 passed, 1 total"},
		"Vitest":           {"unit", []string{"vitest", "run", "--globals"}, "Tests  1 passed (1)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProject(t, runner.project)
			assert.Contains(t, p.run(runner.args[0], runner.args[1:]...), runner.passed)
		})
	}
}
