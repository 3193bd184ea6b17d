package chrome

import (
	"os/exec"
	"syscall"
)

// ownGroup also does what chromedp does by default: Chromium ends when this program does.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
