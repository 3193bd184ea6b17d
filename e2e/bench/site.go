package main

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
)

//go:embed page/*.js
var modules embed.FS

// A site serves a page for each contestant, and the servers that they talk to:
//
//	/                    an empty page
//	/page/SUBJECT/NAME   a page that runs page/SUBJECT.js over the contestant NAME
//	/modules/NAME/…      these, bundled, and the core
//	/echo /push /bye     see serve.go
//	/opened              hears from page/cold.js
type site struct {
	server *httptest.Server
	dir    string
	opened chan coldOpen
}

func startSite(ctx context.Context, all []contestant) (*site, error) {
	dir, err := os.MkdirTemp("", "wsclose-bench-")
	if err != nil {
		return nil, err
	}
	s := &site{dir: dir, opened: make(chan coldOpen, 1)}
	if err := bundle(ctx, dir, all); err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) { page(w, "") })
	mux.HandleFunc("/page/{subject}/{name}", func(w http.ResponseWriter, r *http.Request) {
		page(w, fmt.Sprintf("<script type=module src=/modules/%s/%s.js></script>", r.PathValue("name"), r.PathValue("subject")))
	})
	mux.HandleFunc("/modules/{name}/{file}", func(w http.ResponseWriter, r *http.Request) {
		isolate(w)
		path := filepath.Join(dir, r.PathValue("name"), r.PathValue("file"))
		if filepath.Ext(path) == ".js" {
			w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
			w.Header().Set("Content-Encoding", "gzip")
			path += ".gz"
		}
		http.ServeFile(w, r, path)
	})
	mux.HandleFunc("POST /opened", func(_ http.ResponseWriter, r *http.Request) {
		var opened coldOpen
		if err := json.NewDecoder(r.Body).Decode(&opened); err == nil {
			s.opened <- opened
		}
	})
	mux.HandleFunc("/echo", accept(echo))
	mux.HandleFunc("/push", accept(push))
	mux.HandleFunc("/bye", accept(bye))
	s.server = httptest.NewServer(mux)
	return s, nil
}

func page(w http.ResponseWriter, body string) {
	isolate(w)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, "<!doctype html><title>bench</title><link rel=icon href=data:,>", body)
}

// isolate gives the page the finer clock, and nothing a cache.
func isolate(w http.ResponseWriter) {
	w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
	w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp")
	w.Header().Set("Cache-Control", "no-store")
}

func (s *site) empty() string { return s.server.URL + "/" }

func (s *site) page(subject string, c contestant) string {
	return s.server.URL + "/page/" + subject + "/" + c.name
}

func (s *site) module(subject string, c contestant) string {
	return s.server.URL + "/modules/" + c.name + "/" + subject + ".js"
}

func (s *site) ws(path string) string { return "ws" + strings.TrimPrefix(s.server.URL, "http") + path }

func (s *site) close() {
	s.server.CloseClientConnections()
	s.server.Close()
	_ = os.RemoveAll(s.dir)
}
