package toolchains_test

import "testing"

// The same consumer, as TypeScript's three ways of finding the types see it. Every @ts-expect-error in it must be one.
func TestTypesServeEveryConsumer(t *testing.T) {
	for name, how := range map[string]struct{ kind, module, resolution string }{
		"bundler":            {"module", "esnext", "bundler"},
		"node16, ES module":  {"module", "node16", "node16"},
		"node16, CommonJS":   {"commonjs", "node16", "node16"},
		"nodenext, CommonJS": {"commonjs", "nodenext", "nodenext"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProject(t, "types")
			p.run("npm", "pkg", "set", "type="+how.kind)
			p.run("tsc", "--project", ".", "--module", how.module, "--moduleResolution", how.resolution)
		})
	}
}
