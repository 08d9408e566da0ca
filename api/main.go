// Command api serves the REST API: environment, server, a signal to end. What it serves and on which stores is described in
// package server; with an empty environment it is complete, on embedded stores in the folder data.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"quintet/api/server"
)

// The exit codes: ended in order, failed, refused the environment.
const (
	exitOK     = 0
	exitFailed = 1
	exitConfig = 2
)

// drain bounds how long requests in flight may take to finish at the end; container runtimes kill after 10s.
const drain = 8 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second signal ends the program at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Getenv, os.Stderr))
}

// run serves until ctx ends and returns the program's exit code.
func run(ctx context.Context, lookup func(name string) string, stderr io.Writer) int {
	cfg, err := server.FromEnv(lookup)
	if err != nil {
		fmt.Fprintf(stderr, "api: environment:\n%v\n", err)
		return exitConfig
	}
	cfg.Log = slog.New(slog.NewTextHandler(stderr, nil))
	if err := serve(ctx, cfg); err != nil {
		// One line, also when several stores could not be opened.
		fmt.Fprintln(stderr, "api:", strings.ReplaceAll(err.Error(), "\n", "; "))
		return exitFailed
	}
	return exitOK
}

func serve(ctx context.Context, cfg server.Config) error {
	api, err := server.Open(ctx, cfg)
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
	case <-api.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	return api.Close(last)
}
