package playground_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/harness"
)

// TestPlaygroundPictures writes what the page looks like into the folder that WSCLOSE_PICTURES names: for people to look at, and only
// when asked.
func TestPlaygroundPictures(t *testing.T) {
	folder := os.Getenv("WSCLOSE_PICTURES")
	if folder == "" {
		t.Skip("WSCLOSE_PICTURES names no folder")
	}
	p := openPlayground(t)
	p.live()
	for _, width := range []int64{360, 1280} {
		for _, scheme := range []string{"light", "dark"} {
			p.look(width, scheme)
			p.until(`document.getElementById("herd").getAttribute("aria-busy") === "false"`)
			for _, part := range []string{"try", "session", "policy", "herd", "codes", "reconnect-options", "option-openTimeoutMs", "log"} {
				harness.Eval[chrome.Void](p.Page, `async (part) => {
					document.querySelectorAll('details').forEach((one) => { one.open = part === 'log' || part.startsWith('option'); });
					if (part === 'try') scrollTo(0, 0); else document.getElementById(part).scrollIntoView();
					await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
				}`, part)
				png, err := p.Tab.Screenshot(p.Ctx)
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(filepath.Join(folder, fmt.Sprintf("%s-%d-%s.png", part, width, scheme)), png, 0o644))
			}
		}
	}
}
