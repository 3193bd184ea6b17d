package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/wsclose/wsclose/e2e/lab"
)

// A site is one port with the lab (/lab/), the product (/dist/) and the playground (/).
type site struct {
	listener net.Listener
	lab      *lab.Lab
	product  http.Handler // of the pages that a command opens
	server   *http.Server
	done     chan error
}

// openSite listens on addr and serves from root; where that is empty, the lab alone. It refuses an address that other machines reach,
// unless remote allows that: the lab does whatever a URL says.
func openSite(addr, root string, remote bool) (*site, error) {
	listener, err := lab.Listen(addr, remote)
	if err != nil {
		if errors.Is(err, lab.ErrBeyondLoopback) {
			err = fmt.Errorf("--addr %s %w: use 127.0.0.1, or --allow-remote", addr, lab.ErrBeyondLoopback)
		}
		return nil, usageError("%w", err)
	}
	l := lab.New(lab.Options{BeyondLoopback: remote})
	s := &site{listener: listener, lab: l, product: probePage(root), done: make(chan error, 1),
		server: lab.HTTPServer(routes(root, l))}
	go func() { s.done <- s.server.Serve(listener) }()
	return s, nil
}

func routes(root string, l *lab.Lab) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/lab/", l.Handler())
	if root == "" {
		return mux
	}
	mux.Handle("/dist/", product(root))
	web := filepath.Join(root, "web")
	if _, err := os.Stat(filepath.Join(web, "index.html")); err == nil {
		mux.Handle("/", files(web))
	}
	return mux
}

// product serves js/dist at /dist/.
func product(root string) http.Handler {
	return http.StripPrefix("/dist", files(filepath.Join(root, "js", "dist")))
}

// blank serves a page for a session to live in.
func blank(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, "<!doctype html><title>wsclose</title><link rel=icon href=data:,>")
}

// files serves what is in a folder, and lists none: a path that ends in a slash is its index.html, or nothing. It keeps a browser from
// showing yesterday's build, and from taking a file for what it isn't.
func files(dir string) http.Handler {
	next := http.FileServer(http.Dir(dir))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if strings.HasSuffix(r.URL.Path, "/") {
			if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(path.Clean(r.URL.Path)), "index.html")); err != nil {
				http.NotFound(w, r)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// url is where the playground is.
func (s *site) url() string { return "http://" + s.listener.Addr().String() + "/" }

// ws is the address of one of the lab's ways to close.
func (s *site) ws(path string) string { return "ws://" + s.listener.Addr().String() + path }

// wait serves until ctx ends.
func (s *site) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-s.done:
		if errors.Is(err, http.ErrServerClosed) {
			return nil
		}
		return err
	}
}

func (s *site) close() {
	_ = s.lab.Close() // always nil
	_ = s.server.Close()
}
