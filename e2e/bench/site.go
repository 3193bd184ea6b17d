package main

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// contestants are in the order of the table; each is a module in page/.
var contestants = []string{"native", "wsclose", "reconnecting-websocket", "partysocket", "websocket-ts"}

//go:embed page/*.js
var modules embed.FS

// A site serves a page for each contestant, and the servers that they talk to:
//
//	/page/SUBJECT/NAME   a page that runs page/SUBJECT.js over page/NAME.js
//	/modules/NAME/…      these, bundled, and the core
//	/echo /push /bye     see serve.go
//	/opened              hears from page/cold.js how long that took
type site struct {
	server *httptest.Server
	dir    string
	opened chan float64
}

func startSite(ctx context.Context) (*site, error) {
	dir, err := os.MkdirTemp("", "wsclose-bench-")
	if err != nil {
		return nil, err
	}
	s := &site{dir: dir, opened: make(chan float64, 1)}
	if err := bundle(ctx, dir); err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/page/{subject}/{name}", func(w http.ResponseWriter, r *http.Request) {
		isolate(w)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<!doctype html><title>bench</title><link rel=icon href=data:,><script type=module src=/modules/%s/%s.js></script>",
			r.PathValue("name"), r.PathValue("subject"))
	})
	files := http.StripPrefix("/modules", http.FileServer(http.Dir(dir)))
	mux.HandleFunc("/modules/", func(w http.ResponseWriter, r *http.Request) {
		isolate(w)
		files.ServeHTTP(w, r)
	})
	mux.HandleFunc("POST /opened", func(_ http.ResponseWriter, r *http.Request) {
		var ms float64
		if _, err := fmt.Fscan(r.Body, &ms); err == nil {
			s.opened <- ms
		}
	})
	mux.HandleFunc("/echo", accept(echo))
	mux.HandleFunc("/push", accept(push))
	mux.HandleFunc("/bye", accept(bye))
	s.server = httptest.NewServer(mux)
	return s, nil
}

// isolate gives the page the finer clock, and nothing a cache.
func isolate(w http.ResponseWriter) {
	w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
	w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp")
	w.Header().Set("Cache-Control", "no-store")
}

func (s *site) page(subject, name string) string {
	return s.server.URL + "/page/" + subject + "/" + name
}

func (s *site) ws(path string) string { return "ws" + strings.TrimPrefix(s.server.URL, "http") + path }

func (s *site) close() {
	s.server.CloseClientConnections()
	s.server.Close()
	_ = os.RemoveAll(s.dir)
}

// bundle makes each contestant's modules, as a page's own build does.
func bundle(ctx context.Context, dir string) error {
	sources := filepath.Join(dir, "page")
	if err := os.CopyFS(dir, modules); err != nil {
		return err
	}
	dist, err := filepath.Abs("js/dist")
	if err != nil {
		return err
	}
	packages, err := filepath.Abs("e2e/compare/node_modules")
	if err != nil {
		return err
	}
	for _, name := range contestants {
		entries := []string{filepath.Join(sources, "bench.js"), filepath.Join(sources, "cold.js")}
		if name == "wsclose" {
			entries = append(entries, filepath.Join(sources, "core.js"))
		}
		args := append([]string{
			"tool", "esbuild", "--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning",
			"--alias:contestant=" + filepath.Join(sources, name+".js"),
			"--alias:wsclose=" + filepath.Join(dist, "index.js"), "--alias:wsclose/testing=" + filepath.Join(dist, "testing.js"),
			"--external:node:*", "--outdir=" + filepath.Join(dir, name),
		}, entries...)
		build := exec.CommandContext(ctx, "go", args...)
		build.Env = append(os.Environ(), "NODE_PATH="+packages)
		if output, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("bundling %s (make bench installs what it needs): %w\n%s", name, err, output)
		}
	}
	core, err := fs.ReadFile(os.DirFS(dist), "wsclose.wasm")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "wsclose", "wsclose.wasm"), core, 0o644)
}
