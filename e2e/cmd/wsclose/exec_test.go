package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/lab"
	"github.com/wsclose/wsclose/e2e/samples"
)

// build builds the command, once, as its users do.
var build = sync.OnceValues(func() (dir string, err error) {
	if dir, err = os.MkdirTemp("", "wsclose-command"); err != nil {
		return "", err
	}
	out, err := exec.Command("go", "build", "-o", filepath.Join(dir, "wsclose"), ".").CombinedOutput()
	if err != nil {
		return "", errors.New(string(out))
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	status := m.Run()
	if dir, err := build(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(status)
}

// shell prepares a line of shell in which wsclose is the command, in an empty folder that passes for a checkout.
func shell(t *testing.T, line string) *exec.Cmd {
	t.Helper()
	bin, err := build()
	require.NoError(t, err)
	root, err := findRoot("")
	require.NoError(t, err)
	dir := t.TempDir()
	temporary, err := os.MkdirTemp("", "w") // t.TempDir's is too long for the path of Chromium's socket
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(temporary)) })
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module "+modulePath+"\n"), 0o644))
	for _, name := range []string{"js", "web"} {
		require.NoError(t, os.Symlink(filepath.Join(root, name), filepath.Join(dir, name)))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, "sh", "-c", "exec "+line)
	cmd.WaitDelay = time.Second
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "TERM=xterm", "TMPDIR="+temporary)
	return cmd
}

// statusOf is the exit status that a command ended with.
func statusOf(t *testing.T, err error) int {
	t.Helper()
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		return exit.ExitCode()
	}
	require.NoError(t, err)
	return exitOK
}

// startLab returns a lab that ends with the test.
func startLab(t *testing.T) *lab.Server {
	t.Helper()
	l, err := lab.Start(t.Context(), "", lab.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, l.Close()) })
	return l
}

var exampleLine = regexp.MustCompile(`(?m)^    (wsclose .*)$`)

// Not all that is shown is meant to end with 0, and what serves ends only when it is interrupted.
var (
	endsWith4 = regexp.MustCompile(`do=401`)
	serves    = map[string]*regexp.Regexp{"wsclose serve": regexp.MustCompile(`^lab .*/lab/`), "wsclose demo --stay": regexp.MustCompile(`^Still serving`)}
)

func TestEachExampleInHelpRunsAsItStands(t *testing.T) {
	l := startLab(t)
	for _, command := range []string{"serve", "probe", "demo", "herd", "codes", "browser"} {
		_, help, _ := output(t, command, "--help")
		examples := exampleLine.FindAllStringSubmatch(help, -1)
		assert.NotEmpty(t, examples, command)
		for _, example := range examples {
			t.Run(example[1], func(t *testing.T) {
				t.Parallel()
				line := strings.ReplaceAll(example[1], "--addr 127.0.0.1:8080", "--addr 127.0.0.1:0") // which may be taken
				line = strings.ReplaceAll(line, "127.0.0.1:8080", l.Addr)
				for command, ready := range serves {
					if strings.HasPrefix(line, command) {
						assert.Equal(t, exitOK, interrupted(t, shell(t, line), ready))
						return
					}
				}
				out, err := shell(t, line).CombinedOutput()
				want := exitOK
				if endsWith4.MatchString(line) {
					want = exitNeverOpened
				}
				assert.Equal(t, want, statusOf(t, err), string(out))
			})
		}
	}
}

// printedTime is a time in a probe's table, and what fills its column.
var printedTime = regexp.MustCompile(`\b[\d.]+m?s\b *`)

