package conformance

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// endTimeout is how long a program may take to end by itself before it is killed.
const endTimeout = 5 * time.Second

// startIn starts what commands returns for a new folder: those that run already, and a browser that doesn't yet, the last. close
// ends all, the last first, and removes the folder.
func startIn(commands func(dir string) ([]*exec.Cmd, error)) (*opened, error) {
	dir, err := os.MkdirTemp("", "wsclose-conformance-")
	if err != nil {
		return nil, err
	}
	list, err := commands(dir)
	if err == nil {
		err = list[len(list)-1].Start()
	}
	var ends []chan error
	for _, command := range list {
		if command.Process != nil {
			ended := make(chan error, 1)
			go func() { ended <- command.Wait() }()
			ends = append(ends, ended)
		}
	}
	closeAll := func() {
		for i := len(ends) - 1; i >= 0; i-- {
			end(list[i], ends[i])
		}
		_ = os.RemoveAll(dir) // a folder below the system's temporary one
	}
	if err != nil {
		closeAll()
		return nil, err
	}
	browser, last := list[len(list)-1], ends[len(ends)-1]
	gone := make(chan error, 1)
	go func() {
		err := <-last
		last <- err
		gone <- fmt.Errorf("%s has ended by itself: %v", filepath.Base(browser.Path), browser.ProcessState)
	}()
	return &opened{gone, closeAll}, nil
}

// end asks a program to end, and kills it where it doesn't. Its children end with it: they lose the pipe to it.
func end(command *exec.Cmd, ended chan error) {
	_ = command.Process.Signal(os.Interrupt) // fails where it has ended
	select {
	case <-ended:
	case <-time.After(endTimeout):
		_ = command.Process.Kill()
		<-ended
	}
}
