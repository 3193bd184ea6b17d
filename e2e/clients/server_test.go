package clients_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A server is one of servers/*.js, and what it has seen.
type server struct {
	t      *testing.T
	ctx    context.Context
	url    string
	orders io.Writer

	mu      sync.Mutex
	seen    []sight
	changed chan struct{} // closed and made anew at each sight
}

// A sight is a line of servers/control.js.
type sight struct {
	Event    string // "listening", "open", "close", "refused"
	URL      string
	Number   int // of the WebSocket, from 1
	Protocol string
	Code     int // of the Close that was read; 1005 if it was empty, 1006 if there was none
	Reason   string
}

func startServer(ctx context.Context, t *testing.T, name string) *server {
	t.Helper()
	waiting, gone := context.WithCancel(ctx)
	cmd := exec.CommandContext(ctx, "node", "servers/"+name+".js")
	cmd.Stderr = t.Output()
	orders, err := cmd.StdinPipe()
	require.NoError(t, err)
	lines, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	s := &server{t: t, ctx: waiting, orders: orders, changed: make(chan struct{})}
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer gone() // nobody waits for a server that is gone
		for scanner := bufio.NewScanner(lines); scanner.Scan(); {
			s.note(scanner.Bytes())
		}
	}()
	t.Cleanup(func() {
		assert.NoError(t, orders.Close())
		<-read
		assert.NoError(t, cmd.Wait(), "the server ends by itself")
	})
	s.url = s.await("listening", 1)[0].URL
	return s
}

func (s *server) note(line []byte) {
	var one sight
	if err := json.Unmarshal(line, &one); err != nil {
		s.t.Errorf("the server says %q: %v", line, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, one)
	close(s.changed)
	s.changed = make(chan struct{})
}

// order has the server do what servers/control.js knows.
func (s *server) order(words ...any) {
	s.t.Helper()
	_, err := fmt.Fprintln(s.orders, words...)
	require.NoError(s.t, err)
}

// await waits till the server has seen that many such events, and returns all of them.
func (s *server) await(event string, many int) []sight {
	s.t.Helper()
	for {
		s.mu.Lock()
		found := slices.DeleteFunc(slices.Clone(s.seen), func(one sight) bool { return one.Event != event })
		changed := s.changed
		s.mu.Unlock()
		if len(found) >= many {
			return found
		}
		select {
		case <-changed:
		case <-s.ctx.Done():
			require.FailNow(s.t, "the server did not see it", "%d times %q, only %+v", many, event, s.seen)
		}
	}
}

// ended waits till each of that many WebSockets has been closed, and returns how, in order. There were no others.
func (s *server) ended(many int) []string {
	s.t.Helper()
	closes := s.await("close", many)
	assert.Len(s.t, s.await("open", many), many, "connections there were")
	slices.SortFunc(closes, func(a, b sight) int { return a.Number - b.Number })
	hows := make([]string, len(closes))
	for i, one := range closes {
		hows[i] = fmt.Sprintf("%d %s", one.Code, one.Reason)
	}
	return hows
}
