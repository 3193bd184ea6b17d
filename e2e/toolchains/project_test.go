package toolchains_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A project is a fresh copy of a folder in projects, with wsclose installed from the tarball.
type project struct {
	t   *testing.T
	dir string
}

func newProject(t *testing.T, name string) *project {
	t.Helper()
	builds := filepath.Join(here.folder, "build")
	require.NoError(t, os.MkdirAll(builds, 0o755))
	dir, err := os.MkdirTemp(builds, name+"-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.CopyFS(dir, os.DirFS(filepath.Join(here.folder, "projects", name))))
	p := &project{t: t, dir: dir}
	p.run("npm", "install", "--offline", "--no-audit", "--no-fund", "--no-update-notifier", here.tarball)
	return p
}

func (p *project) path(name string) string { return filepath.Join(p.dir, filepath.FromSlash(name)) }

// command is a program in the project. A tool of this folder's node_modules goes before one on PATH, as under `npm run`. All that it
// starts ends with ctx.
func (p *project) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	if bin := tool(".bin/" + name); exists(bin) {
		name = bin
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), "CI=1", "NO_COLOR=1", "NEXT_TELEMETRY_DISABLED=1", "NODE_OPTIONS=", "NODE_ENV=")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd
}

// tool is a file of the packages that this folder's package.json names.
func tool(name string) string {
	return filepath.Join(here.folder, "node_modules", filepath.FromSlash(name))
}

// run runs a program to its end and returns what it printed. It must succeed.
func (p *project) run(name string, args ...string) string {
	p.t.Helper()
	output, err := p.command(bounded(p.t), name, args...).CombinedOutput()
	require.NoError(p.t, err, "%s %s: %s", name, strings.Join(args, " "), output)
	return string(output)
}

var printedURL = regexp.MustCompile(`http://(127\.0\.0\.1|localhost):\d+`)

// serve starts a server that runs until the test ends, and returns the address that it prints.
func (p *project) serve(name string, args ...string) string {
	p.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	p.t.Cleanup(stop)
	cmd := p.command(ctx, name, args...)
	output, err := cmd.StdoutPipe()
	require.NoError(p.t, err)
	cmd.Stderr = cmd.Stdout
	require.NoError(p.t, cmd.Start())
	address := make(chan string, 1)
	said := make(chan string)
	go func() { said <- listen(output, address) }()
	p.t.Cleanup(func() {
		stop()
		all := <-said
		_ = cmd.Wait() // it was killed
		if p.t.Failed() {
			p.t.Log(all)
		}
	})
	select {
	case found, ok := <-address:
		require.True(p.t, ok, "%s ended without having printed an address", name)
		return found
	case <-bounded(p.t).Done():
		require.FailNow(p.t, name+" printed no address")
		return ""
	}
}

// listen returns what a server prints until its end, and sends the first address in it.
func listen(output io.Reader, address chan<- string) string {
	defer close(address)
	var all strings.Builder
	isSent := false
	for lines := bufio.NewScanner(output); lines.Scan(); {
		all.WriteString(lines.Text() + "\n")
		if found := printedURL.FindString(lines.Text()); found != "" && !isSent {
			address <- found
			isSent = true
		}
	}
	return all.String()
}

// files serves a folder of the project as a static server does, and returns its address.
func (p *project) files(folder string) string {
	server := httptest.NewServer(http.FileServer(http.Dir(p.path(folder))))
	p.t.Cleanup(server.Close)
	return server.URL
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
