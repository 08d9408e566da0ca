package native_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
	"quintet/bench/stack/stacktest"
)

// TestMain lets the test binary be what the tests need as a process of its own: a harness that is going to be ended, or a replica of
// the API.
func TestMain(m *testing.M) {
	if len(os.Args) < 2 || os.Args[1] != "harness" {
		os.Exit(stacktest.Main(m))
	}
	if err := harness(os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// harness starts servers, says so, and stops them when it is told to; told "panic" on its standard input, it does not live to.
func harness(dir string, names []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	var running []*native.Instance
	for _, name := range names {
		i, err := native.Start(ctx, name, native.Options{Dir: dir + "/data", LogDir: dir + "/logs", JavaOptions: nativetest.JavaOptions()})
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
