package e2e_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestThePackageHasNoDependencies(t *testing.T) {
	text, err := os.ReadFile("../js/package.json")
	require.NoError(t, err)
	var members map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(text, &members))
	for _, name := range []string{"dependencies", "peerDependencies", "optionalDependencies", "bundleDependencies", "bundledDependencies"} {
		assert.NotContains(t, members, name)
	}
	var scripts map[string]string
	require.NoError(t, json.Unmarshal(members["scripts"], &scripts))
	for _, name := range []string{"preinstall", "install", "postinstall", "prepare"} {
		assert.NotContains(t, scripts, name, "it runs where the package is installed")
	}
}

// A core that was fetched with integrity is checked by the browser, as a script is.
func TestTheCoreCanBeFetchedWithIntegrity(t *testing.T) {
	t.Parallel()
	needFetched(t)
	wasm, err := os.ReadFile(tested.Wasm())
	require.NoError(t, err)
	for _, c := range []struct {
		of   []byte
		told string
	}{{wasm, "ready"}, {[]byte("another"), "TypeError idle"}} {
		sum := sha256.Sum256(c.of)
		got := eval[string](newPage(t), `async (integrity) => {
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
