// Command api serves the REST API: environment, server, a signal to end. What it serves and on which stores is described in
// package server; with an empty environment it is complete, on embedded stores in the folder data.
//
// With -health URL it serves nothing: it asks that URL and its exit code reports whether the answer was 200 OK, which is how a
// container without a shell checks itself.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"quintet/api/server"
)

// The exit codes: ended in order or healthy, failed or not healthy, refused the environment or the arguments.
const (
	exitOK     = 0
	exitFailed = 1
	exitConfig = 2
)

// drain bounds how long requests in flight may take to finish at the end; container runtimes kill after 10s.
const drain = 8 * time.Second

// patience bounds a health check.
const patience = 5 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second signal ends the program at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stderr))
}

// run serves until ctx ends, or checks the health of who does, and returns the program's exit code.
func run(ctx context.Context, args []string, lookup func(name string) string, stderr io.Writer) int {
	flags := flag.NewFlagSet("api", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { usage(flags) }
	url := flags.String("health", "", "serve nothing: ask this `URL` and exit with 0 if the answer is 200 OK, with 1 if not")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil:
		return exitConfig
	case flags.NArg() > 0:
		fmt.Fprintf(stderr, "api: found %q, want flags only; see api -h\n", flags.Arg(0))
		return exitConfig
	case *url != "":
		if err := health(ctx, *url); err != nil {
			fmt.Fprintln(stderr, "api:", err)
			return exitFailed
		}
		return exitOK
	}
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

// usage prints the flags and the environment.
func usage(flags *flag.FlagSet) {
	w := flags.Output()
	fmt.Fprintln(w, "api serves the REST API. With an empty environment it is complete, on embedded stores.")
	flags.PrintDefaults()
	for _, g := range server.Variables() {
		fmt.Fprintf(w, "\nVariables of %s\n", g.Of)
		for _, v := range g.Variables {
			fmt.Fprintf(w, "  %-30s %s", v.Name, v.Help)
			if v.Default != "" && v.Default != "0" {
				fmt.Fprintf(w, " (default %s)", v.Default)
			}
			fmt.Fprintln(w)
		}
	}
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

// health asks url. Anything but 200 OK is an error that repeats the beginning of the answer, which names a store that is down.
func health(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("check health: %w", err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("check health: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	const most = 1000
	said, err := io.ReadAll(io.LimitReader(answer.Body, most))
	if err != nil {
		return fmt.Errorf("check health: %w", err)
	}
	return fmt.Errorf("check health: %s: %s", answer.Status, said)
}
