package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// herds runs the command and returns the objects that it prints, by policy, and the policies in their order.
func herds(t *testing.T, args ...string) (map[string]map[string]any, []string) {
	t.Helper()
	status, stdout, stderr := output(t, append([]string{"herd", "--json"}, args...)...)
	require.Equal(t, exitOK, status, stderr)
	byPolicy, order := map[string]map[string]any{}, []string{}
	for _, line := range strings.Split(strings.TrimSpace(stdout), "\n") {
		var object map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &object), line)
		name := object["policy"].(string)
		byPolicy[name], order = object, append(order, name)
	}
	return byPolicy, order
}

func TestAHerdsJSONHasALineForEachPolicy(t *testing.T) {
	byPolicy, order := herds(t, "--clients", "50000", "--down", "30s")
	assert.Equal(t, []string{
		"wsclose", "wsclose-interactive", "reconnecting-websocket", "partysocket", "sockette", "centrifuge-js", "graphql-ws",
	}, order)
	for name, object := range byPolicy {
		for _, field := range []string{
			"peakPerSecondShare", "peakAcceptedPerSecondShare", "attemptsPerClient", "extraWaitMedianSeconds", "extraWaitP95Seconds",
			"backTo99Seconds", "gaveUpShare",
		} {
			assert.IsType(t, 0.0, object[field], "%s %s", name, field)
		}
	}
	assert.Equal(t, 10.0, byPolicy["sockette"]["peakPerSecondShare"])
	assert.InDelta(t, 4.53, byPolicy["wsclose"]["attemptsPerClient"], 0.05)
}

func TestAHerdHasThePoliciesThatAreAskedFor(t *testing.T) {
	_, order := herds(t, "--clients=10", "--policy=sockette", "--policy=wsclose", "--policy=sockette")
	assert.Equal(t, []string{"wsclose", "sockette"}, order, "each once, in the order of the list")
}

func TestAHerdsServerMayBeBackAtOnce(t *testing.T) {
	byPolicy, _ := herds(t, "--clients=1000", "--down=0s")
	for name, object := range byPolicy {
		assert.Equal(t, 1.0, object["attemptsPerClient"], name)
		assert.Equal(t, object["peakPerSecondShare"], object["peakAcceptedPerSecondShare"], name)
	}
}

func TestAHerdIsReplayedByItsSeed(t *testing.T) {
	_, first, _ := output(t, "herd", "--clients=1000", "--csv", "--seed=7")
	_, again, _ := output(t, "herd", "--clients=1000", "--csv", "--seed=7")
	_, other, _ := output(t, "herd", "--clients=1000", "--csv", "--seed=8")
	assert.Equal(t, first, again)
	assert.NotEqual(t, first, other)
	assert.True(t, strings.HasPrefix(first, "policy,"), first)
}

func TestCodeAndReasonReachTheHerd(t *testing.T) {
	restart, _ := herds(t, "--clients=1000", "--down=0s", "--code=1012", "--reason=retry-after=60", "--policy=wsclose")
	assert.Greater(t, restart["wsclose"]["extraWaitMedianSeconds"], 60.0)
	refused, _ := herds(t, "--clients=1000", "--code=1008", "--policy=wsclose,sockette")
	assert.Equal(t, 1.0, refused["wsclose"]["gaveUpShare"])
	assert.Nil(t, refused["wsclose"]["backTo99Seconds"])
	assert.Equal(t, 0.0, refused["sockette"]["gaveUpShare"])
}

func TestAHerdWritesItsFilesBesideWhatItPrints(t *testing.T) {
	svg, arrivals := filepath.Join(t.TempDir(), "herd.svg"), filepath.Join(t.TempDir(), "herd.csv")
	status, stdout, _ := output(t, "herd", "--clients=100", "--svg", svg, "--arrivals", arrivals)
	assert.Equal(t, exitOK, status)
	assert.Contains(t, stdout, "100 clients lose one server by 1006; it is back after 30s.")
	drawn, err := os.ReadFile(svg)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(drawn), "<svg "))
	assert.True(t, strings.HasSuffix(string(drawn), "</svg>\n"))
	listed, err := os.ReadFile(arrivals)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(listed), "policy,seconds,"))

	status, stdout, stderr := output(t, "herd", "--clients=1", "--svg", filepath.Join(svg, "below.svg"))
	assert.Equal(t, exitEnded, status)
	assert.Empty(t, stdout)
	assert.Contains(t, stderr, "below.svg")
}

func TestAHerdCanBeInterrupted(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	assert.Equal(t, exitEnded, run(ctx, []string{"herd", "--clients=100000000", "--down=24h"}, io.Discard, io.Discard))
}

// TestTheReadmesHerdIsWhatTheCommandPrints runs the line that stands above the table.
func TestTheReadmesHerdIsWhatTheCommandPrints(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "..", "README.md"))
	require.NoError(t, err)
	const command = "\n$ go run ./e2e/cmd/wsclose "
	_, rest, found := strings.Cut(string(readme), command+"herd")
	require.True(t, found)
	args, rest, _ := strings.Cut(rest, "\n")
	shown, _, found := strings.Cut(rest, "```")
	require.True(t, found)
	status, stdout, _ := output(t, append([]string{"herd"}, strings.Fields(args)...)...)
	assert.Equal(t, exitOK, status)
	printed, _, _ := strings.Cut(stdout, "\n\npeak ")
	assert.Equal(t, strings.TrimSpace(shown), printed)
}
