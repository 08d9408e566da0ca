package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"time"

	"quintet/api/server"
)

// The hidden subcommands are what the embedded stack's processes run: one binary to ship and no version skew. Each says
// "listening HOST:PORT" in one line on standard output once it answers, and ends when it is told to (SIGTERM).

// drain bounds how long a child takes to end.
const drain = 8 * time.Second

// serve tells the parent where a child listens, waits for the end of ctx and closes it.
func serve(ctx context.Context, t terminal, addr string, end func(context.Context) error) error {
	fmt.Fprintf(t.stdout, "listening %s\n", addr)
	<-ctx.Done()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	return end(last)
}

// listenAddress is where a child is to listen: where it listened before it was restarted, or a free port.
func listenAddress() string {
	if addr := os.Getenv("LISTEN_ADDR"); addr != "" {
		return addr
	}
	return "127.0.0.1:0"
}

func apiCommand(ctx context.Context, t terminal, _ []string) error {
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
		return usageError(err)
	}
	cfg.Log = slog.New(slog.NewTextHandler(t.stderr, nil))
	api, err := server.Open(ctx, cfg)
	if err != nil {
		return err
	}
	return serve(ctx, t, api.Addr(), api.Close)
}

// backendCommands are those of the embedded backends that are servers.
func backendCommands() []command {
	var list []command
	for _, b := range server.Backends() {
		if b.Serve == nil {
			continue
		}
		list = append(list, command{name: b.Name, run: func(ctx context.Context, t terminal, _ []string) error {
			served, err := server.Serve(ctx, b, listenAddress(), os.Getenv)
			if err != nil {
				return err
			}
			return serve(ctx, t, served.Addr(), func(context.Context) error { return served.Close() })
		}})
	}
	return list
}
