package docs_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestThePackageHasNoDependencies(t *testing.T) {
	text, err := os.ReadFile("../../js/package.json")
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
