package compare_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	yes  = "✓"
	no   = "✗"
	none = "–"
)

const introduction = `# wsclose and its peers

What each package does where the others have had faults. Written by ` + "`make compare`" + `, which runs every scenario in a fresh tab of
%s against a real server, and fails unless wsclose passes all of them. Nothing here is written by hand.

✓ does what the scenario's sentence says. ✗ does something else: what is beside it. – has nothing to try it with.

`

// markdown is the content of MATRIX.md: the same whenever the same was found.
func (m *matrix) markdown(t *testing.T) string {
	var b strings.Builder
	fmt.Fprintf(&b, introduction, m.browser)
	b.WriteString("| | version | passes | used as |\n|---|---|---|---|\n")
	for _, peer := range peers {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", peer, version(t, peer), m.score(peer), usage[peer])
	}
	number := 0
	for _, sub := range subjects {
		fmt.Fprintf(&b, "\n## %s\n\n| | %s |\n|---|%s\n", sub.title, strings.Join(peers, " | "), strings.Repeat("---|", len(peers)))
		for i, s := range sub.scenarios {
			fmt.Fprintf(&b, "| %d. %s |", number+i+1, s.title)
			for _, peer := range peers {
				f, _ := m.at(s, peer)
				fmt.Fprintf(&b, " %s |", f)
			}
			b.WriteString("\n")
		}
		b.WriteString("\n")
		for _, s := range sub.scenarios {
			number++
			fmt.Fprintf(&b, "%d. %s\n", number, s.how)
		}
	}
	return b.String()
}

// plain is the matrix without the words, for a terminal.
func (m *matrix) plain() string {
	var b strings.Builder
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, strings.Join(peers, "\t")+"\t")
	for _, s := range allScenarios() {
		for _, peer := range peers {
			f, _ := m.at(s, peer)
			fmt.Fprint(table, f.mark(), "\t")
		}
		fmt.Fprintln(table, s.title)
	}
	for _, peer := range peers {
		fmt.Fprint(table, m.score(peer), "\t")
	}
	_ = table.Flush() // to a Builder
	return b.String()
}

func (m *matrix) score(peer string) string {
	passed, tried := 0, 0
	for _, s := range allScenarios() {
		f, _ := m.at(s, peer)
		if f.OK != nil {
			tried++
		}
		if f.passed() {
			passed++
		}
	}
	return fmt.Sprintf("%d of %d", passed, tried)
}

func (f finding) mark() string {
	switch {
	case f.OK == nil:
		return none
	case *f.OK:
		return yes
	}
	return no
}

func (f finding) String() string {
	return strings.TrimSpace(f.mark() + " " + strings.ReplaceAll(f.Did, "|", `\|`))
}

// version is that of the installed package.
func version(t *testing.T, peer string) string {
	path := filepath.Join("node_modules", peer, "package.json")
	if peer == ours {
		path = "../../js/package.json"
	}
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	var manifest struct{ Version string }
	require.NoError(t, json.Unmarshal(content, &manifest))
	return manifest.Version
}

func TestWhatIsInstalledIsWhatIsPinned(t *testing.T) {
	content, err := os.ReadFile("package.json")
	require.NoError(t, err)
	var manifest struct{ DevDependencies map[string]string }
	require.NoError(t, json.Unmarshal(content, &manifest))
	assert.Len(t, manifest.DevDependencies, len(peers)-1)
	for _, peer := range peers[1:] {
		assert.Equal(t, manifest.DevDependencies[peer], version(t, peer), "%s: run npm ci --prefix e2e/compare", peer)
	}
}
