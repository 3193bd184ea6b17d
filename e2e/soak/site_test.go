package soak_test

import (
	"embed"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/product"
)

//go:embed page/soak.js
var scripts embed.FS

// A site serves the page and the sessions' server:
//
//	/ws        the server
//	/page      the page; from another host name it is another origin
//	/dist/…    the product: see the package product
//	/harness/… what other tests' pages share
//	/soak.js   the page's script
func startSite(t *testing.T, s *server) *httptest.Server {
	tested, err := product.Find("../..")
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.HandleFunc("/ws", s.serve)
	mux.Handle("/dist/", http.StripPrefix("/dist", http.FileServer(http.Dir(tested.Dist))))
	mux.Handle("/harness/", http.StripPrefix("/harness", http.FileServer(http.Dir("../harness/page"))))
	mux.HandleFunc("/soak.js", func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, scripts, "page/soak.js") })
	mux.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><title>soak</title><link rel=icon href=data:,><script type=module src=/soak.js></script>")
	})
	mux.HandleFunc("/away", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><title>away</title><link rel=icon href=data:,>")
	})
	web := httptest.NewServer(mux)
	t.Cleanup(func() {
		web.CloseClientConnections()
		web.Close()
	})
	return web
}

// elsewhere is a page of another origin.
func elsewhere(web *httptest.Server) string {
	return strings.Replace(web.URL, "127.0.0.1", "localhost", 1) + "/away"
}
