package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// output runs the program and returns what it printed.
func output(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(t.Context(), args, &out, &errs)
	return status, out.String(), errs.String()
}

func TestWrongArgumentsEndWithStatus2AndSayWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no command":              {nil, "expected one of"},
		"an unknown command":      {[]string{"prob"}, `unexpected argument prob`},
		"an unknown flag":         {[]string{"serve", "--port", "1"}, "unknown flag --port"},
		"probe without a URL":     {[]string{"probe"}, `expected "<url>"`},
		"probe of another scheme": {[]string{"probe", "ftp://h/?token=1"}, "the URL ftp://h/ must begin with ws://"},
		"probe of no URL":         {[]string{"probe", "h:80"}, "must begin with ws://"},
		"probe of an address":     {[]string{"probe", "127.0.0.1:8080"}, "must begin with ws://"},
		"probe without a host":    {[]string{"probe", "wss:///x"}, "has no host"},
		"probe of a bad escape":   {[]string{"probe", "ws://h/%zz?token=1"}, "the URL ws://h/%zz can't be read"},
		"probe of a bad port":     {[]string{"probe", "ws://h:65536/"}, "no such port"},
		"a duration without unit": {[]string{"probe", "--for", "30", "ws://h/"}, "--for: expected duration but got \"30\""},
		"an origin with a path":   {[]string{"probe", "--origin", "https://h/x", "ws://h/"}, "--origin https://h/x: must be like"},
		"an origin that is null":  {[]string{"probe", "--origin", "null", "ws://h/"}, "--origin null: must be like"},
		"a header without colon":  {[]string{"probe", "--header", "X-A: b", "--header", "SECRET", "ws://h/"}, "--header number 2: must be"},
		"a header of two lines":   {[]string{"probe", "--header", "X-A: SECRET\r\nb: c", "ws://h/"}, "--header number 1: must be"},
		"an origin as header":     {[]string{"probe", "--header", "origin: SECRET", "ws://h/"}, "--header Origin: can't be set here: use --origin"},
		"a key as header":         {[]string{"probe", "--header", "sec-websocket-key: SECRET", "ws://h/"}, "the browser's own"},
		"two ways to go on":       {[]string{"probe", "--policy", "rfc6455", "--no-reconnect", "ws://h/"}, "can't be used together"},
		"a code of 17 bits":       {[]string{"codes", "65536"}, "65536"},
		"an unknown language":     {[]string{"codes", "--lang", "fr"}, "--lang must be one of"},
		"an unknown browser":      {[]string{"browser", "lynx"}, "lynx"},
		"a code nobody may send":  {[]string{"probe", "--code", "1001", "ws://h/"}, "1000 or 3000-4999"},
		"a code beyond 16 bits":   {[]string{"probe", "--code", "66536", "ws://h/"}, "1000 or 3000-4999"},
		"a reason of 124 bytes":   {[]string{"probe", "--reason", strings.Repeat("é", 62), "ws://h/"}, "124 bytes"},
		"no time to watch":        {[]string{"probe", "--for", "0s", "ws://h/"}, "--for"},
		"options that aren't":     {[]string{"probe", "--options", "{", "ws://h/"}, "--options"},
		"an address for everyone": {[]string{"serve", "--addr", "0.0.0.0:0"}, "--allow-remote"},
		"an address that isn't":   {[]string{"serve", "--addr", "127.0.0.1:99999"}, "invalid port\n"},
		"an address without port": {[]string{"serve", "--addr", "127.0.0.1"}, "port"},
		"a root that is none":     {[]string{"serve", "--root", "/"}, "go.mod"},
		"an unknown policy":       {[]string{"herd", "--policy", "wsclos"}, "--policy wsclos: must be one of wsclose, wsclose-interactive, "},
		"nobody":                  {[]string{"herd", "--clients", "0"}, "--clients 0: the clients must be 1 to 100000000"},
		"more than there are":     {[]string{"herd", "--clients", "100000001"}, "--clients"},
		"back before it was gone": {[]string{"herd", "--down=-1s"}, "--down -1s: the server must be gone for 0s to 24h"},
		"a time without a unit":   {[]string{"herd", "--down", "30"}, "--down"},
		"half a millisecond":      {[]string{"herd", "--down", "500us"}, "whole milliseconds"},
		"a herd's code beyond":    {[]string{"herd", "--code", "65536"}, "--code"},
		"a reason without frame":  {[]string{"herd", "--reason", "retry-after=5"}, "--reason with --code 1006"},
		"a herd's long reason":    {[]string{"herd", "--code", "1012", "--reason", strings.Repeat("a", 124)}, "--reason: a reason has at most 123 bytes"},
		"two formats":             {[]string{"herd", "--json", "--csv"}, "--json and --csv"},
		"a seed below nothing":    {[]string{"herd", "--seed=-1"}, "--seed"},
	} {
		t.Run(name, func(t *testing.T) {
			status, stdout, stderr := output(t, c.args...)
			assert.Equal(t, exitUsage, status)
			assert.Contains(t, stderr, c.says)
			assert.Equal(t, 1, strings.Count(stderr, "\n"), "one line: "+stderr)
			assert.Empty(t, stdout)
			assert.NotContains(t, stderr, "SECRET")
		})
	}
}

