package conformance

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// findWebKit finds WebKitGTK's own small browser, which its library brings along, and a screen for it: it has no headless mode.
func findWebKit() (engine, error) {
	miniBrowser, err := look(WebKit, "/usr/lib/*/webkit2gtk-4.1/MiniBrowser", "/usr/lib/*/webkitgtk-6.0/MiniBrowser",
		"/usr/libexec/webkit2gtk-4.1/MiniBrowser", "/usr/lib/webkit2gtk-4.1/MiniBrowser")
	if err != nil {
		return engine{}, err
	}
	xvfb, err := look(WebKit, "Xvfb")
	if err != nil {
		return engine{}, err
	}
	version := func(ctx context.Context) (string, error) {
		screen, display, err := startScreen(ctx, xvfb)
		if err != nil {
			return "", err
		}
		defer func() {
			_ = screen.Process.Kill()
			_ = screen.Wait() // it was killed
		}()
		out, err := exec.CommandContext(ctx, miniBrowser, "--version", "--display="+display).Output()
		return strings.TrimSpace(string(out)), err
	}
	open := func(ctx context.Context, url string) (*opened, error) {
		return startIn(func(dir string) ([]*exec.Cmd, error) {
			screen, display, err := startScreen(ctx, xvfb)
			if err != nil {
				return nil, err
			}
			browser := exec.Command(miniBrowser, "--private", url)
			browser.Env = append(os.Environ(), "DISPLAY="+display, "GDK_BACKEND=x11", "HOME="+dir, "XDG_RUNTIME_DIR="+dir, "NO_AT_BRIDGE=1",
				"WEBKIT_DISABLE_COMPOSITING_MODE=1", "LIBGL_ALWAYS_SOFTWARE=1", "GSETTINGS_BACKEND=memory")
			return []*exec.Cmd{screen, browser}, nil
		})
	}
	return engine{miniBrowser, version, open}, nil
}

// startScreen starts an X server without a screen, and returns it and its display's name.
func startScreen(ctx context.Context, xvfb string) (*exec.Cmd, string, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, "", err
	}
	defer read.Close()
	screen := exec.Command(xvfb, "-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp")
	screen.ExtraFiles = []*os.File{write}
	err = screen.Start()
	_ = write.Close() // the child has its own
	if err != nil {
		return nil, "", err
	}
	stop := context.AfterFunc(ctx, func() { _ = read.Close() })
	defer stop()
	var number int
	if _, err := fmt.Fscan(read, &number); err != nil {
		_ = screen.Process.Kill()
		_ = screen.Wait() // it was killed
		return nil, "", fmt.Errorf("no display told by Xvfb: %w", err)
	}
	return screen, fmt.Sprintf(":%d", number), nil
}
