package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"quintet/api/hosts"
)

const (
	// transferTimeout bounds an upload or download.
	transferTimeout = 2 * time.Minute
	// connectionTimeout bounds reading a request and writing its answer: a little more than the longest request, so that
	// the request's own timeout can still be told to the client.
	connectionTimeout = transferTimeout + 15*time.Second
	headerTimeout     = 10 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeader         = 64 << 10
)

// site is an HTTP server on a listener.
type site struct {
	server   *http.Server
	listener net.Listener
	// cancel ends the contexts of all requests.
	cancel context.CancelFunc
	// ended is closed when serving has ended; err states why, nil after close.
	ended chan struct{}
	err   error
}

// listen takes an address; no request is answered before serve.
func listen(ctx context.Context, addr string, log *slog.Logger) (*site, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen at %s: %w", addr, err)
	}
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	return &site{listener: l, cancel: cancel, ended: make(chan struct{}), server: &http.Server{
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       connectionTimeout,
		WriteTimeout:      connectionTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		BaseContext:       func(net.Listener) context.Context { return base },
	}}, nil
}

func (s *site) addr() string { return s.listener.Addr().String() }

// serve begins to answer. It returns at once; close waits for the end.
func (s *site) serve(h http.Handler) {
	s.server.Handler = h
	go func() {
		defer close(s.ended)
		if err := s.server.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
			s.err = fmt.Errorf("serve at %s: %w", s.addr(), err)
		}
	}()
}

// close stops accepting, lets requests in flight finish until ctx ends and cuts off the rest, which is an error. A site that never
// served only gives up its address.
func (s *site) close(ctx context.Context) error {
	defer s.cancel()
	if s.server.Handler == nil {
		return s.listener.Close()
	}
	err := s.server.Shutdown(ctx)
	if err != nil {
		s.cancel()
		err = errors.Join(fmt.Errorf("finish requests in flight: %w", err), s.server.Close())
	}
	<-s.ended
	return errors.Join(err, s.err)
}

// cut ends all at once.
func (s *site) cut() error {
	defer s.cancel()
	if s.server.Handler == nil {
		return s.listener.Close()
	}
	err := s.server.Close()
	<-s.ended
	return errors.Join(err, s.err)
}

// profiles serves net/http/pprof, on a mux of its own: the default one is for whoever wants it.
func profiles() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return hosts.Only(nil, mux)
}
