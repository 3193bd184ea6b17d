package core_test

import (
	"crypto/sha256"
	"encoding/base64"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// A core that was fetched with integrity is checked by the browser, as a script is.
func TestTheCoreCanBeFetchedWithIntegrity(t *testing.T) {
	t.Parallel()
	harness.NeedFetched(t)
	wasm, err := os.ReadFile(harness.Tested.Wasm())
	require.NoError(t, err)
	for _, c := range []struct {
		of   []byte
		told string
	}{{wasm, "ready"}, {[]byte("another"), "TypeError idle"}} {
		sum := sha256.Sum256(c.of)
		got := harness.Eval[string](harness.NewPage(t), `async (integrity) => {
			const { core, load } = await harness.product('/core/404');
			try {
				const module = await WebAssembly.compileStreaming(fetch('/dist/wsclose.wasm', { integrity }));
				await load({ module });
				return core.status;
			} catch (error) { return error.name + ' ' + core.status }
		}`, "sha256-"+base64.StdEncoding.EncodeToString(sum[:]))
		assert.Equal(t, c.told, got)
	}
}
