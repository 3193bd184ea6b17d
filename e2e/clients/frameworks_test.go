package clients_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/lab"
	"github.com/wsclose/wsclose/e2e/patience"
)

// startLab starts the server of those pages whose packages need none of their own.
func startLab(t *testing.T) (*patience.Watch, *lab.Server) {
	t.Parallel()
	ctx := patience.New(context.Background(), patience.Quiet)
	t.Cleanup(ctx.Stop)
	server, err := lab.Start(ctx, "", lab.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, server.Close()) })
	return ctx, server
}

// live counts the WebSockets with this id that the lab has not seen end.
func live(server *lab.Server, id string) int {
	n := 0
	for _, entry := range server.Journal(id) {
		if entry.Live {
			n++
		}
	}
	return n
}

// React's StrictMode mounts, unmounts and mounts again: one connection is left of it, and of every later change.
func TestAComponentHasOneSocketForAsLongAsItIsMounted(t *testing.T) {
	for name, c := range map[string]struct {
		section string
		twice   bool // mounted at first
	}{
		"react": {"React", true},
		"vue":   {"Vue", false},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, server := startLab(t)
			p := openPage(ctx, t, name, sample(t, c.section, 1))

			call[any](p, "render", server.URL("/lab/echo?id=one"), "Ada")
			call[any](p, "shows", "open")
			assert.Equal(t, []string{"Ada: hello"}, call[[]string](p, "greet", 1))
			call[any](p, "render", server.URL("/lab/echo?id=one"), "Grace")
			assert.Equal(t, []string{"Ada: hello", "Grace: hello"}, call[[]string](p, "greet", 2), "the handler is the newest")
			settled, err := server.WaitFor(ctx, "one", func([]lab.Entry) bool { return live(server, "one") == 1 })
			require.NoError(t, err, "%+v", settled)

			call[any](p, "render", server.URL("/lab/echo?id=two"), "Grace")
			ended, err := server.Wait(ctx, "one")
			require.NoError(t, err)
			assert.Equal(t, "empty", ended[len(ended)-1].CloseRead.String())
			call[any](p, "shows", "open")

			call[any](p, "unmount")
			want := []string{"1005 page no-status", "1005 page no-status"}
			if c.twice {
				want = append([]string{"1006 page never-opened"}, want...)
			}
			assert.Equal(t, want, p.told())
			_, err = server.Wait(ctx, "two")
			require.NoError(t, err)
		})
	}
}
