package docs_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// An action that a tag or a branch names may be another one tomorrow.
func TestWorkflowsPinTheirActions(t *testing.T) {
	workflows, err := filepath.Glob("../../.github/workflows/*.yml")
	require.NoError(t, err)
	require.NotEmpty(t, workflows)
	uses := regexp.MustCompile(`(?m)^\s*-? *uses: *(.*)$`)
	pinned := regexp.MustCompile(`^[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	for _, path := range workflows {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		found := uses.FindAllSubmatch(text, -1)
		require.NotEmpty(t, found, path)
		for _, one := range found {
			assert.Regexp(t, pinned, string(one[1]), path)
		}
	}
}

// A workflow is what these tests read of release.yml. Its scripts are run here as GitHub runs them; make lint runs actionlint on it.
type workflow struct {
	On struct {
		Push struct{ Tags, Branches []string }
	}
	Env      map[string]string
	Defaults struct{ Run struct{ Shell string } }
	Jobs     struct {
		NPM struct{ Steps []step } `yaml:"npm"`
	}
}

type step struct {
	Name, Uses, Run, If string
	With                map[string]string
}

func releaseWorkflow(t *testing.T) workflow {
	t.Helper()
	text, err := os.ReadFile("../../.github/workflows/release.yml")
	require.NoError(t, err)
	assert.NotContains(t, string(text), "secrets.")
	assert.NotContains(t, string(text), "NODE_AUTH_TOKEN")
	assert.NotContains(t, string(text), "continue-on-error")
	var read workflow
	require.NoError(t, yaml.Unmarshal(text, &read))
	require.Equal(t, "bash", read.Defaults.Run.Shell)
	for _, one := range read.Jobs.NPM.Steps {
		assert.Empty(t, one.If, "no step is left out: %s", one.Name)
	}
	return read
}

// run runs a step's script in dir, with these variables and with tools first on PATH.
func (w workflow) run(t *testing.T, name, dir, tools string, env ...string) (out string, err error) {
	t.Helper()
	for _, one := range w.Jobs.NPM.Steps {
		if one.Name == name {
			script := exec.CommandContext(t.Context(), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", one.Run)
			script.Dir = dir
			script.Env = append(append(os.Environ(), "PATH="+tools+string(filepath.ListSeparator)+os.Getenv("PATH"), "RUNNER_TEMP="+dir), env...)
			text, err := script.CombinedOutput()
			return string(text), err
		}
	}
	require.Fail(t, "no such step", name)
	return "", nil
}

// What is published is what has been tested: with TinyGo's core inside, after the tests of both packages, of a tag alone.
func TestTheReleasePublishesWhatItTested(t *testing.T) {
	t.Parallel()
	release := releaseWorkflow(t)
	assert.Equal(t, []string{"v*"}, release.On.Push.Tags)
	assert.Empty(t, release.On.Push.Branches)
	next := 0
	for _, part := range []string{
		"TINYGO_SHA256",
		`test "$GITHUB_REF_NAME" = "v$(node -p 'require("./js/package.json").version')"`,
		"sha256sum --check",
		"bash .ci/run",
		"make pack",
		"make pack size reproducible COMPILER=tinygo DIST=js/build/published",
		`WSCLOSE_DIST="$RUNNER_TEMP/$package/package/dist" make test-e2e`,
		"cp js/build/published.tgz \"$RUNNER_TEMP/release/wsclose.tgz\"",
		"actions/attest-build-provenance@",
		`npm publish "$RUNNER_TEMP/release/wsclose.tgz" --provenance`,
		`gh release create "$GITHUB_REF_NAME" --repo "$GITHUB_REPOSITORY" --verify-tag`,
	} {
		for ; next < len(release.Jobs.NPM.Steps); next++ {
			if one := release.Jobs.NPM.Steps[next]; strings.Contains(one.Run+one.Uses, part) {
				break
			}
		}
		require.Less(t, next, len(release.Jobs.NPM.Steps), "after the steps before it: %s", part)
	}
	for _, one := range release.Jobs.NPM.Steps {
		if strings.HasPrefix(one.Uses, "actions/attest-build-provenance@") {
			assert.Equal(t, "${{ runner.temp }}/release/*", one.With["subject-path"])
		}
	}
}

func TestNothingIsReleasedWithoutAPinnedTinyGo(t *testing.T) {
	t.Parallel()
	release := releaseWorkflow(t)
	const name = "A TinyGo is pinned"
	assert.Equal(t, name, release.Jobs.NPM.Steps[0].Name, "before anything else")
	sum := strings.Repeat("0123abcd", 8)
	for version, sums := range map[string]map[string]bool{
		"0.42.0":     {sum: true, "": false, "TODO": false, sum[1:]: false, sum + "0": false, strings.ToUpper(sum): false},
		"":           {sum: false, "": false},
		"0.42":       {sum: false},
		"latest":     {sum: false},
		"0.42.0-dev": {sum: false},
	} {
		for sum, isPinned := range sums {
			out, err := release.run(t, name, t.TempDir(), "/nowhere", "TINYGO_VERSION="+version, "TINYGO_SHA256="+sum)
			if isPinned {
				assert.NoError(t, err, out)
				continue
			}
			assert.Error(t, err, "%q %q", version, sum)
			assert.Contains(t, out, "::error::release.yml names no TinyGo: fill in TINYGO_VERSION and TINYGO_SHA256 at its top")
		}
	}
	version, sum := release.Env["TINYGO_VERSION"], release.Env["TINYGO_SHA256"]
	assert.Equal(t, version == "", sum == "", "one without the other: %q %q", version, sum)
}

// The step runs with a curl that writes down what it was asked for and gives a tarball.
func TestTheReleaseChecksTheTinyGoThatItDownloads(t *testing.T) {
	t.Parallel()
	release := releaseWorkflow(t)
	var tarball bytes.Buffer
	zipped := gzip.NewWriter(&tarball)
	files := tar.NewWriter(zipped)
	require.NoError(t, files.WriteHeader(&tar.Header{Name: "tinygo/bin/tinygo", Mode: 0o755}))
	require.NoError(t, files.Close())
	require.NoError(t, zipped.Close())
	tools := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(tools, "tarball"), tarball.Bytes(), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(tools, "curl"), []byte("#!/bin/sh\n"+`echo "$*" >asked && cp "`+tools+`/tarball" tinygo.tar.gz`), 0o755))
	right, wrong := sha256.Sum256(tarball.Bytes()), sha256.Sum256(nil)

	for sum, isRight := range map[[32]byte]bool{right: true, wrong: false} {
		dir := t.TempDir()
		out, err := release.run(t, "TinyGo", dir, tools, "TINYGO_VERSION=0.42.0", "TINYGO_SHA256="+hex.EncodeToString(sum[:]), "GITHUB_PATH="+filepath.Join(dir, "path"))
		asked, readErr := os.ReadFile(filepath.Join(dir, "asked"))
		require.NoError(t, readErr, out)
		assert.Contains(t, string(asked), "https://github.com/tinygo-org/tinygo/releases/download/v0.42.0/tinygo0.42.0.linux-amd64.tar.gz")
		if !isRight {
			assert.Error(t, err)
			assert.NoFileExists(t, filepath.Join(dir, "path"))
			assert.NoDirExists(t, filepath.Join(dir, "tinygo"))
			continue
		}
		require.NoError(t, err, out)
		path, err := os.ReadFile(filepath.Join(dir, "path"))
		require.NoError(t, err)
		assert.FileExists(t, filepath.Join(strings.TrimSpace(string(path)), "tinygo"))
	}
}

// Tarballs and cores, and the sums of each.
func TestAReleaseHasTheSumsOfItsFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"js/build/published.tgz", "js/build/published/wsclose.wasm", "js/build/wsclose.tgz", "js/dist/wsclose.wasm"} {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(name), 0o644))
	}
	out, err := releaseWorkflow(t).run(t, "What is released", dir, "/nowhere")
	require.NoError(t, err, out)
	for name, from := range map[string]string{
		"wsclose.tgz": "js/build/published.tgz", "wsclose.wasm": "js/build/published/wsclose.wasm",
		"wsclose-go.tgz": "js/build/wsclose.tgz", "wsclose-go.wasm": "js/dist/wsclose.wasm",
	} {
		text, err := os.ReadFile(filepath.Join(dir, "release", name))
		require.NoError(t, err)
		assert.Equal(t, from, string(text), name)
		sum := sha256.Sum256([]byte(from))
		assert.Contains(t, out, hex.EncodeToString(sum[:])+"  "+name+"\n", "the run's log has it")
	}
	check := exec.CommandContext(t.Context(), "sha256sum", "--check", "--strict", "sha256sums.txt")
	check.Dir = filepath.Join(dir, "release")
	text, err := check.CombinedOutput()
	require.NoError(t, err, "%s", text)
	assert.Equal(t, 4, strings.Count(string(text), ": OK"))
}

// With a TinyGo, the command of the release runs, is held by what README.md says (no stand-in's core is so small), and compares two
// folders.
func TestTheReleasesBuildIsHeldToReadmeAndToAnotherFolder(t *testing.T) {
	t.Parallel()
	dir, tools := copyTree(t), makeTools(t)
	makeIt := func(targets ...string) (out string) {
		out, err := makeIn(t, dir, tools, []string{version("0.42.0")}, append(targets, "COMPILER=tinygo", "DIST=js/build/published")...)
		require.Error(t, err)
		return out
	}
	out := makeIt("--keep-going", "size", "reproducible")
	assert.Contains(t, out, "README.md says otherwise of: published: one file, the core inside (index.js); ")
	assert.Regexp(t, `[0-9a-f]{64}  index\.js\n`, out)
	assert.Regexp(t, `[0-9a-f]{64}  wsclose\.wasm\n`, out)
	assert.NotContains(t, out, "differ")
	assert.NoDirExists(t, filepath.Join(dir, "js/dist"), "the other package stands there")

	// A compiler that writes something else in another folder.
	another := strings.Replace(standIn, `cp "$ROOT/core.wasm" "$2"`, `cp "$ROOT/core.wasm" "$2"; printf '\0\2\1x' >>"$2"`, 1)
	require.NotEqual(t, standIn, another)
	require.NoError(t, os.WriteFile(filepath.Join(tools, "tinygo"), []byte(another), 0o755))
	out = makeIt("reproducible")
	assert.Regexp(t, `index\.cjs .*differ`, out)
	assert.NotRegexp(t, `[0-9a-f]{64}  index\.js\n`, out)
}
