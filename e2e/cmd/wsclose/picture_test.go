package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTheReadmesPictureIsWhatTheCommandDraws holds the picture fresh: on a change, run the command with --svg e2e/herd/down30s.svg.
func TestTheReadmesPictureIsWhatTheCommandDraws(t *testing.T) {
	drawn := filepath.Join(t.TempDir(), "herd.svg")
	status, _, stderr := output(t, "herd", "--down=30s", "--policy=wsclose", "--policy=reconnecting-websocket", "--policy=partysocket", "--svg="+drawn)
	require.Equal(t, exitOK, status, stderr)
	want, err := os.ReadFile(drawn)
	require.NoError(t, err)
	shown, err := os.ReadFile("../../herd/down30s.svg")
	require.NoError(t, err)
	assert.Equal(t, string(want), string(shown))
}
