package toolchains_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// A chain is one way from the package to a page.
type chain struct {
	project string
	// build builds the project and returns the address of its page.
	build func(p *project) string
	// wasm is where the tool chain has put the core, below that address.
	wasm string
}

const (
	fromPackage = `^/node_modules/wsclose/dist/wsclose\.wasm$`
	fromWebpack = `^/dist/[0-9a-f]+\.wasm$`
	fromNext    = `^/_next/static/media/wsclose\.[\w-]+\.wasm$`
)

// Nothing here tells a tool chain of the wasm.
var chains = map[string]chain{
	"no bundler":     {"plain", func(p *project) string { return p.files(".") }, fromPackage},
	"classic script": {"classic", func(p *project) string { return p.files(".") }, fromPackage},
	"Vite dev": {"vite", func(p *project) string {
		return p.serve("node", tool("vite/bin/vite.js"), "--host", "127.0.0.1", "--port", freePort(p.t))
	}, fromPackage},
	"Vite 7 dev": {"vite", func(p *project) string {
		return p.serve("node", tool("vite7/bin/vite.js"), "--host", "127.0.0.1", "--port", freePort(p.t))
	}, fromPackage},
	"Vite build": {"vite", func(p *project) string {
		p.run("node", tool("vite/bin/vite.js"), "build")
		return p.files("dist")
	}, `^/assets/wsclose-[\w-]+\.wasm$`},
	"webpack": {"webpack", func(p *project) string {
		p.run("webpack", "--mode", "production")
		return p.files(".")
	}, fromWebpack},
	"webpack, required": {"webpack", func(p *project) string {
		p.run("webpack", "./src/required.cjs", "--mode", "production")
		return p.files(".")
	}, fromWebpack},
	"Next dev": {"next", func(p *project) string {
		return p.serve("next", "dev", "--hostname", "127.0.0.1", "--port", "0")
	}, fromNext},
	"Next": {"next", func(p *project) string {
		p.run("next", "build")
		return p.serve("next", "start", "--hostname", "127.0.0.1", "--port", "0")
	}, fromNext},
}

func TestAPageFindsTheCoreWithoutConfiguration(t *testing.T) {
	for name, c := range chains {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := open(t, c.build(newProject(t, c.project)), 1012)
			p.assertWhole(p.visit(), c.wasm)
		})
	}
}

// These copy no file that a module names.
var copyless = map[string]func(p *project){
	"esbuild": func(p *project) { p.run("esbuild", "main.js", "--bundle", "--format=esm", "--outdir=dist") },
	"rollup":  func(p *project) { p.run("rollup", "main.js", "--plugin=node-resolve", "--dir=dist") },
}

func TestWhereABundlerCopiesNothingOneCopyIsEnough(t *testing.T) {
	for name, build := range copyless {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			project := newProject(t, name)
			build(project)
			if !here.isInside {
				project.run("cp", "node_modules/wsclose/dist/wsclose.wasm", "dist/")
			}
			p := open(t, project.files("."), 1012)
			p.assertWhole(p.visit(), `^/dist/wsclose\.wasm$`)
		})
	}
}

func TestWithoutTheCopyTheErrorNamesItAndTheSocketWorks(t *testing.T) {
	needFetched(t)
	for name, build := range copyless {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			project := newProject(t, name)
			build(project)
			p := open(t, project.files("."), 1012)
			got := p.visit()
			assert.Equal(t, "failed", got.Status)
			assert.Regexp(t, `/dist/wsclose\.wasm: HTTP 404: copy wsclose\.wasm there, or load\(\{url\}\)$`, got.Error)
			assert.Equal(t, []string{"fallback", "default:1012"}, []string{got.Restarted.Decider, got.Restarted.Decision.Rule})
			p.assertClosed(got)
		})
	}
}

// A bundle in esbuild's default format, which is no module, knows no address to look beside.
func TestABundleThatIsNoModuleIsToldWhereTheCoreIs(t *testing.T) {
	t.Parallel()
	needFetched(t)
	project := newProject(t, "esbuild")
	project.run("esbuild", "main.js", "--bundle", "--outdir=dist", "--log-level=error")
	project.run("cp", "node_modules/wsclose/dist/wsclose.wasm", "dist/")
	p := open(t, project.files("."), 1012)
	got, err := chrome.Eval[[]string](p.ctx, p.tab, `async () => {
		const why = await load().catch(({ message }) => message);
		await load({ url: '/dist/wsclose.wasm' });
		return [why, core.status];
	}`)
	require.NoError(t, err)
	require.Len(t, got, 2)
	assert.Regexp(t, `^wsclose: no core: this script has no address of its own, .*: load\(\{ url: "/path/of/wsclose\.wasm" \}\)`, got[0])
	assert.Equal(t, "ready", got[1])
	p.assertClosed(p.visit())
}
