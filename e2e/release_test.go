package e2e_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An action that a tag or a branch names may be another one tomorrow.
func TestWorkflowsPinTheirActions(t *testing.T) {
	workflows, err := filepath.Glob("../.github/workflows/*.yml")
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

// What README.md says of releases.
func TestReleasesHaveProvenanceAndNeedNoToken(t *testing.T) {
	text, err := os.ReadFile("../.github/workflows/release.yml")
	require.NoError(t, err)
	workflow := string(text)
	assert.Regexp(t, `npm publish js/build/wsclose\.tgz --provenance`, workflow)
	assert.Regexp(t, `sha256sum js/build/wsclose\.tgz js/dist/wsclose\.wasm`, workflow)
	assert.NotContains(t, workflow, "secrets.")
	assert.NotContains(t, workflow, "NODE_AUTH_TOKEN")
}
