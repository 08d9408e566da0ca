package native_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"quintet/api/server"
	"quintet/bench/stack"
	"quintet/bench/stack/native"
)

// TestMain lets the test binary be what the tests need as a process of its own: a harness that is going to be ended (harness), or a
// replica of the API (api).
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		var err error
		switch os.Args[1] {
		case "harness":
			err = harness(os.Args[2], os.Args[3:])
		case "api":
			err = api()
		default:
			os.Exit(m.Run())
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// harness starts servers, says so, and stops them when it is told to; told "panic" on its standard input, it does not live to.
func harness(dir string, names []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	var running []*native.Instance
	for _, name := range names {
		i, err := native.Start(ctx, name, native.Options{Dir: dir + "/data", LogDir: dir + "/logs"})
		if err != nil {
			return err
		}
		running = append(running, i)
		for _, n := range i.Nodes {
			fmt.Println("started", n.Info().PID, n.Info().Address)
		}
	}
	fmt.Println("ready")
	go func() {
		var word string
		if _, err := fmt.Scanln(&word); err == nil && word == "panic" {
			panic("as asked")
		}
	}()
	<-ctx.Done()
	var errs []error
	for _, i := range running {
		errs = append(errs, i.Stop())
	}
	return errors.Join(errs...)
}

// api is a replica of the API, as the harness's hidden subcommand starts it.
func api() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	host, port, _ := strings.Cut(os.Getenv("LISTEN_ADDR"), ":")
	cfg, err := server.FromEnv(supported(func(name string) string {
		switch name {
		case "LISTEN_HOST":
			return host
		case "PORT":
			return port
		}
		return os.Getenv(name)
	}))
	if err != nil {
		return err
	}
	s, err := server.Open(ctx, cfg)
	if err != nil {
		return err
	}
	fmt.Println("listening", s.Addr())
	<-ctx.Done()
	return s.Close(context.Background())
}

// supported hides the stores that the API cannot use in this build, so that it takes its embedded default for them.
func supported(lookup func(string) string) func(string) string {
	return func(name string) string {
		if strings.HasSuffix(name, "_HOST") && name != "LISTEN_HOST" {
			_, err := server.FromEnv(func(other string) string {
				if prefix := strings.TrimSuffix(name, "HOST"); strings.HasPrefix(other, prefix) {
					return lookup(other)
				}
				return ""
			})
			if err != nil {
				return ""
			}
		}
		return lookup(name)
	}
}

// openStores opens the stores that the API would open.
func openStores(ctx context.Context, lookup func(string) string) (*stack.Stores, error) {
	cfg, err := server.FromEnv(supported(lookup))
	if err != nil {
		return nil, err
	}
	stores, err := server.OpenStores(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return &stack.Stores{Set: stores.Set, Named: stores.Named(), Close: stores.Close}, nil
}