func TestHelpSaysWhatTheExitStatusMeans(t *testing.T) {
	for _, command := range []string{"serve", "probe", "demo", "herd", "codes"} {
		status, stdout, _ := output(t, command, "--help")
		assert.Equal(t, exitOK, status, command)
		assert.Regexp(t, `(?i)exit`, stdout, command)
	}
	status, stdout, _ := output(t, "--help")
	assert.Equal(t, exitOK, status)
	assert.Contains(t, stdout, "probe")
}

func TestWithoutTheProductAProbeEndsWithStatus3AndSaysToBuildIt(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(root, "go.mod"), []byte("module "+modulePath+"\n"), 0o644))
	for _, args := range [][]string{{"probe", "ws://127.0.0.1:1/", "--root", root}, {"demo", "--root", root}} {
		status, _, stderr := output(t, args...)
		assert.Equal(t, exitBrowser, status)
		assert.Contains(t, stderr, "make build")
	}
}

func TestServeServesTheLabUntilItIsInterrupted(t *testing.T) {
	for name, c := range map[string]struct {
		dir        string
		playground int
	}{
		"in a checkout": {".", http.StatusOK},
		"elsewhere":     {t.TempDir(), http.StatusNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(c.dir)
			ctx, interrupt := context.WithCancel(t.Context())
			reader, writer := io.Pipe()
			ended := make(chan int, 1)
			go func() { ended <- run(ctx, []string{"serve"}, writer, io.Discard) }()
			lines := bufio.NewScanner(reader)
			require.True(t, lines.Scan())
			assert.True(t, strings.HasPrefix(lines.Text(), "playground  "), lines.Text())
			require.True(t, lines.Scan())
			_, url, found := strings.Cut(lines.Text(), "lab         ")
			require.True(t, found, lines.Text())
			assert.Contains(t, got(t, url+"scenarios.json", http.StatusOK), "/lab/close")
			got(t, strings.TrimSuffix(url, "lab/"), c.playground)
			interrupt()
			assert.Equal(t, exitOK, <-ended)
		})
	}
}

// got is what a URL answers.
func got(t *testing.T, url string, status int) string {
	t.Helper()
	response, err := http.Get(url)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, status, response.StatusCode)
	return string(body)
}

func TestTheRootIsFoundFromBelow(t *testing.T) {
	root, err := findRoot("")
	require.NoError(t, err)
	assert.FileExists(t, filepath.Join(root, "e2e", "cmd", "wsclose", "root.go"))
	t.Chdir(t.TempDir())
	_, err = findRoot("")
	assert.ErrorContains(t, err, "--root")
}
