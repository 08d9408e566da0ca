// Package child holds the programs that stacks run as processes of their own: the harness's binary, started again with one of these
// names as its first argument, so that there is one binary to ship and no version skew. Each says "listening HOST:PORT" in one line on
// standard output once it answers, and ends when its context does. The stores that such a program uses can be opened beside it (OpenStores).
package child

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	"quintet/api/server"
	"quintet/bench/stack/link"
)

// api is the name of the program that is the REST API; the others are the embedded backends that are servers.
const api = "api"

// drain bounds how long a program takes to end.
const drain = 8 * time.Second

// Names are the names of the programs.
func Names() []string {
	names := []string{api, link.Program}
	for _, b := range server.Backends() {
		if b.Serve != nil {
			names = append(names, b.Name)
		}
	}
	return names
}

// Run runs a program, configured by the environment, until ctx ends.
func Run(ctx context.Context, name string, stdout, stderr io.Writer) error {
	switch name {
	case api:
		return runAPI(ctx, stdout, stderr)
	case link.Program:
		return link.Serve(ctx, stdout)
	}
	for _, b := range server.Backends() {
		if b.Name == name && b.Serve != nil {
			served, err := server.Serve(ctx, b, listenAddress(), os.Getenv)
			if err != nil {
				return err
			}
			return serve(ctx, stdout, served.Addr(), func(context.Context) error { return served.Close() })
		}
	}
	return fmt.Errorf("no program %q; there are %q", name, Names())
}

func runAPI(ctx context.Context, stdout, stderr io.Writer) error {
	cfg, err := server.FromEnv(func(name string) string {
		host, port, err := net.SplitHostPort(listenAddress())
		switch {
		case err == nil && name == "LISTEN_HOST":
			return host
		case err == nil && name == "PORT":
			return port
		}
		return os.Getenv(name)
	})
	if err != nil {
		return err
	}
	cfg.Log = slog.New(slog.NewTextHandler(stderr, nil))
	s, err := server.Open(ctx, cfg)
	if err != nil {
		return err
	}
	return serve(ctx, stdout, s.Addr(), s.Close)
}

// serve tells the parent where a program listens, waits for the end of ctx and closes it.
func serve(ctx context.Context, stdout io.Writer, addr string, end func(context.Context) error) error {
	fmt.Fprintf(stdout, "listening %s\n", addr)
	<-ctx.Done()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	return end(last)
}

// listenAddress is where a program is to listen: where it listened before it was restarted, or a free port.
func listenAddress() string {
	if addr := os.Getenv("LISTEN_ADDR"); addr != "" {
		return addr
	}
	return "127.0.0.1:0"
}
