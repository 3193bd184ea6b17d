package lab

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// Server is a Lab with a listener of its own.
type Server struct {
	*Lab
	Addr string // host:port as bound
	http *http.Server
	stop func() bool
}

// Start binds to addr ("" means 127.0.0.1:0), serves a new Lab there, and ends it when ctx is done or Close is called.
// An address that other machines can reach is refused unless options.BeyondLoopback is set: the lab does whatever its
// URLs ask for.
func Start(ctx context.Context, addr string, options Options) (*Server, error) {
	listener, err := Listen(addr, options.BeyondLoopback)
	if err != nil {
		return nil, err
	}
	l := New(options)
	s := &Server{
		Lab:  l,
		Addr: listener.Addr().String(),
		http: HTTPServer(l.Handler()),
	}
	go func() { _ = s.http.Serve(listener) }() // ErrServerClosed, after Close
	s.stop = context.AfterFunc(ctx, s.shut)
	return s, nil
}

// ErrBeyondLoopback is why an address is refused where options.BeyondLoopback is not set.
var ErrBeyondLoopback = errors.New("can be reached from other machines")

// Listen is the listener of Start, for a caller with a mux of its own. It has at most 2,000 connections at a time; one more waits.
func Listen(addr string, beyondLoopback bool) (net.Listener, error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	tcp, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("lab: address %q: %w", addr, err)
	}
	if !beyondLoopback && !tcp.IP.IsLoopback() {
		return nil, fmt.Errorf("lab: address %q %w; use 127.0.0.1 or set BeyondLoopback", addr, ErrBeyondLoopback)
	}
	listener, err := net.ListenTCP("tcp", tcp)
	if err != nil {
		return nil, err
	}
	return newBounded(listener, mostSockets), nil
}

// HTTPServer is the server of Start, for a caller with a mux of its own. It waits for no one who sends or reads too slowly: 10 s for a
// header of at most 256 KiB, 70 s for a body, 2 minutes for an answer to be read, a minute between requests. WebSockets aren't bound by
// that, but by Options.
func HTTPServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       70 * time.Second, // longer than the longest wait for the journal: it would end it
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    256 << 10,
	}
}

// URL is the ws:// URL of a path such as "/lab/echo?id=1".
func (s *Server) URL(path string) string {
	return "ws://" + s.Addr + "/" + strings.TrimPrefix(path, "/")
}

// HTTP is the http:// URL of a path such as "/lab/journal".
func (s *Server) HTTP(path string) string {
	return "http://" + s.Addr + "/" + strings.TrimPrefix(path, "/")
}

// Close ends the lab, then the listener.
func (s *Server) Close() error {
	s.stop()
	s.shut()
	return nil
}

func (s *Server) shut() {
	_ = s.Lab.Close() // always nil
	_ = s.http.Close()
}
