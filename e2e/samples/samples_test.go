package samples_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/samples"
)

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "document.md")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	return path
}

func TestSamplesAreKnownByTheirSectionAndNumber(t *testing.T) {
	path := write(t, "# top\n```\nplain\n```\n## One #1\ntext\n```js\nfirst();\n\nlast();\n```\n```sh\n# a comment, no heading\n```\n### Deeper\n```go\n```\n")
	read, err := samples.Read(path)
	require.NoError(t, err)
	assert.Equal(t, []samples.Sample{
		{Section: "top", Number: 1, Text: "plain\n"},
		{Section: "One #1", Number: 1, Language: "js", Text: "first();\n\nlast();\n"},
		{Section: "One #1", Number: 2, Language: "sh", Text: "# a comment, no heading\n"},
		{Section: "Deeper", Number: 1, Language: "go"},
	}, read)
	found, err := samples.Find(path, "One #1", 2)
	require.NoError(t, err)
	assert.Equal(t, "# a comment, no heading\n", found)
}

func TestASampleThatIsNotThereIsAnError(t *testing.T) {
	_, err := samples.Find(write(t, "## One\n```js\n```\n"), "One", 2)
	assert.ErrorContains(t, err, `no sample 2 in section "One"`)
	_, err = samples.Read(write(t, "## One\n```js\nfirst();\n"))
	assert.ErrorContains(t, err, `section "One" has a block without an end`)
	_, err = samples.Read(filepath.Join(t.TempDir(), "none.md"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}
