package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/net/netutil"
)

// The bounds of what one client can ask for.
const (
	maxConnections = 256
	maxHeader      = 16 << 10
	maxBody        = 1 << 20
	// writeBuffer bounds what the system keeps for a reader who does not read.
	writeBuffer = 256 << 10

	headerTimeout = 5 * time.Second
	bodyTimeout   = 30 * time.Second
	writeTimeout  = 30 * time.Second
	idleTimeout   = time.Minute
	// closing is how long answers under way may take to end.
	closing = 2 * time.Second
)

// Config states where pages are served. The zero Config is a free port of loopback.
type Config struct {
	// Addr is "host:port"; port 0 picks a free one.
	Addr string
	// Hosts are names under which the server is asked for, beside loopback's and the host of Addr.
	Hosts []string
}

// Server serves pages until it is closed. Make it with Listen.
type Server struct {
	listener net.Listener
	server   *http.Server
	token    string
	stop     context.CancelFunc
	serving  sync.WaitGroup
}

// Listen serves a handler to whoever has the address with its token. An address that is taken is an error that names what to do. Requests' contexts end
// when the server is closed, so that streams do.
func Listen(ctx context.Context, cfg Config, handler http.Handler) (*Server, error) {
	if cfg.Addr == "" {
		cfg.Addr = "127.0.0.1:0"
	}
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", cfg.Addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("serve pages at %s: another program listens there; name another port, or port 0 for a free one", cfg.Addr)
	case err != nil:
		return nil, fmt.Errorf("serve pages at %s: %w", cfg.Addr, err)
	}
	s := &Server{listener: listener, token: strings.ToLower(rand.Text())}
	ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	s.server = &http.Server{
		Handler:           guard(s.token, slices.Concat(cfg.Hosts, []string{cfg.Addr}), handler),
		ReadHeaderTimeout: headerTimeout, ReadTimeout: bodyTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	s.serving.Go(func() {
		// Its readers see that the connection is refused, and nothing else depends on it.
		_ = s.server.Serve(netutil.LimitListener(narrow{listener}, maxConnections))
	})
	return s, nil
}

// narrow has connections keep little of what is written to them.
type narrow struct{ net.Listener }

// Accept implements net.Listener.
func (n narrow) Accept() (net.Conn, error) {
	conn, err := n.Listener.Accept()
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(writeBuffer) // a hint
	}
	return conn, err
}

// Address is what is printed for a reader: the token as a query, from which the guard leads to URL.
func (s *Server) Address() string {
	return "http://" + s.listener.Addr().String() + "/?token=" + s.token
}

// URL is the address of the first page, with the token.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() + "/" + s.token + "/" }

// Loopback reports whether only programs of this machine can reach the server.
func (s *Server) Loopback() bool {
	addr, err := netip.ParseAddrPort(s.listener.Addr().String())
	return err == nil && addr.Addr().Unmap().IsLoopback()
}

// Close ends all streams, waits a moment for other answers that are under way, and stops listening. Idempotent.
func (s *Server) Close() error {
	s.stop()
	ctx, cancel := context.WithTimeout(context.Background(), closing)
	defer cancel()
	err := s.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = s.server.Close()
	}
	s.serving.Wait()
	return err
}
