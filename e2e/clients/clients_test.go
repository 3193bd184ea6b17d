package clients_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/patience"
)

// start starts the server and the page of one client, under which js/RECIPES.md puts wsclose.
func start(t *testing.T, name string) (*patience.Watch, *server) {
	t.Parallel()
	ctx := patience.New(context.Background(), patience.Quiet)
	t.Cleanup(ctx.Stop)
	return ctx, startServer(ctx, t, name)
}

func TestGraphQLSubscribesAgainAfterEachClose(t *testing.T) {
	ctx, server := start(t, "graphql-ws")
	code := recipe(t, "Under graphql-ws", 1, "wss://example.com/graphql", server.url+"/graphql", "client")
	p := openPage(ctx, t, "graphql-ws", code+sample(t, "Under another client", 1))

	assert.Equal(t, "hello, Ada", call[string](p, "ask", "Ada"))
	assert.Equal(t, 1, call[int](p, "next"), "the first subscription")

	server.order("refuse", 1)
	server.order("close", 1012, "restarting")
	assert.Equal(t, 2, call[int](p, "next"), "the subscription, made again")
	server.order("reset")
	assert.Equal(t, 3, call[int](p, "next"))
	assert.Equal(t, "hello, Grace", call[string](p, "ask", "Grace"))

	call[any](p, "end")
	assert.Equal(t, []string{"1012 restarting", "1006 ", "1000 Normal Closure"}, server.ended(3))
	assert.Contains(t, p.tab.Console(), chrome.Message{
		Level: "log", Text: "1012 Service Restart by peer cause close-frame " + server.url + "/graphql",
	})
	assert.Equal(t, "graphql-transport-ws", server.await("open", 1)[0].Protocol)
	assert.Equal(t, []string{
		"1012 peer close-frame", "1006 network never-opened", "1006 network lost", "1000 page close-frame",
	}, p.told())
}

func TestMQTTSubscribesAgainAndPublishesWhatWaited(t *testing.T) {
	ctx, server := start(t, "mqtt")
	p := openPage(ctx, t, "mqtt", recipe(t, "Under MQTT.js", 1, "wss://example.com/mqtt", server.url+"/mqtt", "client"))

	assert.Equal(t, []string{"news"}, call[[]string](p, "subscribe", "news"))
	call[any](p, "publish", "news", "one")
	assert.Equal(t, []string{"news: one"}, call[[]string](p, "received", 1))

	call[any](p, "publishOnceGone", "news", "two")
	server.order("refuse", 1)
	server.order("close", 1012, "restarting")
	assert.Equal(t, []string{"news: one", "news: two"}, call[[]string](p, "received", 2))
	call[any](p, "publishOnceGone", "news", "three")
	server.order("reset")
	assert.Equal(t, []string{"news: one", "news: two", "news: three"}, call[[]string](p, "received", 3))

	call[any](p, "end")
	ended, told := server.ended(3), p.told()
	assert.Equal(t, []string{"1012 restarting", "1006 "}, ended[:2])
	// MQTT.js sends DISCONNECT and then an empty Close. At the first the broker cuts TCP, at times before it has read the second.
	assert.Contains(t, []string{"1005 ", "1006 "}, ended[2])
	assert.Equal(t, []string{"1012 peer close-frame", "1006 network never-opened", "1006 network lost"}, told[:3])
	assert.Contains(t, []string{"1005 page no-status", "1006 page lost"}, told[3])
	assert.Len(t, told, 4)
	assert.Equal(t, "mqtt", server.await("open", 1)[0].Protocol)
}

func TestSocketIOConnectsAgainAndEmitsWhatWaited(t *testing.T) {
	for name, block := range map[string]int{"as its transport": 1, "in the global's place": 2} {
		t.Run(name, func(t *testing.T) {
			ctx, server := start(t, "socket.io")
			p := openPage(ctx, t, "socket.io", recipe(t, "Under Socket.IO", block, "wss://example.com", server.url, "socket"))

			assert.Equal(t, "one", call[string](p, "echo", "one"))

			call[any](p, "emitOnceGone", "two")
			server.order("refuse", 1)
			server.order("close", 1012, "restarting")
			assert.Equal(t, "two", call[string](p, "acknowledged"))
			call[any](p, "emitOnceGone", "three")
			server.order("reset")
			assert.Equal(t, "three", call[string](p, "acknowledged"))

			call[any](p, "end")
			assert.Equal(t, []string{"1012 restarting", "1006 ", "1005 "}, server.ended(3))
			assert.Equal(t, []string{
				"1012 peer close-frame", "1006 network never-opened", "1006 network lost", "1005 page no-status",
			}, p.told())
		})
	}
}

func TestYWebsocketSynchronisesAgainAfterEachClose(t *testing.T) {
	ctx, server := start(t, "y-websocket")
	code := recipe(t, "Under y-websocket", 1, "wss://example.com", server.url, "doc, provider")
	one, other := openPage(ctx, t, "y-websocket", code), openPage(ctx, t, "y-websocket", code)

	call[any](one, "write", "a", 1)
	assert.Equal(t, 1, call[int](other, "read", "a"))
	server.await("open", 2)

	call[any](one, "writeOnceGone", "b", 2)
	server.order("refuse", 1)
	server.order("close", 1012, "restarting")
	assert.Equal(t, 2, call[int](other, "read", "b"))
	server.await("open", 4)
	call[any](other, "writeOnceGone", "c", 3)
	server.order("reset")
	assert.Equal(t, 3, call[int](one, "read", "c"))
	server.await("open", 6)

	call[any](one, "end")
	call[any](other, "end")
	assert.ElementsMatch(t, []string{
		"1012 restarting", "1012 restarting", "1006 ", "1006 ", "1005 ", "1005 ",
	}, server.ended(6))
	assert.ElementsMatch(t, []string{
		"1012 peer close-frame", "1012 peer close-frame", "1006 network never-opened", "1006 network lost", "1006 network lost",
		"1005 page no-status", "1005 page no-status",
	}, append(one.told(), other.told()...))
}
