// Package playwright_test runs the suite beside it as npm users do. `make outside` runs this; `make test` doesn't, since it needs a
// package from a registry.
package playwright_test

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
)

func TestASuiteOfPlaywrightUsesTheLab(t *testing.T) {
	chromium, err := chrome.Find()
	require.NoError(t, err)
	require.DirExists(t, "node_modules", "run npm ci --prefix e2e/examples/playwright")
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	suite := exec.CommandContext(ctx, "npx", "--no-install", "playwright", "test", "--reporter=line", "--output="+t.TempDir())
	suite.Env = append(os.Environ(), chrome.EnvPath+"="+chromium)
	output, err := suite.CombinedOutput()
	require.NoError(t, err, "%s", output)
	assert.Contains(t, string(output), "1 passed")
}
