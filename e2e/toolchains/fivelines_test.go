package toolchains_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// After `npm install`, five lines make a page whose socket comes back by itself: nothing but its URL is given, and the server goes away.
func TestAPageThatReconnectsHasFiveLines(t *testing.T) {
	for name, page := range map[string]struct {
		chain string
		files []string // all that the page is, but for the doctype
	}{
		"plain":   {"no bundler", []string{"index.html"}},
		"classic": {"classic script", []string{"index.html"}},
		"vite":    {"Vite build", []string{"index.html", "main.js"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			project := newProject(t, name)
			assert.LessOrEqual(t, len(linesOf(t, project, page.files)), 5)
			p := open(t, chains[page.chain].build(project), 1001)
			lost, err := chrome.Eval[report](p.ctx, p.tab, `async () => {
				await socket.opened;
				const lost = new Promise((resolve) => socket.addEventListener('close', ({ report }) => resolve(report), { once: true }));
				socket.send('restart');
				const report = await lost;
				await socket.opened;
				socket.close();
				await socket.closed;
				return report;
			}`)
			require.NoError(t, err)
			assert.Equal(t, []any{1001, "peer", "retry"}, []any{lost.Code, lost.By, lost.Decision.Action})
			entries, err := here.lab.Wait(p.ctx, p.id)
			require.NoError(t, err)
			assert.Len(t, entries, 2, "connections")
		})
	}
}

// linesOf are the lines of files without blank ones and the doctype.
func linesOf(t *testing.T, p *project, files []string) []string {
	t.Helper()
	var lines []string
	for _, file := range files {
		for line := range strings.Lines(read(t, p.path(file))) {
			if line = strings.TrimSpace(line); line != "" && line != "<!doctype html>" {
				lines = append(lines, line)
			}
		}
	}
	return lines
}
