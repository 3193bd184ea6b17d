package chrome

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// Install installs Chromium with the system's package manager, where that is apt, and writes to out what it runs and what that
// prints. Elsewhere it changes nothing and returns an error that says what to do by hand.
func Install(ctx context.Context, out io.Writer) error {
	if _, err := exec.LookPath("apt-get"); err != nil {
		return errors.New("can't install Chromium here: " + howToInstall())
	}
	if err := Apt(ctx, out, debianPackage); err != nil {
		return err
	}
	_, err := Find()
	return err
}

// Apt installs Debian packages with sudo unless root; it writes to out what it runs and what that prints.
func Apt(ctx context.Context, out io.Writer, packages ...string) error {
	for _, command := range [][]string{asRoot("apt-get", "update"), AptCommand(packages...)} {
		fmt.Fprintln(out, "+", strings.Join(command, " "))
		cmd := exec.CommandContext(ctx, command[0], command[1:]...)
		cmd.Stdout, cmd.Stderr = out, out
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("%s: %w", strings.Join(command, " "), err)
		}
	}
	return nil
}

func howToInstall() string {
	if _, err := exec.LookPath("apt-get"); err == nil {
		return "install it: " + strings.Join(AptCommand(debianPackage), " ")
	}
	return "install Chromium or Google Chrome (macOS: brew install --cask chromium; Fedora: dnf install chromium; " +
		"Alpine: apk add chromium; Arch: pacman -S chromium)"
}

const debianPackage = "chromium"

// AptCommand is the command that installs Debian packages.
func AptCommand(packages ...string) []string {
	return asRoot(append([]string{"apt-get", "install", "-y"}, packages...)...)
}

func asRoot(command ...string) []string {
	if os.Geteuid() != 0 {
		return append([]string{"sudo"}, command...)
	}
	return command
}
