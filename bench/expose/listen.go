package expose

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"quintet/api/hosts"
)

// Path is where a Listener serves the metrics.
const Path = "/metrics"

// Listener serves metrics until it is closed. Make it with Listen.
type Listener struct {
	listener net.Listener
	server   *http.Server
	serving  sync.WaitGroup
}

// Listen serves a handler at Path of an address, "host:port"; port 0 picks a free one. Whoever can reach the address can read, if he asks for
// loopback, the address itself or one of the names given.
func Listen(ctx context.Context, addr string, names []string, metrics http.Handler) (*Listener, error) {
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen for scrapes: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET "+Path, metrics)
	l := &Listener{listener: listener, server: &http.Server{Handler: hosts.Only(slices.Concat(names, []string{addr}), mux), ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second}}
	l.serving.Go(func() {
		// A scraper sees its connection refused, and the run does not depend on it.
		_ = l.server.Serve(listener)
	})
	return l, nil
}

// Addr is "host:port".
func (l *Listener) Addr() string { return l.listener.Addr().String() }

// URL is that of the metrics.
func (l *Listener) URL() string { return "http://" + l.Addr() + Path }

// Close ends the scrapes that are under way, waiting for them for a second at most, and stops listening. Idempotent.
func (l *Listener) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	err := l.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = l.server.Close()
	}
	l.serving.Wait()
	return err
}