// What README.md shows of a probe is what it prints, but for the times and the port.
func TestTheReadmesProbePrintsThat(t *testing.T) {
	l := startLab(t)
	text, err := samples.Find("../../../README.md", "The command line", 1)
	require.NoError(t, err)
	command, shown, _ := strings.Cut(strings.ReplaceAll(text, "127.0.0.1:8080", l.Addr), "\n")
	out, err := shell(t, strings.TrimPrefix(command, "$ ")).CombinedOutput()
	assert.Equal(t, exitOK, statusOf(t, err))
	timeless := func(text string) string { return printedTime.ReplaceAllString(text, "TIME ") }
	assert.Equal(t, timeless(shown), timeless(string(out)))
}

// interrupted interrupts a command after a line, and returns how it ended.
func interrupted(t *testing.T, cmd *exec.Cmd, after *regexp.Regexp) int {
	t.Helper()
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	done := false
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if !done && after.MatchString(lines.Text()) {
			done = true
			require.NoError(t, cmd.Process.Signal(os.Interrupt))
		}
	}
	assert.True(t, done, "the line came")
	return statusOf(t, cmd.Wait())
}

// inTerminal runs a command in a terminal, presses Ctrl-C once it has shown something, and returns all that it wrote.
func inTerminal(t *testing.T, cmd *exec.Cmd, pressAfter *regexp.Regexp) (status int, screen string) {
	t.Helper()
	terminal, err := pty.Start(cmd)
	require.NoError(t, err)
	defer terminal.Close()
	var all bytes.Buffer
	for piece, pressed := make([]byte, 4096), false; ; {
		n, err := terminal.Read(piece)
		all.Write(piece[:n])
		if !pressed && pressAfter.Match(all.Bytes()) {
			pressed = true
			_, err := io.WriteString(terminal, "\x03")
			require.NoError(t, err)
		}
		if err != nil {
			break // EIO on Linux: the other side has ended
		}
	}
	return statusOf(t, cmd.Wait()), all.String()
}

func TestCtrlCInATerminalClosesTheSocketAndLeavesNothingBehind(t *testing.T) {
	l := startLab(t)
	for name, c := range map[string]struct {
		line       string
		pressAfter *regexp.Regexp
		status     int
		shows      []string
		sent       bool // a Close
	}{
		"while open": {line: "wsclose probe " + l.URL("/lab/echo?id=open") + " --for 1m --reason enough", pressAfter: regexp.MustCompile(`open for \d+\.\ds \(closing in 5\d\.`), status: exitOK,
			shows: []string{`close   1     1000   yes    page      close-frame    Normal Closure "enough"`,
				"1 of 1 connections opened in "}, sent: true},
		"while waiting": {line: "wsclose probe '" + l.URL("/lab/close?code=1013&id=waiting") + "' --for 1m", pressAfter: regexp.MustCompile("waiting: next attempt in "), status: exitEnded,
			shows: []string{"close   1     1013   yes    peer", "closed with 1013", "not open when interrupted"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := shell(t, c.line)
			status, screen := inTerminal(t, cmd, c.pressAfter)
			require.Equal(t, c.status, status, screen)
			for _, text := range c.shows {
				assert.Contains(t, screen, text)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			entries, err := l.Wait(ctx, strings.TrimPrefix(name, "while "))
			require.NoError(t, err)
			require.Len(t, entries, 1)
			if c.sent {
				require.NotNil(t, entries[0].CloseRead)
				assert.Equal(t, "enough", entries[0].CloseRead.Reason)
			}
			temporary, _ := strings.CutPrefix(cmd.Env[len(cmd.Env)-1], "TMPDIR=")
			left, err := os.ReadDir(temporary)
			require.NoError(t, err)
			assert.Empty(t, left, "Chromium's data directory is gone")
			assert.Empty(t, processesNaming(t, temporary))
		})
	}
}

// processesNaming are the command lines with a text in them; where there is no /proc, none.
func processesNaming(t *testing.T, text string) []string {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	require.NoError(t, err)
	var found []string
	for _, file := range files {
		if line, err := os.ReadFile(file); err == nil && strings.Contains(string(line), text) { // else it has ended
			found = append(found, string(line))
		}
	}
	return found
}
