// Package server_test holds what README.md shows to those who write servers: what to close with, and what a page meant.
package server_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/wasm/closecode"
)

// goodbye closes a connection for a restart: its client comes back after 10 to 70 s.
func goodbye(conn net.Conn) error {
	body := ws.NewCloseFrameBody(1012, "retry-after=10;spread=60")
	return ws.WriteFrame(conn, ws.NewCloseFrame(body))
}

// meant is the code that a page closed with.
func meant(received uint16) uint16 {
	if code, ok := closecode.Untwin(closecode.Code(received)); ok {
		return uint16(code)
	}
	return received
}

// What the page then plans, and what reaches the server when a lenient page closes with 1001, in Chromium.
func TestAServerSaysWhenToComeBackAndHearsWhatWasMeant(t *testing.T) {
	received := make(chan uint16, 1)
	mux := http.NewServeMux()
	mux.Handle("/dist/", http.StripPrefix("/dist", http.FileServer(http.Dir("../../../js/dist"))))
	mux.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "text/html") })
	mux.HandleFunc("/restarting", func(w http.ResponseWriter, r *http.Request) {
		if conn, _, _, err := ws.UpgradeHTTP(r, w); err == nil {
			assert.NoError(t, goodbye(conn))
			_, _ = ws.ReadFrame(conn) // the page's answer
			_ = conn.Close()
		}
	})
	mux.HandleFunc("/listening", func(w http.ResponseWriter, r *http.Request) {
		if conn, _, _, err := ws.UpgradeHTTP(r, w); err == nil {
			_, err := wsutil.ReadClientText(conn)
			closed := wsutil.ClosedError{}
			assert.ErrorAs(t, err, &closed)
			received <- uint16(closed.Code)
			_ = conn.Close()
		}
	})
	server := httptest.NewServer(mux)
	defer server.Close()

	browser, err := chrome.Start(t.Context(), chrome.Options{})
	require.NoError(t, err)
	defer browser.Close()
	tab, err := browser.Tab(t.Context())
	require.NoError(t, err)
	require.NoError(t, tab.Navigate(t.Context(), server.URL+"/page"))
	delay, err := chrome.Eval[float64](t.Context(), tab, `async () => {
		const { ManagedWebSocket, load } = await import('/dist/index.js');
		await load();
		const socket = new ManagedWebSocket('/restarting');
		const { detail } = await new Promise((resolve) => socket.addEventListener('retry', resolve));
		socket[Symbol.dispose]();
		const lenient = new ManagedWebSocket('/listening', [], { lenient: true });
		await lenient.opened;
		lenient.close(1001);
		await lenient.closed;
		return detail.delayMs;
	}`)
	require.NoError(t, err)
	assert.GreaterOrEqual(t, delay, 10_000.0)
	assert.Less(t, delay, 70_000.0)
	code := <-received
	assert.Equal(t, []uint16{3901, 1001}, []uint16{code, meant(code)})
	assert.Equal(t, uint16(4000), meant(4000))
}

func TestTheReadmeShowsThese(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	require.NoError(t, err)
	source, err := os.ReadFile("server_test.go")
	require.NoError(t, err)
	blocks := strings.Split(string(readme), "```go\n")[1:]
	require.NotEmpty(t, blocks)
	for _, block := range blocks {
		code, _, _ := strings.Cut(block, "```")
		assert.True(t, strings.Contains(string(source), code), "README.md has other Go than this file: %s", code)
	}
}
